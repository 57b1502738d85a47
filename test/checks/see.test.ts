import { describe, expect, test } from 'vitest';
import { seeExpiryWarning } from '#checks/see.expiry-warning.ts';
import { seeSign } from '#checks/see.sign.ts';
import { seeTtl } from '#checks/see.ttl.ts';
import { seeWatchdog } from '#checks/see.watchdog.ts';
import type { Check } from '#core/check.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { judge } from '#harness/judge.ts';
import {
  answered,
  asked,
  attempt,
  by,
  exited,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  pending,
  stored,
  type Timed,
  told,
} from './logs.ts';

const T = thresholds();
const START = minutes(10);
const WARPED = { kind: 'warped', factor: 60 } as const;
const finding = (check: Check, story: Flight) => check.judge(new Evidence(flight(story)));
const outcome = (check: Check, story: Flight) => finding(check, story).outcome;

describe('see.sign', () => {
  /** Trouble at minute 10, and the work that it stops ends so much later. */
  const busy = (took: number, ...pieces: readonly Piece[]): Flight => ({
    faults: [OVERLOAD],
    pieces: [
      open(0, minutes(5), minutes(45)),
      asked(START, 'w1', { status: 529, struckBy: 0, took: 0 }),
      ...pieces,
      failed('w1', START, 'Failed.', { took }),
    ],
  });
  const word = (ms: number, text: string, as: 'notice' | 'retry' | 'message' = 'notice') =>
    told(START + ms, text, as);

  test.each([
    [T.sign - 1, 'pass'],
    [T.sign, 'pass'],
    [T.sign + 1, 'fail'],
  ] as const)('a sign %d ms after the failure', (ms, expected) => {
    expect(outcome(seeSign, busy(minutes(1), word(ms, 'attempt 1 failed', 'retry')))).toBe(
      expected,
    );
    expect(outcome(seeSign, busy(ms))).toBe(expected);
  });

  test.each([
    [T.sign + 60 * T.stall, 'pass'],
    [T.sign + 60 * T.stall + 1, 'fail'],
  ] as const)('an end %d ms after the failure, in warped time', (ms, expected) => {
    expect(outcome(seeSign, { ...busy(ms), time: WARPED })).toBe(expected);
  });

  test.each([
    ['Still waiting for api.anthropic.com.', 'pass'],
    ['The model is overloaded (529).', 'pass'],
    ['Still at work.', 'fail'],
    ['Frobnicating…', 'fail'],
  ] as const)('a notice that says: %s', (text, expected) => {
    expect(outcome(seeSign, busy(minutes(1), word(100, text)))).toBe(expected);
    const said = [{ at: START + 9, kind: 'client.said', stream: 'stderr', text } as const];
    expect(outcome(seeSign, busy(minutes(1), said))).toBe(expected);
  });

  test('a sign that came before the trouble is none of it', () => {
    expect(outcome(seeSign, busy(minutes(1), word(-1, 'Overloaded (529).')))).toBe('fail');
  });

  test('trouble that did not keep it from its answer is nobody’s business', () => {
    const answer = asked(START + seconds(2), 'w1', { status: 200, took: seconds(50) });
    expect(outcome(seeSign, busy(minutes(1), answer))).toBe('pass');
    const later = asked(START + T.sign + 1, 'w1', { status: 200, took: seconds(5) });
    expect(outcome(seeSign, busy(minutes(1), later))).toBe('fail');
  });

  test('of an attempt that nothing came back to, the time counts from its beginning', () => {
    const silent = attempt(START, {
      ...{ layer: 'connect', role: 'model', struckBy: 0, effect: 'black-hole' },
      ...{ took: T.sign + 1, error: 'aborted by the client' },
    } as const);
    const pieces = [silent, failed('w1', START, 'No.', { took: T.sign + 1 })];
    expect(outcome(seeSign, { faults: [OVERLOAD], pieces })).toBe('fail');
  });

  test('each trouble of a piece of work counts', () => {
    const pieces = [
      word(1, 'attempt 1 failed', 'retry'),
      asked(START + seconds(5), 'w1', { status: 529, struckBy: 0, took: 0 }),
    ];
    expect(outcome(seeSign, busy(seconds(24), ...pieces))).toBe('pass');
    expect(outcome(seeSign, busy(seconds(26), ...pieces))).toBe('fail');
  });

  test('what was still waited for when the log ended is open', () => {
    const pieces = [noName(START), pending('w1', START)];
    expect(outcome(seeSign, { faults: [NAME_GONE], pieces })).toBe('inconclusive');
    const late = [...pieces, answered('w2', START + T.sign, 1)];
    expect(outcome(seeSign, { faults: [NAME_GONE], pieces: late })).toBe('fail');
  });
});

