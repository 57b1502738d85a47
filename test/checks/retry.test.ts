import { describe, expect, test } from 'vitest';
import { retryAmplification } from '#checks/retry.amplification.ts';
import { retryEligible } from '#checks/retry.eligible.ts';
import { retryJitter } from '#checks/retry.jitter.ts';
import { retryServerHints } from '#checks/retry.server-hints.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Effects } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  by,
  type Flight,
  failed,
  flight,
  OVERLOAD,
  open,
  type Piece,
  renewed,
} from './logs.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

const judged = (check: Check, pieces: readonly Piece[], rest: Flight = {}) =>
  check.judge(new Evidence(flight({ faults: [OVERLOAD], ...rest, pieces: [OPEN, ...pieces] })));

/** Attempts of 60 ms each, with these waits between them, all of them turned away. */
const waiting = (
  waits: readonly number[],
  work: string,
  from: number,
  effect?: Effects['http'],
): readonly Piece[] => {
  let at = from;
  const made = [0, ...waits].map((wait, index) => {
    at += wait + (index > 0 ? 60 : 0);
    const status = effect && 'refuse' in effect ? effect.status : 529;
    return asked(at, work, { status, struckBy: 0, ...(effect && { effect }) });
  });
  return [...made, failed(work, from, 'Busy.', { took: at - from + 100 })];
};

/** So many pieces of work, one a minute, each with waits of its own. */
const minutely = (
  count: number,
  waits: (n: number) => readonly number[],
  effect?: Effects['http'],
) => range(count).flatMap((n) => waiting(waits(n), `w${n}`, START + n * minutes(1), effect));

describe('retry.jitter', () => {
  /** Ten waits whose standard deviation over their mean is this. */
  const spread = (by: number, mean: number = seconds(4)) => {
    // Five above the mean and five below: of ten, the deviation is a bit more than the distance.
    const off = by * mean * Math.sqrt(9 / 10);
    return minutely(10, (n) => [mean + (n % 2 ? off : -off)]);
  };

  test.each([
    [T.jitter - 0.001, 'fail'],
    [T.jitter + 0.001, 'pass'],
  ] as const)('waits that differ by %d', (by, expected) => {
    expect(judged(retryJitter, spread(by)).outcome).toBe(expected);
  });

  test.each([
    [T.jitterFrom - 1, 'inconclusive'],
    [T.jitterFrom, 'fail'],
  ] as const)('equal waits of %d ms', (ms, expected) => {
    expect(judged(retryJitter, spread(0, ms)).outcome).toBe(expected);
  });

  test.each([
    [T.jitterSequences - 1, 'inconclusive'],
    [T.jitterSequences, 'fail'],
  ] as const)('%d equal waits', (count, expected) => {
    expect(
      judged(
        retryJitter,
        minutely(count, () => [4_000]),
      ).outcome,
    ).toBe(expected);
  });

  test('compares waits at the same place, and not one place with another', () => {
    const doubled = minutely(10, () => [2_000, 4_000, 8_000]);
    expect(judged(retryJitter, doubled).outcome).toBe('fail');
  });

  test('leaves out what the server asked for', () => {
    const effect = { refuse: 'rate-limited', status: 429, retryAfter: { seconds: 17 } } as const;
    const same = minutely(10, () => [17_000], effect);
    expect(judged(retryJitter, same).outcome).toBe('inconclusive');
  });

  test('is kept by a client that never asks again, where it had ten reasons to', () => {
    expect(
      judged(
        retryJitter,
        minutely(10, () => []),
      ).outcome,
    ).toBe('pass');
    expect(
      judged(
        retryJitter,
        minutely(9, () => []),
      ).outcome,
    ).toBe('inconclusive');
  });

  test('takes a denial for no reason to ask again', () => {
    const denied = { refuse: 'forbidden', status: 403 } as const;
    expect(
      judged(
        retryJitter,
        minutely(10, () => [], denied),
      ).outcome,
    ).toBe('inconclusive');
  });

  test('it is not asked where all of a spread would be noise', () => {
    const concerns = (factor: number) =>
      retryJitter.concerns?.(new Evidence(flight({ time: { kind: 'warped', factor } })).order);
    expect(concerns(49)).toBe(true);
    expect(concerns(50)).toBe(false);
  });

  test('in warped time a spread may be noise, and equal waits are none', () => {
    // The deviation has to be more than 1.2 s of resolution.
    const of = (by: number) => judged(retryJitter, spread(by, seconds(10)), { time: WARPED });
    expect(of(0.03).outcome).toBe('fail');
    expect(of(0.11).outcome).toBe('inconclusive');
    expect(of(0.13).outcome).toBe('pass');
  });

  test('sessions that share a login ask for a token one after the other', () => {
    const grants = range(10).flatMap((n) => [
      ...[0, 4_060].map((at) => renewed(START + at, { status: 503, struckBy: 0 })),
      failed(`w${n}`, START, 'No token.', { took: 9_000 }),
    ]);
    const each = (sessions: number) =>
      grants.map((piece, n) => (sessions > 1 ? by(Math.floor(n / 3) + 1, piece) : piece));
    const fleet = judged(retryJitter, each(10), { given: { sessions: 10 } });
    expect(fleet.outcome).toBe('inconclusive');
  });
});

