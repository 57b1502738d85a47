import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { Deed } from '#core/scenario.ts';
import { profileUnavailable } from '#faults/profile-unavailable.ts';
import {
  answered,
  asked,
  attempt,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  noName,
  open,
  pending,
  stored,
  type Timed,
} from '#test/checks/logs.ts';

const seen = (story: Flight = {}) => new Evidence(flight(story));
const GONE: Flight = { faults: [NAME_GONE] };

test('an attempt is put together from its beginning and its end', () => {
  const { attempts, struck } = seen({ ...GONE, pieces: [noName(1_000), asked(2_000, 'w1', OK)] });
  expect(attempts.map(({ at, endedAt, layer }) => [at, endedAt, layer])).toEqual([
    [1_000, 1_005, 'dns'],
    [2_000, 2_060, 'http'],
  ]);
  expect(struck.map(({ effect, struckBy }) => [effect, struckBy])).toEqual([['NXDOMAIN', 0]]);
});

const OK = { status: 200 };

test('an attempt that the log does not see end has no end', () => {
  const out = attempt(1_000, { layer: 'connect', role: 'model', took: Infinity });
  const [only] = seen({ pieces: [out] }).attempts;
  expect(only!.endedAt).toBeUndefined();
  expect(only!.exhibits).toHaveLength(1);
});

test('what the harness looks at itself is no attempt of the client', () => {
  const log = flight({ ...GONE, pieces: [noName(1_000)] }).map((entry) =>
    entry.kind === 'attempt.began' ? { ...entry, by: 'harness' as const } : entry,
  );
  expect(new Evidence(log).attempts).toEqual([]);
  expect(new Evidence(log).struck).toEqual([]);
});

test('work is answered, failed, lost or still pending', () => {
  const pieces = [
    answered('w1', 0),
    failed('w2', 1_000, 'no', { took: 50 }),
    lost('w3', 2_000),
    pending('w4', 3_000),
  ];
  const { works } = seen({ pieces });
  expect(works.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
    ['answered', 200],
    ['failed', 1_050],
    ['lost', 2_000],
    ['pending', undefined],
  ]);
});

test('a window may open more than once, and calm begins when the last one has closed', () => {
  const twice = seen({ ...GONE, pieces: [open(0, 10, 20), open(0, 30, 40)] });
  expect(twice.spans.map(({ from, until }) => [from, until])).toEqual([
    [10, 20],
    [30, 40],
  ]);
  expect(twice.calmFrom).toBe(40);
  expect(seen({ ...GONE, pieces: [open(0, 10, 20), open(0, 30)] }).calmFrom).toBeUndefined();
  expect(seen().calmFrom).toBe(0);
});

test('a service is up unless a window of its role is open', () => {
  const evidence = seen({ ...GONE, pieces: [open(0, 10, 20)] });
  expect([5, 10, 19, 20].map((at) => evidence.up('oauth', at))).toEqual([true, false, false, true]);
  expect(evidence.up('oauth', 0, 9)).toBe(true);
  expect(evidence.up('oauth', 0, 15)).toBe(false);
  expect(evidence.up('model', 15)).toBe(true);
});

test('a fault of an endpoint that no turn asks for is in the way of sign-ins only', () => {
  const pages = (layer: 'http' | 'dns', endpoint: string) =>
    seen({
      faults: [
        {
          ...NAME_GONE,
          fault: { name: 'server-error', layer, role: 'oauth', params: { endpoint } },
        },
      ],
      pieces: [open(0, 10, 20)],
    });
  const up = (evidence: Evidence) => [evidence.up('oauth', 15), evidence.upWhole('oauth', 15, 15)];
  expect(up(pages('http', 'authorize'))).toEqual([true, false]);
  expect(up(pages('http', 'token'))).toEqual([false, false]);
  // A name has no endpoints: whatever the parameters say, it is gone.
  expect(up(pages('dns', 'authorize'))).toEqual([false, false]);
});

test('nobody has to be told who a user is in order to answer them', () => {
  const { name, layer, role, params, leaves } = profileUnavailable('model');
  const fault = { name, layer, role, params, ...(leaves && { leaves }) };
  const story = { faults: [{ ...NAME_GONE, fault }], pieces: [open(0, 10, 20)] };
  expect(seen(story).up('model', 15)).toBe(true);
});

