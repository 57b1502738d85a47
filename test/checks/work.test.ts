import { describe, expect, test } from 'vitest';
import { workExactlyOnce } from '#checks/work.exactly-once.ts';
import { workNoLoss } from '#checks/work.no-loss.ts';
import { workResumable } from '#checks/work.resumable.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { lives, troubled } from '#core/recall.ts';
import {
  answered,
  asked,
  BUSY,
  failed,
  flight,
  lost,
  OVERLOAD,
  open,
  type Piece,
  pending,
  type Timed,
} from './logs.ts';
import { applied, as, recalling, restarted } from './orders.ts';

const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const FAILED: readonly Piece[] = [
  OPEN,
  recalling(START + 20, 'w1', { recalls: ['w1'] }, { status: 529, struckBy: 0 }),
  failed('w1', START, BUSY),
];
const log = (pieces: readonly Piece[]) => new Evidence(flight({ faults: [OVERLOAD], pieces }));
const judged = (check: Check, pieces: readonly Piece[]) => check.judge(log(pieces));

/** A later request, and what it still holds. */
const later = (
  recalls: readonly string[],
  returns?: readonly string[],
  at = minutes(46),
  work = 'w2',
) => [recalling(at, work, { recalls, ...(returns && { returns }) }), answered(work, at)];

