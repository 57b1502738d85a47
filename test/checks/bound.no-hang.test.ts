import { describe, expect, test } from 'vitest';
import { boundNoHang } from '#checks/bound.no-hang.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  exited,
  type Flight,
  failed,
  flight,
  lost,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  pending,
  renewed,
  told,
} from './logs.ts';

const T = thresholds();
const START = minutes(10);
const WARPED = { kind: 'warped', factor: 60 } as const;
const FROZEN = {
  fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
  from: { on: 'start' },
  until: 'the end',
} as const;

const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  boundNoHang.judge(new Evidence(flight({ faults: [NAME_GONE, OVERLOAD], ...rest, pieces })));
/** Signs of life for so long, one every ten seconds. */
const signs = (ms: number): readonly Piece[] =>
  Array.from({ length: Math.ceil(ms / seconds(10)) }, (_, n) =>
    told(START + n * seconds(10), 'Trying', 'retry'),
  );
/** Work that takes so long, with a sign of it every ten seconds, and what goes on meanwhile. */
const lasting = (ms: number, meanwhile: readonly Piece[], rest: Flight = {}) =>
  judged([...signs(ms), failed('w1', START, 'Failed.', { took: ms }), ...meanwhile], rest);

describe('bound.no-hang: whom work waits for', () => {
  const LONG = T.auth + 1;

  test('work that nothing stood in the way of has as much time as the model has', () => {
    expect(lasting(LONG, []).outcome).toBe('pass');
    expect(lasting(LONG, [renewed(START + 10, { status: 200 })]).outcome).toBe('pass');
  });

  test('a connection to sign-in of which nothing comes back is trouble, until the end', () => {
    const connecting = (took: number) =>
      lasting(LONG, [attempt(START + 10, { layer: 'connect', role: 'oauth', took })]);
    expect(connecting(Number.POSITIVE_INFINITY).outcome).toBe('fail');
    expect(connecting(LONG - 9).outcome).toBe('fail');
    expect(connecting(LONG - 10).outcome).toBe('pass');
  });

  test('a token that the model refuses is trouble with sign-in', () => {
    const refused = asked(START + 10, 'w1', { status: 401, struckBy: 1 });
    expect(lasting(LONG, [refused]).outcome).toBe('fail');
    expect(lasting(T.auth, [refused]).outcome).toBe('pass');
  });

  test('nobody waits while its processes are stopped', () => {
    const sleep = minutes(5);
    const asleep = open(2, START + seconds(30), START + seconds(30) + sleep);
    const faults = [NAME_GONE, OVERLOAD, FROZEN];
    const found = (ms: number) => lasting(ms + sleep, [noName(START + 10), asleep], { faults });
    expect(found(T.auth).outcome).toBe('pass');
    expect(found(T.auth + 1).outcome).toBe('fail');
  });
});

describe('bound.no-hang: an answer that nobody should wait for', () => {
  test.each([
    ['a refresh', (took: number) => renewed(START + 10, { status: 200, took }), T.refreshAnswer],
    [
      'a silent stream',
      (took: number) => {
        const effect = { stream: 'silence', after: { events: 3 } } as const;
        return asked(START + 10, 'w1', { status: 200, struckBy: 1, effect, took });
      },
      T.silentStream,
    ],
  ] as const)('%s, while the client was awake', (what, waiting, bound) => {
    const sleep = minutes(1);
    const asleep = open(2, START + seconds(5), START + seconds(5) + sleep);
    const faults = [NAME_GONE, OVERLOAD, FROZEN];
    const found = (ms: number) =>
      lasting(bound + sleep + seconds(20), [waiting(ms + sleep), asleep], { faults });
    expect(found(bound).outcome).toBe('pass');
    const { outcome, because } = found(bound + 1);
    expect(outcome).toBe('fail');
    expect(because).toContain(what);
  });

  test.each([
    ['an answer that takes long', {}],
    [
      'a stream of nothing but pings',
      { struckBy: 1, effect: { stream: 'pings', after: { events: 3 } } },
    ],
  ] as const)('%s is none', (_, how) => {
    const took = T.silentStream + 1;
    const answer = asked(START + 10, 'w1', { status: 200, took, ...how });
    expect(lasting(took + 20, [answer]).outcome).toBe('pass');
  });
});

describe('bound.no-hang: what it tells of', () => {
  test('no work that was lost: nobody was there to do it', () => {
    const gone = [exited(minutes(1), 1), lost('w2', START)];
    expect(judged(gone).outcome).toBe('inconclusive');
    const { because, witness } = judged([answered('w1', 0), ...gone]);
    expect(because).toContain('Of 1 works 1 came to an end in time');
    expect(witness).toHaveLength(1);
  });

  test('of two waits that were equally long, the first', () => {
    const found = judged([answered('w1', 0, seconds(9)), answered('w2', START, seconds(9))]);
    expect(found.because).toContain('at w1, begun at 0:00');
  });

  test('of a wait that was too long, before one that came near to a bound of its own', () => {
    // A minute is blurred: a token may be waited for for 90 s, work without sign-in for 120 s.
    const pieces = [renewed(START + 10, { status: 200, took: seconds(89) }), noName(START + 20)];
    const found = lasting(seconds(121), pieces, { time: WARPED });
    expect(found).toMatchObject({
      outcome: 'fail',
      because:
        'The client took 2 min 1 s at w1, begun at 10:00; 1 min (give or take 1 min, which are ' +
        'blurred at this speed) was the bound.',
      measured: { value: 121, bound: 120 },
    });
  });

  test('that work has still not ended', () => {
    const ms = T.auth + 1;
    const farewell = [{ at: START + ms, kind: 'run.ended' }] as const;
    const pieces = [...signs(ms), pending('w1', START), noName(START + 10)];
    expect(judged(pieces, { farewell })).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('had still not ended after 1 min at w1'),
    });
  });

  test('nothing of what has no bound: who is told how long to wait, and is not there', () => {
    const announced = told(START, 'ENOTFOUND: again in 32 s', 'retry');
    const { outcome, measured } = judged([answered('w1', START, seconds(32)), announced], {
      mode: 'unattended',
    });
    expect(outcome).toBe('pass');
    expect(measured).toMatchObject({ value: 0, bound: 60 });
  });
});
