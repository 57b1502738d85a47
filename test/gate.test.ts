import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import { LAYERS, type Layer } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import type { Attempt } from '#core/fault.ts';
import { ROLES, type Role } from '#core/role.ts';
import {
  both,
  count,
  during,
  type FaultWindow,
  isOpen,
  type Moment,
  NOTHING_YET,
  refreshes,
  requests,
  strikes,
  type Timeline,
  throughout,
} from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { overloaded } from '#faults/overloaded.ts';
import { servfail } from '#faults/servfail.ts';
import { unauthorized } from '#faults/unauthorized.ts';
import { gateFor } from '#test/gate.ts';

type Timed = Fact & { readonly at: number };

/** A gate with a log of its own and a time that is set by hand. */
function gated(timeline: Timeline) {
  const log: Timed[] = [];
  const time = { now: 0 };
  const now = () => time.now;
  const gate = gateFor(timeline, { now, tell: (fact) => log.push({ at: time.now, ...fact }) });
  return { gate, log, time };
}

const lookUp = (role: Role = 'oauth'): Attempt => ({
  layer: 'dns',
  role,
  host: `${role}.example`,
  operation: 'A',
});

const request = (role: Role = 'model'): Attempt => ({
  layer: 'http',
  role,
  host: `${role}.example`,
  operation: 'POST /',
  endpoint: 'messages',
  presents: [{ kind: 'access', token: 'access-1' }],
});

const ROTATED = { kind: 'ledger', act: 'rotated', token: 'refresh-1', family: 'family-1' } as const;

/** The attempts of a log, as `name of the fault` or `passed`. */
function passage(timeline: Timeline, act: (gated_: ReturnType<typeof gated>) => void) {
  const place = gated(timeline);
  act(place);
  return place.log
    .filter((fact) => fact.kind === 'attempt.ended')
    .map(({ struckBy }) => (struckBy === undefined ? 'passed' : timeline[struckBy]!.fault.name));
}

test('a window by time strikes from its beginning up to, and not at, its end', () => {
  const timeline = [during({ from: minutes(5), until: minutes(6) }, nxdomain('oauth'))];
  const times = [minutes(5) - 1, minutes(5), minutes(6) - 1, minutes(6)];
  const passed = passage(timeline, ({ gate, time }) => {
    for (const at of times) {
      time.now = at;
      gate.cross(lookUp()).end();
    }
  });
  expect(passed).toEqual(['passed', 'nxdomain', 'nxdomain', 'passed']);
});

test('a window until three strikes strikes three times', () => {
  const timeline = [during({ until: strikes(3) }, nxdomain('oauth'))];
  const passed = passage(timeline, ({ gate }) => {
    for (let n = 0; n < 5; n += 1) gate.cross(lookUp()).end();
  });
  expect(passed).toEqual(['nxdomain', 'nxdomain', 'nxdomain', 'passed', 'passed']);
});

test('only strikes of its own close a window', () => {
  const timeline = [
    during({ until: strikes(1) }, servfail('model')),
    during({ until: strikes(2) }, nxdomain('oauth')),
  ];
  const passed = passage(timeline, ({ gate }) => {
    for (let n = 0; n < 3; n += 1) gate.cross(lookUp('oauth')).end();
    gate.cross(lookUp('model')).end();
  });
  expect(passed).toEqual(['nxdomain', 'nxdomain', 'passed', 'servfail']);
});

test('requests are counted by role, where they arrive, and only the client’s', () => {
  const timeline = [during({ from: requests(2, 'model'), until: minutes(9) }, servfail('oauth'))];
  const { gate, log } = gated(timeline);
  gate.cross(lookUp('model')).end();
  gate.cross(request('model'), 'harness').end();
  gate.cross(request('oauth')).end();
  gate.cross(request('model')).end();
  gate.turn();
  expect(log.some(({ kind }) => kind === 'fault.opened')).toBe(false);
  const crossing = gate.cross(request('model'));
  // At once, and not when the next one comes.
  expect(log.at(-1)).toEqual({ at: 0, kind: 'fault.opened', window: 0 });
  crossing.end();
  gate.turn();
  expect(log.filter(({ kind }) => kind === 'fault.opened')).toHaveLength(1);
});

test('a refresh closes a window that waits for one', () => {
  const timeline = [during({ until: refreshes(1) }, unauthorized('model'))];
  const passed = passage(timeline, ({ gate }) => {
    gate.cross(request()).end();
    gate.tell(ROTATED);
    gate.cross(request()).end();
  });
  expect(passed).toEqual(['unauthorized', 'passed']);
});

test('a window that waits for both is not closed by an impatient client', () => {
  const timeline = [during({ until: both(strikes(2), seconds(10)) }, nxdomain('oauth'))];
  const passed = passage(timeline, ({ gate, time }) => {
    for (let n = 0; n < 4; n += 1) gate.cross(lookUp()).end();
    time.now = seconds(10);
    gate.cross(lookUp()).end();
  });
  expect(passed).toEqual(['nxdomain', 'nxdomain', 'nxdomain', 'nxdomain', 'passed']);
});

test('where two windows would strike, the first one does', () => {
  const both_ = [throughout(servfail('oauth')), throughout(nxdomain('oauth'))];
  expect(passage(both_, ({ gate }) => gate.cross(lookUp()).end())).toEqual(['servfail']);
  expect(passage(both_.toReversed(), ({ gate }) => gate.cross(lookUp()).end())).toEqual([
    'nxdomain',
  ]);
});

