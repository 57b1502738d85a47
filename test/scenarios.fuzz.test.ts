import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { HarnessError } from '#core/errors.ts';
import { type Attempt, isAct } from '#core/fault.ts';
import { clockTimes, isOpen, NOTHING_YET, spanInWords } from '#core/timeline.ts';
import { timeline } from '#harness/registry.ts';
import { everyScenario, load } from '#harness/scenarios.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = JSON.parse(JSON.stringify(await everyScenario())) as readonly object[];

/** An attempt that any fault of its layer and role may be asked about. */
const attempt: Attempt = {
  layer: 'http',
  role: 'oauth',
  host: 'sign-in.example',
  operation: 'POST /',
  endpoint: 'token',
  presents: [{ kind: 'access', token: 'access-1' }],
};

let files = 0;

/**
 * Write a text under a fresh name and load it. It becomes a scenario that can be flown and told of,
 * or it is refused with a sentence about this file and a remedy.
 */
async function outcome(text: string, extension: string): Promise<'loaded' | 'refused'> {
  files += 1;
  const path = join(folder, `story-${files}.${extension}`);
  writeFileSync(path, text);
  try {
    const record = await load(path);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
    for (const [index, window] of (await timeline(record)).entries()) {
      if (!isAct(window.fault)) window.fault.strike(attempt);
      for (const at of [...clockTimes(window), 0]) isOpen(window, index, NOTHING_YET, at);
      expect(spanInWords(window)).toBeTypeOf('string');
    }
    for (const { date, what, source = '' } of record.seen) {
      expect([typeof date, typeof what, typeof source]).toEqual(['string', 'string', 'string']);
    }
    return 'loaded';
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    expect([thrown.code, thrown.blame]).toEqual(['SCENARIO_MALFORMED', 'usage']);
    const { message } = thrown;
    expect(message.startsWith(`Failed to load ${path}: `), message).toBe(true);
    // One line: what is wrong, and what would help.
    expect(message).not.toMatch(/[\r\n]| {4}at /);
    expect(message).toMatch(/: .+[.?!] .+[.?]$/);
    expect(message.length).toBeLessThan(1_500);
    return 'refused';
  } finally {
    rmSync(path);
  }
}

interface Change {
  readonly steps: readonly number[];
  readonly act: 'put' | 'drop' | 'add';
  readonly key: string;
  readonly value: unknown;
}

/** Go down into a value by some steps, and change what is there. */
function changed(value: unknown, { steps, act, key, value: put }: Change): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return put;
  const keys = Object.keys(value);
  const at = keys[step % Math.max(1, keys.length)];
  if (at === undefined) return put;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...value };
  if (rest.length === 0 && act === 'drop') Reflect.deleteProperty(copy, at);
  else if (rest.length === 0 && act === 'add') Reflect.set(copy, key, put);
  else
    Reflect.set(copy, at, changed(Reflect.get(value, at), { steps: rest, act, key, value: put }));
  return copy;
}

const WORDS = ['fault', 'params', 'from', 'until', 'count', 'at', 'on', 'role', 'decoy', 'source'];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(-1, 0, 0.5, 1e308, '', 'the end', 'both', null, true, [], {}),
  fc.constantFrom<unknown>({ on: 'clock', at: 5 }, { on: 'both', of: [] }, 'constructor'),
);
const change: fc.Arbitrary<Change> = fc.record({
  steps: fc.array(fc.nat({ max: 20 }), { maxLength: 6 }),
  act: fc.constantFrom('put', 'put', 'drop', 'add'),
  key: fc.oneof(fc.constantFrom(...WORDS), fc.string()),
  value,
});

const seed = Number(process.env.SEED ?? 20_260_407);

