import { describe, expect, test } from 'vitest';
import { keepRideThrough } from '#checks/keep.ride-through.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  by,
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
import { keyed } from './orders.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const OPEN = open(0, minutes(5), minutes(45));
const END = minutes(8);

const judged = (story: Flight) => keepRideThrough.judge(new Evidence(flight(story)));
const outcome = (story: Flight) => judged(story).outcome;
/** A token that runs out at minute 8, while the name of the sign-in host is gone. */
const story = (pieces: readonly Piece[], more: Flight = {}): Flight => ({
  faults: [NAME_GONE],
  expiresAt: END,
  ...more,
  pieces: [OPEN, ...pieces],
});
const asks = (left: number) => [noName(END - left), failed('w1', END - left - 10, 'Failed.')];
const uses = (left: number, work = 'w1', token = 'access-1', end = END) => [
  asked(end - left, work, { status: 200, token }),
  answered(work, end - left),
];
/** Another token, which its client has stored. */
const another = (at: number, end: number, believed = end) => [
  ledger(at, 'issued', 'access-2', end),
  stored('change', at, 'access-2', 'refresh-1', believed),
];

describe('how early the next token is asked for', () => {
  test.each([
    [T.refreshAhead - 1, 'inconclusive'],
    [T.refreshAhead, 'pass'],
    [T.refreshAhead + 1, 'pass'],
  ] as const)('a new token that is asked for %d ms before the end', (left, expected) => {
    expect(outcome(story(asks(left)))).toBe(expected);
  });

  test.each([
    [T.refreshAhead - 1, 'fail'],
    [T.refreshAhead, 'fail'],
    [T.refreshAhead + 1, 'inconclusive'],
  ] as const)('a token that is used %d ms before its end, and none asked for', (left, expected) => {
    expect(outcome(story(uses(left)))).toBe(expected);
    const unsure = story(uses(left), { time: WARPED });
    expect(outcome(unsure)).toBe('inconclusive');
  });

  // Of two minutes, a stall of a second and what no clock tells leave that: at sixty times the
  // pace, both weigh sixty times as much.
  const LEAST = T.refreshAhead - seconds(60) - 1_200;

  test.each([
    [LEAST - 1, 'inconclusive', 'fail'],
    [LEAST, 'pass', 'fail'],
    [LEAST + 1, 'pass', 'inconclusive'],
  ] as const)('in warped time, a token asked for or used with %d ms left', (left, ask, use) => {
    expect(outcome(story(asks(left), { time: WARPED }))).toBe(ask);
    expect(outcome(story(uses(left), { time: WARPED }))).toBe(use);
  });

  test('in warped time, it tells the bound that it went by', () => {
    const { because, measured } = judged(story(asks(seconds(60)), { time: WARPED }));
    expect(measured).toMatchObject({ value: 60, compare: '>=', bound: 58.8 });
    expect(because).toContain('1 min before access-1 ran out; 58.8 s was the least');
    const short = { time: WARPED, expiresAt: minutes(60) };
    const late = [...another(END - seconds(100), END), noName(END - 5), failed('w1', END, 'No.')];
    expect(judged(story(late, short))).toMatchObject({
      outcome: 'pass',
      measured: { value: 0.005, bound: 0 },
    });
  });

  test('a token that lives for less than four minutes is due in its last tenth', () => {
    const due = (life: number, left: number) =>
      outcome(
        story([...another(END - life, END), ...uses(left, 'w1', 'access-2')], {
          expiresAt: minutes(60),
        }),
      );
    expect(due(seconds(120), seconds(60))).toBe('inconclusive');
    expect(due(seconds(120), seconds(12))).toBe('fail');
    expect(due(seconds(240), seconds(60))).toBe('fail');
    expect(due(seconds(240) - 1, seconds(60))).toBe('inconclusive');
    expect(due(END, seconds(60))).toBe('fail');
  });

  test('of a token from before the flight, the life is the one that the order gives it', () => {
    const first = (expiresAt: number, lifetime: number) =>
      outcome({
        faults: [NAME_GONE],
        given: { lifetime },
        expiresAt,
        pieces: [open(0, 1, minutes(9)), ...uses(seconds(60), 'w1', 'access-1', expiresAt)],
      });
    expect(first(minutes(3), minutes(60))).toBe('fail');
    expect(first(minutes(8), minutes(2))).toBe('inconclusive');
    const given = { lifetime: minutes(60) };
    const atOnce = [...another(0, minutes(2)), ...uses(seconds(60), 'w1', 'access-2', minutes(2))];
    const pieces = [open(0, 1, minutes(9)), ...atOnce];
    expect(outcome({ faults: [NAME_GONE], given, expiresAt: minutes(60), pieces })).toBe(
      'inconclusive',
    );
  });
});

