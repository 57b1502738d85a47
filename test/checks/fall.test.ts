import { describe, expect, test } from 'vitest';
import { fallUsed } from '#checks/fall.used.ts';
import { minutes } from '#core/duration.ts';
import type { RunOrder } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { Given } from '#core/scenario.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  attempt,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  OVERLOAD,
  open,
  type Piece,
  pending,
  stopped,
  type Timed,
} from './logs.ts';
import { as, keyed, under } from './orders.ts';

const T = thresholds();
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
/** The login serves the first work, and its token ends at minute 8. */
const SERVED: readonly Piece[] = [asked(20, 'w1', { status: 200 }), answered('w1', 0)];

const WARPED = { kind: 'warped', factor: 60 } as const;
/** The client is made to stand still. */
const FROZEN: FaultWindowRecord = {
  fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
  from: { on: 'start' },
  until: 'the end',
};
const DECLARED = { given: { credentials: 'login-and-key' }, declares: { fallback: true } } as const;

const judged = (
  pieces: readonly Piece[],
  given: Partial<Given> = { credentials: 'login-and-key' },
  faults = [NAME_GONE],
  farewell?: readonly Timed[],
) =>
  fallUsed.judge(
    new Evidence(
      under(flight({ faults, expiresAt: minutes(8), pieces, ...(farewell && { farewell }) }), {
        given,
        declares: { fallback: true },
      }),
    ),
  );

const orderOf = (given: Partial<Given>, fallback: boolean): RunOrder => {
  const [order] = under(flight(), { given, ...(fallback && { declares: { fallback: true } }) });
  if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
  return order;
};

describe('fall.used', () => {
  test('concerns who says that it falls back, where there is something to fall back on', () => {
    expect(fallUsed.concerns!(orderOf({ credentials: 'login-and-key' }, true))).toBe(true);
    expect(fallUsed.concerns!(orderOf({ credentials: 'login-and-key' }, false))).toBe(false);
    expect(fallUsed.concerns!(orderOf({}, true))).toBe(false);
    expect(fallUsed.concerns!(orderOf({ credentials: 'login-and-capability' }, true))).toBe(false);
  });

  test.each([
    [T.auth - 1, 'pass'],
    [T.auth, 'pass'],
    [T.auth + 1, 'fail'],
  ] as const)('a switch that took %d ms', (ms, expected) => {
    const pieces = [...SERVED, OPEN, keyed(START + 20, 'w2'), answered('w2', START, ms)];
    expect(judged(pieces).outcome).toBe(expected);
  });

  test('asks nothing of a client whose login was never in use', () => {
    const pieces = [OPEN, keyed(START + 20, 'w2'), answered('w2', START)];
    expect(judged(pieces).outcome).toBe('inconclusive');
    const turnedAway = [asked(20, 'w1', { status: 401 }), ...pieces];
    expect(judged(turnedAway).outcome).toBe('inconclusive');
  });

  test('asks nothing of work for which the login was good enough, or the model away', () => {
    const early = [...SERVED, OPEN, failed('w2', minutes(6), 'No.')];
    expect(judged(early).outcome).toBe('inconclusive');
    const late = [...SERVED, OPEN, failed('w2', minutes(46), 'No.')];
    expect(judged(late).outcome).toBe('inconclusive');
    const away = [...SERVED, OPEN, open(1, minutes(9), minutes(20)), failed('w2', START, 'No.')];
    const faults = [NAME_GONE, OVERLOAD];
    expect(judged(away, undefined, faults).outcome).toBe('inconclusive');
  });

  test('counts work that was lost, and work that never ended once it is too late for it', () => {
    expect(judged([...SERVED, OPEN, lost('w2', START)]).outcome).toBe('fail');
    const ending = (at: number) =>
      judged([...SERVED, OPEN, pending('w2', START)], undefined, undefined, [
        { at: START + at, kind: 'run.ended' },
      ]).outcome;
    expect(ending(T.auth)).toBe('inconclusive');
    expect(ending(T.auth + 1)).toBe('fail');
  });
});

describe('fall.used, of a login in use', () => {
  const FALLEN = [OPEN, keyed(START + 20, 'w2'), answered('w2', START)];
  const login = { kind: 'access', token: 'access-1' } as const;
  const key = { kind: 'api-key', token: 'api-key-1' } as const;
  /** The first request of the flight, and what came of it. */
  const beginning = (what: Partial<Parameters<typeof attempt>[1]>) =>
    judged([
      attempt(20, {
        ...{ layer: 'http', role: 'model', endpoint: 'messages', presents: [login], status: 200 },
        ...what,
      }),
      answered('w1', 0),
      ...FALLEN,
    ]).outcome;

  test.each([
    ['was served', {}, 'pass'],
    ['was served beside another credential', { presents: [key, login] }, 'pass'],
    ['was served up to the last good status', { status: 399 }, 'pass'],
    ['was turned away', { status: 400 }, 'inconclusive'],
    ['was broken off', { error: 'broken off' }, 'inconclusive'],
    ['was signed with a key', { presents: [key] }, 'inconclusive'],
    ['was signed with nothing', { presents: [] }, 'inconclusive'],
    ['was no turn', { endpoint: 'other' }, 'inconclusive'],
  ] as const)('its request %s', (_, what, expected) => {
    expect(beginning(what)).toBe(expected);
  });

  test('says so where it never was', () => {
    expect(judged(FALLEN).because).toBe(
      'The login was never in use, so that nothing took its place.',
    );
  });

  test('asks nothing of work that was there before it', () => {
    const later = [asked(minutes(46), 'w2', { status: 200 }), answered('w2', minutes(46))];
    expect(judged([OPEN, failed('w1', START, 'No.'), ...later]).outcome).toBe('inconclusive');
  });
});

