import { describe, expect, test } from 'vitest';
import { dnsNegativeRecovery } from '#checks/dns.negative-recovery.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
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
  OVERLOAD,
  open,
  type Piece,
  renewed,
} from './logs.ts';
import { as } from './orders.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const BACK = minutes(45);
/** Long after it must have been asked for. */
const LATE = minutes(55);
const OPEN = open(0, minutes(5), BACK);
const SLOW = { ...NAME_GONE, fault: { ...NAME_GONE.fault, leaves: 'service' } } as const;

describe('dns.negative-recovery', () => {
  const missed = [noName(START), failed('w1', START, HONEST)];
  const finding = (pieces: readonly Piece[], rest: Flight = {}) =>
    dnsNegativeRecovery.judge(
      new Evidence(
        flight({
          faults: [NAME_GONE],
          expiresAt: minutes(8),
          ...rest,
          pieces: [OPEN, ...missed, ...pieces],
        }),
      ),
    );
  const judged = (pieces: readonly Piece[], rest: Flight = {}) => finding(pieces, rest).outcome;
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
    const bare = (...pieces: readonly Piece[]) => {
      const faults = [NAME_GONE, OVERLOAD, SLOW];
      const all = [OPEN, ...pieces, failed('w1', minutes(46), HONEST), failed('w2', LATE, HONEST)];
      const log = flight({ faults, expiresAt: minutes(8), pieces: all });
      return dnsNegativeRecovery.judge(new Evidence(log));
    };
    expect(bare()).toMatchObject({
      outcome: 'inconclusive',
      because: 'No name that the client had missed came back and was needed after that.',
    });
    // What had struck it was something else, or had an answer in it.
    const refused = renewed(START, { status: 503, struckBy: 1 });
    const slow = attempt(START, {
      ...{ layer: 'dns', role: 'oauth', struckBy: 2, effect: { late: 500 } },
    });
    expect(bare(refused, slow).outcome).toBe('inconclusive');
    expect(bare(noName(START), refused, slow).outcome).toBe('fail');
  });

  test('says when the client asked, or that it never did', () => {
    const late = finding(asksAfter(minutes(3)));
    expect(late).toMatchObject({ outcome: 'fail', measured: { value: 180, bound: 60 } });
    expect(late.because).toBe(
      'The client asked its host only 3 min after the first work after 45:00 that needed ' +
        'platform.claude.com; 1 min was the bound.',
    );
    const never = finding(asksAfter(minutes(3)).slice(0, 2));
    expect(never.because).toContain('The client never asked its host after the first work');
  });

  test('has to wait for a client that has not asked yet for as long as it may', () => {
    const silent = (ms: number) => [
      failed('w2', minutes(46), HONEST),
      failed('w3', minutes(46) + ms - 100, HONEST, { took: 100 }),
    ];
    expect(judged(silent(T.recovery))).toBe('inconclusive');
    expect(judged(silent(T.recovery + 1))).toBe('fail');
  });

  test('begins with the first work after it that needs the name', () => {
    const before = failed('w0', minutes(1), HONEST);
    expect(judged([before, ...asksAfter(1_000)], { expiresAt: 0 })).toBe('pass');
    const status = as('status', answered('w2', minutes(46)));
    const asking = [failed('w3', LATE, HONEST), query(LATE + 500)];
    expect(judged([status, ...asking])).toBe('pass');
    expect(judged([failed('w2', minutes(46), HONEST), ...asking])).toBe('fail');
  });

  test.each([
    [T.span, 'fail'],
    [T.span + 1, 'inconclusive'],
  ] as const)('a token that is good for %d ms of the work', (ms, expected) => {
    const token = ledger(minutes(44), 'issued', 'access-2', LATE + ms);
    const delivered = renewed(minutes(44), { status: 200 });
    const works = [failed('w2', minutes(46), HONEST), failed('w3', LATE, HONEST, { took: 90_000 })];
    expect(judged([token, delivered, ...works])).toBe(expected);
  });

  test('to ask for something else is not to ask for this name', () => {
    const model = asked(minutes(46) + 900, 'w2', { status: 401 });
    expect(judged([...asksAfter(minutes(3)), model])).toBe('fail');
  });

  test('the name of the model is needed by every turn', () => {
    const { fault, ...window } = NAME_GONE;
    const faults = [{ ...window, fault: { ...fault, role: 'model' } as const }];
    const gone = attempt(START, { layer: 'dns', role: 'model', struckBy: 0, effect: 'NXDOMAIN' });
    const found = finding([gone, ...asksAfter(minutes(3))], { faults, expiresAt: minutes(90) });
    expect(found).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('never asked its host'),
    });
  });

  const { fault, ...window } = NAME_GONE;
  test.each([
    ['sign-in is turned away', { ...fault, layer: 'http' }],
    ['another name is gone', { ...fault, role: 'model' }],
    ['names come slowly', { ...fault, leaves: 'service' }],
  ] as const)('a name is back when it resolves, also while %s', (_, other) => {
    const faults = [NAME_GONE, { ...window, fault: other }];
    const works = [failed('w2', minutes(61), HONEST), failed('w3', minutes(66), HONEST)];
    const outcome = (until?: number, ...pieces: readonly Piece[]) =>
      judged([open(1, minutes(5), until), ...pieces, ...works], { faults });
    expect(outcome(minutes(60))).toBe('fail');
    expect(outcome(minutes(60), query(minutes(50)))).toBe('pass');
  });

  test.each([
    ['first', 0],
    ['last', 1],
  ] as const)('of two faults, the one that was over last counts, and opened %s', (_, longer) => {
    const times = (negativeTtl: number) => ({
      ...window,
      fault: { ...fault, params: { negativeTtl } },
    });
    const faults = longer === 0 ? [times(30), times(0)] : [times(0), times(30)];
    const outcome = (ms: number) => {
      const spans = [
        open(longer, minutes(longer === 0 ? 5 : 15), BACK),
        open(1 - longer, minutes(longer === 0 ? 15 : 5), minutes(20)),
      ];
      const pieces = [...spans, noName(START), noName(minutes(30)), ...asksAfter(ms)];
      return dnsNegativeRecovery.judge(
        new Evidence(flight({ faults, expiresAt: minutes(8), pieces })),
      ).outcome;
    };
    expect(outcome(T.recovery + 30_000)).toBe('pass');
    expect(outcome(T.recovery + 30_001)).toBe('fail');
  });
});

