import { describe, expect, test } from 'vitest';
import { truthLayer } from '#checks/truth.layer.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import {
  attempt,
  deed,
  type Flight,
  failed,
  flight,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  told,
} from './logs.ts';

const OPEN = open(0, minutes(5), minutes(45));
const START = minutes(10);
const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  truthLayer.judge(
    new Evidence(flight({ faults: [NAME_GONE], ...rest, pieces: [OPEN, ...pieces] })),
  );

describe('truth.layer: a sign-in', () => {
  const NOT_SIGNED_IN = 'Not logged in.';
  /** Work that the gone name has stopped, and says so; its fault stays open. */
  const before = [noName(minutes(7) + 10), failed('w1', minutes(7), 'ENOTFOUND')];
  const signIn = deed('w2', 'sign-in', START, { failed: NOT_SIGNED_IN, took: seconds(4) });

  test('is not judged where nothing met its client, for the person it waits for met it', () => {
    const unseen = { outcome: 'pass', because: expect.stringContaining('1 of 1 messages') };
    expect(judged([...before, signIn])).toMatchObject(unseen);
    // Nor where something met it just before, or just after.
    expect(judged([...before, noName(START - 5), signIn])).toMatchObject(unseen);
    const late = START + seconds(4) + 1;
    expect(judged([...before, signIn, noName(late)])).toMatchObject(unseen);
  });

  test.each([0, 10, seconds(4)])('is judged by what met its client after %d ms', (after) => {
    expect(judged([...before, signIn, noName(START + after)])).toMatchObject({
      outcome: 'fail',
      severity: 'sev2',
      measured: { value: 1 },
      because: expect.stringContaining('w2 failed at DNS'),
    });
  });

  test('is told from a turn, of which the client knows all', () => {
    const turn = failed('w2', START, NOT_SIGNED_IN);
    expect(judged([...before, turn]).outcome).toBe('fail');
  });
});

describe('truth.layer: what it tells of', () => {
  const fails = (text: string) => judged([noName(START + 10), failed('w1', START, text)]);

  test('is nothing where the log does not show why work failed', () => {
    const unknown = judged([failed('w1', START, 'Not logged in.')], { faults: [] });
    expect(unknown).toMatchObject({
      outcome: 'inconclusive',
      because: 'No work failed for a reason that the log shows.',
    });
    const pieces = [failed('w0', minutes(2), 'No'), noName(START + 10)];
    expect(judged([...pieces, failed('w1', START, 'ENOTFOUND')])).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('w1 failed at DNS'),
      measured: { value: 0 },
    });
  });

  test('is what was at fault, or what of several', () => {
    const cut = attempt(START + 10, {
      ...({ layer: 'http', role: 'model', endpoint: 'messages', struckBy: 0 } as const),
      effect: { lose: 'answer' },
      error: 'broken off by the service',
    });
    const finding = judged([cut, failed('w1', START, 'ECONNRESET')], { faults: [OVERLOAD] });
    expect(finding).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('w1 failed at NET or MODEL, and the client said so'),
    });
  });

  test('is all that the client named, or that it named nothing', () => {
    expect(fails('The connection was refused, and your token has expired.').because).toMatch(
      /which names (?:NET, AUTH|AUTH, NET): 1 of 1 messages amiss\.$/,
    );
    expect(fails('Oh.').because).toContain('said “Oh.”, which names no layer:');
    expect(fails('').because).toContain('said nothing, which names no layer:');
    expect(fails(' \n').because).toContain('said nothing, which');
  });

  test('is the message on one line, and of a long one the beginning', () => {
    expect(fails('\n  Oh,\n\n    dear. \n').because).toContain('said “Oh, dear.”, which');
    const spoken = told(START + 20, '  Oh, dear. \n', 'message');
    expect(judged([noName(START + 10), spoken, failed('w1', START, '')]).because).toContain(
      'said “Oh, dear.”, which',
    );
    const long = `Oh ${'x'.repeat(200)}`;
    expect(fails(long).because).toContain(`said “${long.slice(0, 160)}”, which`);
  });
});
