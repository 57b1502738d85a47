import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import {
  answered,
  asked,
  attempt,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  noName,
  open,
  pending,
  stored,
} from '#test/checks/logs.ts';

const seen = (story: Flight = {}) => new Evidence(flight(story));
const GONE: Flight = { faults: [NAME_GONE] };

test('an attempt is put together from its beginning and its end', () => {
  const { attempts, struck } = seen({ ...GONE, pieces: [noName(1_000), asked(2_000, 'w1', OK)] });
  expect(attempts.map(({ at, endedAt, layer }) => [at, endedAt, layer])).toEqual([
    [1_000, 1_005, 'dns'],
    [2_000, 2_060, 'http'],
  ]);
  expect(struck.map(({ effect, struckBy }) => [effect, struckBy])).toEqual([['NXDOMAIN', 0]]);
});

const OK = { status: 200 };

test('an attempt that the log does not see end has no end', () => {
  const out = attempt(1_000, { layer: 'connect', role: 'model', took: Infinity });
  const [only] = seen({ pieces: [out] }).attempts;
  expect(only).not.toHaveProperty('endedAt');
  expect(only!.exhibits).toHaveLength(1);
});

test('what the harness looks at itself is no attempt of the client', () => {
  const log = flight({ ...GONE, pieces: [noName(1_000)] }).map((entry) =>
    entry.kind === 'attempt.began' ? { ...entry, by: 'harness' as const } : entry,
  );
  expect(new Evidence(log).attempts).toEqual([]);
  expect(new Evidence(log).struck).toEqual([]);
});

test('work is answered, failed, lost or still pending', () => {
  const pieces = [
    answered('w1', 0),
    failed('w2', 1_000, 'no', { took: 50 }),
    lost('w3', 2_000),
    pending('w4', 3_000),
  ];
  const { works } = seen({ pieces });
  expect(works.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
    ['answered', 200],
    ['failed', 1_050],
    ['lost', 2_000],
    ['pending', undefined],
  ]);
});

test('a window may open more than once, and calm begins when the last one has closed', () => {
  const twice = seen({ ...GONE, pieces: [open(0, 10, 20), open(0, 30, 40)] });
  expect(twice.spans.map(({ from, until }) => [from, until])).toEqual([
    [10, 20],
    [30, 40],
  ]);
  expect(twice.calmFrom).toBe(40);
  expect(seen({ ...GONE, pieces: [open(0, 10, 20), open(0, 30)] }).calmFrom).toBeUndefined();
  expect(seen().calmFrom).toBe(0);
});

test('a service is up unless a window of its role is open', () => {
  const evidence = seen({ ...GONE, pieces: [open(0, 10, 20)] });
  expect([5, 10, 19, 20].map((at) => evidence.up('oauth', at))).toEqual([true, false, false, true]);
  expect(evidence.up('oauth', 0, 9)).toBe(true);
  expect(evidence.up('oauth', 0, 15)).toBe(false);
  expect(evidence.up('model', 15)).toBe(true);
});

test('a token is valid from its issue to its expiry, or until it is revoked', () => {
  const pieces = [
    ledger(30_000, 'issued', 'access-2', 90_000),
    ledger(40_000, 'revoked', 'access-2'),
  ];
  const evidence = seen({ expiresAt: 10_000, pieces });
  const valid = [0, 9_999, 10_000, 30_000, 39_999, 40_000].map((at) => evidence.tokenValid(at));
  expect(valid).toEqual([true, true, false, true, true, false]);
  expect(evidence.tokenValid(5_000, 10_000)).toBe(false);
});

test('a grant is active until it is rotated away', () => {
  const pieces = [
    ledger(500, 'rotated', 'refresh-1'),
    ledger(500, 'issued', 'access-2', minutes(70)),
    ledger(500, 'issued', 'refresh-2'),
  ];
  const evidence = seen({ pieces });
  expect(['refresh-1', 'refresh-2', 'refresh-3'].map((t) => evidence.grantActive(t, 400))).toEqual([
    true,
    false,
    false,
  ]);
  expect(['refresh-1', 'refresh-2'].map((t) => evidence.grantActive(t, 600))).toEqual([
    false,
    true,
  ]);
});

test('a store is what was seen last, and brings a token while its grant is active', () => {
  const evidence = seen({ pieces: [stored('change', 1_000, 'blank', 'blank')] });
  expect(evidence.storeAt(-1_600)).toBeUndefined();
  expect(evidence.storeAt(999)!.refresh).toBe('refresh-1');
  expect(evidence.redeemable(999)).toBe(true);
  expect(evidence.storeAt(1_000)!.refresh).toBe('blank');
  expect(evidence.redeemable(1_000)).toBe(false);
});

test('work can be done while a token lasts or another can be had, and not else', () => {
  const pieces = [open(0, minutes(5), minutes(45)), answered('w1', 0), answered('w2', minutes(10))];
  const attainable = (story: Flight) => {
    const evidence = seen({ ...GONE, ...story });
    return evidence.works.map((work) => evidence.attainable(work));
  };
  expect(attainable({ pieces, expiresAt: minutes(60) })).toEqual([true, true]);
  expect(attainable({ pieces, expiresAt: minutes(8) })).toEqual([true, false]);
  expect(attainable({ pieces: [answered('w1', 0)], expiresAt: -1 })).toEqual([true]);
  const gone = stored('change', -500, 'blank', 'blank');
  expect(attainable({ pieces: [gone, answered('w1', 0)], expiresAt: -1 })).toEqual([false]);
});

test('times mean less where time is warped, and everything in virtual time', () => {
  expect(seen().resolution).toBe(0);
  expect(seen({ time: { kind: 'warped', factor: 60 } }).resolution).toBe(1_200);
  expect(seen({ time: { kind: 'warped', factor: 60 } }).stretched(1_000)).toBe(60_000);
  expect(seen().stretched(1_000)).toBe(0);
});

test('a log that has lost its order can still be asked', () => {
  const evidence = new Evidence(flight({ pieces: [answered('w1', 0)] }).slice(1));
  expect([evidence.hosts, evidence.resolution, evidence.stretched(5)]).toEqual([{}, 0, 0]);
  expect(evidence.works).toHaveLength(1);
});
