import { describe, expect, test } from 'vitest';
import { convHumanPath } from '#checks/conv.human-path.ts';
import { convSelf } from '#checks/conv.self.ts';
import { convTime } from '#checks/conv.time.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import type { Mode } from '#core/scenario.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  type Flight,
  failed,
  flight,
  HONEST,
  ledger,
  lost,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  pending,
  renewed,
  stored,
  type Timed,
} from './logs.ts';
import { as, under } from './orders.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const REPAIR = minutes(45);
const OPEN = open(0, minutes(5), REPAIR);
/** The model is overloaded, and work `w1` fails of it. */
const BUSY: readonly Piece[] = [
  OPEN,
  asked(minutes(10) + 20, 'w1', { status: 529, struckBy: 0 }),
  failed('w1', minutes(10), 'Overloaded (529).'),
];

const judged = (check: Check, pieces: readonly Piece[], rest: Flight = {}, mode?: Mode) =>
  check.judge(
    new Evidence(under(flight({ faults: [OVERLOAD], ...rest, pieces }), { ...(mode && { mode }) })),
  );

describe('conv.self', () => {
  /** Work begun five minutes before the repair, and work that comes after it. */
  const inHand = minutes(40);
  const later = answered('w3', REPAIR + minutes(5));
  const self = (pieces: readonly Piece[], mode?: Mode) =>
    judged(convSelf, [...BUSY, ...pieces], {}, mode);
  const failsAfterIt = failed('w2', inHand, 'Overloaded (529).', { took: minutes(6) });

  test('asks of the unattended for what was in hand at the repair, too', () => {
    expect(self([failsAfterIt, later], 'unattended')).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('w2, in hand at the repair at 45:00, failed'),
    });
    expect(self([failsAfterIt, later]).outcome).toBe('pass');
  });

  test('takes what was in hand and came off, and then asks for the next', () => {
    const comesOff = answered('w2', inHand, minutes(6));
    expect(self([comesOff], 'unattended')).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('w2, in hand at the repair'),
    });
    const next = failed('w3', REPAIR + minutes(5), 'Overloaded (529).');
    expect(self([comesOff, next], 'unattended').because).toContain('w3, the first work after');
  });

  test('leaves open what is in hand still, and asks nothing of what had failed before', () => {
    expect(self([pending('w2', inHand)], 'unattended').outcome).toBe('inconclusive');
    const failedBefore = failed('w2', inHand, 'Overloaded (529).', { took: minutes(4) });
    expect(self([failedBefore, later], 'unattended').outcome).toBe('pass');
  });
});