test('a fault that lets an attempt pass leaves it to the next', () => {
  const timeline = [throughout(overloaded('model')), throughout(unauthorized('model'))];
  const other = { ...request(), endpoint: 'other' } as const;
  expect(passage(timeline, ({ gate }) => gate.cross(other).end())).toEqual(['unauthorized']);
});

test('a fault strikes its own role at its own layer, and nothing else', () => {
  for (const role of ROLES) {
    for (const layer of LAYERS) {
      const attempt: Attempt = { ...request(role), layer };
      const [passed] = passage([throughout(nxdomain('oauth'))], ({ gate }) =>
        gate.cross(attempt).end(),
      );
      expect(passed).toBe(role === 'oauth' && layer === 'dns' ? 'nxdomain' : 'passed');
    }
  }
});

test('each attempt has its own number, and ends once, however often it is ended', () => {
  const { gate, log } = gated([]);
  const [one, other] = [gate.cross(lookUp()), gate.cross(request(), 'harness')];
  other.end({ status: 200 });
  one.end({ error: 'gone' });
  one.end({ status: 500 });
  other.end();
  expect(log).toEqual([
    { at: 0, kind: 'attempt.began', attempt: 1, by: 'client', ...lookUp() },
    { at: 0, kind: 'attempt.began', attempt: 2, by: 'harness', ...request() },
    { at: 0, kind: 'attempt.ended', attempt: 2, status: 200 },
    { at: 0, kind: 'attempt.ended', attempt: 1, error: 'gone' },
  ]);
});

test('a window is noticed when somebody looks, and told of once', () => {
  const { gate, log, time } = gated([during({ from: 10, until: 20 }, nxdomain('oauth'))]);
  for (time.now = 0; time.now < 40; time.now += 5) gate.turn();
  expect(log).toEqual([
    { at: 10, kind: 'fault.opened', window: 0 },
    { at: 20, kind: 'fault.closed', window: 0 },
  ]);
});

test('what strikes is what was open when the attempt began', () => {
  const { gate, log, time } = gated([during({ from: 0, until: 20 }, nxdomain('oauth'))]);
  const crossing = gate.cross(lookUp());
  time.now = 30;
  gate.turn();
  crossing.end();
  expect(crossing.effect).toBe('NXDOMAIN');
  expect(log.at(-1)).toMatchObject({ kind: 'attempt.ended', struckBy: 0, effect: 'NXDOMAIN' });
});

const role = fc.constantFrom(...ROLES);
const simple: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ on: fc.constant('start' as const) }),
  fc.record({ on: fc.constant('clock' as const), at: fc.nat({ max: 60 }) }),
  fc.record({ on: fc.constant('strikes' as const), count: fc.nat({ max: 4 }) }),
  fc.record({ on: fc.constant('requests' as const), count: fc.nat({ max: 4 }), role }),
  fc.record({ on: fc.constant('refreshes' as const), count: fc.nat({ max: 3 }) }),
);
const moment = fc.oneof(
  { weight: 4, arbitrary: simple },
  { weight: 1, arbitrary: fc.tuple(simple, simple).map(([a, b]) => both(a, b)) },
);
const window: fc.Arbitrary<FaultWindow> = fc.record({
  fault: fc
    .tuple(fc.constantFrom(nxdomain, servfail, overloaded, unauthorized), role)
    .map(([kind, aim]) => kind(aim)),
  from: moment,
  until: fc.oneof(moment, fc.constant('the end' as const)),
});
const step = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat({ max: 15 }) }),
  fc.record({
    do: fc.constant('cross' as const),
    layer: fc.constantFrom<Layer>(...LAYERS),
    role,
    by: fc.constantFrom('client' as const, 'harness' as const),
  }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat({ max: 9 }) }),
  fc.record({ do: fc.constant('rotate' as const) }),
  fc.record({ do: fc.constant('turn' as const) }),
);

test('which windows were open can be recomputed from the log alone', () => {
  const steps = fc.array(step, { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(window, { maxLength: 4 }), steps, (timeline, flown) => {
      const { gate, log, time } = gated(timeline);
      const crossings: { end(): void }[] = [];
      for (const act of flown) {
        if (act.do === 'wait') time.now += act.ms;
        else if (act.do === 'rotate') gate.tell(ROTATED);
        else if (act.do === 'turn') gate.turn();
        else if (act.do === 'end') crossings[act.which]?.end();
        else crossings.push(gate.cross({ ...request(act.role), layer: act.layer }, act.by));
      }
      const open = timeline.map(() => false);
      let tally = NOTHING_YET;
      for (const fact of log) {
        if (fact.kind === 'fault.opened' || fact.kind === 'fault.closed') {
          open[fact.window] = fact.kind === 'fault.opened';
          const recomputed = isOpen(timeline[fact.window]!, fact.window, tally, fact.at);
          expect(recomputed).toBe(open[fact.window]);
        }
        if (fact.kind === 'attempt.began') {
          const recomputed = timeline.map((each, index) => isOpen(each, index, tally, fact.at));
          expect(recomputed).toEqual(open);
        }
        tally = count(tally, fact, fact.at);
      }
    }),
    { numRuns: 500 },
  );
});