test('a token is valid from its issue to its expiry, or until it is revoked', () => {
  const pieces = [
    ledger(30_000, 'issued', 'access-2', 90_000),
    ledger(40_000, 'revoked', 'access-2'),
  ];
  const evidence = seen({ expiresAt: 10_000, pieces });
  const valid = [0, 9_999, 10_000, 30_000, 39_999, 40_000].map((at) => evidence.tokenValid(at));
  expect(valid).toEqual([true, true, false, true, true, false]);
  expect(evidence.tokenValid(5_000, 10_000)).toBe(false);
});

test('a grant is active until it is rotated away', () => {
  const pieces = [
    ledger(500, 'rotated', 'refresh-1'),
    ledger(500, 'issued', 'access-2', minutes(70)),
    ledger(500, 'issued', 'refresh-2'),
  ];
  const evidence = seen({ pieces });
  expect(['refresh-1', 'refresh-2', 'refresh-3'].map((t) => evidence.grantActive(t, 400))).toEqual([
    true,
    false,
    false,
  ]);
  expect(['refresh-1', 'refresh-2'].map((t) => evidence.grantActive(t, 600))).toEqual([
    false,
    true,
  ]);
});

test('a store is what was seen last, and brings a token while its grant is active', () => {
  const evidence = seen({ pieces: [stored('change', 1_000, 'blank', 'blank')] });
  expect(evidence.storeAt(-1_600)).toBeUndefined();
  expect(evidence.storeAt(999)!.refresh).toBe('refresh-1');
  expect(evidence.redeemable(999)).toBe(true);
  expect(evidence.storeAt(1_000)!.refresh).toBe('blank');
  expect(evidence.redeemable(1_000)).toBe(false);
});

test('work can be done while a token lasts or another can be had, and not else', () => {
  const pieces = [open(0, minutes(5), minutes(45)), answered('w1', 0), answered('w2', minutes(10))];
  const attainable = (story: Flight) => {
    const evidence = seen({ ...GONE, ...story });
    return evidence.works.map((work) => evidence.attainable(work));
  };
  expect(attainable({ pieces, expiresAt: minutes(60) })).toEqual([true, true]);
  expect(attainable({ pieces, expiresAt: minutes(8) })).toEqual([true, false]);
  expect(attainable({ pieces: [answered('w1', 0)], expiresAt: -1 })).toEqual([true]);
  const gone = stored('change', -500, 'blank', 'blank');
  expect(attainable({ pieces: [gone, answered('w1', 0)], expiresAt: -1 })).toEqual([false]);
});

/** A sign-in, a copy, a lost answer: the server has issued a second pair at minute 6. */
const second = (because?: string): readonly Timed[] =>
  (['access-2', 'refresh-2'] as const).map((token) => ({
    at: minutes(6) + 10,
    ...{ kind: 'ledger', act: 'issued', token, family: 'family-1' },
    ...(token === 'access-2' && { expiresAt: minutes(70) }),
    ...(because && { because }),
  })) as readonly Timed[];
const killed = (at: number): readonly Timed[] => [
  { at, kind: 'client.exited', code: null, signal: 'SIGKILL', by: 'harness' },
  { at, kind: 'client.started' },
];
const SHORT: Flight = { expiresAt: minutes(7) };
const good = (pieces: Flight['pieces'] & object, at: number, more: Flight = {}) =>
  seen({ ...SHORT, ...more, pieces }).tokenValid(at);

test('what a copy of the login was granted is no token of the client', () => {
  expect(good([second()], minutes(8))).toBe(true);
  expect(good([second('a copy of the login')], minutes(8))).toBe(false);
  const shown = stored('change', minutes(7), 'access-2', 'refresh-2');
  expect(good([second('a copy of the login'), shown], minutes(8))).toBe(true);
});

test('a token whose answer was lost is none, unless the server gives it once more', () => {
  const answer = (lost: object) => [attempt(minutes(6), { ...REFRESH, ...lost }), second()];
  const cut = { error: 'ECONNRESET', effect: { lose: 'answer' }, struckBy: 0 } as const;
  expect(good(answer({ status: 200 }), minutes(8))).toBe(true);
  expect(good(answer(cut), minutes(8))).toBe(false);
  const kind = (...windows: readonly (readonly Timed[])[]) => {
    const log = flight({ ...SHORT, ...GONE, pieces: [...answer(cut), ...windows] });
    const [first, ...rest] = log;
    const { scenario } = first as Of<'run.began'>;
    const given = { ...scenario.given, rotation: 'rotate-with-grace' as const };
    const order = { ...first, scenario: { ...scenario, given } } as typeof first & object;
    return new Evidence([order, ...rest]).tokenValid(minutes(8));
  };
  expect(kind()).toBe(true);
  expect(kind(open(0, minutes(5), minutes(8)))).toBe(false);
});

