import { expect, test } from 'vitest';
import { Evidence } from '#core/evidence.ts';
import { tries } from '#core/tries.ts';
import { flight, NAME_GONE, noName, renewed } from '#test/checks/logs.ts';

test('queries of both families are one go at a token, and a request is another', () => {
  const pieces = [noName(1_000, 'A'), noName(1_005, 'AAAA'), renewed(60_000, { status: 503 })];
  const made = tries(new Evidence(flight({ faults: [NAME_GONE], pieces })), 'oauth');
  expect(made.map(({ at, answered: got, status }) => [at, got, status])).toEqual([
    [1_000, false, undefined],
    [60_000, false, 503],
  ]);
  expect(made[1]!.token).toBe('refresh-1');
});

test('an answer of good status that was spoilt is none', () => {
  const spoilt = { status: 200, struckBy: 0 } as const;
  const pieces = [
    renewed(1_000, { ...spoilt, effect: { body: 'empty' } }),
    renewed(2_000, { ...spoilt, effect: { late: 3 } }),
    renewed(3_000),
  ];
  const made = tries(new Evidence(flight({ faults: [NAME_GONE], pieces })), 'oauth');
  expect(made.map(({ answered: got }) => got)).toEqual([false, true, true]);
});
