import { describe, expect, test } from 'vitest';
import { saveNoLoss } from '#checks/save.no-loss.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { answered, type Flight, flight, ledger, type Piece, stored, type Timed } from './logs.ts';
import { as } from './orders.ts';
import { issues, looked, refreshed, TORN } from './rotations.ts';

const AT = minutes(10);
const WARPED = { kind: 'warped', factor: 60 } as const;
const SLACK = thresholds().stall * WARPED.factor;
const finding = (pieces: readonly Piece[], rest: Flight = {}) =>
  saveNoLoss.judge(new Evidence(flight({ ...rest, pieces })));
const outcome = (pieces: readonly Piece[], rest: Flight = {}) => finding(pieces, rest).outcome;

const first = { access: 'access-1', refresh: 'refresh-1' } as const;
const BLANK = { access: 'blank', refresh: 'blank' } as const;
const blanked = (at: number) => looked(at, BLANK);
/** A login of another grant than the first one. */
const granted = (at: number, token: string, family = 'family-2'): readonly Timed[] =>
  ledger(at, 'issued', token).map((fact) => ({ ...fact, family }) as Timed);

describe('what has become of a login', () => {
  test.each([
    ['the file is gone', TORN, 'was gone, or could no longer be read, although'],
    ['its fields are empty', BLANK, 'was blanked, although'],
    ['its fields are gone', { access: 'absent', refresh: 'absent' }, 'was removed, although'],
    ['it is another’s', { refresh: 'unknown' }, 'gave way to access-2, unknown, although'],
  ] as const)('%s', (_, state, fate) => {
    const log = flight({ pieces: [looked(AT, state)] });
    const [before, after] = log.filter(({ kind }) => kind === 'store').map(({ seq }) => seq);
    expect(saveNoLoss.judge(new Evidence(log))).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining(`At 10:00 the stored login (access-1, refresh-1) ${fate}`),
      measured: { value: 1, unit: 'logins lost', compare: '==', bound: 0 },
      witness: [before],
      exhibits: [before, after],
    });
  });

  test('it is told of the login that was there last, also if it was written in place', () => {
    const pieces = [
      ...refreshed(AT, 'refresh-1', 2),
      looked(AT + 70, {}, { inPlace: true }),
      blanked(AT + 100),
    ];
    expect(finding(pieces).because).toContain('(access-2, refresh-2) was blanked');
  });

  test('what is kept is told by the first look and the last', () => {
    const pieces = [looked(AT, first), looked(minutes(20), first)];
    const log = flight({ pieces });
    const seqs = log.filter(({ kind }) => kind === 'store').map(({ seq }) => seq);
    expect(saveNoLoss.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      because: expect.stringMatching(/looked at 3 times until 20:00/),
      exhibits: [seqs[0], seqs[2]],
    });
  });
});

describe('what is a loss', () => {
  test('what somebody else did to the store is not the client’s, nor is what is left of it', () => {
    const robbed = looked(AT, TORN, { look: 'act' });
    expect(outcome([robbed])).toBe('pass');
    expect(outcome([robbed, looked(minutes(20), TORN, { look: 'after' })])).toBe('pass');
  });

  test('a login is lost once, however often an empty store is looked at', () => {
    const pieces = [blanked(AT), looked(minutes(20), BLANK, { look: 'after' })];
    expect(finding(pieces)).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
  });

  test('where files are watched, a store that is full again a moment later was never empty', () => {
    const emptyFor = (ms: number) =>
      finding([blanked(AT), looked(AT + ms, first)], { time: WARPED });
    expect(emptyFor(SLACK).outcome).toBe('pass');
    expect(emptyFor(SLACK + 1)).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
    const soon = [looked(AT, first), blanked(AT + 1)];
    expect(finding(soon, { time: WARPED })).toMatchObject({ measured: { value: 1 } });
  });

  test('to go on with an old login is another matter', () => {
    const pieces = [...refreshed(AT, 'refresh-1', 2), looked(AT + 70, first)];
    expect(outcome(pieces)).toBe('pass');
  });

  test.each([
    ['blanked', BLANK],
    ['gone', TORN],
    ['without its fields', { access: 'absent', refresh: 'absent' }],
  ] as const)(
    'a store that is %s after a refresh has lost what the refresh brought',
    (_, state) => {
      const renewed = refreshed(AT, 'refresh-1', 2);
      expect(outcome([...renewed, looked(AT + 70, state)])).toBe('fail');
      const over = ledger(AT + 65, 'revoked', 'refresh-2');
      expect(outcome([...renewed, over, looked(AT + 70, state)])).toBe('pass');
    },
  );
});

describe('what was asked for', () => {
  const during = (deed: 'sign-out' | 'sign-in', at: number) =>
    as(deed, answered('w1', at, minutes(1)));
  const END = AT + minutes(1);

  test('whoever is asked to sign out may empty its store from then on, until that is done', () => {
    const emptied = (at: number, rest: Flight = {}) =>
      outcome([during('sign-out', AT), blanked(at)], rest);
    expect([AT - 1, AT, END, END + 1].map((at) => emptied(at))).toEqual([
      'fail',
      'pass',
      'pass',
      'fail',
    ]);
    expect(emptied(END + SLACK, { time: WARPED })).toBe('pass');
    expect(emptied(END + SLACK + 1, { time: WARPED })).toBe('fail');
  });

  test('one good login may give way to another while somebody signs in', () => {
    const other = [...granted(1, 'access-2'), ...granted(1, 'refresh-2')];
    const replaced = (at: number) => outcome([other, during('sign-in', AT), looked(at, {})]);
    expect([AT - 1, AT, END, END + 1].map(replaced)).toEqual(['fail', 'pass', 'pass', 'fail']);
  });

  test('it is another grant’s, also where the store was empty for a moment in the write', () => {
    const other = [...granted(1, 'access-2'), ...granted(1, 'refresh-2')];
    const pieces = [other, looked(AT, TORN, { inPlace: true }), looked(AT, {}, { inPlace: true })];
    expect(finding(pieces)).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('gave way to access-2, refresh-2'),
    });
  });

  test('a new token of the same grant is no other login, where the old one stays good', () => {
    const again = stored('change', AT + 10, 'access-2', 'refresh-2');
    const issued = issues(AT, 'refresh-1', 2).slice(1);
    expect(outcome([issued, again])).toBe('pass');
    // Nor is it one in the grant that somebody has signed in with since.
    const signedIn = [
      [...granted(1, 'refresh-8'), ...granted(AT + minutes(2), 'refresh-9')],
      during('sign-in', AT),
      looked(AT + 10, { access: 'unknown', refresh: 'refresh-8' }),
      looked(AT + minutes(3), { access: 'unknown', refresh: 'refresh-9' }),
    ];
    expect(outcome(signedIn)).toBe('pass');
  });
});