test('what a process had not written down is gone with it', () => {
  const granted = [attempt(minutes(6), { ...REFRESH, status: 200 }), second()];
  const wrote = stored('change', minutes(6) + 70, 'access-2', 'refresh-2');
  expect(good([...granted, killed(minutes(7))], minutes(8))).toBe(false);
  expect(good([...granted, wrote, killed(minutes(7))], minutes(8))).toBe(true);
  expect(good([...granted, killed(minutes(5))], minutes(8))).toBe(true);
  // What was damaged before it was started again is nothing to start with.
  const spoilt = stored('change', minutes(6) + 80, 'absent', 'absent');
  expect(good([...granted, wrote, spoilt, killed(minutes(7))], minutes(8))).toBe(false);
});

test('what the environment holds is there at every start', () => {
  const log = flight({ pieces: [killed(minutes(5))] }).filter(({ kind }) => kind !== 'store');
  const again = log.map((entry, seq) => ({ ...entry, seq }));
  expect(new Evidence(again).tokenValid(minutes(6))).toBe(true);
});

const REFRESH = {
  layer: 'http',
  role: 'oauth',
  endpoint: 'token',
  presents: [{ kind: 'refresh', token: 'refresh-1' }],
  took: 60,
} as const;

const asDeed = (deed: Deed, pieces: readonly Timed[]): readonly Timed[] =>
  pieces.map((fact) => (fact.kind === 'work.began' ? { ...fact, deed } : fact));

test('a sign-in needs a store that takes it, to sign out takes no server, a status neither', () => {
  const READ_ONLY = {
    fault: { name: 'store-read-only', layer: 'store', role: 'client', params: {} },
    from: { on: 'start' },
    until: 'the end',
  } as const;
  const could = (deed: Deed, window: number) => {
    const pieces = [open(window, -500), asDeed(deed, answered('w1', 0))];
    const evidence = seen({ faults: [NAME_GONE, READ_ONLY], pieces });
    return evidence.attainable(evidence.works[0]!);
  };
  const deeds = ['sign-in', 'sign-out', 'status'] as const;
  expect(deeds.map((deed) => could(deed, 0))).toEqual([false, true, true]);
  expect(deeds.map((deed) => could(deed, 1))).toEqual([false, false, true]);
});

test('a sign-in waits for what a person does, or for as long as their code lives', () => {
  const did: readonly Timed[] = [{ at: 4_000, kind: 'human.did', what: 'said yes' }];
  const code: readonly Timed[] = [
    {
      at: 100,
      kind: 'ledger',
      act: 'issued',
      token: 'device-code-1',
      credential: 'device-code',
      family: 'family-2',
      expiresAt: 9_000,
    },
  ];
  const until = (deed: Deed, ...pieces: readonly (readonly Timed[])[]) => {
    const evidence = seen({ pieces: [asDeed(deed, answered('w1', 0, 10_000)), ...pieces] });
    return evidence.awaited(evidence.works[0]!);
  };
  expect(until('sign-in')).toBe(0);
  expect(until('sign-in', did)).toBe(4_000);
  expect(until('sign-in-by-device', did, code)).toBe(9_000);
  expect(until('turn', did, code)).toBe(0);
});

test('times mean less where time is warped, and everything in virtual time', () => {
  expect(seen().resolution).toBe(0);
  expect(seen({ time: { kind: 'warped', factor: 60 } }).resolution).toBe(1_200);
  expect(seen({ time: { kind: 'warped', factor: 60 } }).stretched(1_000)).toBe(60_000);
  expect(seen().stretched(1_000)).toBe(0);
});

test('a log that has lost its order can still be asked', () => {
  const evidence = new Evidence(flight({ pieces: [answered('w1', 0)] }).slice(1));
  expect([evidence.hosts, evidence.resolution, evidence.stretched(5)]).toEqual([{}, 0, 0]);
  expect(evidence.works).toHaveLength(1);
});
