import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HarnessError } from '#core/errors.ts';
import { read } from '#evidence/reader.ts';
import { ndjson } from '#evidence/recorder.ts';
import { answered, flight } from '#test/checks/logs.ts';

const log = flight({ pieces: [answered('w1', 0), answered('w2', 5_000)] });
const text = ndjson(log);

/** What becomes of a text: its entries, or the error that it is refused with. */
function outcome(given: string): 'entries' | string {
  try {
    const entries = read(given, 'a.ndjson');
    for (const [index, { seq, at, kind }] of entries.entries()) {
      expect(seq).toBe(index);
      expect([typeof at, typeof kind]).toEqual(['number', 'string']);
    }
    return 'entries';
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    expect(thrown.message).toMatch(/^Failed to read a\.ndjson: .+\. .+ would help\.$/);
    return thrown.code;
  }
}

test('a log that was written can be read', () => {
  expect(read(text, 'a.ndjson')).toEqual(log);
  expect(read('', 'a.ndjson')).toEqual([]);
});

test('a log that was cut off anywhere gives the entries that are whole', () => {
  const bytes = Buffer.from(text);
  for (let length = 0; length <= bytes.length; length += 1) {
    const cut = bytes.subarray(0, length).toString();
    const ends = [...cut.matchAll(/\n/g)].length;
    const read_ = read(cut, 'a.ndjson');
    // The last line may be whole but for its line break.
    expect([ends, ends + 1]).toContain(read_.length);
    expect(read_).toEqual(log.slice(0, read_.length));
  }
});

test('a line that is missing, twice there, or out of order is refused', () => {
  const lines = text.trimEnd().split('\n');
  const refused = (changed: readonly string[]) => outcome(`${changed.join('\n')}\n`);
  expect(refused(lines.toSpliced(3, 1))).toBe('LOG_FORMAT');
  expect(refused(lines.toSpliced(3, 0, lines[3]!))).toBe('LOG_FORMAT');
  expect(refused([lines[1]!, lines[0]!, ...lines.slice(2)])).toBe('LOG_FORMAT');
  expect(refused(lines.toSpliced(3, 1, lines[3]!.slice(0, -2)))).toBe('LOG_FORMAT');
});

test('a log of another format is refused, and says which', () => {
  const other = text.replace('"format":1', '"format":99');
  expect(() => read(other, 'a.ndjson')).toThrow(/it has format 99, and this version reads 1/);
});

const junk = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom('null', '[]', '{"seq":0}', '{"seq":0,"at":0,"kind":1}', '\u0000', '', '\r'),
);

test('whatever a file holds, it is read or refused, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.array(junk), (lines) => {
      expect(['entries', 'LOG_FORMAT']).toContain(outcome(lines.join('\n')));
    }),
    { numRuns: 1_000 },
  );
});

test('a log in which anything was changed is read or refused, and nothing else happens', () => {
  const change = fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 5 }), fc.string());
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
      const changed = changes.reduce(
        (left, [at, cut, put]) => left.slice(0, at) + put + left.slice(at + cut),
        text,
      );
      expect(['entries', 'LOG_FORMAT']).toContain(outcome(changed));
    }),
    { numRuns: 1_000 },
  );
});