describe('conv.time', () => {
  const LATER = REPAIR + minutes(2);
  /** The first work after the repair fails, and the second is answered so long after its start. */
  const tookUntilAnswer = (ms: number, rest: Flight = {}, mode?: Mode) =>
    judged(
      convTime,
      [
        ...BUSY,
        failed('w2', LATER, 'Waiting.', { took: 500 }),
        answered('w3', LATER + 1_000, ms - 1_000),
      ],
      rest,
      mode,
    ).outcome;

  test.each([
    [T.recovery - 1, 'pass'],
    [T.recovery, 'pass'],
    [T.recovery + 1, 'fail'],
  ] as const)('an answer %d ms after the first that was wanted', (ms, expected) => {
    expect(tookUntilAnswer(ms)).toBe(expected);
  });

  test('gives the unattended more time, and a warped clock what it blurs', () => {
    const unattended = thresholds('unattended').recovery;
    expect(tookUntilAnswer(unattended, {}, 'unattended')).toBe('pass');
    expect(tookUntilAnswer(unattended + 1, {}, 'unattended')).toBe('fail');
    const blurred = T.recovery + 60 * T.stall;
    expect(tookUntilAnswer(blurred, { time: WARPED })).toBe('pass');
    expect(tookUntilAnswer(blurred + 1, { time: WARPED })).toBe('fail');
  });

  test('counts work that was waiting at the repair, from the repair on', () => {
    const waiting = (ms: number) =>
      judged(convTime, [
        OPEN,
        asked(REPAIR - 2_000, 'w1', { status: 529, struckBy: 0 }),
        asked(REPAIR + ms - 100, 'w1', { status: 200 }),
        answered('w1', REPAIR - 3_000, 3_000 + ms),
      ]).outcome;
    expect(waiting(T.recovery)).toBe('pass');
    expect(waiting(T.recovery + 1)).toBe('fail');
  });

  test.each([
    [REPAIR, 'inconclusive'],
    [REPAIR + 1, 'pass'],
  ] as const)(
    'of what was in hand it takes a request that was made at %d for a new one',
    (at, is) => {
      const pieces = [
        OPEN,
        asked(REPAIR - 2_000, 'w1', { status: 529, struckBy: 0 }),
        asked(at, 'w1', { status: 200 }),
        answered('w1', REPAIR - 3_000, 5_000),
      ];
      expect(judged(convTime, pieces).outcome).toBe(is);
    },
  );

  test('a request for a token answers no turn, and is what a sign-in waits for', () => {
    const trouble = asked(REPAIR - 2_000, 'w1', { status: 529, struckBy: 0 });
    const granted = renewed(REPAIR + 10, { status: 200 });
    const work = answered('w1', REPAIR - 3_000, 3_000 + T.recovery + 1);
    expect(judged(convTime, [OPEN, trouble, granted, work]).outcome).toBe('inconclusive');
    expect(judged(convTime, [OPEN, trouble, granted, as('sign-in', work)])).toMatchObject({
      outcome: 'fail',
      measured: { value: (T.recovery + 1) / 1_000, bound: T.recovery / 1_000 },
    });
  });

  test('takes work that is handed over at the moment of the repair for waiting', () => {
    const pieces = [
      ...[...BUSY, failed('w2', REPAIR, 'Overloaded (529).', { took: 500 })],
      answered('w3', REPAIR + minutes(10)),
    ];
    expect(judged(convTime, pieces)).toMatchObject({ outcome: 'pass', measured: { value: 0.2 } });
    const slow = [
      ...[...BUSY, answered('w2', REPAIR, T.recovery + 1)],
      asked(REPAIR + 10, 'w2', { status: 200, took: T.recovery }),
    ];
    expect(judged(convTime, slow).outcome).toBe('fail');
  });

  test('asks for an answer to what was wanted, and not to what came before it', () => {
    // Its store was emptied under it, and it answered from memory.
    const emptied: Timed = {
      ...{ at: REPAIR + 1, kind: 'store', look: 'act' },
      state: { readable: false, access: 'absent', refresh: 'absent' },
    };
    const found = judged(convTime, [
      ...[...BUSY, [emptied], answered('w2', LATER)],
      stored('change', LATER + 1_000, 'access-1', 'refresh-1', minutes(60)),
      answered('w3', LATER + minutes(2), T.recovery + 1),
    ]);
    expect(found.because).toContain('until w3 was answered');
    expect(found.outcome).toBe('fail');
  });

  test('asks for no answer to a request that was made before the repair', () => {
    const pieces = [
      OPEN,
      asked(REPAIR - 2_000, 'w1', { status: 200, took: minutes(3), struckBy: 0 }),
      answered('w1', REPAIR - 3_000, minutes(3)),
    ];
    expect(judged(convTime, pieces).outcome).toBe('inconclusive');
    const { outcome, witness } = judged(convTime, [...pieces, answered('w2', REPAIR + minutes(4))]);
    expect(outcome).toBe('pass');
    expect(witness).toHaveLength(3);
  });

  test('leaves out work that failed of the outage soon after it, and not what hung on', () => {
    const failing = (ms: number) =>
      judged(convTime, [
        OPEN,
        asked(REPAIR - 2_000, 'w1', { status: 529, struckBy: 0 }),
        failed('w1', REPAIR - 3_000, 'Overloaded.', { took: 3_000 + ms }),
        answered('w2', REPAIR + minutes(10)),
      ]).outcome;
    expect(failing(T.recovery)).toBe('pass');
    expect(failing(T.recovery + 1)).toBe('fail');
  });

  test('never leaves out what has not been answered by the end', () => {
    const ending = (ms: number) =>
      judged(convTime, [...BUSY, pending('w2', LATER)], {
        farewell: [{ at: LATER + ms, kind: 'run.ended' }],
      }).outcome;
    expect(ending(T.recovery)).toBe('inconclusive');
    expect(ending(T.recovery + 1)).toBe('fail');
    const gone = [...BUSY, lost('w2', LATER), lost('w3', LATER + minutes(2))];
    expect(judged(convTime, gone)).toMatchObject({
      outcome: 'fail',
      measured: { value: 121 },
      because:
        'Nothing had been answered for 2 min 1 s after the repair at 45:00, w2 to begin with.',
    });
  });

  test('asks for nothing that could not have been done', () => {
    const revoked = ['access-1', 'refresh-1'].map((token) => ledger(REPAIR + 1, 'revoked', token));
    const pieces = [...BUSY, ...revoked, failed('w2', LATER, 'No.', { took: minutes(2) })];
    expect(judged(convTime, pieces).outcome).toBe('inconclusive');
  });

  test('lets name servers keep a no for as long as they were told to', () => {
    const ttl = minutes(5) / 1_000;
    const refused = attempt(REPAIR - 1_000, {
      ...{ layer: 'dns', role: 'oauth', struckBy: 0 },
      effect: { rcode: 'NXDOMAIN', negativeTtl: ttl },
    });
    const pieces = (ms: number) => [
      OPEN,
      refused,
      failed('w1', REPAIR - 2_000, HONEST, { took: 1_500 }),
      failed('w2', REPAIR + 1, HONEST, { took: 500 }),
      answered('w3', REPAIR + 1_001, ms - 1_000),
    ];
    const most = minutes(5) - 1_000 + T.recovery;
    const faults = [NAME_GONE];
    expect(judged(convTime, pieces(most), { faults }).outcome).toBe('pass');
    expect(judged(convTime, pieces(most + 1), { faults }).outcome).toBe('fail');
  });

  test('takes the slowest of several clients, and not the time that a person took', () => {
    const of = (session: number, [began, ...rest]: readonly Timed[]): readonly Timed[] => [
      { ...began!, session } as Timed,
      ...rest,
    ];
    const fleet = (ms: number) =>
      judged(convTime, [...BUSY, of(1, answered('w2', LATER)), of(2, answered('w3', LATER, ms))])
        .outcome;
    expect(fleet(T.recovery)).toBe('pass');
    expect(fleet(T.recovery + 1)).toBe('fail');
    const person: readonly Timed[] = [
      { at: LATER + minutes(3), kind: 'human.did', what: 'said yes' },
    ];
    const signIn = as('sign-in', answered('w2', LATER, minutes(3) + T.recovery));
    expect(judged(convTime, [...BUSY, person, signIn]).outcome).toBe('pass');
    expect(judged(convTime, [...BUSY, signIn]).outcome).toBe('fail');
  });

  test('needs trouble that came to an end', () => {
    const because = expect.stringContaining('no fault that came to an end');
    const noEnd = [open(0, minutes(5)), ...BUSY.slice(1), answered('w2', LATER)];
    expect(judged(convTime, noEnd)).toMatchObject({ outcome: 'inconclusive', because });
    const calm = [failed('w1', minutes(10), 'No.'), answered('w2', LATER)];
    expect(judged(convTime, calm)).toMatchObject({ outcome: 'inconclusive', because });
  });

  test('needs trouble that reached the client before the repair', () => {
    const because = expect.stringContaining('No trouble reached');
    const nothing = { outcome: 'inconclusive', because };
    expect(judged(convTime, [OPEN, answered('w2', LATER)])).toMatchObject(nothing);
    const well = answered('w1', minutes(10));
    expect(judged(convTime, [OPEN, well, failed('w2', LATER, 'No.')])).toMatchObject(nothing);
    const justThen = [OPEN, failed('w1', REPAIR, 'No.'), answered('w2', LATER)];
    expect(judged(convTime, justThen)).toMatchObject(nothing);
    const sleeping = [OPEN, noName(minutes(10)), answered('w2', LATER)];
    expect(judged(convTime, sleeping, { faults: [NAME_GONE] }).outcome).toBe('pass');
    const unasked = [OPEN, failed('w1', minutes(10), 'Sign-in is out.'), answered('w2', LATER)];
    expect(judged(convTime, unasked)).toMatchObject({ outcome: 'pass' });
  });

  test('of two faults it counts from the end of the later one', () => {
    const last = LATER + minutes(3);
    const pieces = [...BUSY, open(1, minutes(6), last), answered('w2', last + 1_000)];
    const found = judged(convTime, pieces, { faults: [OVERLOAD, NAME_GONE] });
    const ends = flight({ faults: [OVERLOAD, NAME_GONE], pieces }).filter(
      ({ kind }) => kind === 'fault.closed',
    );
    expect(found).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('After the repair at 50:00'),
    });
    expect(found.exhibits[0]).toBe(ends[1]?.seq);
  });
});