describe('work.no-loss', () => {
  test('asks for the prompt of a turn that failed, and of one that never reached the model', () => {
    expect(judged(workNoLoss, [...FAILED, ...later(['w1', 'w2'])]).outcome).toBe('pass');
    expect(judged(workNoLoss, [...FAILED, ...later(['w2'])]).outcome).toBe('fail');
    const unsent = [OPEN, failed('w1', START, 'No token.'), ...later(['w2'])];
    expect(judged(workNoLoss, unsent).outcome).toBe('fail');
  });

  test('asks for what tools had brought, by what was sent and by what was done', () => {
    const sent = recalling(START + 100, 'w1', { recalls: ['w1'], returns: ['w1'] });
    const whole = later(['w1', 'w2'], ['w1']);
    const less = later(['w1', 'w2']);
    expect(judged(workNoLoss, [...FAILED, sent, ...whole]).outcome).toBe('pass');
    expect(judged(workNoLoss, [...FAILED, sent, ...less]).outcome).toBe('fail');
    const done = applied(START + 100, 'w1');
    expect(judged(workNoLoss, [...FAILED, done, ...whole]).outcome).toBe('pass');
    expect(judged(workNoLoss, [...FAILED, done, ...less]).outcome).toBe('fail');
    // What is done after the last request cannot be in it.
    expect(judged(workNoLoss, [...FAILED, ...less, applied(minutes(47), 'w2')]).outcome).toBe(
      'pass',
    );
  });

  test('looks at the last request of a life: what comes back is not lost', () => {
    const once = later(['w2']);
    const more = later(['w1', 'w2', 'w3'], undefined, minutes(50), 'w3');
    expect(judged(workNoLoss, [...FAILED, ...once]).outcome).toBe('fail');
    expect(judged(workNoLoss, [...FAILED, ...once, ...more]).outcome).toBe('pass');
  });

  test('asks nothing across a restart, of a command, or of what nobody had been given', () => {
    const again = [...FAILED, restarted(minutes(20)), ...later(['w2'])];
    expect(judged(workNoLoss, again).outcome).toBe('inconclusive');
    const command = as('status', answered('w9', minutes(12)));
    expect(judged(workNoLoss, [...FAILED, command, ...later(['w1', 'w2'])]).outcome).toBe('pass');
    const never = [...FAILED, lost('w9', minutes(12)), ...later(['w1', 'w2'])];
    expect(judged(workNoLoss, never).outcome).toBe('pass');
  });

  test('needs a turn that had met with trouble, and a request after it that can be read', () => {
    const calm = [recalling(20, 'w1', { recalls: ['w1'] }), answered('w1', 0), ...later(['w2'])];
    expect(judged(workNoLoss, calm).outcome).toBe('inconclusive');
    expect(judged(workNoLoss, FAILED).outcome).toBe('inconclusive');
    const opaque = [asked(minutes(46), 'w2', { status: 200 }), answered('w2', minutes(46))];
    expect(judged(workNoLoss, [...FAILED, ...opaque]).outcome).toBe('inconclusive');
  });

  test('asks nothing of a turn that came after the last request', () => {
    const after = failed('w3', minutes(47), 'No token.');
    expect(judged(workNoLoss, [...FAILED, ...later(['w1', 'w2']), after]).outcome).toBe('pass');
  });

  test('asks nothing of what a tool did in a conversation that cannot be read', () => {
    const opaque = [asked(minutes(2), 'w0', { status: 200 }), answered('w0', minutes(2))];
    const done = applied(minutes(2) + 100, 'w0');
    const whole = later(['w0', 'w1', 'w2']);
    expect(judged(workNoLoss, [...opaque, done, ...FAILED, ...whole]).outcome).toBe('pass');
  });

  test('asks nothing of what a tool did before the client was started again', () => {
    const done = applied(minutes(3), 'w0');
    const before = [answered('w0', minutes(2), minutes(2)), restarted(minutes(4))];
    const now = later(['w1', 'w2']);
    expect(judged(workNoLoss, [...before, ...FAILED, done, ...now]).outcome).toBe('pass');
    // Nor of what it did for that work, if it did so later.
    const late = applied(minutes(20), 'w0');
    expect(judged(workNoLoss, [...before, ...FAILED, late, ...now]).outcome).toBe('pass');
  });

  test('tells what is missing, and shows where it was and where it should be', () => {
    const sent = (at: number) => recalling(START + at, 'w1', { recalls: ['w1'], returns: ['w1'] });
    const log = flight({
      faults: [OVERLOAD],
      pieces: [...FAILED, sent(100), sent(200), ...later(['w1', 'w2'])],
    });
    const began = log.filter((entry) => entry.kind === 'attempt.began').map(({ seq }) => seq);
    const found = workNoLoss.judge(new Evidence(log));
    expect(found).toMatchObject({
      outcome: 'fail',
      measured: { value: 1, unit: 'items lost' },
      exhibits: [began[1], began[3]],
    });
    expect(found.because).toContain("was not told a tool's result of w1 any more: 1 of what");
    const both = judged(workNoLoss, [...FAILED, sent(100), ...later(['w2'])]);
    expect(both).toMatchObject({ measured: { value: 2 } });
    expect(both.because).toContain('was not told the prompt of w1 any more: 2 of what');
  });

  test('keeps several clients apart', () => {
    const of = (session: number, facts: readonly Timed[]): readonly Timed[] =>
      facts.map((fact) =>
        ['work.began', 'client.started'].includes(fact.kind)
          ? ({ ...fact, session } as Timed)
          : fact,
      );
    const started: readonly Timed[] = [{ at: 0, kind: 'client.started' }];
    const pieces = [
      OPEN,
      of(1, started),
      of(2, started),
      of(1, failed('w1', START, BUSY)),
      of(2, answered('w2', START)),
    ];
    const requested = (session: number, work: string, recalls: readonly string[]): Piece => {
      const made = recalling(minutes(46), work, { recalls });
      return (number) =>
        (typeof made === 'function' ? made(number) : made).map((fact) =>
          fact.kind === 'attempt.began' ? { ...fact, session } : fact,
        );
    };
    const mine = [requested(1, 'w3', ['w1', 'w3']), of(1, answered('w3', minutes(46)))];
    const theirs = [requested(2, 'w4', ['w2', 'w4']), of(2, answered('w4', minutes(46)))];
    expect(judged(workNoLoss, [...pieces, ...mine, ...theirs]).outcome).toBe('pass');
    const mixed = [requested(1, 'w3', ['w2', 'w3']), of(1, answered('w3', minutes(46)))];
    expect(judged(workNoLoss, [...pieces, ...mixed, ...theirs]).outcome).toBe('fail');
  });
});

