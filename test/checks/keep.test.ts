import { describe, expect, test } from 'vitest';
import { keepLocal } from '#checks/keep.local.ts';
import { keepValidToken } from '#checks/keep.valid-token.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  deed,
  type Flight,
  failed,
  farewell,
  flight,
  lost,
  NAME_GONE,
  OVERLOAD,
  open,
  type Piece,
  pending,
  stopped,
} from './logs.ts';
import { as } from './orders.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const OPEN = open(0, minutes(5), minutes(45));
const START = minutes(10);
const story = (pieces: readonly Piece[], more: Flight = {}): Flight => ({
  faults: [NAME_GONE],
  ...more,
  pieces: [OPEN, ...pieces],
});
/** What a client asks for beside its work. */
const TELEMETRY: FaultWindowRecord = { ...NAME_GONE, fault: { ...NAME_GONE.fault, role: 'other' } };
/** Whoever persists is served. */
const SERVED: FaultWindowRecord = {
  ...NAME_GONE,
  fault: { ...NAME_GONE.fault, leaves: 'service' },
};

describe('keep.local', () => {
  const judged = (story: Flight) => keepLocal.judge(new Evidence(flight(story)));
  const outcome = (story: Flight) => judged(story).outcome;

  test.each([
    [T.local - 1, 'pass'],
    [T.local, 'pass'],
    [T.local + 1, 'fail'],
  ] as const)('a sign-out that takes %d ms', (took, expected) => {
    const pieces = [deed('w1', 'sign-out', minutes(10), { took })];
    expect(outcome(story(pieces))).toBe(expected);
    expect(outcome(story(pieces, { time: WARPED }))).toBe('pass');
  });

  test.each([
    [minutes(5) - 1, 'inconclusive'],
    [minutes(5), 'pass'],
    [minutes(45) - 1, 'pass'],
    [minutes(45), 'inconclusive'],
  ] as const)(
    'a status that is asked for at %d ms, of an outage from 5 to 45 min',
    (at, expected) => {
      expect(outcome(story([deed('w1', 'status', at)]))).toBe(expected);
    },
  );

  test('an outage of the model is one, too; nobody is asked who has left, or cannot write', () => {
    const status = [deed('w1', 'status', minutes(10), { failed: 'No.' })];
    expect(outcome(story(status, { faults: [OVERLOAD] }))).toBe('fail');
    expect(outcome(story([as('status', lost('w1', minutes(10)))]))).toBe('inconclusive');
    const fault = { name: 'store-read-only', layer: 'store', role: 'client', params: {} } as const;
    const faults = [NAME_GONE, { ...NAME_GONE, fault }];
    const out = [open(1, 0), deed('w1', 'sign-out', minutes(10), { failed: 'EACCES' })];
    expect(outcome(story(out, { faults }))).toBe('inconclusive');
  });

  test('an outage of something else is none, nor one in which whoever persists is served', () => {
    const status = [deed('w1', 'status', START, { failed: 'No.' })];
    expect(outcome(story(status, { faults: [TELEMETRY] }))).toBe('inconclusive');
    expect(outcome(story(status, { faults: [SERVED] }))).toBe('inconclusive');
    // What stood in the way is shown, and not what stood beside it.
    const both = [open(1, minutes(1)), ...status];
    const { witness } = judged(story(both, { faults: [NAME_GONE, TELEMETRY] }));
    const opened = flight(story(both)).find((one) => one.kind === 'fault.opened' && !one.window);
    expect(witness).toEqual([opened?.seq]);
  });

  test('a turn that fails is no matter of it', () => {
    expect(outcome(story([failed('w1', START, 'No.')]))).toBe('inconclusive');
  });

  test('it tells of the slowest, and of what failed before what was slow', () => {
    const quick = deed('w1', 'status', START);
    const slow = deed('w2', 'sign-out', minutes(11), { took: 4_000 });
    const kept = judged(story([quick, slow]));
    expect(kept).toMatchObject({ outcome: 'pass', measured: { value: 4, unit: 's' } });
    expect(kept.because).toContain('sign-out, asked for at 11:00, took 4 s');
    const late = judged(story([quick, deed('w2', 'status', minutes(11), { took: 6_000 })]));
    expect(late).toMatchObject({ outcome: 'fail', measured: { value: 6, unit: 's', bound: 5 } });
    expect(late.because).toContain('At 11:00 status took 6 s with');
    expect(late.because).toContain('1 of 2 did not come off');
    const bad = judged(story([slow, deed('w3', 'status', minutes(12), { failed: 'No.' })]));
    expect(bad).toMatchObject({ outcome: 'fail', measured: { value: 1, unit: 'works' } });
    expect(bad.because).toContain('At 12:00 status failed with');
  });

  test.each([
    [T.local, 'inconclusive'],
    [T.local + 1, 'fail'],
  ] as const)('a status without an end, of a log that ends %d ms later', (left, expected) => {
    const pieces = [open(0, minutes(5)), as('status', pending('w1', START))];
    const log = { ...story([]), pieces, farewell: farewell(START + left) };
    expect(judged(log)).toMatchObject({
      outcome: expected,
      ...(expected === 'fail' && { measured: { value: 1, unit: 'works' } }),
    });
  });

  test('it concerns scenarios in which somebody asks for such a thing', () => {
    const order = (deeds?: Flight['deeds']) => new Evidence(flight(deeds ? { deeds } : {})).order;
    expect(keepLocal.concerns!(order(['turn', 'status']))).toBe(true);
    expect(keepLocal.concerns!(order(['turn', 'sign-in']))).toBe(false);
    expect(keepLocal.concerns!(order())).toBe(false);
  });
});

