import { expect, test } from 'vitest';
import type { Axis, Severity } from '#core/check.ts';
import type { Judged } from '#harness/judge.ts';
import { AXES, axesOf, lowestAxis } from '#score/axes.ts';
import type { Scored } from '#score/cells.ts';
import { weighing } from '#score/weights.ts';
import { flown, HARDENED, nxdomain, yardstick } from '../report/sample.ts';

const measure = {
  ...yardstick,
  catalogue: ['one', 'two'].map((id) => ({ ...nxdomain, id })),
};
const weigh = weighing(measure);

const found = (axis: Axis, outcome: Judged['outcome'], severity: Severity = 'sev3'): Judged => ({
  ...{ check: axis, outcome, severity, axis },
  ...{ must: '', loses: '', source: '', because: '', witness: [], exhibits: [] },
});

const cell = (scenario: string, findings: readonly Judged[]): Scored => {
  const run = flown('x', HARDENED);
  const judgement = { ...run.judgement, findings };
  return {
    ...{ scenario, family: 'dns', verdict: 'graceful', utility: 1 },
    runs: [{ ...run, judgement }],
  };
};

const on = (axis: Axis, cells: readonly Scored[]) =>
  axesOf(cells, weigh).find((standing) => standing.axis === axis)!;

test('there are eight of them', () => {
  expect(Object.keys(AXES)).toHaveLength(8);
});

test.each([
  ['sev1', 0],
  ['sev2', 0.1],
  ['sev3', 0.5],
  ['sev4', 1],
] as const)('a failure of %s leaves %f', (severity, value) => {
  const { value: left } = on('save', [cell('one', [found('save', 'fail', severity)])]);
  expect(left).toBeCloseTo(value, 9);
});

test('an axis is as good as the worst of its checks, and the mean of its scenarios', () => {
  const cells = [
    cell('one', [found('save', 'pass'), found('save', 'fail'), found('keep', 'pass')]),
    cell('two', [found('save', 'pass')]),
  ];
  expect(on('save', cells)).toEqual({ axis: 'save', value: 0.75, tested: 2 });
  expect(on('keep', cells)).toEqual({ axis: 'keep', value: 1, tested: 1 });
});

test('what should be known and is not counts as nothing, and what was not asked not at all', () => {
  expect(on('see', [cell('one', [found('see', 'inconclusive')])]).value).toBe(0);
  expect(on('see', [cell('one', [found('see', 'na')])])).toEqual({ axis: 'see', tested: 0 });
});

test('the lowest is the lowest of those that were put to the test', () => {
  const cells = [cell('one', [found('save', 'fail'), found('keep', 'pass')])];
  expect(lowestAxis(axesOf(cells, weigh))).toMatchObject({ axis: 'save', value: 0.5 });
  expect(lowestAxis(axesOf([], weigh))).toBeUndefined();
});
