import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '#core/entry.ts';
import { ndjson, Recorder } from '#evidence/recorder.ts';

test('entries are numbered without a gap, and their time never goes back', () => {
  const time = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(time), (times) => {
      const entries: Entry[] = [];
      let now = 0;
      const recorder = new Recorder(
        () => now,
        (entry) => entries.push(entry),
      );
      for (now of times) recorder.tell({ kind: 'client.started' });
      expect(entries.map(({ seq }) => seq)).toEqual(times.map((_, index) => index));
      for (const [index, { at }] of entries.entries()) {
        expect(Number.isInteger(at)).toBe(true);
        expect(at + 0).toBe(Math.max(...times.slice(0, index + 1).map(Math.round)) + 0);
      }
    }),
  );
});

test('a clock that is set back does not turn the order around', () => {
  const times = [10, 5, 20.4, 20.6, -3];
  const entries: Entry[] = [];
  const recorder = new Recorder(
    () => times.shift()!,
    (entry) => entries.push(entry),
  );
  for (let n = 0; n < 5; n += 1) recorder.tell({ kind: 'run.ended' });
  expect(entries.map(({ at }) => at)).toEqual([10, 10, 20, 21, 21]);
});

test('a log is one entry a line, whatever is in it', () => {
  const entries: Entry[] = [
    { seq: 0, at: 0, kind: 'notice', text: 'two\nlines\u2028 and \ud800 half a pair' },
    { seq: 1, at: 0, kind: 'run.ended' },
  ];
  const lines = ndjson(entries).split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.slice(0, 2).map((line) => JSON.parse(line))).toEqual(entries);
  // Half a pair of surrogates cannot be written as UTF-8.
  expect(Buffer.from(ndjson(entries)).toString()).toBe(ndjson(entries));
});
