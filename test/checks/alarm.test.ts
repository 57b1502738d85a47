import { describe, expect, test } from 'vitest';
import { truthNoCryWolf } from '#checks/truth.no-cry-wolf.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import {
  answered,
  asked,
  attempt,
  type Flight,
  failed,
  flight,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  stored,
  told,
} from './logs.ts';

const WELL = answered('w0', 0);
const judged = (story: Flight) => truthNoCryWolf.judge(new Evidence(flight(story)));
const outcome = (...pieces: readonly Piece[]) => judged({ pieces: [WELL, ...pieces] }).outcome;
const { sign } = new Evidence(flight()).bounds;

describe('truth.no-cry-wolf: an alarm', () => {
  const at = minutes(10);

  test.each(['message', 'retry'] as const)('is a %s where nothing is wrong', (as) => {
    expect(outcome(told(at, 'Something is wrong', as))).toBe('fail');
  });

  test('is no message that says nothing of trouble', () => {
    expect(outcome(told(at, 'MaxListeners: 11', 'message'))).toBe('pass');
    expect(outcome(told(at, 'ENOTFOUND', 'message'))).toBe('fail');
  });

  test('is no notice', () => {
    expect(outcome(told(at, 'Clock skew: 2 min.', 'notice'))).toBe('pass');
  });

  test('is work that is said to have failed, and could have been done', () => {
    expect(outcome(failed('w1', at, 'Not logged in'))).toBe('fail');
    // Nobody could have done it: there is nothing left to sign in with.
    expect(
      outcome(stored('change', at - 1, 'blank', 'blank'), failed('w1', minutes(61), 'No')),
    ).toBe('pass');
  });

  test.each([
    ['an answer that was an error', asked(at, 'w1', { status: 401 })],
    ['a connection that broke', attempt(at, { layer: 'connect', role: 'model', error: 'reset' })],
    ['a host beside its work', attempt(at, { layer: 'http', role: 'other', status: 500 })],
  ] as const)('is true after %s, for as long as a sign may take', (_, piece) => {
    const word = (late: number) => outcome(piece, told(at + late, 'Unable to go on', 'message'));
    expect(word(1_000)).toBe('pass');
    // The failure itself took a moment to end.
    expect(word(sign + seconds(1))).toBe('fail');
  });

  test('is true over the whole of a piece of work in which something failed', () => {
    const long = failed('w1', at, 'No', { took: minutes(2) });
    expect(outcome(asked(at + 10, 'w1', { status: 529 }), long)).toBe('pass');
  });

  test('is true while a fault is open that was delivered to somebody, and only then', () => {
    const faults = [NAME_GONE];
    const word = told(at, 'Unable to go on', 'message');
    const during = [WELL, open(0, minutes(5)), word];
    expect(judged({ faults, pieces: during }).outcome).toBe('fail');
    expect(judged({ faults, pieces: [...during, noName(minutes(6))] }).outcome).toBe('pass');
  });

  test('is not excused by our own look at a fault', () => {
    const probe = (number: number) => [
      {
        at: minutes(6),
        kind: 'attempt.began' as const,
        attempt: number,
        by: 'harness' as const,
        layer: 'dns' as const,
        role: 'decoy' as const,
        host: 'auth.example',
        operation: 'A',
      },
      { at: minutes(6) + 5, kind: 'attempt.ended' as const, attempt: number, struckBy: 0 },
    ];
    const pieces = [WELL, open(0, minutes(5)), probe, told(at, 'Unable to go on', 'message')];
    expect(judged({ faults: [NAME_GONE], pieces }).outcome).toBe('fail');
  });

  test('is true once something was done to its world', () => {
    const act = { at: minutes(6), kind: 'act.done', window: 0, deed: 'revoked' } as const;
    const pieces = [WELL, [act], told(minutes(60), 'Signed out', 'message')];
    expect(judged({ pieces }).outcome).toBe('pass');
  });

  test('of another session says nothing of this one', () => {
    const elsewhere = told(at, 'Unable to go on', 'message').map((one) => ({ ...one, session: 2 }));
    expect(outcome(asked(at, 'w1', { status: 200 }), elsewhere)).toBe('fail');
  });

  test('is counted', () => {
    const { measured } = judged({
      pieces: [WELL, told(at, 'Error', 'message'), told(minutes(20), 'Again', 'retry')],
    });
    expect(measured).toMatchObject({ value: 2, bound: 0 });
  });
});

