import { describe, expect, test } from 'vitest';
import { fallConsented } from '#checks/fall.consented.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import type { Presented } from '#core/fault.ts';
import type { Credentials } from '#core/scenario.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  by,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  open,
  type Piece,
  type Timed,
  told,
} from './logs.ts';
import { as, keyed } from './orders.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
/** The login serves the first work, and its token ends at minute 8. */
const SERVED: readonly Piece[] = [asked(20, 'w1', { status: 200 }), answered('w1', 0)];
const SAID = told(START + 30, 'Using the API key.');

const judged = (
  pieces: readonly Piece[],
  credentials: Credentials = 'login-and-key',
  rest: Flight = {},
) =>
  fallConsented.judge(
    new Evidence(
      flight({
        ...{ faults: [NAME_GONE], expiresAt: minutes(8) },
        ...rest,
        given: { ...rest.given, credentials },
        pieces,
      }),
    ),
  );

/** A request for an answer that carries just this. */
const carrying = (at: number, work: string, ...presents: readonly Presented[]): Piece =>
  attempt(at, { layer: 'http', role: 'model', endpoint: 'messages', work, presents, status: 200 });

describe('fall.consented', () => {
  test('concerns nobody who has but one credential within reach', () => {
    const concerned = (credentials?: Credentials) => {
      const [order] = flight({ given: { ...(credentials && { credentials }) } });
      if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
      return fallConsented.concerns!(order);
    };
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
    const finding = judged(pieces);
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
    expect(judged(pieces(SAID)).outcome).toBe('pass');
    const other = told(START + 30, 'Sign-in is out.');
    expect(judged(pieces(other)).outcome).toBe('fail');
    const early = told(START - 1, 'Using the API key.');
    expect(judged(pieces(early)).outcome).toBe('fail');
  });

  test('asks for one announcement a switch, and for another after a return', () => {
    const more = [
      keyed(minutes(14), 'w3'),
      answered('w3', minutes(14)),
      keyed(minutes(18), 'w4'),
      answered('w4', minutes(18)),
    ];
    const whole = [...SERVED, OPEN, SAID, keyed(START + 40, 'w2'), answered('w2', START)];
    expect(judged([...whole, ...more]).outcome).toBe('pass');
    const back = asked(minutes(16), 'w3', { status: 200 });
    expect(judged([...whole, ...more, back]).outcome).toBe('fail');
  });

  test('finds a credential that nobody gave grave, whatever is said of it', () => {
    const pieces = [...SERVED, OPEN, SAID, keyed(START + 40, 'w2'), answered('w2', START)];
    const { outcome, severity, because } = judged(pieces, 'login-and-stray-key');
    expect([outcome, severity]).toEqual(['fail', undefined]);
    expect(because).toContain('signed a request with an API key');
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
    const said = told(100, 'Using the login that is stored here.');
    const calm = { faults: [] };
    expect(judged(pieces(said), 'login-and-stale-key', calm)).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('Each of 2 switches'),
    });
    const silent = judged(pieces([]), 'login-and-stale-key', calm);
    expect(silent).toMatchObject({ outcome: 'fail', severity: 'sev3' });
    expect(silent.because).toBe('At 0:00 the client went over to its login and told nobody.');
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
    const finding = judged(pieces);
    expect(finding.outcome, finding.because).toBe(expected);
    if (expected === 'pass') return;
    expect(finding.severity).toBe('sev3');
    expect(finding.because).toMatch(/still used its API key, although .* long enough\./);
  });

  test('is not shown by a client that was never in want of a token', () => {
    expect(judged([...SERVED]).outcome).toBe('inconclusive');
    const wanted = [...SERVED, OPEN, failed('w2', START, 'Sign-in is out.')];
    expect(judged(wanted, 'login-and-stray-key')).toMatchObject({
      outcome: 'pass',
      because: 'In want of a token, the client used nothing but its login.',
    });
  });

  test('is shown by turns for which the login brought no token to their end, six at most', () => {
    const turn = (at: number) => judged([...SERVED, OPEN, failed('w2', at, 'No.')]).outcome;
    expect(turn(minutes(8) - T.span - 1)).toBe('inconclusive');
    expect(turn(minutes(8) - T.span)).toBe('pass');
    const turns = Array.from({ length: 7 }, (_, n) => failed(`w${n + 2}`, minutes(10 + n), 'No.'));
    const { witness, exhibits } = judged([...SERVED, OPEN, ...turns]);
    expect(witness).toHaveLength(6);
    expect(exhibits).toEqual(witness);
  });

  test('is not shown by what needs no token, nor by turns that came too late', () => {
    const others = [as('status', answered('w2', START)), lost('w3', minutes(12))];
    for (const piece of others) {
      expect(judged([...SERVED, OPEN, piece]).outcome).toBe('inconclusive');
    }
  });

  test('is not shown by a key that comes first and is taken, whatever becomes of the login', () => {
    const pieces = [OPEN, keyed(20, 'w1'), answered('w1', 0), keyed(START, 'w2')];
    const finding = judged([...pieces, answered('w2', START)], 'login-and-stale-key');
    expect(finding).toMatchObject({ outcome: 'inconclusive', witness: [] });
  });

  test('makes nothing of a log that has lost its order', () => {
    const log = flight({ pieces: SERVED }).slice(1);
    expect(fallConsented.judge(new Evidence(log)).outcome).toBe('inconclusive');
  });
});

