import { expect, test } from 'vitest';
import type { Quality, Verdict } from '#core/verdict.ts';
import { underCeiling } from '#harness/ceilings.ts';
import { order } from './report/sample.ts';

const judged = (verdict: Verdict, ceiling: Quality) => ({
  ...{ verdict, ceiling, because: 'It was made up.' },
  ...{ findings: [], failed: [] },
});
const agreed = (verdict: Verdict) => [{ scenario: 'nxdomain', client: 'hardened', verdict }];

test('what the hardened client was agreed to reach is possible for everybody', () => {
  const run = underCeiling(judged('grounded', 'graceful'), order('x'), agreed('transparent'));
  expect(run).toMatchObject({ verdict: 'grounded', ceiling: 'transparent', regret: 3 });
});

test('who goes beyond it has shown what is possible', () => {
  const run = underCeiling(judged('transparent', 'transparent'), order('x'), agreed('graceful'));
  expect(run).toMatchObject({ ceiling: 'transparent', regret: 0 });
});

test('where nothing was agreed upon, the log alone tells', () => {
  const run = judged('grounded', 'graceful');
  expect(underCeiling(run, order('x'), [])).toBe(run);
  expect(underCeiling(run, order('x'), agreed('inconclusive'))).toBe(run);
});

test('a run that says nothing has a ceiling, and no regret', () => {
  const run = underCeiling(judged('invalid', 'graceful'), order('x'), agreed('transparent'));
  expect(run.ceiling).toBe('transparent');
  expect(run).not.toHaveProperty('regret');
});