describe('retry.server-hints', () => {
  const hint = (retryAfter: object, more: object = {}) =>
    ({ refuse: 'rate-limited', status: 429, retryAfter, ...more }) as Effects['http'];
  const comesAfter = (ms: number, effect: Effects['http'], rest?: Flight) =>
    judged(retryServerHints, waiting([ms], 'w1', START, effect), rest).outcome;

  test.each([
    [17_000 - T.hintSlack - 1, 'fail'],
    [17_000 - T.hintSlack, 'pass'],
    [17_000, 'pass'],
    [60_000, 'pass'],
  ] as const)('who was asked for 17 s and comes after %d ms', (ms, expected) => {
    expect(comesAfter(ms, hint({ seconds: 17 }))).toBe(expected);
    expect(comesAfter(ms, hint({ date: 17 }))).toBe(expected);
  });

  test('what lies within the resolution of warped time speaks for the client', () => {
    expect(comesAfter(14_800, hint({ seconds: 17 }), { time: WARPED })).toBe('pass');
    expect(comesAfter(14_799, hint({ seconds: 17 }), { time: WARPED })).toBe('fail');
  });

  test.each([[{ date: -3_600 }], [{ text: 'soon' }], [{ seconds: 0 }]])(
    'a hint of %j asks for nothing',
    (retryAfter) => {
      expect(comesAfter(400, hint(retryAfter))).toBe('inconclusive');
    },
  );

  test('to be told not to come back is a hint as well', () => {
    const effect = { refuse: 'rate-limited', status: 429, shouldRetry: false } as const;
    expect(comesAfter(60_000, effect)).toBe('fail');
    expect(judged(retryServerHints, waiting([], 'w1', START, effect)).outcome).toBe('pass');
    expect(comesAfter(400, { ...effect, shouldRetry: true })).toBe('inconclusive');
  });

  test('another piece of work is another reason to ask', () => {
    const effect = hint({ seconds: 600 });
    const pieces = [
      ...waiting([], 'w1', START, effect),
      ...waiting([], 'w2', START + 5_000, effect),
    ];
    expect(judged(retryServerHints, pieces).outcome).toBe('pass');
  });
});

