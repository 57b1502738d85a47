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

  /** Ten waits of which four are off by so much, to either side. */
  const four = (mean: number, off: number, rest?: Flight) =>
    judged(
      retryJitter,
      minutely(10, (n) => [mean + (n < 4 ? (n % 2 ? off : -off) : 0)]),
      rest,
    );

  test('a spread that is just as wide as it has to be is wide enough', () => {
    // Four squares of 240 ms, over nine: a deviation of 160 ms, of 4 s.
    expect(four(4_000, 240)).toMatchObject({ outcome: 'pass', measured: { value: T.jitter } });
    expect(four(4_000, 239).outcome).toBe('fail');
  });

  test('a deviation that is just what is blurred may be nothing else', () => {
    // Four squares of 1.8 s, over nine: the 1.2 s of resolution.
    const finding = four(10_000, 1_800, { time: WARPED });
    expect(finding.outcome).toBe('inconclusive');
    expect(finding.because).toMatch(/differed by 12.0 % .* no more than what is blurred here/);
    expect(finding.witness).toHaveLength(6);
    expect(four(10_000, 1_801, { time: WARPED }).outcome).toBe('pass');
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
    const never = (count: number) =>
      judged(
        retryJitter,
        minutely(count, () => []),
      );
    const finding = never(T.jitterSequences);
    expect(finding).toMatchObject({
      outcome: 'pass',
      because: 'Something failed 10 times, and the client never asked again.',
    });
    expect(finding.exhibits).toHaveLength(6);
    expect(finding.witness).toEqual(finding.exhibits);
    expect(never(T.jitterSequences - 1).outcome).toBe('inconclusive');
  });

  test.each([
    [403, 'forbidden'],
    [401, 'unauthorized'],
  ])('takes a %d for no reason to ask again', (status, refuse) => {
    const denied = { refuse, status } as Effects['http'];
    expect(
      judged(
        retryJitter,
        minutely(10, () => [], denied),
      ),
    ).toMatchObject({
      outcome: 'inconclusive',
      because: 'Nothing failed that asking again could have mended.',
    });
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

  test('shows who asked again though they had been told not to', () => {
    const effect = { refuse: 'rate-limited', status: 429, shouldRetry: false } as const;
    const finding = judged(retryServerHints, waiting([60_000], 'w1', START, effect));
    expect(finding.because).toContain('At 11:00 the client asked again, although it had been told');
    expect(finding.exhibits).toHaveLength(2);
    expect(finding.witness).toHaveLength(2);
  });

  test('of several that came too early, tells of the earliest', () => {
    const waits = [16_500, 5_000, 12_000, 17_000, 17_000, 17_000, 17_000];
    const finding = judged(retryServerHints, waiting(waits, 'w1', START, hint({ seconds: 17 })));
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 12, bound: 1 } });
    expect(finding.because).toContain('asked again after 5 s, where 17 s had been asked for');
    expect(finding.witness).toHaveLength(6);
  });

  test('holds a wait only against the answer before it', () => {
    const limited = (at: number) =>
      asked(START + at, 'w1', { status: 429, struckBy: 0, effect: hint({ seconds: 17 }) });
    const busy = (at: number) => asked(START + at, 'w1', { status: 529, struckBy: 0 });
    const of = (...tries: readonly Piece[]) =>
      judged(retryServerHints, [...tries, failed('w1', START, 'Busy.', { took: minutes(1) })]);
    expect(of(busy(0), limited(500), busy(5_560), busy(6_000))).toMatchObject({
      outcome: 'fail',
      measured: { value: 12 },
    });
    const last = of(busy(0), limited(500));
    expect(last).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('did not ask again for what it had been told to wait for'),
    });
    expect(last.exhibits).toHaveLength(2);
    expect(last.witness).toEqual([last.exhibits[1]]);
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

  const tried = (...of: readonly (readonly [status: number, token: string])[]) =>
    of.map(([status, token], n) =>
      asked(START + n * 500, 'w1', { status, token, ...(status === 529 && { struckBy: 0 }) }),
    );
  const settled = (...tries: readonly Piece[]) =>
    judged(retryEligible, [...tries, failed('w1', START, '401', { took: 9_000 })]);

  test('only a 401 rejects a token, and the next one has to be rejected as well', () => {
    expect(settled(...tried([529, 'access-1'], [401, 'access-2'])).outcome).toBe('inconclusive');
    const taken = tried([401, 'access-1'], [200, 'access-2'], [200, 'access-2']);
    expect(settled(...taken).outcome).toBe('inconclusive');
    const twice = settled(...tried([401, 'access-1'], [529, 'access-2'], [401, 'access-2']));
    expect(twice).toMatchObject({ outcome: 'pass', because: expect.stringMatching(/second 401/) });
  });

  test('what shows no token is no retry with one', () => {
    const dead = attempt(START + 2_000, { layer: 'dns', role: 'model', error: 'no answer' });
    const rejected = tried([401, 'access-1'], [401, 'access-2']);
    expect(settled(...rejected, dead).outcome).toBe('pass');
  });

  test('counts everything that was asked for again, and shows the first', () => {
    const again = settled(...tried([403, 'a'], [403, 'a'], [403, 'a']));
    expect(again).toMatchObject({ outcome: 'fail', measured: { value: 2 } });
    expect(again.because).toContain('it did so 2 times.');
    expect(again.exhibits).toHaveLength(2);
    expect(again.exhibits[0]).toBe(again.witness[0]);
    const once = settled(...tried([403, 'a'], [403, 'a']));
    expect(once.because).toContain('it did so once.');
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

  test('of several sessions, tells of the one that asked most', () => {
    const session = (number: number, waits: readonly number[]) =>
      range(20).flatMap((n) =>
        waiting(waits, `${number}-${n}`, START + n * minutes(1) + number * 10).map((piece) =>
          by(number, piece),
        ),
      );
    const finding = judged(retryAmplification, [
      ...session(1, [500, 500]),
      ...session(2, [500, 500, 500, 500]),
      ...session(3, [500, 500, 500]),
    ]);
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 5 } });
    expect(finding.because).toContain('the client asked it 100 times for 20 pieces of work');
  });

  test('what one service is asked while another one fails is in nobody’s way', () => {
    const { fault } = OVERLOAD;
    const faults = [{ ...OVERLOAD, fault: { ...fault, role: 'oauth' } as const }];
    const pieces = range(20).flatMap((n) => [
      ...[0, 1, 2, 3].map((time) =>
        asked(START + n * minutes(1) + time * 200, `w${n}`, { status: 200 }),
      ),
      answered(`w${n}`, START + n * minutes(1), 1_000),
    ]);
    expect(judged(retryAmplification, pieces, { faults }).outcome).toBe('inconclusive');
    expect(judged(retryAmplification, pieces)).toMatchObject({ measured: { value: 4 } });
  });

  /** Twenty pieces of work that ask three times each, under windows from one minute to another. */
  const under = (...windows: readonly (readonly [from: number, until: number])[]) =>
    retryAmplification.judge(
      new Evidence(
        flight({
          faults: windows.map(() => OVERLOAD),
          pieces: [
            ...windows.map(([from, until], n) => open(n, minutes(from), minutes(until))),
            ...minutely(20, () => [440, 440]),
          ],
        }),
      ),
    );

  test('a request counts once, however many windows are open over it', () => {
    expect(under([5, 20], [15, 45])).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
    // What began in the very moment in which one ends and the other begins.
    expect(under([5, 20], [20, 45])).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
    expect(under([5, 45], [12, 14])).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
  });

  test('between two windows nothing was failing', () => {
    // Minutes 10 to 19 and 21 to 29 hold nineteen pieces of work; the twentieth is between them.
    expect(under([5, 19.5], [20.5, 45]).outcome).toBe('inconclusive');
    expect(under([5, 20], [20.001, 45])).toMatchObject({ measured: { value: 3 } });
  });
});
