import { describe, expect, test } from 'vitest';
import { fallConsented } from '#checks/fall.consented.ts';
import { fallUsed } from '#checks/fall.used.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { RunOrder } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { Given } from '#core/scenario.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
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
  told,
} from './logs.ts';
import { as, keyed, under } from './orders.ts';

const T = thresholds();
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
/** The login serves the first work, and its token ends at minute 8. */
const SERVED: readonly Piece[] = [asked(20, 'w1', { status: 200 }), answered('w1', 0)];
const SAID = told(START + 30, 'Using the API key.');

const judged = (
  check: Check,
  pieces: readonly Piece[],
  given: Partial<Given> = { credentials: 'login-and-key' },
  faults = [NAME_GONE],
  farewell?: readonly Timed[],
) =>
  check.judge(
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
    expect(judged(fallUsed, pieces).outcome).toBe(expected);
  });

  test('asks nothing of a client whose login was never in use', () => {
    const pieces = [OPEN, keyed(START + 20, 'w2'), answered('w2', START)];
    expect(judged(fallUsed, pieces).outcome).toBe('inconclusive');
    const turnedAway = [asked(20, 'w1', { status: 401 }), ...pieces];
    expect(judged(fallUsed, turnedAway).outcome).toBe('inconclusive');
  });

  test('asks nothing of work for which the login was good enough, or the model away', () => {
    const early = [...SERVED, OPEN, failed('w2', minutes(6), 'No.')];
    expect(judged(fallUsed, early).outcome).toBe('inconclusive');
    const late = [...SERVED, OPEN, failed('w2', minutes(46), 'No.')];
    expect(judged(fallUsed, late).outcome).toBe('inconclusive');
    const away = [...SERVED, OPEN, open(1, minutes(9), minutes(20)), failed('w2', START, 'No.')];
    const faults = [NAME_GONE, OVERLOAD];
    expect(judged(fallUsed, away, undefined, faults).outcome).toBe('inconclusive');
  });

  test('counts work that was lost, and work that never ended once it is too late for it', () => {
    expect(judged(fallUsed, [...SERVED, OPEN, lost('w2', START)]).outcome).toBe('fail');
    const ending = (at: number) =>
      judged(fallUsed, [...SERVED, OPEN, pending('w2', START)], undefined, undefined, [
        { at: START + at, kind: 'run.ended' },
      ]).outcome;
    expect(ending(T.auth)).toBe('inconclusive');
    expect(ending(T.auth + 1)).toBe('fail');
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

describe('fall.consented', () => {
  test('concerns nobody who has but one credential within reach', () => {
    const concerned = (credentials: Given['credentials']) =>
      fallConsented.concerns!(orderOf(credentials ? { credentials } : {}, false));
    expect(concerned('login-and-key')).toBe(true);
    expect(concerned('login-and-stale-key')).toBe(true);
    expect(concerned('login-and-stray-key')).toBe(true);
    expect(concerned('api-key')).toBe(false);
    expect(concerned(undefined)).toBe(false);
  });

  test.each([
    [T.sign - 1, 'pass'],
    [T.sign, 'pass'],
    [T.sign + 1, 'fail'],
  ] as const)('a switch that was announced %d ms after it', (ms, expected) => {
    const at = START + 40;
    const pieces = [
      ...SERVED,
      OPEN,
      keyed(at, 'w2'),
      answered('w2', START, seconds(50)),
      told(at + ms, 'Using the API key.'),
    ];
    const finding = judged(fallConsented, pieces);
    expect(finding.outcome).toBe(expected);
    if (expected === 'fail') expect(finding.severity).toBe('sev3');
  });

  test('takes no talk of something else for an announcement, nor one of an earlier turn', () => {
    const pieces = (said: readonly Timed[]) => [
      ...SERVED,
      OPEN,
      said,
      keyed(START + 40, 'w2'),
      answered('w2', START),
    ];
    expect(judged(fallConsented, pieces(SAID)).outcome).toBe('pass');
    const other = told(START + 30, 'Sign-in is out.');
    expect(judged(fallConsented, pieces(other)).outcome).toBe('fail');
    const early = told(START - 1, 'Using the API key.');
    expect(judged(fallConsented, pieces(early)).outcome).toBe('fail');
  });

  test('asks for one announcement a switch, and for another after a return', () => {
    const more = [
      keyed(minutes(14), 'w3'),
      answered('w3', minutes(14)),
      keyed(minutes(18), 'w4'),
      answered('w4', minutes(18)),
    ];
    const whole = [...SERVED, OPEN, SAID, keyed(START + 40, 'w2'), answered('w2', START)];
    expect(judged(fallConsented, [...whole, ...more]).outcome).toBe('pass');
    const back = asked(minutes(16), 'w3', { status: 200 });
    expect(judged(fallConsented, [...whole, ...more, back]).outcome).toBe('fail');
  });

  test('finds a credential that nobody gave grave, whatever is said of it', () => {
    const pieces = [...SERVED, OPEN, SAID, keyed(START + 40, 'w2'), answered('w2', START)];
    const { outcome, severity } = judged(fallConsented, pieces, {
      credentials: 'login-and-stray-key',
    });
    expect([outcome, severity]).toEqual(['fail', undefined]);
  });

  test('lets the login take the place of a key that nobody takes, and have that announced', () => {
    const pieces = (said: readonly Timed[]) => [
      keyed(20, 'w1', 401),
      said,
      asked(120, 'w1', { status: 200 }),
      answered('w1', 0),
      keyed(minutes(4), 'w2', 401),
      told(minutes(4) + 90, 'Using the login that is stored here.'),
      asked(minutes(4) + 100, 'w2', { status: 200 }),
      answered('w2', minutes(4)),
    ];
    const given = { credentials: 'login-and-stale-key' } as const;
    const said = told(100, 'Using the login that is stored here.');
    expect(judged(fallConsented, pieces(said), given, []).outcome).toBe('pass');
    expect(judged(fallConsented, pieces([]), given, []).outcome).toBe('fail');
  });

  test.each([
    [T.recovery - 1, 'pass'],
    [T.recovery, 'fail'],
  ] as const)('a key that is still used in work of %d ms after the repair', (ms, expected) => {
    const at = minutes(45) + ms;
    const pieces = [
      ...SERVED,
      OPEN,
      told(at, 'Using the API key.'),
      keyed(at + 10, 'w2'),
      answered('w2', at),
    ];
    const finding = judged(fallConsented, pieces);
    expect(finding.outcome, finding.because).toBe(expected);
    if (expected === 'fail') expect(finding.severity).toBe('sev3');
  });

  test('is not shown by a client that was never in want of a token', () => {
    expect(judged(fallConsented, [...SERVED]).outcome).toBe('inconclusive');
    const other = { credentials: 'login-and-stray-key' } as const;
    const wanted = [...SERVED, OPEN, failed('w2', START, 'Sign-in is out.')];
    expect(judged(fallConsented, wanted, other).outcome).toBe('pass');
  });
});
