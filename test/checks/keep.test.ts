import { describe, expect, test } from 'vitest';
import { keepEarly401 } from '#checks/keep.early-401.ts';
import { keepLocal } from '#checks/keep.local.ts';
import { keepRideThrough } from '#checks/keep.ride-through.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  deed,
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
  renewed,
  stored,
} from './logs.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const judged = (check: Check, story: Flight) => check.judge(new Evidence(flight(story)));
const outcome = (check: Check, story: Flight) => judged(check, story).outcome;
const OPEN = open(0, minutes(5), minutes(45));
const END = minutes(8);

describe('keep.ride-through', () => {
  const story = (pieces: readonly Piece[], more: Flight = {}): Flight => ({
    faults: [NAME_GONE],
    expiresAt: END,
    ...more,
    pieces: [OPEN, ...pieces],
  });
  const asks = (left: number) => [noName(END - left), failed('w1', END - left - 10, 'Failed.')];
  const uses = (left: number, work = 'w1') => [
    asked(END - left, work, { status: 200 }),
    answered(work, END - left),
  ];

  test.each([
    [T.refreshAhead - 1, 'inconclusive'],
    [T.refreshAhead, 'pass'],
    [T.refreshAhead + 1, 'pass'],
  ] as const)('a new token that is asked for %d ms before the end', (left, expected) => {
    expect(outcome(keepRideThrough, story(asks(left)))).toBe(expected);
  });

  test.each([
    [T.refreshAhead - 1, 'fail'],
    [T.refreshAhead, 'fail'],
    [T.refreshAhead + 1, 'inconclusive'],
  ] as const)('a token that is used %d ms before its end, and none asked for', (left, expected) => {
    expect(outcome(keepRideThrough, story(uses(left)))).toBe(expected);
    const unsure = story(uses(left), { time: WARPED });
    expect(outcome(keepRideThrough, unsure)).toBe('inconclusive');
  });

  test('a token is used up by whoever has asked for another in vain', () => {
    const pieces = [...asks(seconds(90)), ...uses(seconds(60), 'w2')];
    expect(outcome(keepRideThrough, story(pieces))).toBe('inconclusive');
  });

  test('a request that is made again within a long piece of work has its token from before', () => {
    const pieces = [
      asked(END - minutes(3), 'w1', { status: 529 }),
      asked(END - seconds(60), 'w1', { status: 200 }),
      answered('w1', END - minutes(3), minutes(3)),
    ];
    expect(outcome(keepRideThrough, story(pieces))).toBe('inconclusive');
  });

  test('it is asked only around an outage of sign-in', () => {
    expect(outcome(keepRideThrough, story(uses(seconds(60)), { faults: [OVERLOAD] }))).toBe(
      'inconclusive',
    );
    const before = story(uses(seconds(60)));
    expect(
      outcome(keepRideThrough, {
        ...before,
        pieces: [open(0, END - minutes(4), END - minutes(2)), ...uses(seconds(60))],
      }),
    ).toBe('inconclusive');
  });

  test('a token that lives for less than four minutes is due in its last tenth', () => {
    const short = (left: number) => [
      ledger(END - seconds(120), 'issued', 'access-2', END),
      stored('change', END - seconds(120), 'access-2', 'refresh-1', END),
      asked(END - left, 'w1', { status: 200, token: 'access-2' }),
      answered('w1', END - left),
    ];
    const long = { expiresAt: minutes(60) };
    expect(outcome(keepRideThrough, story(short(seconds(60)), long))).toBe('inconclusive');
    expect(outcome(keepRideThrough, story(short(seconds(12)), long))).toBe('fail');
  });

  test.each([
    ['frozen', 'process'],
    ['store-read-only', 'store'],
    ['clock-skewed', 'clock'],
  ] as const)('nothing is asked of a client that is %s', (name, layer) => {
    const fault = { name, layer, role: 'client', params: {} } as const;
    const excuse = { ...NAME_GONE, fault };
    const pieces = [open(1, minutes(7), minutes(9)), ...uses(seconds(60))];
    const faults = [NAME_GONE, excuse];
    expect(outcome(keepRideThrough, story(pieces, { faults }))).toBe('inconclusive');
  });

  test('it tells for how long of the outage the client flew on', () => {
    const pieces = [...asks(minutes(3)), failed('w2', minutes(20), 'Failed.')];
    expect(judged(keepRideThrough, story(pieces)).because).toContain('flew through 15 min');
    const flown = [noName(END - minutes(3)), answered('w1', minutes(20))];
    expect(judged(keepRideThrough, story(flown)).because).toContain('flew through 40 min');
  });
});