describe('see.watchdog', () => {
  const alert = (at: number, session?: number): readonly Timed[] => [
    { at, kind: 'alert.raised', class: 'dns', text: 'No.', ...(session && { session }) },
  ];
  /** The name is gone at minute 10, and the log goes on for another half an hour. */
  const atNight = (...pieces: readonly Piece[]): Flight => ({
    faults: [NAME_GONE],
    work: { mode: 'unattended' },
    pieces: [
      open(0, minutes(5), minutes(45)),
      noName(START),
      pending('w2', START),
      ...pieces,
      told(minutes(40), 'Still trying.'),
    ],
  });

  test.each([
    [T.alert - 1, 'pass'],
    [T.alert, 'pass'],
    [T.alert + 1, 'fail'],
  ] as const)('a signal %d ms after the loss', (ms, expected) => {
    expect(outcome(seeWatchdog, atNight(alert(START + ms)))).toBe(expected);
    expect(outcome(seeWatchdog, atNight(exited(START + ms, 1)))).toBe(expected);
    const ended = [noName(START), failed('w2', START, 'No.', { took: ms })];
    expect(outcome(seeWatchdog, { work: { mode: 'unattended' }, pieces: ended })).toBe(expected);
  });

  test('an orderly exit is no signal, and neither are words', () => {
    expect(outcome(seeWatchdog, atNight(exited(START + 9, 0)))).toBe('fail');
    expect(outcome(seeWatchdog, atNight(told(START + 9, 'ENOTFOUND', 'message')))).toBe('fail');
  });

  test.each([
    [2, 'fail'],
    [3, 'pass'],
  ] as const)('%d announced retries', (count, expected) => {
    const retries = [1, 2, 3].slice(0, count).map((n) => told(START + n, 'again', 'retry'));
    expect(outcome(seeWatchdog, atNight(...retries))).toBe(expected);
  });

  test('one alert is enough for as long as the loss lasts, and not for the next one', () => {
    const rest = [lost('w3', minutes(15)), told(minutes(40), 'No.')];
    expect(outcome(seeWatchdog, atNight(alert(START + 9), ...rest))).toBe('pass');
    const next = [answered('w3', minutes(15)), noName(minutes(20)), pending('w4', minutes(20))];
    expect(outcome(seeWatchdog, atNight(alert(START + 9), ...next))).toBe('fail');
  });

  test('an alert without a reason is as bad as none', () => {
    const calm = { work: { mode: 'unattended' }, pieces: [answered('w1', 0)] } as const;
    const raised = { ...calm, pieces: [...calm.pieces, alert(minutes(5))] };
    expect(outcome(seeWatchdog, calm)).toBe('inconclusive');
    expect(finding(seeWatchdog, raised)).toMatchObject({
      outcome: 'fail',
      measured: { value: 1, unit: 'false alerts' },
    });
    const refused = asked(minutes(4.5), 'w1', { status: 401 });
    const founded = { ...raised, pieces: [...raised.pieces, refused] };
    expect(outcome(seeWatchdog, founded)).toBe('inconclusive');
  });

  test('it is asked of those whom nobody watches', () => {
    const story = { ...atNight(alert(START)), exercises: ['see.watchdog'] };
    const only = new Map([['see.watchdog', seeWatchdog]]);
    expect(judge(flight(story), only).findings[0]?.outcome).toBe('pass');
    expect(judge(flight({ ...story, work: {} }), only).findings[0]?.outcome).toBe('na');
  });
});

