import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { boundNoHang } from '#checks/bound.no-hang.ts';
import { convSelf } from '#checks/conv.self.ts';
import { convTime } from '#checks/conv.time.ts';
import { dnsTcp } from '#checks/dns.tcp.ts';
import { herdMetastable } from '#checks/herd.metastable.ts';
import { isoAuthNotModel } from '#checks/iso.auth-not-model.ts';
import { isoModelNotAuth } from '#checks/iso.model-not-auth.ts';
import { keepEarly401 } from '#checks/keep.early-401.ts';
import { keepValidToken } from '#checks/keep.valid-token.ts';
import { saveDefinitiveHandled } from '#checks/save.definitive-handled.ts';
import { seeWatchdog } from '#checks/see.watchdog.ts';
import { truthLayer } from '#checks/truth.layer.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import type { Defect } from '#fixtures/clients/reference/defects.ts';
import { checks } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';
import { golden } from './golden/all.ts';
import {
  answered,
  asked,
  attempt,
  by,
  deed,
  type Flight,
  failed,
  flight,
  HONEST,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  stopped,
  stored,
  told,
} from './logs.ts';
import { applied, restarted } from './orders.ts';
import { denied, refreshed } from './rotations.ts';

// Runs of which a check once told the wrong story, found by somebody who looked for them.

const REPAIR = minutes(45);
const OUT = open(0, minutes(5), REPAIR);
const SIGNED_OUT = 'Not logged in. Please run /login.';

const judged = (check: Check, story: Flight) =>
  check.judge(new Evidence(flight({ faults: [NAME_GONE], ...story })));

// Now, and not in the midst of a test: what is made when a check is loaded is no test's doing.
await checks();

async function inTheAir(id: string, defect: Defect, check: string) {
  const [scenario] = await select([id]);
  const { judgement } = await fly(scenario!, mutants.get(defect)!.adapter, virtual);
  return judgement.findings.find((finding) => finding.check === check);
}

describe('conv.self', () => {
  const FAILED: readonly Piece[] = [OUT, noName(minutes(10)), failed('w1', minutes(10), HONEST)];

  test('is not taken in by a token that has some minutes left', async () => {
    expect(await inTheAir('ride-through', 'latches', 'conv.self')).toMatchObject({
      outcome: 'fail',
    });
  });

  test('asks each session: one that is back does not speak for those that latch', () => {
    const later = [46, 51].flatMap((minute, n) => [
      by(1, answered(`a${n}`, minutes(minute))),
      by(2, failed(`b${n}`, minutes(minute), SIGNED_OUT)),
    ]);
    expect(judged(convSelf, { pieces: [...FAILED, ...later] })).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('b0'),
    });
  });

  test('takes no answer about the store, and nothing that a person did, for service', () => {
    const local = deed('w2', 'status', minutes(46));
    const dead = [47, 52].map((minute, n) => failed(`w${3 + n}`, minutes(minute), SIGNED_OUT));
    expect(judged(convSelf, { pieces: [...FAILED, local] }).outcome).toBe('inconclusive');
    expect(judged(convSelf, { pieces: [...FAILED, local, ...dead] }).outcome).toBe('fail');
    expect(judged(convTime, { pieces: [...FAILED, local, ...dead] })).toMatchObject({
      because: expect.stringContaining('w3'),
    });
  });
});

describe('conv.time', () => {
  const FAILED: readonly Piece[] = [OUT, noName(minutes(10)), failed('w1', minutes(10), HONEST)];
  const dead = [47, 52].map((minute, n) => failed(`w${3 + n}`, minutes(minute), SIGNED_OUT));

  test('takes it for no service that somebody could sign out', () => {
    const out = deed('w2', 'sign-out', minutes(46));
    expect(judged(convTime, { pieces: [...FAILED, out, ...dead] }).outcome).toBe('fail');
  });

  test('asks nothing until the last of several faults is over', () => {
    const early = open(1, minutes(5), minutes(20));
    const between = answered('w2', minutes(30));
    const pieces = [early, ...FAILED, between, ...dead];
    expect(judged(convTime, { faults: [NAME_GONE, OVERLOAD], pieces }).outcome).toBe('fail');
  });
});

