import { describe, expect, test } from 'vitest';
import { dnsNegativeRecovery } from '#checks/dns.negative-recovery.ts';
import { dnsPolite } from '#checks/dns.polite.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  attempt,
  by,
  exited,
  type Flight,
  failed,
  flight,
  HONEST,
  ledger,
  lost,
  NAME_GONE,
  noName,
  open,
  type Piece,
  renewed,
} from './logs.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const BACK = minutes(45);
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('dns.negative-recovery', () => {
  const missed = [noName(START), failed('w1', START, HONEST)];
  const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
    dnsNegativeRecovery.judge(
      new Evidence(
        flight({
          faults: [NAME_GONE],
          expiresAt: minutes(8),
          ...rest,
          pieces: [open(0, minutes(5), BACK), ...missed, ...pieces],
        }),
      ),
    ).outcome;
  const query = (at: number) => attempt(at, { layer: 'dns', role: 'oauth' });
  /** Work from minute 46 on, and the first query so long after that. */
  const asksAfter = (ms: number) => [
    failed('w2', minutes(46), HONEST),
    failed('w3', minutes(46) + ms - 100, HONEST),
    query(minutes(46) + ms),
  ];

  test.each([
    [T.recovery - 1, 'pass'],
    [T.recovery, 'pass'],
    [T.recovery + 1, 'fail'],
  ] as const)('a name that is asked for after %d ms', (ms, expected) => {
    expect(judged(asksAfter(ms))).toBe(expected);
  });

  test.each([
    [30, 90_000],
    [3_600, T.negativeCache + T.recovery],
  ] as const)(
    'what is to be remembered for %d s, for five minutes at most',
    (negativeTtl, most) => {
      const { fault, ...window } = NAME_GONE;
      const faults = [{ ...window, fault: { ...fault, params: { negativeTtl } } }];
      expect(judged(asksAfter(most), { faults })).toBe('pass');
      expect(judged(asksAfter(most + 1), { faults })).toBe('fail');
    },
  );

  test('in warped time, a machine that was held up speaks for the client', () => {
    const stalled = T.recovery + 60 * T.stall;
    expect(judged(asksAfter(stalled), { time: WARPED })).toBe('pass');
    expect(judged(asksAfter(stalled + 1), { time: WARPED })).toBe('fail');
  });

  test('a request over a connection that was still there will do', () => {
    const pieces = [answered('w2', minutes(46)), renewed(minutes(46) + 20, { status: 200 })];
    expect(judged(pieces)).toBe('pass');
  });

  test('who had asked before there was work for it is not late', () => {
    expect(judged([query(BACK + 500), failed('w2', minutes(59), HONEST)])).toBe('pass');
  });

  test('nobody has to ask for a name that they do not need', () => {
    const token = ledger(minutes(44), 'issued', 'access-2', minutes(100));
    const delivered = renewed(minutes(44), { status: 200 });
    const works = [answered('w2', minutes(46)), answered('w3', minutes(51))];
    expect(judged([token, delivered, ...works])).toBe('inconclusive');
    expect(judged(works)).toBe('fail');
  });

  test('a client that has left does not ask, and that is another matter', () => {
    const gone = [exited(minutes(20), 1), lost('w2', minutes(46)), lost('w3', minutes(56))];
    expect(judged(gone)).toBe('inconclusive');
  });

  test('a client that never ran into it has nothing to remember', () => {
    const pieces = [open(0, minutes(5), BACK), failed('w1', minutes(46), HONEST)];
    const log = flight({ faults: [NAME_GONE], expiresAt: minutes(8), pieces });
    expect(dnsNegativeRecovery.judge(new Evidence(log)).outcome).toBe('inconclusive');
  });
});

describe('dns.polite', () => {
  const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
    dnsPolite.judge(
      new Evidence(
        flight({ faults: [NAME_GONE], ...rest, pieces: [open(0, minutes(5), BACK), ...pieces] }),
      ),
    );
  const every = (ms: number, count: number) => range(count).map((n) => noName(START + n * ms));

  test.each([
    [T.lookUps - 1, 'pass'],
    [T.lookUps, 'pass'],
    [T.lookUps + 1, 'fail'],
  ] as const)('%d look-ups in a minute', (count, expected) => {
    expect(judged(every(Math.floor(59_999 / count), count)).outcome).toBe(expected);
  });

  test.each([
    [T.lookUpsAtOnce, 'pass'],
    [T.lookUpsAtOnce + 1, 'fail'],
  ] as const)('%d look-ups in a second', (count, expected) => {
    expect(judged(every(Math.floor(999 / count), count)).outcome).toBe(expected);
  });

  test.each([
    [333, 'fail'],
    [334, 'pass'],
  ] as const)('four look-ups, one every %d ms', (ms, expected) => {
    expect(judged(every(ms, 4)).outcome).toBe(expected);
  });

  test('both families are one look-up', () => {
    const pairs = range(3).flatMap((n) => [
      noName(START + n * 300, 'A'),
      noName(START + n * 300 + 2, 'AAAA'),
    ]);
    expect(judged(pairs)).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
  });

  test('what is looked up side by side is no loop', () => {
    expect(judged(range(9).map(() => noName(START))).outcome).toBe('pass');
  });

  test('names that lead to an address are not counted', () => {
    const led = (effect: 'nobody-there' | 'NXDOMAIN') =>
      judged(
        range(4).map((n) =>
          attempt(START + n * 100, { layer: 'dns', role: 'oauth', struckBy: 0, effect }),
        ),
      ).outcome;
    expect(led('NXDOMAIN')).toBe('fail');
    expect(led('nobody-there')).toBe('inconclusive');
  });

  test('of several sessions each is counted by itself, or not at all', () => {
    const given = { sessions: 2 };
    const loop = every(100, 4);
    expect(judged(loop, { given }).outcome).toBe('inconclusive');
    expect(
      judged(
        loop.map((piece, n) => by((n % 2) + 1, piece)),
        { given },
      ).outcome,
    ).toBe('pass');
    expect(
      judged(
        loop.map((piece) => by(1, piece)),
        { given },
      ).outcome,
    ).toBe('fail');
  });

  test('where seconds are blurred, minutes are left', () => {
    expect(judged(every(100, 4), { time: WARPED }).outcome).toBe('pass');
    const time = { kind: 'warped', factor: 10 } as const;
    expect(judged(every(seconds(0.9), T.lookUps + 9), { time }).outcome).toBe('fail');
  });
});