describe('retry.eligible', () => {
  const refused = (status: number, refuse: string, times = 2) =>
    judged(
      retryEligible,
      waiting(
        range(times - 1).map(() => 500),
        'w1',
        START,
        { refuse, status } as Effects['http'],
      ),
    ).outcome;

  test.each([
    [400, 'invalid-request'],
    [402, 'no-credit'],
    [403, 'organization-not-allowed'],
    [404, 'not-found'],
    [413, 'too-large'],
  ])('a %d of the model settles the matter', (status, refuse) => {
    expect(refused(status, refuse)).toBe('fail');
    expect(refused(status, refuse, 1)).toBe('pass');
  });

  test.each([
    [429, 'rate-limited'],
    [500, 'server-error'],
    [529, 'overloaded'],
  ])('a %d of the model may pass', (status, refuse) => {
    expect(refused(status, refuse)).toBe('inconclusive');
  });

  const granted = (first: number, second: string) =>
    judged(retryEligible, [
      renewed(START + 10, { status: first }),
      renewed(START + 900, { status: 400, token: second }),
      failed('w1', START, 'Denied.'),
    ]).outcome;

  test('a denied grant is settled, and another one is another matter', () => {
    expect(granted(400, 'refresh-1')).toBe('fail');
    expect(granted(400, 'refresh-2')).toBe('pass');
  });

  test('sign-in that rejects a client says nothing of the grant', () => {
    expect(granted(401, 'refresh-1')).toBe('pass');
    expect(granted(403, 'refresh-1')).toBe('pass');
  });

  test.each([
    ['untrusted', 'fail'],
    ['expired', 'fail'],
    ['not-yet-valid', 'fail'],
    ['wrong-host', 'fail'],
    ['alert', 'inconclusive'],
    ['endless', 'inconclusive'],
  ] as const)('after a handshake that was %s, to ask again: %s', (effect, expected) => {
    const shaken = (at: number) =>
      attempt(START + at, { layer: 'tls', role: 'model', struckBy: 0, effect });
    const pieces = [shaken(10), shaken(900), failed('w1', START, 'No.')];
    expect(judged(retryEligible, pieces).outcome).toBe(expected);
  });

  test('a page that something in between has sent settles nothing', () => {
    const page = { page: 'challenge', status: 403 } as const;
    const pieces = [0, 500].map((at) =>
      asked(START + at, 'w1', { status: 403, struckBy: 0, effect: page }),
    );
    expect(judged(retryEligible, [...pieces, failed('w1', START, 'No.')]).outcome).toBe(
      'inconclusive',
    );
  });

  test('a second 401 settles it, if it is another token’s', () => {
    const rejected = (at: number, token: string) => asked(START + at, 'w1', { status: 401, token });
    const of = (...tokens: readonly string[]) =>
      judged(retryEligible, [
        ...tokens.map((token, n) => rejected(n * 500, token)),
        failed('w1', START, '401'),
      ]).outcome;
    expect(of('access-1', 'access-1', 'access-1')).toBe('inconclusive');
    expect(of('access-1', 'access-2')).toBe('pass');
    expect(of('access-1', 'access-2', 'access-2')).toBe('fail');
    expect(of('access-1', 'access-2', 'access-3')).toBe('fail');
  });
});

describe('retry.amplification', () => {
  /** So many requests for twenty pieces of work. */
  const load = (requests: number, works: number = T.amplificationWorks, rest?: Flight) =>
    judged(
      retryAmplification,
      range(works).flatMap((n) => {
        const share = Math.floor(requests / works) + (n < requests % works ? 1 : 0);
        return waiting(
          range(share - 1).map(() => 500),
          `w${n}`,
          START + n * minutes(1),
        );
      }),
      rest,
    );

  test.each([
    [3 * T.amplificationWorks, 'pass', undefined],
    [3 * T.amplificationWorks + 1, 'fail', undefined],
    [11 * T.amplificationWorks, 'fail', undefined],
    [11 * T.amplificationWorks + 1, 'fail', 'sev2'],
  ] as const)('%d requests for twenty pieces of work: %s', (count, outcome, severity) => {
    const finding = load(count);
    expect(finding.outcome).toBe(outcome);
    expect(finding.severity).toBe(severity);
  });

  test('nothing is said of fewer pieces of work', () => {
    expect(load(500, T.amplificationWorks - 1).outcome).toBe('inconclusive');
  });

  test('requests that come when nothing is wrong are in nobody’s way', () => {
    const calm = range(30).map((n) => asked(minutes(50) + n * 500, 'w99', { status: 200 }));
    const pieces = [...calm, answered('w99', minutes(50), 20_000)];
    const finding = judged(retryAmplification, [...minutely(20, () => [500, 500]), ...pieces]);
    expect(finding).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
  });

  test('each of several sessions answers for itself', () => {
    const pieces = minutely(20, () => [500, 500, 500, 500]);
    const shared = pieces.map((piece, n) => by(n % 12 < 6 ? 1 : 2, piece));
    expect(judged(retryAmplification, shared).outcome).toBe('inconclusive');
  });
});