test(`800 scenarios that somebody has spoilt are loaded or refused (seed ${seed})`, async () => {
  const seen = { loaded: 0, refused: 0 };
  const spoilt = fc.tuple(
    fc.constantFrom(...good),
    fc.array(change, { minLength: 1, maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(spoilt, async ([story, changes]) => {
      const text = JSON.stringify(changes.reduce<unknown>(changed, story)) ?? '';
      seen[await outcome(text, 'json')] += 1;
    }),
    { numRuns: 800, seed },
  );
  // Neither a loader that takes everything nor one that takes nothing has been put to the test.
  expect(seen.loaded).toBeGreaterThan(40);
  expect(seen.refused).toBeGreaterThan(200);
});

test(`a hundred texts that are no JSON are refused (seed ${seed})`, async () => {
  const whole = JSON.stringify(good[0]);
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.nat({ max: whole.length - 1 }).map((length) => whole.slice(0, length)),
    fc.constantFrom('['.repeat(100_000), '\ufeff{}', 'NaN', '{"a":1}{"b":2}', '\u0000'),
  );
  await fc.assert(
    fc.asyncProperty(text, async (broken) => {
      expect(await outcome(broken, 'json')).toBe('refused');
    }),
    { numRuns: 100, seed },
  );
});

const BROKEN = [
  '',
  'export default',
  'export default {',
  'export default {}',
  'export default null',
  'export default undefined',
  'export default () => ({})',
  'export default Promise.resolve({})',
  'export const scenario = {}',
  'import { nothing } from "./nothing.ts"; export default nothing;',
  'import nothing from "no-such-package"; export default nothing;',
  'throw new Error("two\\nlines")',
  'throw undefined',
  'throw null',
  'throw 7',
  'throw ""',
  'throw new Error("")',
  'throw Object.create(null)',
  'throw Object.assign(new Error("odd"), { message: 5 })',
  'throw Object.assign(new Error("gone"), { code: "ENOENT" })',
  'enum Old { A } export default Old',
  'export default { get title() { throw new Error("a getter") } }',
  'export default new Proxy({}, { get() { throw new Error("a proxy") } })',
  'export default { title: Symbol("s"), why: 1n }',
  'const a: any = {}; a.b.c.d; export default a',
  '<<<<<<< HEAD',
  '\u0000\u0001\u0002',
  'export default JSON.parse("{")',
];

test.each(BROKEN)('a module that reads %j is refused', async (text) => {
  expect(await outcome(text, 'ts')).toBe('refused');
});

test(`a hundred modules that somebody has cut or garbled are refused (seed ${seed})`, async () => {
  const whole = `export default ${JSON.stringify(good[0])};\n`;
  const text = fc.oneof(
    fc.string({ minLength: 1 }).map((junk) => `export default ${junk} ]`),
    fc.nat({ max: whole.length - 4 }).map((length) => whole.slice(0, length)),
  );
  await fc.assert(
    fc.asyncProperty(text, async (broken) => {
      expect(await outcome(broken, 'ts')).toBe('refused');
    }),
    { numRuns: 100, seed },
  );
});

test('a good scenario can be loaded from anywhere, as a record or as a module', async () => {
  for (const story of good) {
    expect(await outcome(JSON.stringify(story), 'json')).toBe('loaded');
    expect(await outcome(`export default ${JSON.stringify(story)};`, 'ts')).toBe('loaded');
  }
});

test.each(['Upper.json', 'with space.json', '-dash.json', 'ümlaut.json', `${'a'.repeat(80)}.json`])(
  'a file called %s has no id',
  async (name) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(good[0]));
    await expect(load(path)).rejects.toThrow(/its name is not an id/);
  },
);

test.each([null, 7, 'text', true])('a fault with %j for parameters is refused', async (params) => {
  const story = structuredClone(good.find((each) => 'faults' in each)) as {
    faults: { fault: { params: unknown } }[];
  };
  for (const { fault } of story.faults) fault.params = params;
  expect(await outcome(JSON.stringify(story), 'json')).toBe('refused');
});

test('a file that is not there is refused as such', async () => {
  await expect(load(join(folder, 'nothing.ts'))).rejects.toThrow(/there is no such file/);
});
