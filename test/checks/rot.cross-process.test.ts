import { describe, expect, test } from 'vitest';
import { rotCrossProcess } from '#checks/rot.cross-process.ts';
import { minutes } from '#core/duration.ts';
import type { Entry } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { asked, attempt, by, type Flight, flight, type Piece, renewed } from './logs.ts';
import { denied, issues, looked, refreshed, TORN, tells, unheard } from './rotations.ts';

const AT = minutes(10);
const story = (sessions: number, pieces: readonly Piece[], given: Flight['given'] = {}) =>
  flight({ given: { sessions, ...given }, pieces });
const judged = (...of: Parameters<typeof story>) =>
  rotCrossProcess.judge(new Evidence(story(...of)));
const outcome = (...pieces: readonly Piece[]) => judged(2, pieces).outcome;
const own = (session: number, pieces: readonly Piece[]) =>
  pieces.map((piece) => by(session, piece));
/** A refresh by one session, with the last token, at a minute after the tenth. */
const turn = (session: number, n: number) =>
  own(session, refreshed(AT + minutes(n), `refresh-${n + 1}`, n + 2));
const uses = (session: number, at: number, token = 'access-2') =>
  by(session, asked(at, `w${session}`, { status: 200, token }));
const FIRST = turn(1, 0);
/** Where in a log the requests stand that present a token. */
const presenting = (log: readonly Entry[], name: string) =>
  log.flatMap((entry) =>
    entry.kind === 'attempt.began' && entry.presents?.some(({ token }) => token === name)
      ? [entry.seq]
      : [],
  );

describe('rot.cross-process: a second process', () => {
  test('is one that asks after the first, and not one that asks with what came of it', () => {
    const log = [
      ...FIRST,
      ...turn(2, 1),
      ...turn(1, 2),
      ...turn(2, 3),
      uses(1, minutes(20), 'access-5'),
    ];
    const finding = judged(2, log);
    expect(finding).toMatchObject({ outcome: 'pass', measured: { value: 0 } });
    expect(finding.witness).toEqual(
      [1, 2, 3].flatMap((n) => presenting(story(2, log), `refresh-${n}`)),
    );
  });

  test('is told of with the one that had spent that token, and not with another', () => {
    const log = [
      ...FIRST,
      ...turn(2, 1),
      by(1, renewed(AT + minutes(2), { status: 200, token: 'refresh-2' })),
      issues(AT + minutes(2) + 30, 'refresh-2', 4),
    ];
    const finding = judged(2, log);
    expect(finding).toMatchObject({
      outcome: 'fail',
      because: expect.stringMatching(
        /^At 12:00 session 1 presented refresh-2, which session 2 had spent .*: 1 in all\.$/,
      ),
      exhibits: presenting(story(2, log), 'refresh-2'),
    });
    expect(finding.because).not.toContain('ended the login');
  });

  test('is the one that is denied, also where it was the first to ask', () => {
    const slow = by(2, renewed(AT - 10, { status: 400, took: 300 }));
    const log = [slow, ...FIRST, tells(AT + 100, 'reused', 'refresh-1')];
    const finding = judged(2, log);
    expect(finding).toMatchObject({
      outcome: 'fail',
      severity: 'sev1',
      measured: { value: 1, unit: 'races', compare: '==', bound: 0 },
      because: expect.stringMatching(
        /session 2 presented refresh-1, which session 1 .* the server ended the login for it/,
      ),
    });
    const reused = new Evidence(story(2, log)).of('ledger').find(({ act }) => act === 'reused')!;
    expect(finding.exhibits).toEqual([...presenting(story(2, log), 'refresh-1'), reused.seq]);
  });

  test('is counted once, whoever of the two was answered first', () => {
    const slow = by(2, renewed(AT - 10, { status: 200, took: 300 }));
    const log = [slow, ...FIRST, issues(AT + 100, 'refresh-1', 3)];
    expect(judged(2, log)).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
  });

  test('is not the same one again, nor one of which nobody knows whose it is', () => {
    const again = [renewed(AT + 100, { status: 200 }), issues(AT + 130, 'refresh-1', 3)];
    const rest = uses(2, AT + 500);
    expect(outcome(...FIRST, ...own(1, again), rest)).toBe('pass');
    expect(outcome(...FIRST, ...again, rest)).toBe('pass');
    expect(outcome(...again, rest)).toBe('inconclusive');
  });

  test('is not one that asks when the first was given nothing for the token', () => {
    const later = own(2, [renewed(AT + 500, { status: 503 })]);
    expect(outcome(...FIRST, ...later, uses(2, AT + 700))).toBe('pass');
    const lost = own(1, [unheard(AT, 'refresh-1'), issues(AT + 30, 'refresh-1', 2)]);
    const unlucky = judged(2, [...lost, ...own(2, denied(AT + 500, 'refresh-1', 'reused'))]);
    expect(unlucky).toMatchObject({
      outcome: 'inconclusive',
      because: 'No process refreshed the login that all share.',
    });
    const kept = [1, 2].flatMap((session) => [
      by(session, renewed(AT + session * 100, { status: 200 })),
      tells(AT + session * 100 + 30, 'issued', `access-${session + 1}`),
    ]);
    expect(outcome(...kept)).toBe('inconclusive');
  });
});