test.each([
  ['the exchange of a code', { endpoint: 'token', presents: [{ kind: 'code', token: 'code-1' }] }],
  ['a request that presents nothing', { endpoint: 'token', presents: [] }],
  ['a revocation', { endpoint: 'other', presents: [{ kind: 'refresh', token: 'refresh-1' }] }],
] as const)('bound.no-hang bounds a refresh, and not %s', (_, what) => {
  const at = minutes(10);
  const took = seconds(40);
  const signs = [10, 20, 30, 40].map((after) => told(at + seconds(after), 'Trying.', 'retry'));
  const slow = attempt(at + 10, { layer: 'http', role: 'oauth', status: 200, took, ...what });
  const pieces = [...signs, slow, answered('w1', at, took + 100)];
  expect(judged(boundNoHang, { faults: [], pieces }).outcome).toBe('pass');
});

test('conv.time counts what is handed over in the very moment of the repair, by the log', () => {
  const log = flight({
    faults: [NAME_GONE],
    pieces: [
      ...[OUT, noName(minutes(10)), failed('w1', minutes(10), HONEST)],
      failed('w2', REPAIR, SIGNED_OUT, { took: 0 }),
      answered('w3', minutes(50)),
    ],
  });
  // Work is handed over first, where a log is made by hand; here the window closes before it.
  const closed = log.findIndex(({ kind }) => kind === 'fault.closed');
  const began = log.findIndex((entry) => entry.kind === 'work.began' && entry.work === 'w2');
  const order = log.filter((_, index) => index !== closed).toSpliced(began, 0, log[closed]!);
  const entries = order.map((entry, seq) => ({ ...entry, seq }));
  expect(convTime.judge(new Evidence(entries))).toMatchObject({
    outcome: 'fail',
    measured: { value: 300.2 },
  });
});

describe('keep.early-401', () => {
  test('goes by the clock of a client that is behind: its token has life left', async () => {
    expect(await inTheAir('clock-behind', 'gives-up-on-401', 'keep.early-401')).toMatchObject({
      outcome: 'fail',
    });
  });

  test('does not count a request that was answered among those that were refused', () => {
    const at = minutes(10);
    const replayed = (before: readonly Piece[]): Flight => ({
      faults: [],
      pieces: [
        ...before,
        asked(at + 100, 'w1', { status: 401 }),
        asked(at + 200, 'w1', { status: 401 }),
        ...refreshed(at + 300, 'refresh-1', 2),
        asked(at + 400, 'w1', { status: 200, token: 'access-2' }),
        answered('w1', at, 600),
      ],
    });
    const round = [asked(at + 10, 'w1', { status: 200, took: 20 }), applied(at + 50, 'tool-1')];
    for (const before of [[], round]) {
      expect(judged(keepEarly401, replayed(before))).toMatchObject({
        outcome: 'fail',
        because: expect.stringContaining('2 replays'),
      });
    }
  });
});

describe('truth.layer', () => {
  const ENDED = 'Sign-in no longer accepts your login (invalid_grant). Please sign in again.';
  const at = minutes(10);
  const outcome = (story: Flight) => judged(truthLayer, story).outcome;

  test('takes it for true that a login was ended, whatever else struck', () => {
    const pieces = [OUT, noName(at + 10), ...denied(at + 100, 'refresh-1')];
    expect(outcome({ pieces: [...pieces, failed('w1', at, ENDED)] })).toBe('pass');
    expect(outcome({ pieces: [OUT, noName(at + 10), failed('w1', at, ENDED)] })).toBe('fail');
  });

  test('does not hold a session to what struck another', () => {
    const own = [asked(at + 10, 'b1', { status: 401 }), failed('b1', at, ENDED)];
    const pieces = [OUT, by(1, noName(at + 5)), ...own.map((piece) => by(2, piece))];
    expect(outcome({ pieces })).toBe('pass');
  });
});