describe('dns.negative-recovery, of several', () => {
  const missing = (session: number) => by(session, noName(START));
  /** One of the clients needs the name at minute 46, and asks for it so long after that. */
  const asksAfter = (session: number, ms: number, isAsked = true) => [
    by(session, failed(`${session}`, minutes(46), HONEST)),
    by(session, failed(`${session}-late`, minutes(46) + ms - 100, HONEST, { took: 100 })),
    ...(isAsked ? [by(session, attempt(minutes(46) + ms, { layer: 'dns', role: 'oauth' }))] : []),
  ];
  const finding = (pieces: readonly Piece[], rest: Flight = {}) => {
    const all = [OPEN, missing(1), missing(2), ...pieces];
    const story = { faults: [NAME_GONE], expiresAt: minutes(8), given: { sessions: 2 } };
    return dnsNegativeRecovery.judge(new Evidence(flight({ ...story, ...rest, pieces: all })));
  };

  test.each([
    [20, 40, 'pass', 40],
    [40, 20, 'pass', 40],
    [20, 90, 'fail', 90],
    [90, 20, 'fail', 90],
  ] as const)('clients that ask after %d s and %d s', (one, other, outcome, value) => {
    const pieces = [...asksAfter(1, one * 1_000), ...asksAfter(2, other * 1_000)];
    expect(finding(pieces)).toMatchObject({ outcome, measured: { value } });
  });

  test('a client that did not need it yet is not late because another one was', () => {
    const soon = by(1, attempt(minutes(46) + 500, { layer: 'dns', role: 'oauth' }));
    const pieces = [by(1, failed('1', minutes(46), HONEST)), soon];
    const later = [
      by(2, failed('2', LATE, HONEST)),
      by(2, attempt(LATE + 900, { layer: 'dns', role: 'oauth' })),
    ];
    expect(finding([...pieces, ...later])).toMatchObject({
      outcome: 'pass',
      measured: { value: 0.9 },
    });
  });

  test.each([
    [1, 2],
    [2, 1],
  ])('of two that are as late, tells of the one that never asked', (asking, silent) => {
    const ms = minutes(3);
    const pieces = [...asksAfter(asking, ms), ...asksAfter(silent, ms, false)];
    expect(finding(pieces).because).toContain('never asked its host');
  });

  test('of two names, tells of the one that took longer for what it is allowed', () => {
    const { fault, ...window } = NAME_GONE;
    const faults = [
      { ...window, fault: { ...fault, params: { negativeTtl: 300 } } },
      { ...window, fault: { ...fault, role: 'model' } as const },
    ];
    const gone = attempt(START, { layer: 'dns', role: 'model', struckBy: 1, effect: 'NXDOMAIN' });
    const pieces = [
      ...[open(1, minutes(5), BACK), by(1, gone)],
      ...asksAfter(1, minutes(5)),
      by(1, attempt(minutes(46) + 59_000, { layer: 'dns', role: 'model' })),
    ];
    expect(finding(pieces, { faults })).toMatchObject({
      outcome: 'pass',
      measured: { value: 59, bound: 60 },
    });
  });
});