describe('rot.cross-process: an older login over a newer one', () => {
  const OLD = { access: 'access-1', refresh: 'refresh-1' };
  const newer = looked(AT + 70, {});
  const older = looked(AT + 80, OLD);
  const rest = uses(2, AT + 500);

  test('is shown with both writes', () => {
    const log = [...FIRST, newer, older, rest];
    const [, before, after] = new Evidence(story(2, log)).of('store');
    expect(judged(2, log)).toMatchObject({
      outcome: 'fail',
      because: 'At 10:00 refresh-1 was written over refresh-2, which is newer: 1 in all.',
      measured: { value: 1 },
      exhibits: [before!.seq, after!.seq],
      witness: presenting(story(2, log), 'refresh-1'),
    });
  });

  test('is one also where nothing readable stood there in between', () => {
    expect(outcome(...FIRST, newer, looked(AT + 75, TORN), older, rest)).toBe('fail');
    const blank = looked(AT + 75, { access: 'blank', refresh: 'blank' });
    expect(outcome(...FIRST, newer, blank, older, rest)).toBe('fail');
  });

  test('is none where it is the same, of another sign-in, or put there by somebody else', () => {
    const anew = (fact: 'access-9' | 'refresh-9') =>
      tells(AT + 72, 'issued', fact).map((one) => ({ ...one, family: 'family-2' }));
    const other = looked(AT + 80, { access: 'access-9', refresh: 'refresh-9' });
    const same = looked(AT + 80, { expiresAt: minutes(70) });
    const put = looked(AT + 80, OLD, { look: 'act' });
    expect(outcome(...FIRST, newer, same, rest)).toBe('pass');
    expect(outcome(...FIRST, newer, anew('access-9'), anew('refresh-9'), other, rest)).toBe('pass');
    expect(outcome(...FIRST, newer, put, rest)).toBe('pass');
  });

  test('is counted beside a second presentation, and is not what grace is for', () => {
    const grace = { rotation: 'rotate-with-grace' } as const;
    const second = [by(2, renewed(AT + 40, { status: 200 })), issues(AT + 75, 'refresh-1', 3)];
    expect(judged(2, [...FIRST, ...second], grace).severity).toBe('sev3');
    const both = judged(2, [...FIRST, ...second, newer, older], grace);
    expect(both).toMatchObject({ outcome: 'fail', severity: 'sev2', measured: { value: 2 } });
  });
});

describe('rot.cross-process: what one has got', () => {
  test.each([
    ['the same session', [uses(1, AT + 500)]],
    ['nobody that is known', [asked(AT + 500, 'w2', { status: 200, token: 'access-2' })]],
    ['a request that presents another', [uses(2, AT + 500, 'access-1')]],
    ['one that presents nothing', [by(2, attempt(AT + 500, { layer: 'dns', role: 'model' }))]],
  ])('is not taken over by %s', (_, pieces) => {
    expect(judged(2, [...FIRST, ...pieces])).toMatchObject({
      outcome: 'inconclusive',
      witness: [expect.any(Number)],
    });
  });

  test('is taken over by as many as went on with it, each shown once', () => {
    const early = [...FIRST, uses(2, AT + 500)];
    const next = turn(2, 1);
    const at = AT + minutes(2);
    const late = [1, 3, 4, 5].map((session) => uses(session, at + session, 'access-3'));
    const log = [...early, ...next, ...late, uses(1, at + 300, 'access-3')];
    const finding = judged(5, log);
    expect(finding).toMatchObject({
      outcome: 'pass',
      because:
        'Session 2 refreshed at 11:00, and what it had got was used by 4 of the others; nobody ' +
        'asked twice.',
    });
    expect(finding.exhibits.slice(2)).toEqual(presenting(story(5, log), 'access-3').slice(0, 3));
  });
});
