import * as v from 'valibot';
import { expect, test } from 'vitest';
import { SLOTS } from '#core/corpus.ts';
import { QUALITY } from '#core/verdict.ts';
import { reportJson, reportJsonText } from '#report/json.ts';
import { flown, HARDENED, NAIVE, night, yardstick } from './sample.ts';

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
const names = v.array(v.string());
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const grade = v.picklist(['A', 'B', 'C', 'D', 'E', 'F']);
/** The letters of other standards mean other things: ours never stand alone. */
const letter = v.pipe(v.string(), v.regex(/^Class [ABC] \(seed scale\)$/));
const time = v.nullable(
  v.strictObject({ median: v.nullable(v.number()), runs: v.number(), over: v.number() }),
);
const SHAPE = v.strictObject({
  schema: v.literal(1),
  command: v.string(),
  circumstances: v.array(v.strictObject({ name: v.string(), value: v.string() })),
  cells: v.array(v.strictObject({ ...outcome, runs: v.array(v.string()) })),
  scores: v.array(
    v.strictObject({
      ...{ client: v.string(), cell: v.string(), control: v.boolean() },
      grade: v.nullable(grade),
      band: grade,
      provisional: v.boolean(),
      because: v.nullable(v.string()),
      ...{ score: share, low: share, high: share, seen: share, coverage: share },
      gates: v.array(v.strictObject({ atBest: grade, because: v.string(), scenarios: names })),
      axes: v.array(
        v.strictObject({ axis: v.string(), tested: v.number(), value: v.nullable(share) }),
      ),
      cells: v.array(
        v.strictObject({
          scenario: v.string(),
          verdict: v.picklist([...QUALITY, 'inconclusive', 'invalid', 'not flown']),
          ceiling: v.nullable(quality),
          regret: v.nullable(v.number()),
          utility: share,
          decision: v.nullable(v.picklist(['accept', 'reject', 'go on'])),
          flights: v.number(),
        }),
      ),
      criticality: v.array(
        v.strictObject({
          component: v.string(),
          declared: letter,
          observed: v.nullable(letter),
          because: v.nullable(v.string()),
          run: v.nullable(v.string()),
          earned: v.nullable(letter),
          broken: names,
          unshown: names,
          repeats: v.nullable(v.number()),
          gap: v.string(),
          remark: v.nullable(v.string()),
          ...{ scenarios: v.number(), flown: v.number() },
        }),
      ),
      modes: v.array(
        v.strictObject({
          ...{ component: v.string(), mode: v.string(), local: v.string() },
          end: verdict,
          class: v.nullable(letter),
          because: v.string(),
          occurrence: v.strictObject({
            days: names,
            perMonth: v.strictObject({ low: v.number(), high: v.number() }),
            elsewhere: v.number(),
          }),
          detection: time,
          recovery: time,
          priority: v.picklist(['high', 'medium', 'low']),
          ...{ rule: v.string(), scenarios: names, run: v.string() },
        }),
      ),
    }),
  ),
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

test('the scores of a night have that shape, too, and are the same each time', () => {
  const text = reportJsonText(night({ yardstick }));
  const parsed = JSON.parse(text);
  expect(v.parse(SHAPE, parsed)).toEqual(parsed);
  expect(parsed.scores).toHaveLength(2);
  expect(parsed.scores[0].criticality).toHaveLength(2);
  expect(parsed.scores[0].modes).toHaveLength(1);
  expect(reportJsonText(night({ yardstick }))).toBe(text);
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