describe('which tokens it is asked of', () => {
  test('only around an outage of sign-in, and of none in which whoever persists is served', () => {
    expect(outcome(story(uses(seconds(60)), { faults: [OVERLOAD] }))).toBe('inconclusive');
    const fault = { ...NAME_GONE.fault, leaves: 'service' } as const;
    expect(outcome(story(uses(seconds(60)), { faults: [{ ...NAME_GONE, fault }] }))).toBe(
      'inconclusive',
    );
  });

  test.each([
    [END - minutes(4), END - T.refreshAhead, 'inconclusive'],
    [END - minutes(4), END - T.refreshAhead + 1, 'fail'],
    [END, END + 1, 'fail'],
    [END + 1, END + minutes(4), 'inconclusive'],
  ] as const)('an outage from %d to %d ms, around an end at 480000', (from, until, expected) => {
    const pieces = [open(0, from, until), ...uses(seconds(60))];
    expect(outcome({ ...story([]), pieces })).toBe(expected);
  });

  test.each([
    [0, 1_000, 'fail'],
    [0, 1_001, 'inconclusive'],
    [60, 2_200, 'fail'],
    [60, 2_201, 'inconclusive'],
  ] as const)('at a pace of %d, a store that is wrong by %d ms', (factor, off, expected) => {
    const time = { kind: factor === 0 ? 'virtual' : 'warped', factor } as const;
    const told = (believed: number) => [
      ...another(minutes(1), END, believed),
      ...uses(seconds(50), 'w1', 'access-2'),
    ];
    for (const believed of [END + off, END - off]) {
      expect(outcome(story(told(believed), { time, expiresAt: minutes(60) }))).toBe(expected);
    }
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
    expect(outcome(story(pieces, { faults }))).toBe('inconclusive');
  });

  test.each([
    // The first token's margin, the second one's, and the life of the second one.
    ['the first', 130, 200, minutes(13), 'access-1'],
    ['the second', 200, 130, minutes(13), 'access-2'],
    ['by what each had to spare', 130, 30, seconds(100), 'access-1'],
    ['by what each had to spare', 150, 30, seconds(100), 'access-2'],
  ] as const)('of two tokens, it tells of the tighter one: %s', (_, one, other, life, which) => {
    const [end, from] = [minutes(20), minutes(20) - life];
    const log = (left: number) => [
      open(0, END - seconds(10), END + seconds(10)),
      renewed(END - seconds(one), { status: 200 }),
      ...another(from, end),
      open(0, end - seconds(5), end + seconds(60)),
      ...(left > 0 ? [renewed(end - seconds(left), { status: 200 })] : []),
    ];
    const found = judged({ ...story([]), pieces: log(other) });
    const value = which === 'access-1' ? one : other;
    expect(found).toMatchObject({ outcome: 'pass', measured: { value } });
    expect(found.because).toContain(`before ${which} ran out`);
    // What is asked for too late is worse than what is asked for just in time.
    const late = [...log(0), ...uses(seconds(5), 'w1', 'access-2', end)];
    expect(judged({ ...story([]), pieces: late })).toMatchObject({
      outcome: 'fail',
      measured: { value: 5 },
    });
  });
});

describe('what is a use of a token', () => {
  test('a token is used up by whoever has asked for another in vain', () => {
    const pieces = [...asks(seconds(90)), ...uses(seconds(60), 'w2')];
    expect(outcome(story(pieces))).toBe('inconclusive');
  });

  test.each([
    [0, 'inconclusive'],
    [1, 'fail'],
  ] as const)('a use, and %d ms later another token is asked for', (later, expected) => {
    const ask = noName(END - seconds(60) + later);
    expect(outcome(story([...uses(seconds(60)), ask]))).toBe(expected);
  });

  test('a request that is made again within a long piece of work has its token from before', () => {
    const pieces = [
      asked(END - minutes(3), 'w1', { status: 529 }),
      asked(END - seconds(60), 'w1', { status: 200 }),
      answered('w1', END - minutes(3), minutes(3)),
      deed('w2', 'status', END - seconds(65)),
    ];
    expect(outcome(story(pieces))).toBe('inconclusive');
  });

  test.each([
    [1, 'fail'],
    [0, 'inconclusive'],
    [-1_000, 'inconclusive'],
  ] as const)('a token that is shown %d ms before its end', (left, expected) => {
    const busy = asked(END - left, 'w1', { status: 529 });
    expect(outcome(story([busy, failed('w1', END - left, 'Busy.')]))).toBe(expected);
  });

  test('a request with a key, with another token or with nothing uses no token', () => {
    const at = END - seconds(60);
    const bare = attempt(at, { layer: 'http', role: 'model', endpoint: 'messages', work: 'w1' });
    for (const other of [
      keyed(at, 'w1'),
      asked(at, 'w1', { status: 200, token: 'access-9' }),
      bare,
    ]) {
      expect(outcome(story([other, answered('w1', at)]))).toBe('inconclusive');
    }
  });

  test('a request with a key and a token does', () => {
    const both = attempt(END - seconds(60), {
      ...{ layer: 'http', role: 'model', endpoint: 'messages', work: 'w1', status: 200 },
      presents: [
        { kind: 'api-key', token: 'api-key-1' },
        { kind: 'access', token: 'access-1' },
      ],
    });
    expect(outcome(story([both, answered('w1', END - seconds(60))]))).toBe('fail');
  });

  test.each([
    [-1, 'pass'],
    [0, 'inconclusive'],
    [1_000, 'inconclusive'],
  ] as const)('a token that is refused %d ms before another is asked for', (before, expected) => {
    const refused = asked(END - minutes(3) - before, 'w2', { status: 401 });
    expect(outcome(story([refused, ...asks(minutes(3))]))).toBe(expected);
  });

  test('a token that was refused, and is shown again, is for others to tell of', () => {
    const refused = asked(END - minutes(3), 'w2', { status: 401 });
    expect(outcome(story([refused, ...uses(seconds(60))]))).toBe('inconclusive');
    // But who is refused something else is not refused an answer.
    const elsewhere = attempt(END - minutes(3), {
      ...{ layer: 'http', role: 'model', endpoint: 'other', status: 401 },
      presents: [{ kind: 'access', token: 'access-1' }],
    });
    expect(outcome(story([elsewhere, ...uses(seconds(60))]))).toBe('fail');
  });
});