describe('keep.valid-token', () => {
  const judged = (story: Flight) => keepValidToken.judge(new Evidence(flight(story)));
  const outcome = (story: Flight) => judged(story).outcome;

  test.each([
    [minutes(5) - 1, 'inconclusive'],
    [minutes(5), 'fail'],
    [minutes(45) - 1, 'fail'],
    [minutes(45), 'inconclusive'],
  ] as const)('work that begins at %d ms, of an outage from 5 to 45 min', (at, expected) => {
    expect(outcome(story([failed('w1', at, 'No.')]))).toBe(expected);
  });

  test('an outage of something else is none', () => {
    expect(outcome(story([failed('w1', START, 'No.')], { faults: [TELEMETRY] }))).toBe(
      'inconclusive',
    );
  });

  test('what somebody stopped, nobody could finish', () => {
    const off = stopped('w1', START, { after: seconds(2), took: 100 });
    expect(outcome(story([off]))).toBe('inconclusive');
  });

  test.each([
    [T.span, 'inconclusive'],
    [T.span + 1, 'fail'],
  ] as const)('work without an end, of a log that ends %d ms later', (left, expected) => {
    const pieces = [open(0, minutes(5)), pending('w1', START)];
    const log = { ...story([]), pieces, farewell: farewell(START + left) };
    expect(outcome(log)).toBe(expected);
  });

  test('work that is done when the log ends is done', () => {
    const pieces = [open(0, minutes(5)), answered('w1', START)];
    expect(outcome({ ...story([]), pieces })).toBe('pass');
  });

  test('of much work it counts all, and shows some', () => {
    const works = Array.from({ length: 7 }, (_, n) => minutes(10 + n));
    const log = flight(story(works.map((at, n) => failed(`w${n + 1}`, at, 'No.'))));
    const bad = keepValidToken.judge(new Evidence(log));
    expect(bad.measured?.value).toBe(7);
    expect([bad.witness.length, bad.exhibits.length]).toEqual([6, 6]);
    const good = judged(story(works.map((at, n) => answered(`w${n + 1}`, at))));
    expect(good.because).toContain('7 of 7 works');
    expect([good.witness.length, good.exhibits.length]).toEqual([6, 6]);
  });
});
