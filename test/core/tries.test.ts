import { expect, test } from 'vitest';
import { Evidence } from '#core/evidence.ts';
import { tries } from '#core/tries.ts';
import { attempt, flight, NAME_GONE, noName, renewed } from '#test/checks/logs.ts';

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
  const token = { layer: 'http', role: 'oauth', endpoint: 'token', status: 200 } as const;
  const pieces = [
    attempt(1_000, { ...token, struckBy: 0, effect: { body: 'empty' } }),
    attempt(2_000, { ...token, struckBy: 0, effect: { late: 3 } }),
    attempt(3_000, token),
  ];
  const made = tries(new Evidence(flight({ faults: [NAME_GONE], pieces })), 'oauth');
  expect(made.map(({ answered: got }) => got)).toEqual([false, true, true]);
});

test('to ask whether somebody has typed a code is no go at a token', () => {
  const asked = attempt(1_000, {
    ...{ layer: 'http', role: 'oauth', endpoint: 'token', status: 400 },
    presents: [{ kind: 'device-code', token: 'device-code-1' }],
  });
  expect(tries(new Evidence(flight({ pieces: [asked] })), 'oauth')).toEqual([]);
});

test('a resolver that is not answered asks once more, and that is no second try', () => {
  const silent = (at: number, operation: string) =>
    attempt(at, {
      ...{ layer: 'dns' as const, role: 'oauth' as const, operation },
      ...{ struckBy: 0, effect: 'silence' as const, error: 'no answer', took: 5_000 },
    });
  const look = (at: number) =>
    [at, at + 5_001].flatMap((each) => [silent(each, 'A'), silent(each, 'AAAA')]);
  const pieces = [...look(1_000), ...look(11_030), ...look(60_000)];
  const made = tries(new Evidence(flight({ faults: [NAME_GONE], pieces })), 'oauth');
  expect(made.map(({ at }) => at)).toEqual([1_000, 11_030, 60_000]);
});

test('in warped time the second question of a resolver may come a little late', () => {
  const silent = (at: number, took: number) =>
    attempt(at, {
      ...{ layer: 'dns' as const, role: 'oauth' as const },
      ...{ struckBy: 0, effect: 'silence' as const, error: 'no answer', took },
    });
  const made = (again: number) =>
    tries(
      new Evidence(
        flight({
          faults: [NAME_GONE],
          time: { kind: 'warped', factor: 60 },
          pieces: [silent(1_000, 4_500), silent(again, 4_500)],
        }),
      ),
      'oauth',
    ).length;
  // Five seconds, and twice 1.2 s of resolution.
  expect(made(6_960)).toBe(1);
  expect(made(9_000)).toBe(2);
});
