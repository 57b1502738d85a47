import { describe, expect, test } from 'vitest';
import { keepEarly401 } from '#checks/keep.early-401.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  by,
  type Flight,
  failed,
  farewell,
  flight,
  ledger,
  NAME_GONE,
  OVERLOAD,
  open,
  type Piece,
  pending,
  renewed,
  stored,
} from './logs.ts';
import { as, keyed } from './orders.ts';

const { span } = thresholds();
const OPEN = open(0, minutes(5), minutes(45));
const AT = minutes(10);
/** When the rejection is there. */
const ENDED = AT + 70;

const judged = (pieces: readonly Piece[], story: Flight = {}) =>
  keepEarly401.judge(new Evidence(flight({ ...story, pieces })));
const outcome = (pieces: readonly Piece[], story: Flight = {}) => judged(pieces, story).outcome;

const refused = asked(AT + 10, 'w1', { status: 401 });
const done = answered('w1', AT, 2_000);
const undone = failed('w1', AT, '401');
const grant = (n: number) => [
  renewed(AT + n * 100, { status: 200 }),
  ledger(AT + n * 100 + 10, 'issued', `access-${n + 1}`, minutes(70)),
];
const replay = (n: number, status = 200) =>
  asked(AT + n * 100 + 70, 'w1', { status, token: `access-${n + 1}`, took: 20 });
/** Somebody else has stored a new token. */
const stolen = [
  ledger(AT + 50, 'issued', 'access-2', minutes(70)),
  stored('change', AT + 60, 'access-2', 'refresh-1', minutes(70)),
];

describe('one refresh and one replay', () => {
  test.each([
    [1, 'pass', 'after 1 refresh and 1 replay; so it was 1 of 1 times'],
    [2, 'fail', 'w1 took 2 refreshes: 1 of 1 times'],
  ] as const)('%d refreshes', (count, expected, said) => {
    const grants = Array.from({ length: count }, (_, n) => grant(n + 1)).flat();
    const found = judged([refused, ...grants, replay(count), done]);
    expect(found).toMatchObject({
      outcome: expected,
      measured: { value: count, unit: 'refreshes or replays', bound: 1 },
      because: expect.stringContaining(said),
    });
  });

  test.each([
    [0, 'pass', 'after 1 refresh and 1 replay'],
    [1, 'fail', 'w1 took 2 replays'],
  ] as const)('the refused token shown %d times more', (count, expected, said) => {
    const again = Array.from({ length: count }, (_, n) =>
      asked(AT + 80 + n * 20, 'w1', { status: 401, took: 10 }),
    );
    expect(judged([refused, ...again, ...grant(1), replay(1), done])).toMatchObject({
      outcome: expected,
      measured: { value: count + 1, unit: 'refreshes or replays' },
      because: expect.stringContaining(said),
    });
  });

  test('of two requests that were refused together, each has a replay of its own', () => {
    const two = (second: number) => [
      refused,
      asked(second, 'w1', { status: 401, took: 10 }),
      ...grant(1),
      asked(AT + 170, 'w1', { status: 529, token: 'access-2', took: 20 }),
      asked(AT + 180, 'w1', { status: 200, token: 'access-2', took: 20 }),
      done,
    ];
    expect(outcome(two(AT + 20))).toBe('pass');
    expect(outcome(two(ENDED))).toBe('pass');
    expect(outcome(two(ENDED + 1))).toBe('fail');
  });

  test('a request with a key that was under way beside it has none', () => {
    const busy = asked(AT + 175, 'w1', { status: 529, token: 'access-2', took: 5 });
    const pieces = [keyed(AT + 5, 'w1'), refused, ...grant(1), busy, replay(2), done];
    expect(judged(pieces)).toMatchObject({ outcome: 'fail', measured: { value: 2 } });
  });

  test('what is asked once there is an answer, with what a tool has brought, is no replay', () => {
    const more = [400, 500, 600].map((later) =>
      asked(AT + later, 'w1', { status: 200, token: 'access-2' }),
    );
    expect(judged([refused, ...grant(1), replay(1), ...more, done])).toMatchObject({
      outcome: 'pass',
      measured: { value: 1 },
    });
  });

  test('a refresh before the rejection was for something else, and one at once is for it', () => {
    const before = [
      renewed(AT - 200, { status: 200 }),
      ledger(AT - 190, 'issued', 'access-2', minutes(70)),
      stored('change', AT - 150, 'access-2', 'refresh-1', minutes(70)),
      asked(AT + 10, 'w1', { status: 401, token: 'access-2' }),
    ];
    const whole = answered('w1', AT - 250, 2_000);
    expect(outcome([...before, ...grant(2), replay(2), whole])).toBe('pass');
    const atOnce = renewed(ENDED, { status: 200, took: 10 });
    expect(outcome([...before, atOnce, ...grant(2), replay(2), whole])).toBe('fail');
  });

  test('a token that somebody else has stored meanwhile spares the refresh', () => {
    const found = judged([refused, ...stolen, replay(1), done]);
    expect(found.outcome).toBe('pass');
    expect(found.because).toContain('after 0 refreshes and 1 replay;');
  });

  test('an answer to another request under way may do without either', () => {
    const found = judged([asked(AT + 15, 'w1', { status: 200 }), refused, done]);
    expect(found.because).toContain('after 0 refreshes and 0 replays;');
  });
});