describe('keep.early-401', () => {
  const AT = minutes(10);
  const grant = (n: number) => [
    renewed(AT + n * 100, { status: 200 }),
    ledger(AT + n * 100 + 10, 'issued', `access-${n + 1}`, minutes(70)),
  ];
  const replay = (n: number, status = 200) =>
    asked(AT + n * 100 + 70, 'w1', { status, token: `access-${n + 1}`, took: 20 });
  const refused = asked(AT + 10, 'w1', { status: 401 });
  const done = answered('w1', AT, 2_000);

  test.each([
    [1, 'pass'],
    [2, 'fail'],
  ] as const)('%d refreshes', (count, expected) => {
    const grants = Array.from({ length: count }, (_, n) => grant(n + 1)).flat();
    const pieces = [refused, ...grants, replay(count), done];
    expect(outcome(keepEarly401, { pieces })).toBe(expected);
  });

  test.each([
    [0, 'pass'],
    [1, 'fail'],
  ] as const)('the refused token shown %d times more', (count, expected) => {
    const again = Array.from({ length: count }, (_, n) =>
      asked(AT + 80 + n * 20, 'w1', { status: 401, took: 10 }),
    );
    const pieces = [refused, ...again, ...grant(1), replay(1), done];
    expect(outcome(keepEarly401, { pieces })).toBe(expected);
  });

  test('of two requests that were refused together, each has a replay of its own', () => {
    const pieces = [
      refused,
      asked(AT + 20, 'w1', { status: 401 }),
      ...grant(1),
      asked(AT + 170, 'w1', { status: 529, token: 'access-2', took: 20 }),
      asked(AT + 180, 'w1', { status: 200, token: 'access-2', took: 20 }),
      done,
    ];
    expect(outcome(keepEarly401, { pieces })).toBe('pass');
  });

  test('a token that somebody else has stored meanwhile spares the refresh', () => {
    const stolen = [
      ledger(AT + 50, 'issued', 'access-2', minutes(70)),
      stored('change', AT + 60, 'access-2', 'refresh-1', minutes(70)),
    ];
    expect(outcome(keepEarly401, { pieces: [refused, ...stolen, replay(1), done] })).toBe('pass');
  });

  test.each([
    ['a token that had run out', { expiresAt: minutes(9) }, []],
    ['a time in which sign-in is out', { faults: [NAME_GONE] }, [OPEN]],
    ['a login that is no more', {}, [ledger(minutes(9), 'revoked', 'refresh-1')]],
    ['a new token that is refused as well', {}, [...grant(1), replay(1, 401)]],
  ] as const)('nothing is asked of %s', (_, story, more) => {
    const pieces = [...more, refused, failed('w1', AT, '401')];
    expect(outcome(keepEarly401, { ...story, pieces })).toBe('inconclusive');
  });

  test('nor of a credential that was never in a store', () => {
    const elsewhere = asked(AT + 10, 'w1', { status: 401, token: 'access-9' });
    const pieces = [
      ledger(0, 'issued', 'access-9', minutes(90)),
      elsewhere,
      failed('w1', AT, '401'),
    ];
    expect(outcome(keepEarly401, { pieces })).toBe('inconclusive');
  });
});

describe('keep.local', () => {
  const story = (pieces: readonly Piece[], more: Flight = {}): Flight => ({
    faults: [NAME_GONE],
    ...more,
    pieces: [OPEN, ...pieces],
  });

  test.each([
    [T.local - 1, 'pass'],
    [T.local, 'pass'],
    [T.local + 1, 'fail'],
  ] as const)('a sign-out that takes %d ms', (took, expected) => {
    const pieces = [deed('w1', 'sign-out', minutes(10), { took })];
    expect(outcome(keepLocal, story(pieces))).toBe(expected);
    expect(outcome(keepLocal, story(pieces, { time: WARPED }))).toBe('pass');
  });

  test.each([
    [minutes(5) - 1, 'inconclusive'],
    [minutes(5), 'pass'],
    [minutes(45) - 1, 'pass'],
    [minutes(45), 'inconclusive'],
  ] as const)(
    'a status that is asked for at %d ms, of an outage from 5 to 45 min',
    (at, expected) => {
      expect(outcome(keepLocal, story([deed('w1', 'status', at)]))).toBe(expected);
    },
  );

  test('an outage of the model is one, too; nobody is asked who has left, or cannot write', () => {
    const status = [deed('w1', 'status', minutes(10), { failed: 'No.' })];
    expect(outcome(keepLocal, story(status, { faults: [OVERLOAD] }))).toBe('fail');
    expect(outcome(keepLocal, story([lost('w1', minutes(10))]))).toBe('inconclusive');
    const fault = { name: 'store-read-only', layer: 'store', role: 'client', params: {} } as const;
    const faults = [NAME_GONE, { ...NAME_GONE, fault }];
    const out = [open(1, 0), deed('w1', 'sign-out', minutes(10), { failed: 'EACCES' })];
    expect(outcome(keepLocal, story(out, { faults }))).toBe('inconclusive');
  });

  test('it concerns scenarios in which somebody asks for such a thing', () => {
    const order = (deeds?: Flight['deeds']) => new Evidence(flight(deeds ? { deeds } : {})).order;
    expect(keepLocal.concerns!(order(['turn', 'status']))).toBe(true);
    expect(keepLocal.concerns!(order(['turn', 'sign-in']))).toBe(false);
    expect(keepLocal.concerns!(order())).toBe(false);
  });
});
