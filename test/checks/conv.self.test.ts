import { describe, expect, test } from 'vitest';
import { convSelf } from '#checks/conv.self.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import type { Mode } from '#core/scenario.ts';
import {
  answered,
  asked,
  by,
  exited,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  OVERLOAD,
  open,
  type Piece,
  pending,
  stopped,
  type Timed,
} from './logs.ts';
import { restarted } from './orders.ts';

const REPAIR = minutes(45);
const LATER = minutes(50);
const OPEN = open(0, minutes(5), REPAIR);
/** The model is overloaded, and work `w1` fails of it. */
const TROUBLE: readonly Piece[] = [
  OPEN,
  asked(minutes(10) + 20, 'w1', { status: 529, struckBy: 0 }),
  failed('w1', minutes(10), 'Overloaded (529).'),
];
const NO = 'Overloaded (529).';

const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  convSelf.judge(new Evidence(flight({ faults: [OVERLOAD], ...rest, pieces })));
/** The same after the trouble, of clients of which nobody need ask for anything twice. */
const since = (pieces: readonly Piece[], mode?: Mode) =>
  judged([...TROUBLE, ...pieces], { ...(mode && { mode }) });
const begun = (at: number): readonly Timed[] => [{ at, kind: 'client.started' }];
/** Where in a log with this trouble something stands. */
const place = (pieces: readonly Piece[], isIt: (fact: Timed) => boolean) =>
  flight({ faults: [OVERLOAD], pieces: [...TROUBLE, ...pieces] }).findIndex(isIt);

describe('conv.self: what is trouble, and when it is over', () => {
  test('a log without a fault, or with one that never ends, shows no repair', () => {
    const because = expect.stringContaining('no fault that came to an end');
    const calm = [failed('w1', minutes(10), NO), answered('w2', LATER)];
    expect(judged(calm)).toMatchObject({ outcome: 'inconclusive', because });
    // The model could be had: only sign-in is still out of order.
    const halfOver = [...TROUBLE, open(1, minutes(5)), answered('w2', LATER)];
    const rest = { faults: [OVERLOAD, NAME_GONE], expiresAt: minutes(90) };
    expect(judged(halfOver, rest)).toMatchObject({ outcome: 'inconclusive', because });
  });

  test('work that failed before the repair is trouble enough, and nothing that came later', () => {
    const asleep = [OPEN, failed('w1', minutes(10), 'Sign-in is out.'), answered('w2', LATER)];
    const evidence = new Evidence(flight({ faults: [OVERLOAD], pieces: asleep }));
    const { outcome, witness } = convSelf.judge(evidence);
    expect(outcome).toBe('pass');
    expect(witness[0]).toBe(evidence.works[0]?.exhibits[0]);
    const because = expect.stringContaining('No trouble reached');
    const late = [OPEN, answered('w1', minutes(10)), failed('w2', LATER, NO)];
    expect(judged(late)).toMatchObject({ outcome: 'inconclusive', because });
  });

  test('of two faults it waits for the later end, and asks nothing in between', () => {
    const faults = [OVERLOAD, NAME_GONE];
    const second = open(1, minutes(5), minutes(55));
    const between = [...TROUBLE, second, failed('w2', LATER, NO), answered('w3', minutes(56))];
    expect(judged(between, { faults, expiresAt: minutes(90) })).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('w3, the first work after the repair at 55:00'),
    });
  });
});