describe('fall.used, of the work', () => {
  const turns = (count: number, outcome: (work: string, at: number) => readonly Timed[]) =>
    Array.from({ length: count }, (_, n) => outcome(`w${n + 2}`, minutes(10 + n)));

  test('shows no more than three that were not done, and of six that they were in want', () => {
    const finding = judged([...SERVED, OPEN, ...turns(7, (work, at) => failed(work, at, 'No.'))]);
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 7 } });
    expect([finding.witness.length, finding.exhibits.length]).toEqual([6, 6]);
  });

  test.each([[[200, 900]], [[900, 200]]])(
    'of two that were done, tells of the slower one: %j ms',
    (took) => {
      const done = turns(2, (work, at) => answered(work, at, took[work === 'w2' ? 0 : 1]!));
      const finding = judged([...SERVED, OPEN, ...done]);
      expect(finding).toMatchObject({ outcome: 'pass', measured: { value: 0.9 } });
      expect(finding.because).toContain('took 900 ms');
    },
  );

  test('says which one was done too late', () => {
    const finding = judged([...SERVED, OPEN, answered('w2', START, T.auth + 1)]);
    expect(finding.because).toBe(
      'The client fell back on its key too late: w2 at 10:00 took 1 min.',
    );
  });

  test('asks nothing of what needs no token', () => {
    const status = as('status', failed('w2', START, 'No.'));
    expect(judged([...SERVED, OPEN, status]).outcome).toBe('inconclusive');
  });

  test('counts what was done, however soon the log ended after it', () => {
    const pieces = [...SERVED, open(0, minutes(5)), answered('w2', START)];
    expect(judged(pieces).outcome).toBe('pass');
  });

  test('asks nothing of a client that stood still, and does not count the time of it', () => {
    const standing = (from: number, until: number, took: number) =>
      judged([...SERVED, OPEN, open(1, from, until), answered('w2', START, took)], undefined, [
        NAME_GONE,
        FROZEN,
      ]);
    expect(standing(START + T.span, minutes(14), T.auth).outcome).toBe('inconclusive');
    const from = START + T.span + 1;
    const stood = minutes(14) - from;
    expect(standing(from, minutes(14), stood + T.auth)).toMatchObject({
      outcome: 'pass',
      measured: { value: T.auth / 1_000 },
    });
    expect(standing(from, minutes(14), stood + T.auth + 1).outcome).toBe('fail');
  });

  test('in warped time, a machine that was held up speaks for the client', () => {
    const outcome = (ms: number) => {
      const pieces = [...SERVED, OPEN, answered('w2', START, ms)];
      const story = { faults: [NAME_GONE], expiresAt: minutes(8), pieces, time: WARPED };
      return fallUsed.judge(new Evidence(under(flight(story), DECLARED))).outcome;
    };
    expect(outcome(T.auth + 60 * T.stall)).toBe('pass');
    expect(outcome(T.auth + 60 * T.stall + 1)).toBe('fail');
  });
});

describe('fall.used, with a capability token', () => {
  const capability = (at: number, act: 'issued' | 'revoked', expiresAt?: number) =>
    ledger(at, act, 'capability-1', expiresAt).map((fact) => ({
      ...fact,
      credential: 'capability' as const,
    }));
  const outcome = (expiresAt: number, ...last: readonly Piece[]) => {
    const issued = capability(0, 'issued', expiresAt);
    const pieces = [issued, ...SERVED, OPEN, ...last];
    const log = under(flight({ faults: [NAME_GONE], expiresAt: minutes(8), pieces }), {
      given: { credentials: 'login-and-capability' },
      declares: { capability: true },
    });
    return fallUsed.judge(new Evidence(log));
  };

  test('holds who has one to it while it is good, also when its login has been revoked', () => {
    const refused = outcome(minutes(60), failed('w2', START, 'No.'));
    expect(refused.outcome).toBe('fail');
    expect(refused.because).toContain('with a capability token at hand');
    expect(outcome(minutes(60), answered('w2', START)).outcome).toBe('pass');
    const revoked = capability(minutes(9), 'revoked');
    expect(outcome(minutes(60), revoked, failed('w2', START, 'No.')).outcome).toBe('fail');
  });

  test('asks nothing of who has signed out, nor of what somebody stopped', () => {
    const out = as('sign-out', answered('w2', minutes(9)));
    expect(outcome(minutes(60), out, failed('w3', START, 'No.')).outcome).toBe('inconclusive');
    const halted = stopped('w2', START, { after: 1_000, took: 50 });
    expect(outcome(minutes(60), halted).outcome).toBe('inconclusive');
  });

  test('asks nothing when it has ended, too', () => {
    const until = START + T.span;
    expect(outcome(until, failed('w2', START, 'No.')).outcome).toBe('inconclusive');
    expect(outcome(until + 1, failed('w2', START, 'No.')).outcome).toBe('fail');
  });
});
