import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { minutes } from '#core/duration.ts';
import { record, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { frozen } from '#faults/frozen.ts';
import { killed } from '#faults/killed.ts';
import { lanes } from '#harness/report/lanes.ts';
import { line } from '#harness/report/line.ts';
import { observations } from '#harness/report/observations.ts';
import { fly } from '#test/fly.ts';

const story = record(
  'world',
  scenario({
    title: 'Two sessions are frozen, and then killed',
    why: 'To see how it is told.',
    family: 'fleet',
    seen: [],
    given: signedIn({ accessToken: minutes(60), sessions: 2 }),
    work: turns({ count: 4, every: minutes(5) }),
    faults: [
      during({ from: minutes(4), until: minutes(6) }, frozen()),
      once(minutes(12), killed()),
    ],
    exercises: [],
  }),
);
const { evidence, judgement, entries } = await fly(story, hardened, virtual);

test('what was done to the client has lanes of its own, aimed at nobody', () => {
  const [first, second] = lanes(evidence, judgement);
  expect(first).toMatchObject({ name: 'frozen', bands: [{ label: '4 min to 6 min' }] });
  expect(first!.points.map(({ says }) => says)).toEqual(['4:00 frozen done', '6:00 frozen undone']);
  // What was done at once has no length.
  expect(second).toMatchObject({ name: 'killed', bands: [] });
  expect(second!.points.map(({ says }) => says)).toEqual(['12:00 killed done']);
});

test('each of several clients has a lane for its work, with its ends in it', () => {
  const works = lanes(evidence, judgement).filter(({ name }) => name === 'work');
  expect(works.map(({ detail }) => detail)).toEqual(['session 1', 'session 2']);
  for (const { bands, points } of works) {
    expect(bands).toHaveLength(4);
    expect(points.map(({ says }) => says)).toEqual(['12:00 the client exited on SIGKILL']);
  }
});

test('a line says which of several clients it was', () => {
  const told = entries.map((entry) => line(entry, story.faults));
  expect(told).toContain('[1] w1');
  expect(told).toContain('[2] signal SIGKILL, ended by the harness');
  expect(told).toContain('frozen, undone');
  expect(told.join('\n')).not.toContain('on client');
});

test('what was done is observed as done, and not as a fault that struck nothing', () => {
  const said = observations(evidence).map(({ text }) => text);
  expect(said).toContain('What frozen stands for was done at 4:00, and undone at 6:00.');
  expect(said).toContain('What killed stands for was done at 12:00.');
  expect(said.join('\n')).not.toContain('struck nothing');
});
