import { describe, expect, test } from 'vitest';
import { boundHonestOutcome } from '#checks/bound.honest-outcome.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { answered, by, exited, failed, flight, lost, type Piece, pending } from './logs.ts';

const START = minutes(10);
const judged = (pieces: readonly Piece[]) =>
  boundHonestOutcome.judge(new Evidence(flight({ pieces })));
/** Work that ended when the client left, of which it said nothing, though it may have been done. */
const unsaid = (nonce = false) =>
  failed('w1', START, 'The client exited.', { took: 500, claim: 'none', nonce });

describe('bound.honest-outcome', () => {
  test('of work that was lost, the client has claimed nothing', () => {
    const gone = [exited(START, 0), lost('w1', START)];
    expect(judged([...gone, pending('w2', START + 1)]).outcome).toBe('inconclusive');
  });

  test('an exit speaks for the work of the client that left, from its first moment on', () => {
    expect(judged([unsaid(), exited(START, 0)])).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('exited with code 0 during w1 without the answer'),
    });
    expect(judged([by(1, unsaid()), by(2, exited(START, 0))]).outcome).toBe('inconclusive');
  });

  test('to leave with a code or by a signal is no success, and untrue where there was one', () => {
    const although = (how: string) => `${how} during w1 although it had the answer`;
    expect(judged([unsaid(true), exited(START, 3)]).because).toContain(although('code 3'));
    const signalled = { ...exited(START, null)[0]!, signal: 'SIGHUP' };
    expect(judged([unsaid(true), [signalled]]).because).toContain(although('SIGHUP'));
  });

  test('says which way round the claim was untrue', () => {
    const called = judged([failed('w1', START, 'Failed.', { nonce: true })]);
    expect(called.because).toContain('called failed w1 although it had the answer');
    const claimed = judged([failed('w1', START, 'Done.', { claim: 'success' })]);
    expect(claimed.because).toContain('claimed success for w1 without the answer');
  });

  test('of many claims it shows three', () => {
    const five = [1, 2, 3, 4, 5];
    const done = judged(five.map((n) => answered(`w${n}`, START + minutes(n))));
    expect(done.exhibits).toEqual(done.witness.slice(2));
    const untrue = five.map((n) => failed(`w${n}`, minutes(n), 'Done.', { claim: 'success' }));
    const found = judged(untrue);
    expect(found.because).toContain('5 of 5 claims were untrue');
    expect(found.exhibits).toHaveLength(6);
  });
});