describe('work.exactly-once', () => {
  const turn = (pieces: readonly Piece[]) => [
    OPEN,
    recalling(START + 20, 'w1', { recalls: ['w1'] }, { status: 529, struckBy: 0 }),
    ...pieces,
    answered('w1', START, 2_000),
  ];
  const ran = applied(START + 100, 'w1');
  const brought = (count: number) =>
    recalling(START + 200, 'w1', { recalls: ['w1'], returns: Array(count).fill('w1') });

  test('counts effects where they are done', () => {
    expect(judged(workExactlyOnce, turn([ran, brought(1)])).outcome).toBe('pass');
    const twice = [ran, applied(START + 150, 'w1'), brought(1)];
    const { outcome, measured } = judged(workExactlyOnce, turn(twice));
    expect([outcome, measured?.value]).toEqual(['fail', 1]);
  });

  test('misses an effect of which the model was told, where effects can be seen', () => {
    const other = [applied(minutes(2), 'w9'), answered('w9', minutes(2))];
    expect(judged(workExactlyOnce, turn([...other, brought(1)])).outcome).toBe('fail');
  });

  test('goes by what the model is told where nobody can see effects', () => {
    expect(judged(workExactlyOnce, turn([brought(1)])).outcome).toBe('pass');
    expect(judged(workExactlyOnce, turn([brought(2)])).outcome).toBe('fail');
    // The same result in one conversation after the other is one result.
    const again = recalling(START + 900, 'w1', { recalls: ['w1'], returns: ['w1'] });
    expect(judged(workExactlyOnce, turn([brought(1), again])).outcome).toBe('pass');
  });

  test('goes by the conversation that tells of the most runs', () => {
    const again = recalling(START + 900, 'w1', { recalls: ['w1'], returns: ['w1'] });
    expect(judged(workExactlyOnce, turn([brought(2), again])).outcome).toBe('fail');
  });

  test('tells of what is believed done, and shows where the model was first told of it', () => {
    const again = recalling(START + 900, 'w1', { recalls: ['w1'], returns: ['w1'] });
    const other = [applied(minutes(2), 'w9'), answered('w9', minutes(2))];
    const log = flight({ faults: [OVERLOAD], pieces: turn([...other, brought(1), again]) });
    const [, told] = log.filter((entry) => entry.kind === 'attempt.began');
    expect(workExactlyOnce.judge(new Evidence(log))).toEqual({
      outcome: 'fail',
      because: 'The model was told what came of w1, begun at 10:00, and nothing had been done.',
      measured: { value: 1, unit: 'effects amiss', compare: '==', bound: 0 },
      witness: [told?.seq],
      exhibits: [told?.seq],
    });
  });

  test('tells of it also where nobody is known to have asked for it', () => {
    const told = recalling(START + 200, 'w1', { recalls: ['w1'], returns: ['w8'] });
    const { because } = judged(workExactlyOnce, turn([ran, told]));
    expect(because).toBe('The model was told what came of w8, and nothing had been done.');
  });

  test('counts what was done twice and what was never done together', () => {
    const often = Array.from({ length: 8 }, (_, n) => applied(minutes(2) + n, 'w9'));
    const found = judged(workExactlyOnce, turn([...often, brought(1)]));
    expect(found).toMatchObject({ outcome: 'fail', measured: { value: 2 } });
    // Nobody is known to have asked for it.
    expect(found.because).toContain('wanted done for w9 was done 8 times: so it was with 1 of 1');
    expect(found.exhibits).toHaveLength(6);
  });

  test('of much work it counts all, and shows some', () => {
    const works = Array.from({ length: 8 }, (_, n) => ({
      key: `w${n + 1}`,
      at: START + n * 10_000,
    }));
    const pieces = works.flatMap(({ key, at }) => [applied(at + 50, key), failed(key, at, BUSY)]);
    const found = judged(workExactlyOnce, [OPEN, ...pieces]);
    expect(found.because).toBe(
      'Each of 8 effects was applied once, 8 of them in work that had met with trouble.',
    );
    expect([found.witness.length, found.exhibits.length]).toEqual([6, 3]);
  });

  test('says whether it saw what was done, or was told of it', () => {
    expect(judged(workExactlyOnce, turn([ran, brought(1)])).because).toContain('was applied once');
    expect(judged(workExactlyOnce, turn([brought(1)])).because).toContain('was told of once');
  });

  test('an effect for which nobody is known to have asked is no trouble', () => {
    const stray = applied(START + 100, 'w9');
    expect(judged(workExactlyOnce, turn([stray])).outcome).toBe('inconclusive');
  });

  test('needs a tool that ran in troubled work, but for what is wrong anyhow', () => {
    expect(judged(workExactlyOnce, turn([])).outcome).toBe('inconclusive');
    const calm = [applied(100, 'w1'), answered('w1', 0)];
    expect(judged(workExactlyOnce, calm).outcome).toBe('inconclusive');
    expect(judged(workExactlyOnce, [...calm, applied(120, 'w1')]).outcome).toBe('fail');
  });
});