describe('what is to ask for a token', () => {
  const AT = END - T.refreshAhead;
  const [DNS, CONNECT] = [
    { layer: 'dns', role: 'oauth' },
    { layer: 'connect', role: 'oauth' },
  ] as const;
  const profile = (at: number) =>
    attempt(at, {
      ...{ layer: 'http', role: 'oauth', endpoint: 'other', status: 200 },
      presents: [{ kind: 'access', token: 'access-1' }],
    });

  test('it begins with the look-up that its connection begins with', () => {
    const pieces = [attempt(AT, DNS), attempt(AT + 5, CONNECT), renewed(AT + 10, { status: 200 })];
    expect(judged(story(pieces))).toMatchObject({ outcome: 'pass', measured: { value: 120 } });
  });

  test.each([
    ['another host', attempt(AT, { layer: 'dns', role: 'model' })],
    ['another client', by(2, attempt(AT, DNS))],
    ['another request over the same connection', profile(AT)],
  ] as const)('and not with what %s was asked for', (_, other) => {
    const pieces = [other, renewed(AT + 1, { status: 200 })];
    expect(outcome(story(pieces))).toBe('inconclusive');
    const whole = [other, attempt(AT, DNS), renewed(AT + 10, { status: 200 })];
    expect(outcome(story(whole))).toBe('pass');
  });

  test('what had brought the token is not yet to ask for the next one', () => {
    const from = END - minutes(4);
    const brought = (before: number) => [
      renewed(from - before, { status: 200, took: before }),
      ...another(from, END),
      ...uses(seconds(60), 'w1', 'access-2'),
    ];
    for (const before of [0, 60]) {
      expect(outcome(story(brought(before), { expiresAt: minutes(60) }))).toBe('fail');
    }
  });

  test.each([
    ['a name that is there', attempt(END - minutes(3), DNS)],
    ['who somebody is', profile(END - minutes(3))],
    [
      'what a server offers',
      attempt(END - minutes(3), { layer: 'http', role: 'oauth', endpoint: 'other' }),
    ],
    [
      'the model, whose name is gone',
      attempt(END - minutes(3), { layer: 'dns', role: 'model', struckBy: 1, effect: 'NXDOMAIN' }),
    ],
  ] as const)('to ask for %s is something else', (_, other) => {
    const faults = [NAME_GONE, OVERLOAD];
    expect(outcome(story([other, ...uses(seconds(60))], { faults }))).toBe('fail');
  });
});

describe('how far it brought the client', () => {
  test.each([
    ['15 min', failed('w2', minutes(20), 'Failed.')],
    ['15 min', lost('w2', minutes(20))],
    ['40 min', answered('w2', minutes(20))],
    ['40 min', deed('w2', 'status', minutes(20), { failed: 'No.' })],
    ['40 min', failed('w2', minutes(4), 'Failed.')],
    ['0 ms', failed('w2', minutes(5), 'Failed.')],
    ['40 min', failed('w2', minutes(45), 'Failed.')],
    ['40 min', failed('w2', minutes(50), 'Failed.')],
  ] as const)('it flew through %s', (said, work) => {
    const pieces = [noName(END - minutes(3)), answered('w1', END - minutes(3)), work];
    expect(judged(story(pieces)).because).toContain(
      `Of the outage of 40 min it flew through ${said}.`,
    );
  });

  test('of an outage without an end, the log has one', () => {
    const pieces = [open(0, minutes(5)), noName(END - minutes(3)), answered('w1', minutes(10), 0)];
    expect(judged({ ...story([]), pieces }).because).toContain('Of the outage of 5 min 1 s');
  });
});