describe('conv.human-path', () => {
  const DAMAGED = stored('change', minutes(2), 'absent', 'absent');
  type Command = 'sign-in' | 'sign-out' | 'status';
  const path = (...commands: readonly (readonly [Command, boolean])[]) =>
    commands.map(([deed, isDone], n) => {
      const [name, at] = [`w${n + 1}`, minutes(4 + 4 * n)] as const;
      return as(deed, isDone ? answered(name, at) : failed(name, at, 'No.'));
    });
  const outcome = (pieces: readonly Piece[], rest: Flight = {}) =>
    judged(convHumanPath, pieces, { faults: [], ...rest }).outcome;
  const NO = ['sign-in', false] as const;
  const YES = ['sign-in', true] as const;
  const STATUS = ['status', true] as const;
  const OUT = ['sign-out', true] as const;

  test.each([
    [1, [YES], 'pass'],
    [2, [STATUS, YES], 'pass'],
    [3, [STATUS, OUT, YES], 'pass'],
    [3, [NO, OUT, YES], 'pass'],
    [4, [STATUS, NO, OUT, YES], 'fail'],
    [3, [STATUS, NO, OUT], 'fail'],
    [3, [NO, NO, NO], 'fail'],
    [3, [STATUS, STATUS, OUT], 'inconclusive'],
    [2, [STATUS, NO], 'inconclusive'],
    [4, [STATUS, OUT, STATUS, NO], 'inconclusive'],
  ] as const)('%d commands: %j', (_, commands, expected) => {
    expect(outcome([DAMAGED, ...path(...commands)])).toBe(expected);
  });

  test('does not forgive a command that never ended', () => {
    const [began] = as('sign-in', pending('w1', minutes(4)));
    const log = flight({ pieces: [DAMAGED, [began!]] });
    const damaged = log.findIndex(({ kind, at }) => kind === 'store' && at === minutes(2));
    const given = log.findIndex(({ kind }) => kind === 'work.began');
    expect(judged(convHumanPath, [DAMAGED, [began!]], { faults: [] })).toEqual({
      outcome: 'fail',
      because:
        'The sign-in that was asked for at 4:00, over the login that had become useless before ' +
        '4:00, never ended.',
      witness: [damaged, given],
      exhibits: [given],
    });
  });

  test('takes turns, and what was asked before the login was damaged, for no part of it', () => {
    const turns = [3, 5].map((minute) => failed(`t${minute}`, minutes(minute), 'Not signed in.'));
    const before = as('status', answered('w0', minutes(1)));
    const commands = [before, DAMAGED, ...turns, ...path(STATUS, YES)];
    expect(judged(convHumanPath, commands, { faults: [] })).toMatchObject({
      outcome: 'pass',
      measured: { value: 2 },
    });
  });

  test('passes over a sign-in that nobody could have got through', () => {
    const out = open(0, minutes(2), minutes(7));
    expect(
      judged(convHumanPath, [DAMAGED, out, ...path(NO, YES)], { faults: [NAME_GONE] }),
    ).toEqual(
      expect.objectContaining({
        outcome: 'pass',
        measured: { value: 1, unit: 'commands', compare: '<=', bound: T.commands },
      }),
    );
  });

  test('of a path that was too long it names every command, and shows three', () => {
    const found = judged(convHumanPath, [DAMAGED, ...path(STATUS, NO, OUT, YES)], { faults: [] });
    expect(found.because).toContain('It took 4 commands to get past the login');
    expect(found.because).toContain('status, sign-in, sign-out, sign-in');
    expect(found.exhibits).toHaveLength(6);
  });

  test('begins with a good login that became useless, and not with none at all', () => {
    expect(judged(convHumanPath, path(STATUS, YES), { faults: [] })).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('Nobody gave a command'),
    });
    const revoked = [ledger(minutes(2), 'revoked', 'refresh-1'), ...path(STATUS, NO, OUT)];
    expect(outcome(revoked)).toBe('fail');
    const never = under(flight({ pieces: path(STATUS, NO, OUT) }), {}).map((entry) =>
      entry.kind === 'store'
        ? { ...entry, state: { readable: false, access: 'absent', refresh: 'absent' } }
        : entry,
    );
    expect(convHumanPath.judge(new Evidence(never)).outcome).toBe('inconclusive');
  });

  test('asks nothing while sign-in is out, of a client that had left, or of a turn', () => {
    const faults = [NAME_GONE];
    const out = [open(0, 0, minutes(60)), DAMAGED, ...path(NO, NO, NO)];
    expect(outcome(out, { faults })).toBe('inconclusive');
    const gone = [4, 8, 12].map((minute) => as('sign-in', lost(`w${minute}`, minutes(minute))));
    expect(outcome([DAMAGED, ...gone])).toBe('inconclusive');
    const turns = [4, 8, 12].map((minute) => failed(`w${minute}`, minutes(minute), 'No.'));
    expect(outcome([DAMAGED, ...turns])).toBe('inconclusive');
  });

  test('counts on until there is a sign-in, and no longer', () => {
    const { measured, because } = judged(convHumanPath, [DAMAGED, ...path(STATUS, YES, NO, NO)], {
      faults: [],
    });
    expect(measured).toMatchObject({ value: 2, bound: T.commands });
    expect(because).toContain('status, sign-in');
    const atOnce = judged(convHumanPath, [DAMAGED, ...path(YES, NO)], { faults: [] });
    expect(atOnce.measured).toMatchObject({ value: 1 });
  });
});