describe('see.expiry-warning', () => {
  const WARNING = 'Your login ends in three days.';
  const due = (left: number, ...pieces: readonly Piece[]): Flight => ({
    declares: { warns: true },
    given: { loginEnds: START + left },
    pieces: [...pieces, answered('w1', START, 0)],
  });

  test.each([
    [T.warnAhead - 1, 'fail'],
    [T.warnAhead, 'fail'],
    [T.warnAhead + 1, 'inconclusive'],
    [0, 'inconclusive'],
  ] as const)('nothing is said with %d ms left', (left, expected) => {
    expect(outcome(seeExpiryWarning, due(left))).toBe(expected);
  });

  test.each([
    [T.warnAgain - 1, 'pass'],
    [T.warnAgain, 'pass'],
    [T.warnAgain + 1, 'fail'],
  ] as const)('a warning that is %d ms old', (age, expected) => {
    const story = due(hours(40), told(START, WARNING), answered('w2', START + age, 0));
    expect(outcome(seeExpiryWarning, story)).toBe(expected);
  });

  test.each([
    ['Login expires in 2 days. Run /login to renew.', 'pass'],
    ['Your session is about to end.', 'pass'],
    ['Your login has expired.', 'fail'],
    ['The token in hand is good for 2 min.', 'fail'],
    ['Sign-in is unreachable. The page ends here.', 'fail'],
  ] as const)('%s', (text, expected) => {
    expect(outcome(seeExpiryWarning, due(hours(40), told(0, text)))).toBe(expected);
    const said = [{ at: 0, kind: 'client.said', stream: 'stderr', text } as const];
    expect(outcome(seeExpiryWarning, due(hours(40), said))).toBe(expected);
  });

  test('it is asked of those who say that they warn, of a login that ends', () => {
    const only = new Map([['see.expiry-warning', seeExpiryWarning]]);
    const asks = (story: Flight) =>
      judge(flight({ exercises: ['see.expiry-warning'], ...story }), only).findings[0]?.outcome;
    expect(asks(due(hours(40)))).toBe('fail');
    expect(asks({ ...due(hours(40)), declares: {} })).toBe('na');
    const { declares: _, ...silent } = due(hours(40));
    expect(asks(silent)).toBe('na');
    expect(asks({ ...due(hours(40)), given: {} })).toBe('na');
  });

  test('where files are watched, the word may be seen a moment later', () => {
    const slack = T.stall * WARPED.factor;
    const told_ = (at: number) =>
      outcome(seeExpiryWarning, { ...due(hours(40), told(at, WARNING)), time: WARPED });
    expect([START + slack, START + slack + 1].map(told_)).toEqual(['pass', 'fail']);
    const aged = (age: number) => {
      const story = due(hours(40), told(START, WARNING), answered('w2', START + age, 0));
      return outcome(seeExpiryWarning, { ...story, time: WARPED });
    };
    const oldest = T.warnAgain + slack;
    expect([oldest, oldest + 1].map(aged)).toEqual(['pass', 'fail']);
  });

  test('a word that comes when the work is over comes too late for it', () => {
    const pieces = [answered('w1', START, 100), told(START + 101, WARNING)];
    expect(outcome(seeExpiryWarning, { given: { loginEnds: hours(40) }, pieces })).toBe('fail');
    const within = [answered('w1', START, 100), told(START + 100, WARNING)];
    expect(outcome(seeExpiryWarning, { given: { loginEnds: hours(40) }, pieces: within })).toBe(
      'pass',
    );
  });

  test('it is asked of work that a client got, and that was done with', () => {
    const given = { loginEnds: hours(40) };
    const last = { given, pieces: [exited(0, 0), lost('w1', START)] };
    expect(outcome(seeExpiryWarning, last)).toBe('inconclusive');
    expect(outcome(seeExpiryWarning, { given, pieces: [pending('w1', START)] })).toBe(
      'inconclusive',
    );
  });

  test('what ends is the login, and not the token in hand', () => {
    const token = ledger(START - 1, 'issued', 'access-2', START + hours(1));
    expect(outcome(seeExpiryWarning, due(hours(100), token))).toBe('inconclusive');
    expect(outcome(seeExpiryWarning, due(hours(40), token))).toBe('fail');
  });

  test('whoever has signed in again has the new login’s end to watch, and nobody sooner', () => {
    const signedIn = (at: number) => ledger(at, 'issued', 'refresh-2', hours(200));
    expect(outcome(seeExpiryWarning, due(hours(40), signedIn(START)))).toBe('inconclusive');
    expect(outcome(seeExpiryWarning, due(hours(40), signedIn(START + 1)))).toBe('fail');
    const endless = ledger(START, 'issued', 'refresh-2');
    expect(outcome(seeExpiryWarning, due(hours(40), endless))).toBe('inconclusive');
    // What else becomes of a token prolongs nothing.
    const spent = ledger(START, 'rotated', 'refresh-1');
    expect(outcome(seeExpiryWarning, due(hours(40), spent))).toBe('fail');
  });

  test('each session has users of its own to tell', () => {
    const heard = (session: number) =>
      outcome(seeExpiryWarning, {
        given: { loginEnds: hours(40), sessions: 2 },
        pieces: [by(session, told(1, WARNING)), by(2, answered('w1', START))],
      });
    expect([1, 2].map(heard)).toEqual(['fail', 'pass']);
  });

  test('it is told when the user had last heard of it', () => {
    const late = START + T.warnAgain + 1;
    const log = flight(due(hours(40), told(START, WARNING), answered('w2', late, 0)));
    expect(seeExpiryWarning.judge(new Evidence(log)).because).toMatch(
      /^At 24:10:00, .* 16 h left, its user had last heard of it at 10:00\.$/,
    );
    // The word may come in the midst of the work.
    const within = flight({
      given: { loginEnds: hours(40) },
      pieces: [answered('w1', START), told(START + 100, WARNING)],
    });
    const { exhibits } = seeExpiryWarning.judge(new Evidence(within));
    const kinds = exhibits.map((seq) => within[seq]!.kind);
    expect(kinds).toEqual(['ledger', 'work.began', 'client.told', 'work.ended']);
  });
});