describe('truth.no-cry-wolf: what it tells of', () => {
  const at = minutes(10);
  const said = (text: string) => judged({ pieces: [WELL, told(at, text, 'message')] });

  test('is the first false alarm, and what shows that nothing was wrong', () => {
    const finding = judged({
      pieces: [WELL, told(at, 'Error', 'message'), told(minutes(20), 'Again', 'retry')],
    });
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 2, unit: 'false alarms', compare: '==', bound: 0 },
      because: 'At 10:00 the client said “Error”, and nothing was wrong: 2 false alarms.',
      exhibits: [expect.any(Number)],
    });
    const { exhibits } = new Evidence(flight({ pieces: [WELL] })).works[0]!;
    expect(finding.witness).toEqual([exhibits.at(-1), ...finding.exhibits]);
  });

  test('is the message on one line, and of a long one the beginning', () => {
    expect(said(' An\n\n  error \n').because).toContain('said “An error”, and');
    const long = `Error: ${'x'.repeat(200)}`;
    expect(said(long).because).toContain(`said “${long.slice(0, 120)}”, and`);
  });

  test('is how much work went by undisturbed, from its beginning to its end', () => {
    const long = answered('w1', at, minutes(1));
    const pieces = [WELL, asked(at + 500, 'w1', { status: 529 }), long];
    const { because } = judged({ pieces });
    expect(because).toBe(
      'Of 2 pieces of work 1 went by undisturbed, and the client raised no alarm over any of ' +
        'them.',
    );
    const many = Array.from({ length: 5 }, (_, n) => answered(`w${n + 1}`, minutes(n + 1)));
    expect(judged({ pieces: many }).witness).toHaveLength(3);
  });
});

describe('truth.no-cry-wolf: what is shown', () => {
  const START = minutes(5);
  /** The work went on at 5:01. */
  const ON = START + seconds(1);
  const showing = (until: number | undefined, rest: Partial<Flight> = {}) =>
    judged({
      faults: [OVERLOAD],
      declares: { indicates: true },
      ...rest,
      pieces: [
        WELL,
        open(0, START, START + 500),
        asked(START + 20, 'w1', { status: 529, struckBy: 0 }),
        told(START + 80, 'Overloaded, trying again', 'retry'),
        answered('w1', START, seconds(1)),
        ...(until === undefined ? [] : [told(until, '', 'cleared')]),
        ...(rest.pieces ?? []),
        answered('w2', minutes(30)),
      ],
    });

  test.each([
    [ON, 'pass'],
    [ON + sign - 1, 'pass'],
    [ON + sign, 'pass'],
    [ON + sign + 1, 'fail'],
    [undefined, 'fail'],
  ] as const)('may stay until %d', (until, expected) => {
    expect(showing(until).outcome).toBe(expected);
  });

  test('may be taken back before the work is done', () => {
    expect(showing(START + 700)).toMatchObject({ outcome: 'pass', measured: { value: 0 } });
  });

  test('is asked only of those who say when it goes', () => {
    expect(showing(undefined, { declares: {} }).outcome).toBe('pass');
  });

  test('is given the time for which a machine may be held up, where time is warped', () => {
    const time = { kind: 'warped', factor: 60 } as const;
    const late = ON + sign + seconds(60);
    expect(showing(late, { time }).outcome).toBe('pass');
    expect(showing(late + 1, { time }).outcome).toBe('fail');
  });

  test('is, of several, what stayed longest', () => {
    const later = minutes(20);
    const more = (until: number) => [
      open(0, later, later + 500),
      asked(later + 20, 'w3', { status: 529, struckBy: 0 }),
      told(later + 80, 'Overloaded, trying again', 'retry'),
      answered('w3', later, seconds(1)),
      told(until, '', 'cleared'),
    ];
    const finding = showing(ON + seconds(3), { pieces: more(later + seconds(1) + sign + 1) });
    expect(finding).toMatchObject({
      outcome: 'fail',
      because: expect.stringMatching(/^At 20:01 /),
    });
    expect(showing(ON + sign, { pieces: more(later + seconds(2)) })).toMatchObject({
      outcome: 'pass',
      measured: { value: sign / 1_000 },
      because: expect.stringContaining('and what was shown of trouble was taken back.'),
    });
  });

  test('is not asked for where the work did not go on', () => {
    const finding = judged({
      faults: [OVERLOAD],
      declares: { indicates: true },
      pieces: [
        WELL,
        open(0, START),
        asked(START + 20, 'w1', { status: 529, struckBy: 0 }),
        told(START + 80, 'Overloaded, trying again', 'retry'),
        failed('w1', START, 'No', { took: minutes(2) }),
      ],
    });
    expect(finding.outcome).toBe('pass');
  });
});