describe('conv.self: what is asked', () => {
  test('is all that came after the repair; of what came off, the first is told', () => {
    const pieces = [answered('w2', LATER), answered('w3', LATER + minutes(5))];
    for (const mode of ['headless', 'unattended'] as const) {
      expect(since(pieces, mode)).toMatchObject({
        outcome: 'pass',
        because: expect.stringContaining('came an answer to w2, the first work after the repair'),
      });
      expect(since([...pieces, failed('w4', minutes(60), NO)], mode)).toMatchObject({
        outcome: 'fail',
        because: expect.stringContaining('w4, work after the repair at 45:00, failed'),
      });
    }
  });

  test('passes over what was in hand and came off, or may yet', () => {
    for (const inHand of [answered('w2', minutes(40), minutes(6)), pending('w2', minutes(40))]) {
      const { outcome, because } = since([inHand, answered('w3', LATER)], 'unattended');
      expect(outcome).toBe('pass');
      expect(because).toContain('w3, the first work after the repair');
    }
  });

  test('shows what is still in hand when the log ends', () => {
    expect(since([pending('w2', LATER)])).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('ended was w2, the first work after the repair at 45:00'),
      witness: [expect.any(Number), expect.any(Number), expect.any(Number)],
    });
  });

  test('is nothing that could not have been done, in hand or handed over', () => {
    const revoked = (at: number) =>
      ['access-1', 'refresh-1'].map((it) => ledger(at, 'revoked', it));
    const inHand = [...revoked(minutes(20)), failed('w2', minutes(40), NO, { took: minutes(6) })];
    expect(since(inHand, 'unattended').outcome).toBe('inconclusive');
    const handedOver = [...revoked(minutes(46)), failed('w2', LATER, NO)];
    expect(since(handedOver, 'unattended').outcome).toBe('inconclusive');
  });

  test('is not of work that somebody stopped', () => {
    const byHand = stopped('w2', LATER, { after: seconds(4), took: 30 });
    expect(since([byHand]).outcome).toBe('inconclusive');
  });
});

describe('conv.self: who starts a client again', () => {
  const answer = answered('w2', LATER, seconds(9));
  /** A client that ends by itself, and is started again while it has work. */
  const fallen = [exited(LATER + 1_000, 1), begun(LATER + 2_000)];

  test('a client that answers only then has not worked again by itself', () => {
    expect(since([...fallen, answer])).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining(
        'w2, the first work after the repair at 45:00, was answered',
      ),
    });
    expect(since([...fallen, answer]).because).toContain('only after a restart');
  });

  test('a restart after the answer, or before the repair, is none that it took', () => {
    expect(since([answer, begun(LATER + seconds(10))]).outcome).toBe('pass');
    expect(since([exited(minutes(30), 1), begun(minutes(31)), answer]).outcome).toBe('pass');
  });

  test('that we killed it is the trouble, and to start it again no cure', () => {
    expect(since([restarted(LATER + 1_000), answer]).outcome).toBe('pass');
    // We kill it, too, but only once somebody has had to start it.
    const both = [...fallen, restarted(LATER + 3_000), answer];
    expect(since(both).outcome).toBe('fail');
  });

  test('of several clients, each is asked for its own', () => {
    const own = by(1, answer);
    expect(since([...fallen.map((piece) => by(2, piece)), own]).outcome).toBe('pass');
    const killed = by(2, restarted(LATER + 500));
    expect(since([...fallen.map((piece) => by(1, piece)), killed, own]).outcome).toBe('fail');
    const neverLeft = [by(2, restarted(LATER + 500)), by(1, begun(LATER + 1_000)), own];
    expect(since(neverLeft).outcome).toBe('fail');
  });
});

describe('conv.self: work that was lost', () => {
  const isExit = ({ kind, at }: Timed) => kind === 'client.exited' && at === minutes(12);

  test('is shown with the last time that its own client had left', () => {
    const pieces = [
      by(2, exited(minutes(11), 1)),
      by(1, restarted(minutes(11))),
      by(1, exited(minutes(12), 1)),
      by(1, lost('w2', LATER)),
      by(1, exited(LATER + 1_000, 1)),
    ];
    const found = since(pieces);
    expect(found).toMatchObject({
      outcome: 'fail',
      because:
        'At 50:00 w2, the first work after the repair at 45:00, was lost, for the client had ' +
        'left, although nothing stood in its way.',
    });
    const began = place(pieces, (fact) => fact.kind === 'work.began' && fact.work === 'w2');
    expect(found.exhibits).toEqual([place(pieces, isExit), began, began + 1]);
  });

  test('is shown in the order of the log where its client left while it was being started', () => {
    const [began, ended] = lost('w2', LATER);
    const leaves = exited(LATER + 1_000, 1);
    const { exhibits } = since([[began!], leaves, [{ ...ended!, at: LATER + 2_000 }]]);
    expect(exhibits).toHaveLength(3);
    expect(exhibits).toEqual(exhibits.toSorted((one, other) => one - other));
  });

  test('shows no exit where there is none in the log, or where the client was there', () => {
    expect(since([lost('w2', LATER)]).exhibits).toHaveLength(2);
    const there = since([restarted(minutes(46)), failed('w2', LATER, NO)]);
    expect(there.exhibits).toHaveLength(2);
  });
});