describe('fall.consented, of what a request is signed with', () => {
  const WANTED = [...SERVED, OPEN, answered('w2', START)];
  const login = { kind: 'access', token: 'access-1' } as const;
  const key = { kind: 'api-key', token: 'api-key-1' } as const;
  const byKey = /signed a request with an API key that nobody had given to it/;

  test.each([
    ['a key that was issued here', [key], 'fail'],
    ['a key beside a login', [login, key], 'fail'],
    ['a key that nobody has issued', [{ ...key, token: 'unknown' }], 'pass'],
    ['a login beside such a key', [{ ...key, token: 'unknown' }, login], 'pass'],
    ['nothing', [], 'pass'],
  ] as const)('%s, where it was given none', (_, presents, expected) => {
    const finding = judged(
      [...WANTED, carrying(START + 9, 'w2', ...presents)],
      'login-and-stray-key',
    );
    expect(finding.outcome, finding.because).toBe(expected);
    if (expected === 'fail') expect(finding.because).toMatch(byKey);
  });

  test('a capability token is of the login', () => {
    const capability = { kind: 'capability', token: 'capability-1' } as const;
    const pieces = [keyed(20, 'w1', 401), answered('w1', 0), carrying(99, 'w1', capability)];
    expect(judged(pieces, 'login-and-stale-key').because).toContain('went over to its login');
  });

  test('asks only of requests to the model', () => {
    const request = attempt(START + 9, {
      ...{ layer: 'http', role: 'oauth', endpoint: 'other', status: 200 },
      presents: [key],
    });
    expect(judged([...WANTED, request], 'login-and-stray-key').outcome).toBe('pass');
    expect(judged([...WANTED, request]).outcome).toBe('pass');
  });
});

describe('fall.consented, of several clients', () => {
  /** Two of them go over to the key, one after the other. */
  const switching = (...saying: readonly Piece[]) => {
    const given = { sessions: 2 };
    const at = minutes(12);
    const pieces = [
      ...SERVED.map((piece) => by(1, piece)),
      ...[OPEN, by(1, answered('w2', START)), by(1, keyed(START + 40, 'w2'))],
      ...[by(2, answered('w3', at)), by(2, keyed(at + 40, 'w3'))],
      ...saying,
    ];
    return judged(pieces, 'login-and-key', { given });
  };
  const first = by(1, SAID);
  const said = told(minutes(12) + 30, 'Using the API key.');

  test('each has to announce its own switch', () => {
    expect(switching(first, by(2, said))).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('Each of 2 switches'),
    });
    const silent = switching(first);
    expect(silent).toMatchObject({ outcome: 'fail', severity: 'sev3' });
    expect(silent.because).toBe('At 12:00 the client went over to its API key and told nobody.');
  });

  test('what one of them says is no announcement of another one’s', () => {
    expect(switching(first, by(1, said)).outcome).toBe('fail');
  });
});

describe('fall.consented, of a key that is still used', () => {
  const using = (at: number, work = 'w2') => [
    told(at + 10, 'Using the API key.'),
    keyed(at + 10, work),
    answered('w2', at),
  ];
  const late = minutes(45) + T.recovery;

  test('asks nothing while something is still wrong', () => {
    const pieces = [...SERVED, open(0, minutes(5)), ...using(late)];
    expect(judged(pieces).outcome).toBe('pass');
  });

  test('asks it from the beginning where nothing was ever wrong', () => {
    const calm = judged(using(0), 'login-and-key', { faults: [] });
    expect(calm).toMatchObject({ outcome: 'fail', severity: 'sev3' });
    expect(calm.because).toContain('although its login had been good again for long enough');
  });

  test('asks nothing where the login does not serve to the end of a turn', () => {
    const revoked = ledger(minutes(44), 'revoked', 'refresh-1');
    const outcome = (expiresAt: number) =>
      judged([...SERVED, OPEN, revoked, ...using(late)], 'login-and-key', { expiresAt }).outcome;
    expect(outcome(late + T.span)).toBe('pass');
    expect(outcome(late + T.span + 1)).toBe('fail');
  });

  test('asks nothing of a request that belongs to no work', () => {
    expect(judged([...SERVED, OPEN, ...using(late, '')]).outcome).toBe('pass');
  });

  test('in warped time, a machine that was held up speaks for an announcement', () => {
    const outcome = (ms: number) => {
      const pieces = [
        ...[...SERVED, OPEN, keyed(START + 40, 'w2'), answered('w2', START, minutes(3))],
        told(START + 40 + ms, 'Using the API key.'),
      ];
      return judged(pieces, 'login-and-key', { time: WARPED }).outcome;
    };
    expect(outcome(T.sign + 60 * T.stall)).toBe('pass');
    expect(outcome(T.sign + 60 * T.stall + 1)).toBe('fail');
  });
});
