import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mutant } from '#fixtures/clients/reference/configurations.ts';
import { fileJournal } from '#fixtures/clients/reference/file-journal.ts';
import { kitFor } from '#fixtures/clients/reference/kit.ts';
import { Toolbox } from '#fixtures/clients/reference/tools.ts';
import { Transcript } from '#fixtures/clients/reference/transcript.ts';
import { Home } from '#harness/sealed/home.ts';
import { FakeWorld, hardened, without } from './fake-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROMPT = { role: 'user', content: 'What came before.' } as const;
const placeWith = (journal: readonly string[]) =>
  new FakeWorld({ configuration: hardened, journal }).place();

test('lines that were added outlive whoever added them, but for one that was cut off', () => {
  const path = join(folder, 'deep', 'journal');
  expect(fileJournal(path).read()).toEqual([]);
  fileJournal(path).add('one');
  fileJournal(path).add('two');
  appendFileSync(path, 'thr');
  expect(fileJournal(path).read()).toEqual(['one', 'two']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a transcript is read as it was written, and what is none of it is passed over', () => {
  const kit = kitFor(placeWith(['no JSON', '7', '{"role":"user"}']), hardened);
  const transcript = new Transcript(kit);
  expect(transcript.read()).toEqual([]);
  transcript.add(PROMPT);
  expect(transcript.read()).toEqual([PROMPT]);
});

test('who does not resume writes nothing down and reads nothing', () => {
  const place = placeWith([]);
  const transcript = new Transcript(kitFor(place, without('resumes')));
  transcript.add(PROMPT);
  expect(place.journal?.read()).toEqual([]);
  expect(
    new Transcript(kitFor(placeWith([JSON.stringify(PROMPT)]), without('resumes'))).read(),
  ).toEqual([]);
});

test('the mutant that starts afresh still writes down what it will not read', () => {
  const place = placeWith([]);
  const transcript = new Transcript(kitFor(place, mutant('starts-afresh')));
  transcript.add(PROMPT);
  expect(place.journal?.read()).toHaveLength(1);
  expect(transcript.read()).toEqual([]);
});

test('with a full disk work goes on, and no tool is said to have run', async () => {
  const full = () => {
    throw Object.assign(new Error('full'), { code: 'ENOSPC' });
  };
  const place = {
    ...placeWith([]),
    journal: { read: () => [], add: full },
    effects: { add: full },
  };
  const kit = kitFor(place, hardened);
  expect(() => new Transcript(kit).add(PROMPT)).not.toThrow();
  const call = { type: 'tool_use', id: 'call-1', name: 'echo', input: { command: 'echo w1' } };
  const toolbox = new Toolbox(kit, async () => '');
  expect(await toolbox.run(call as Parameters<Toolbox['run']>[0])).toMatchObject({
    content: 'It could not be done (ENOSPC).',
    is_error: true,
  });
});

test('each line that a tool adds under a home is told once, and the last ones on closing', () => {
  const home = new Home(folder, 'store');
  const path = join(folder, 'work', 'effects');
  const effects = fileJournal(path);
  effects.add('w0');
  const told: string[] = [];
  home.follow('work/effects', (line) => told.push(line));
  effects.add('w1');
  effects.add('w2');
  appendFileSync(path, 'w');
  home.close();
  expect(told).toEqual(['w0', 'w1', 'w2']);
});