describe('work.resumable', () => {
  const first = [recalling(20, 'w1', { recalls: ['w1'] }), answered('w1', 0)];
  const next = (recalls: readonly string[]) => later(recalls, undefined, minutes(4));

  test('asks for every turn of the lives before', () => {
    const twice = (recalls: readonly string[]) => [
      ...first,
      restarted(minutes(2)),
      ...next(['w1', 'w2']),
      restarted(minutes(6)),
      ...later(recalls, undefined, minutes(8), 'w3'),
    ];
    expect(judged(workResumable, twice(['w1', 'w2', 'w3'])).outcome).toBe('pass');
    expect(judged(workResumable, twice(['w2', 'w3'])).outcome).toBe('fail');
    expect(judged(workResumable, twice(['w1', 'w3'])).outcome).toBe('fail');
  });

  test('looks at the first request: what is remembered later was not resumed', () => {
    const late = [
      ...first,
      restarted(minutes(2)),
      ...next(['w2']),
      ...later(['w1', 'w2', 'w3'], undefined, minutes(8), 'w3'),
    ];
    expect(judged(workResumable, late).outcome).toBe('fail');
  });

  test('asks for a turn that a kill cut off only where the client had begun with it', () => {
    const killed = (pieces: readonly Piece[]) => [
      ...first,
      failed('w2', minutes(2), 'The client exited.', { took: 5_000, claim: 'none' }),
      ...pieces,
      restarted(minutes(2) + 5_000),
      ...later(['w1', 'w3'], undefined, minutes(8), 'w3'),
    ];
    expect(judged(workResumable, killed([])).outcome).toBe('pass');
    const begun = asked(minutes(2) + 20, 'w2', { status: 529, struckBy: 0 });
    expect(judged(workResumable, killed([begun])).outcome).toBe('fail');
  });

  test('asks for a turn that failed before anybody was asked for anything', () => {
    const failing = (recalls: readonly string[]) => [
      ...first,
      failed('w2', minutes(2), 'No token.'),
      restarted(minutes(3)),
      ...later(recalls, undefined, minutes(8), 'w3'),
    ];
    expect(judged(workResumable, failing(['w1', 'w2', 'w3'])).outcome).toBe('pass');
    expect(judged(workResumable, failing(['w1', 'w3'])).outcome).toBe('fail');
  });

  test('needs a client that had been given something, and asked again', () => {
    expect(judged(workResumable, [...first, ...next(['w1', 'w2'])]).outcome).toBe('inconclusive');
    const silent = [...first, restarted(minutes(2)), failed('w2', minutes(4), 'No token.')];
    expect(judged(workResumable, silent).outcome).toBe('inconclusive');
    expect(judged(workResumable, [restarted(minutes(2)), ...next(['w2'])]).outcome).toBe(
      'inconclusive',
    );
  });

  test('concerns clients that say so, and no others', () => {
    const [order] = flight();
    if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
    expect(workResumable.concerns!(order)).toBe(false);
    const client = { ...order.client, declares: { resumes: true } as const };
    expect(workResumable.concerns!({ ...order, client })).toBe(true);
  });
});

describe('what a log tells of lives and trouble', () => {
  test('a life goes from one start to the next, with its own turns and requests', () => {
    const [one, other] = lives(
      log([
        recalling(20, 'w1', { recalls: ['w1'] }),
        answered('w1', 0),
        restarted(minutes(2)),
        ...later(['w2'], undefined, minutes(4)),
      ]),
    );
    expect(one?.turns.map(({ work }) => work)).toEqual(['w1']);
    expect(one?.requests.map(({ work }) => work)).toEqual(['w1']);
    expect(other?.turns.map(({ work }) => work)).toEqual(['w2']);
    expect(other?.from).toBe(minutes(2));
  });

  test('trouble is what failed, what a fault struck, and what an answer turned away', () => {
    const found = troubled(
      log([
        OPEN,
        answered('w1', 0),
        asked(minutes(6) + 20, 'w2', { status: 200, struckBy: 0 }),
        answered('w2', minutes(6)),
        asked(minutes(8) + 20, 'w3', { status: 401 }),
        answered('w3', minutes(8)),
        failed('w4', START, BUSY),
        pending('w5', minutes(12)),
      ]),
    );
    expect([...found].sort()).toEqual(['w2', 'w3', 'w4']);
  });
});