test('iso.model-not-auth hears the last word on a turn that outlasts the window', () => {
  const at = minutes(4);
  const gaveUp = (took: number): Flight => ({
    faults: [OVERLOAD],
    pieces: [
      open(0, minutes(3), minutes(7)),
      attempt(at + 5, {
        ...{ layer: 'http', role: 'model', endpoint: 'messages', work: 'w1', took: took - 10 },
        ...{ struckBy: 0, effect: { late: 'for-ever' }, error: 'aborted by the client' },
      }),
      stored('change', at + took - 1, 'blank', 'blank'),
      failed('w1', at, 'You have been signed out. Please run /login.', { took }),
    ],
  });
  expect(judged(isoModelNotAuth, gaveUp(seconds(170))).outcome).toBe('fail');
  expect(judged(isoModelNotAuth, gaveUp(minutes(5))).outcome).toBe('fail');
});

describe('what somebody put an end to, no client could finish', () => {
  const at = minutes(10);
  const killedOver = failed('w1', at, 'The client was gone.', { took: seconds(9), claim: 'none' });

  test.each([keepValidToken, isoAuthNotModel])('by killing it: $id', (check) => {
    const pieces = [OUT, killedOver, restarted(at + seconds(9))];
    expect(judged(check, { pieces }).outcome).toBe('inconclusive');
    expect(judged(check, { pieces: [OUT, killedOver] }).outcome).toBe('fail');
  });

  test('by stopping it: iso.auth-not-model', () => {
    const pieces = [OUT, stopped('w1', at, { after: seconds(6), took: 100 })];
    expect(judged(isoAuthNotModel, { pieces }).outcome).toBe('inconclusive');
  });
});

test('see.watchdog does not take the exit of long ago for a sign', () => {
  const silent: readonly Piece[] = [
    ...[OUT, noName(minutes(10)), failed('w1', minutes(10), '', { took: minutes(30) })],
  ];
  const unattended = (...pieces: readonly Piece[]) =>
    judged(seeWatchdog, { mode: 'unattended', pieces });
  expect(unattended(...silent).outcome).toBe('fail');
  expect(unattended(restarted(minutes(2)), ...silent).outcome).toBe('fail');
});

test('save.definitive-handled holds nobody to what was told to a process that was killed', () => {
  const pieces = (kill: readonly Piece[]): readonly Piece[] => [
    ...denied(minutes(4), 'refresh-1'),
    failed('w1', minutes(4) - 10, HONEST),
    ...kill,
    ...denied(minutes(6) + seconds(2), 'refresh-1'),
    failed('w2', minutes(10), HONEST),
  ];
  const outcome = (kill: readonly Piece[]) =>
    judged(saveDefinitiveHandled, { faults: [], pieces: pieces(kill) }).outcome;
  expect(outcome([])).toBe('fail');
  expect(outcome([restarted(minutes(6))])).toBe('pass');
});

test('herd.metastable compares with nothing where nothing went well before', () => {
  const { kept } = golden['herd.metastable']!;
  const opened = kept.findIndex(({ kind }) => kind === 'fault.opened');
  const before = kept.map((entry, index) =>
    index < opened && entry.kind === 'work.ended'
      ? { ...entry, outcome: 'failed' as const }
      : entry,
  );
  expect(herdMetastable.judge(new Evidence(before)).outcome).toBe('inconclusive');
});

test('dns.tcp holds a session to its own answers about names', () => {
  const at = minutes(10);
  const cut = attempt(at + 10, {
    ...{ layer: 'dns', role: 'oauth', struckBy: 0, effect: 'truncated-without-tcp' },
  });
  const busy = failed('b1', at, 'The model is overloaded (529).');
  const of = (session: number) =>
    judged(dnsTcp, { pieces: [OUT, by(session, cut), by(2, busy)] }).outcome;
  expect(of(2)).toBe('fail');
  expect(of(1)).toBe('inconclusive');
  // What nobody is known to have asked may have been anybody's.
  expect(judged(dnsTcp, { pieces: [OUT, cut, by(2, busy)] }).outcome).toBe('fail');
});
