import * as v from 'valibot';
import { expect, test } from 'vitest';
import { SLOTS } from '#core/corpus.ts';
import { QUALITY } from '#core/verdict.ts';
import { reportJson, reportJsonText } from '#report/json.ts';
import { flown, HARDENED, NAIVE, night } from './sample.ts';

const quality = v.picklist(QUALITY);
const verdict = v.picklist([...QUALITY, 'inconclusive', 'invalid']);
const seqs = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const row = v.strictObject(Object.fromEntries(SLOTS.map((slot) => [slot, count])));
const score = v.strictObject({
  messages: count,
  agreed: count,
  confusion: v.strictObject(Object.fromEntries(SLOTS.map((slot) => [slot, row]))),
  verdicts: count,
  tooKind: count,
  unjust: count,
});
const outcome = {
  scenario: v.string(),
  client: v.string(),
  cell: v.string(),
  control: v.boolean(),
  verdict,
  ceiling: quality,
  regret: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4))),
  standing: v.picklist(['as expected', 'better', 'worse', 'unknown', 'not compared']),
  failed: v.array(v.string()),
};
const measured = v.strictObject({
  value: v.number(),
  unit: v.string(),
  compare: v.picklist(['<=', '>=', '==']),
  bound: v.number(),
});
const SHAPE = v.strictObject({
  schema: v.literal(1),
  command: v.string(),
  circumstances: v.array(v.strictObject({ name: v.string(), value: v.string() })),
  cells: v.array(v.strictObject({ ...outcome, runs: v.array(v.string()) })),
  notFlown: v.array(
    v.strictObject({
      scenario: v.string(),
      client: v.string(),
      cell: v.string(),
      because: v.string(),
    }),
  ),
  runs: v.array(
    v.strictObject({
      ...outcome,
      id: v.string(),
      seed: v.number(),
      time: v.strictObject({
        kind: v.picklist(['virtual', 'warped', 'real']),
        factor: v.number(),
      }),
      because: v.string(),
      expected: v.nullable(v.strictObject({ by: v.picklist(['baseline', 'floor']), verdict })),
      findings: v.array(
        v.strictObject({
          check: v.string(),
          outcome: v.picklist(['pass', 'fail', 'na', 'inconclusive']),
          severity: v.picklist(['sev1', 'sev2', 'sev3', 'sev4']),
          because: v.string(),
          measured: v.nullable(measured),
          witness: seqs,
          exhibits: seqs,
        }),
      ),
      observations: v.array(v.strictObject({ text: v.string(), exhibits: seqs })),
      replay: v.string(),
      log: v.pipe(v.string(), v.regex(/^runs\/.+\.ndjson$/)),
    }),
  ),
  classifier: v.strictObject({ heldOut: score, known: score }),
});

test('report.json has the shape that programs rely on', () => {
  const parsed = JSON.parse(reportJsonText(night()));
  expect(v.parse(SHAPE, parsed)).toEqual(parsed);
});

test('report.json is the same for the same night', () => {
  expect(reportJsonText(night())).toBe(reportJsonText(night()));
});

test('a cell with several runs comes to the worst that is known of them', () => {
  const calm = flown('naive', HARDENED, undefined, { id: 'one', seed: 1 });
  const crash = flown('naive', NAIVE, undefined, { id: 'two', seed: 2 });
  const { cells } = reportJson(night({ flown: [calm, crash] }));
  expect(cells).toHaveLength(1);
  expect(cells[0]).toMatchObject({ verdict: 'harmful', regret: 3, runs: ['one', 'two'] });
  expect(cells[0]!.failed).toContain('save.no-loss');
});

test('a run that tested nothing does not hide one that did', () => {
  const calm = flown('hardened', HARDENED);
  const idle = { ...calm, judgement: { ...calm.judgement, verdict: 'invalid' as const } };
  const { cells } = reportJson(night({ flown: [idle, calm] }));
  expect(cells[0]!.verdict).toBe('graceful');
});

test('a control goes by its name, a client under test by its name and version', () => {
  const client = { name: 'claude-code', version: '2.1.329' };
  const tested = flown('claude-code', NAIVE, undefined, { id: 'x', client });
  const { runs } = reportJson(night({ flown: [tested, flown('hardened', HARDENED)] }));
  expect(runs.map((run) => run.client)).toEqual(['claude-code@2.1.329', 'hardened']);
  expect(runs[0]!.replay).toContain('--client claude-code@2.1.329 --cell virtual --seed 7');
});
