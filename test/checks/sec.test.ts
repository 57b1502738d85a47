import { describe, expect, test } from 'vitest';
import { secNoLeak } from '#checks/sec.no-leak.ts';
import { secRightHost } from '#checks/sec.right-host.ts';
import { minutes } from '#core/duration.ts';
import type { Sink } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { Presented } from '#core/fault.ts';
import { asked, attempt, flight, noName, open, type Piece, type Timed } from './logs.ts';

const START = minutes(10);

describe('sec.right-host', () => {
  const judged = (pieces: readonly Piece[]) => secRightHost.judge(new Evidence(flight({ pieces })));
  /** The same, as what somebody else did. */
  const ours = (piece: Piece): Piece => {
    const facts = (number: number) => (typeof piece === 'function' ? piece(number) : piece);
    return (number) =>
      facts(number).map((fact) =>
        fact.kind === 'attempt.began' ? { ...fact, by: 'harness' } : fact,
      );
  };
  const elsewhere = (at: number, presents: readonly Presented[]) =>
    attempt(at, { layer: 'http', role: 'other', endpoint: 'other', status: 200, presents });
  const many = (one: (at: number, n: number) => Piece) =>
    Array.from({ length: 5 }, (_, n) => one(START + n * 1_000, n));

  test.each([
    ['capability', 'oauth', 'pass'],
    ['capability', 'model', 'pass'],
    ['capability', 'other', 'fail'],
    ['code', 'oauth', 'pass'],
    ['code', 'model', 'fail'],
    ['device-code', 'oauth', 'pass'],
    ['device-code', 'model', 'fail'],
    ['api-key', 'oauth', 'fail'],
  ] as const)('a credential of kind %s at a host of role %s: %s', (kind, role, expected) => {
    const presents = [{ kind, token: `${kind}-1` }];
    const pieces = [attempt(START, { layer: 'http', role, status: 200, presents })];
    expect(judged(pieces).outcome).toBe(expected);
  });

  test('is kept by a client that asks nobody, where somebody else passed the gate', () => {
    const log = flight({ pieces: many((at) => ours(noName(at))) });
    const began = log.filter((entry) => entry.kind === 'attempt.began').map(({ seq }) => seq);
    const found = secRightHost.judge(new Evidence(log));
    expect(found).toMatchObject({ outcome: 'pass', witness: began.slice(0, 3) });
    expect(found.exhibits).toEqual(found.witness);
    expect(found.because).toContain('asked nobody for anything, while the gate was watching');
  });

  test('and not where nobody did: who knows whether it was watching', () => {
    expect(judged([])).toMatchObject({ outcome: 'inconclusive', witness: [] });
  });

  test('is kept by a client that got nowhere, and shows what it tried', () => {
    const found = judged([open(0, minutes(5)), ...many((at) => noName(at))]);
    expect(found).toMatchObject({ outcome: 'pass', exhibits: found.witness });
    expect(found.because).toBe('No attempt of 5 got as far as showing a credential.');
    expect(found.witness).toHaveLength(3);
  });

  test('shows the first credentials that went where they belong', () => {
    const pieces = [noName(minutes(9)), ...many((at, n) => asked(at, `w${n}`, { status: 200 }))];
    const log = flight({ pieces });
    const began = log.filter((one) => one.kind === 'attempt.began').map(({ seq }) => seq);
    const found = secRightHost.judge(new Evidence(log));
    expect(found).toMatchObject({ outcome: 'pass', witness: began.slice(1, 4) });
    expect(found.because).toContain('5 times of 5');
  });

  test('counts each credential astray, and shows the first of them', () => {
    const both: readonly Presented[] = [
      { kind: 'access', token: 'access-1' },
      { kind: 'refresh', token: 'refresh-1' },
    ];
    const found = judged(many((at) => elsewhere(at, both)));
    expect(found).toMatchObject({ outcome: 'fail', measured: { value: 10 } });
    expect(found.because).toContain('its access credential access-1 to http-intake.example');
    expect([found.witness.length, found.exhibits.length]).toEqual([3, 6]);
  });

  test('a token that nobody issued here is the affair of whoever it is shown to', () => {
    const own = elsewhere(START, [{ kind: 'access', token: 'unknown' }]);
    expect(judged([own]).outcome).toBe('pass');
    const beside = elsewhere(START + 1, [{ kind: 'access', token: 'access-1' }]);
    expect(judged([own, beside])).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
  });
});

describe('sec.no-leak', () => {
  const searched = (sink: Sink, bytes: number, skipped?: number): Timed => ({
    ...{ at: START, kind: 'sink.searched', sink, bytes },
    ...(skipped !== undefined && { skipped }),
  });
  const leak = (n: number, where: string): Timed => ({
    ...{ at: START + n, kind: 'secret.found', sink: 'file', where },
    ...{ token: `access-${n}`, fingerprint: '9c1e47d0' },
  });
  const judged = (facts: readonly Timed[]) =>
    secNoLeak.judge(new Evidence(flight({ farewell: facts })));

  test('tells in how many places credentials stood, and shows the first of them', () => {
    const places = ['debug.log', 'debug.log', 'crash.txt', 'crash.txt', 'a', 'a', 'a'];
    const found = judged([searched('file', 512), ...places.map((where, n) => leak(n + 1, where))]);
    expect(found).toMatchObject({ outcome: 'fail', measured: { value: 7, bound: 0 } });
    expect(found.because).toContain('access-1 (SHA-256 9c1e47d0…) stood in debug.log');
    expect(found.because).toContain('7 leaks in 3 places');
    expect(found.exhibits).toHaveLength(6);
  });

  test.each([
    [0, 3],
    [3, 3],
    [4_096, 2],
  ])('%d bytes were searched, and %d files could not be: nobody knows', (bytes, skipped) => {
    const found = judged([searched('stdout', 4_096), searched('file', bytes, skipped)]);
    expect(found).toMatchObject({ outcome: 'inconclusive' });
    expect(found.because).toBe(`${skipped} files that the client left could not be searched.`);
  });

  test('adds up what could not be searched, and what could', () => {
    const some = [searched('stdout', 7), searched('file', 5, 2), searched('stderr', 1, 1)];
    expect(judged(some).because).toContain('3 files');
    const all = judged([searched('stdout', 7), searched('file', 5, 0), searched('stderr', 0)]);
    expect(all.outcome).toBe('pass');
    expect(all.because).toBe('No credential was found in 12 characters of stdout, file.');
    expect(all.exhibits).toHaveLength(2);
  });

  test('what was found is a leak, whatever could not be searched', () => {
    expect(judged([searched('file', 5, 2), leak(1, 'debug.log')]).outcome).toBe('fail');
  });
});