describe('see.ttl', () => {
  /** Asked at minute 10 for its status, with a token that is good until minute 60. */
  const status = (text: string, rest: Flight = {}): Flight => ({
    ...rest,
    pieces: [
      [
        { at: START, kind: 'work.began', work: 'w1', deed: 'status' },
        {
          ...{ at: START, kind: 'work.ended', work: 'w1', outcome: 'answered' },
          ...{ claim: 'success', nonce: true, text },
        } as Timed,
      ],
    ],
  });
  const LEFT = 50 * 60;

  test.each([
    [T.lifetime / 1_000 - 1, 'pass'],
    [T.lifetime / 1_000, 'pass'],
    [T.lifetime / 1_000 + 1, 'fail'],
  ] as const)('a life that is %d s wrong', (off, expected) => {
    const said = (seconds: number) => status(`{"secondsLeft":${seconds}}`);
    expect(outcome(seeTtl, said(LEFT + off))).toBe(expected);
    expect(outcome(seeTtl, said(LEFT - off))).toBe(expected);
  });

  test.each([
    ['{"expires_in": 3000}', 'pass'],
    ['{"loggedIn":true,"token":{"ttl":2990}}', 'pass'],
    ['Token: good for 50 min', 'pass'],
    ['Token: good for another 49 minutes and 30 seconds', 'pass'],
    ['The login ends in 2 d, the token in 0 h 50 min', 'pass'],
    ['Token: good for 1 h', 'fail'],
    ['{"loggedIn":true,"expiresAt":1775000000000}', 'fail'],
    ['Signed in.', 'fail'],
  ] as const)('%s', (text, expected) => {
    expect(outcome(seeTtl, status(text))).toBe(expected);
  });

  test('of a token that is over, nobody has to say how long it is good for', () => {
    expect(outcome(seeTtl, status('Signed in.', { expiresAt: START }))).toBe('inconclusive');
    expect(outcome(seeTtl, status('Signed in.', { expiresAt: START + 1 }))).toBe('fail');
  });

  test.each([
    ['Token: good for 1 h 15 min', 'pass'],
    ['Token: good for 1 hour, 15 minutes', 'pass'],
    ['Token: good for 1 h and 15 min', 'pass'],
    ['Token: good for 0 d 1 h 14 min 30 s', 'pass'],
    ['Token: good for 1 h. The page is 15 min old', 'fail'],
    ['Token: good for 1 h or 15 min', 'fail'],
  ] as const)('of a token that is good for 75 minutes: %s', (text, expected) => {
    expect(outcome(seeTtl, status(text, { expiresAt: START + minutes(75) }))).toBe(expected);
  });

  test('where files are watched, it may be seen a moment later', () => {
    const bound = (T.lifetime + T.stall * WARPED.factor) / 1_000;
    const off = (seconds: number) =>
      outcome(seeTtl, { ...status(`{"secondsLeft":${LEFT + seconds}}`), time: WARPED });
    expect([bound, bound + 1].map(off)).toEqual(['pass', 'fail']);
  });

  test('of several answers, the worst is told', () => {
    const [one] = status('{"secondsLeft":3000}').pieces!;
    const later = (one as readonly Timed[]).map(
      (fact) =>
        ({
          ...{ ...fact, at: fact.at + minutes(10), work: 'w2' },
          ...(fact.kind === 'work.ended' && { text: '{"secondsLeft":2700}' }),
        }) as Timed,
    );
    const log = flight({ pieces: [one!, later] });
    const issue = log.find((entry) => entry.kind === 'ledger')!;
    const second = log.filter((entry) => entry.at === START + minutes(10));
    expect(seeTtl.judge(new Evidence(log))).toMatchObject({
      outcome: 'fail',
      because:
        'At 20:00 what the client said of its token’s life was off by 5 min, ' +
        'when 40 min were left.',
      measured: { value: 300, unit: 's', compare: '<=', bound: T.lifetime / 1_000 },
      witness: [issue.seq, issue.seq],
      exhibits: [issue, ...second].map(({ seq }) => seq),
    });
  });

  test('it is asked of a status that was shown, and of the token that is stored', () => {
    const plain = status('Signed in.').pieces!;
    const failing = plain.map((piece) =>
      (piece as readonly Timed[]).map((fact) =>
        fact.kind === 'work.ended' ? { ...fact, outcome: 'failed' as const } : fact,
      ),
    );
    expect(outcome(seeTtl, { pieces: failing })).toBe('inconclusive');
    const other = [
      ...ledger(minutes(1), 'issued', 'access-2', START + minutes(30)),
      ...ledger(minutes(2), 'revoked', 'access-1'),
    ];
    const held = (token: string) => stored('change', minutes(3), token, 'refresh-1');
    const said = (text: string, token: string) =>
      outcome(seeTtl, { pieces: [other, held(token), ...status(text).pieces!] });
    expect(said('{"ttl":1800}', 'access-2')).toBe('pass');
    expect(said('{"ttl":3000}', 'access-2')).toBe('fail');
    expect(said('{"ttl":3000}', 'unknown')).toBe('inconclusive');
    expect(said('{"ttl":3000}', 'access-1')).toBe('inconclusive');
  });

  test.each([
    [START, 'inconclusive'],
    [START + 1, 'fail'],
  ] as const)('a token that is revoked at %d', (at, expected) => {
    const pieces = [ledger(at, 'revoked', 'access-1'), ...status('Signed in.').pieces!];
    expect(outcome(seeTtl, { pieces })).toBe(expected);
  });
});