describe('work that came to nothing', () => {
  const WORKS = { value: 1, unit: 'works', compare: '==', bound: 0 } as const;

  test('fails, also where all was done that was to be done', () => {
    const pieces = [refused, ...grant(1), replay(1), undone];
    expect(judged(pieces)).toMatchObject({ outcome: 'fail', measured: WORKS });
  });

  test('is told by its replays, where there were too many of them', () => {
    const busy = asked(AT + 300, 'w1', { status: 529, token: 'access-2' });
    expect(judged([refused, ...grant(1), replay(1, 529), busy, undone])).toMatchObject({
      outcome: 'fail',
      measured: { value: 2, unit: 'refreshes or replays' },
    });
  });

  test('is told of where other work came off', () => {
    const later = AT + minutes(1);
    const pieces = [
      ...[refused, ...grant(1), replay(1), done],
      stored('change', AT + 400, 'access-2', 'refresh-1', minutes(70)),
      asked(later + 10, 'w2', { status: 401, token: 'access-2' }),
      failed('w2', later, '401'),
    ];
    const { witness, ...found } = judged(pieces);
    expect(found).toMatchObject({ outcome: 'fail', measured: WORKS });
    expect(found.because).toContain('access-2 was refused before its time, and w2 was failed');
    expect(found.because).toContain('1 of 2 times');
    expect(witness).toHaveLength(2);
  });

  test.each([
    [span, 'inconclusive'],
    [span + 1, 'fail'],
  ] as const)('and may come to something yet, of a log that ends %d ms later', (left, expected) => {
    const pieces = [refused, pending('w1', AT)];
    expect(outcome(pieces, { farewell: farewell(ENDED + left) })).toBe(expected);
  });
});

describe('what is put to the test', () => {
  test.each([
    ['a token that had run out', { expiresAt: minutes(9) }, []],
    ['a time in which sign-in is out', { faults: [NAME_GONE] }, [OPEN]],
    ['a login that is no more', {}, [ledger(minutes(9), 'revoked', 'refresh-1')]],
    ['a new token that is refused as well', {}, [...grant(1), replay(1, 401)]],
    ['a time in which the model is out', { faults: [OVERLOAD] }, [OPEN]],
  ] as const)('nothing is asked of %s', (_, story, more) => {
    expect(outcome([...more, refused, undone], story)).toBe('inconclusive');
  });

  test.each([
    [AT + 10, 'inconclusive'],
    [AT + 11, 'fail'],
  ] as const)('a token that runs out at %d ms, and is refused at 600010', (expiresAt, expected) => {
    // That there is another one, which nobody has been given, is beside the point.
    const other = ledger(AT, 'issued', 'access-2', minutes(90));
    expect(outcome([other, refused, undone], { expiresAt })).toBe(expected);
  });

  test.each([
    [ENDED + span, 'inconclusive'],
    [ENDED + span + 1, 'fail'],
  ] as const)('a sign-in that goes away at %d ms', (from, expected) => {
    expect(outcome([open(0, from), refused, undone], { faults: [NAME_GONE] })).toBe(expected);
  });

  test.each([
    [AT + 10, 'fail'],
    [AT + 11, 'inconclusive'],
  ] as const)('a credential that is stored at %d ms, and refused at 600010', (at, expected) => {
    const pieces = [
      ledger(0, 'issued', 'access-9', minutes(90)),
      stored('change', at, 'access-9', 'refresh-1', minutes(90)),
      asked(AT + 10, 'w1', { status: 401, token: 'access-9' }),
      undone,
    ];
    expect(outcome(pieces)).toBe(expected);
  });

  test('nothing is asked where no token was refused', () => {
    const { outcome, because } = judged([asked(AT + 10, 'w1', { status: 200 }), done]);
    expect(outcome).toBe('inconclusive');
    expect(because).toContain('No token was refused before its time');
  });

  test('nor where that was not the model, or not a token', () => {
    const elsewhere = attempt(AT + 10, {
      ...{ layer: 'http', role: 'model', endpoint: 'other', status: 401 },
      presents: [{ kind: 'access', token: 'access-1' }],
    });
    for (const other of [elsewhere, keyed(AT + 10, 'w1', 401)]) {
      expect(outcome([other, undone])).toBe('inconclusive');
    }
  });

  test('but where a key, or a busy model, had come before it', () => {
    for (const other of [keyed(AT + 2, 'w1', 401), asked(AT + 2, 'w1', { status: 529, took: 5 })]) {
      const { outcome, because } = judged([other, refused, undone]);
      expect(outcome).toBe('fail');
      expect(because).toContain('At 10:00 access-1 was refused');
    }
  });

  test('nothing is asked of a command that asks the model', () => {
    expect(outcome([refused, as('status', undone)])).toBe('inconclusive');
  });

  test('of two clients, only the one whose token was refused is asked', () => {
    const mine = [refused, ...grant(1), replay(1), done].map((piece) => by(1, piece));
    const theirs = by(2, failed('w2', AT, 'Something else.'));
    const { outcome, because } = judged([...mine, theirs]);
    expect(outcome).toBe('pass');
    expect(because).toContain('1 of 1 times');
  });
});
