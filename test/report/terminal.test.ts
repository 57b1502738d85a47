import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { terminal } from '#report/terminal.ts';
import { nightOf } from './hostile.ts';
import { PAYLOADS } from './payloads.ts';
import { flown, HARDENED, NAIVE, night, yardstick } from './sample.ts';

const PLAIN = { color: false, width: 100 };

test('each run is one line with its verdict, its ceiling, and what broke', () => {
  const [first, second] = terminal(night(), PLAIN).split('\n');
  expect(first).toMatch(/◆ graceful +nxdomain +hardened +virtual +as expected/);
  expect(second).toMatch(/✖ harmful +best graceful +nxdomain +naive +virtual +save.no-loss/);
});

test('a control that does harm as expected is said to', () => {
  expect(terminal(night(), PLAIN)).toContain('naive did harm as expected (control)');
});

test('a control that did harm and was gone before its work was done has crashed', () => {
  const { flown, ...rest } = night();
  const gone = flown.map((run) => ({
    ...run,
    entries: run.entries.map((entry) =>
      entry.kind === 'work.ended' && entry.outcome === 'failed'
        ? { ...entry, outcome: 'lost' as const }
        : entry,
    ),
  }));
  expect(terminal({ ...rest, flown: gone }, PLAIN)).toContain(
    'naive crashed as expected (control)',
  );
});

test('a run that surprises is told with its evidence and the command that flies it again', () => {
  const odd = flown('x', NAIVE, { by: 'floor', verdict: 'graceful' });
  const text = terminal(night({ flown: [odd] }), PLAIN);
  expect(text).toContain('x did harm; expected: graceful or better');
  expect(text).toContain('10 of 12 pieces of work failed, from 10:00 to 55:00');
  expect(text).toContain('npm run scenario nxdomain -- --client x --cell virtual --seed 7');
});

test('every promise that a run has broken is named under it', () => {
  const odd = flown('x', NAIVE, { by: 'floor', verdict: 'graceful' });
  const failed = ['save.no-loss', 'conv.self'];
  const text = terminal(
    night({ flown: [{ ...odd, judgement: { ...odd.judgement, failed } }] }),
    PLAIN,
  );
  expect(text).toContain('Broken: save.no-loss, conv.self.');
});

test('a run that went as it should is not told twice', () => {
  const text = terminal(night({ flown: [flown('hardened', HARDENED)] }), PLAIN);
  expect(text).not.toContain('npm run');
});

test('a night that is measured ends with the grades', () => {
  const text = terminal(night({ yardstick }), { color: false, width: 200 });
  expect(text).toContain('Grades: hardened ');
  expect(text).toContain('naive E (0.00)');
});

test('colour changes nothing but the colour', () => {
  const colored = terminal(night(), { color: true, width: 100 });
  expect(colored).toContain('\u001b[');
  expect(stripVTControlCharacters(colored)).toBe(terminal(night(), PLAIN));
});

test('sentences keep to the width of the screen', () => {
  const lines = terminal(night(), { color: false, width: 60 }).split('\n');
  const prose = lines.filter((line) => !/npm run|×|(as expected)/.test(line));
  expect(prose.filter((line) => line.length > 60)).toEqual([]);
});

test.each(PAYLOADS.map((text, index) => [index, text] as const))(
  'foreign text %# does nothing to the terminal',
  (_, text) => {
    const shown = terminal(nightOf(text), PLAIN);
    expect(shown.replaceAll('\n', '')).not.toMatch(
      /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u,
    );
    const colored = terminal(nightOf(text), { color: true, width: 100 });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: only our own colours may remain
    expect(colored.replace(/\u001b\[\d+(;\d+)*m/g, '').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  },
);
