import { describe, expect, test } from 'vitest';
import { seeWatchdog } from '#checks/see.watchdog.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  by,
  deed,
  exited,
  type Flight,
  failed,
  flight,
  NAME_GONE,
  noName,
  open,
  type Piece,
  pending,
  said,
  type Timed,
  told,
} from './logs.ts';
import { as, restarted } from './orders.ts';

const T = thresholds('unattended');
const START = minutes(10);
const WARPED = { kind: 'warped', factor: 60 } as const;
const finding = (pieces: readonly Piece[], rest: Flight = {}) =>
  seeWatchdog.judge(new Evidence(flight({ work: { mode: 'unattended' }, ...rest, pieces })));
const outcome = (pieces: readonly Piece[], rest: Flight = {}) => finding(pieces, rest).outcome;

const alert = (at: number, session?: number): readonly Timed[] => [
  { at, kind: 'alert.raised', class: 'dns', text: 'No.', ...(session && { session }) },
];
/** The log goes on until minute 40. */
const LONG = said(minutes(40), 'Still here.');
const LOSS = [noName(START), pending('w2', START), LONG];

describe('a signal', () => {
  const retries = (from: number, count = 3) =>
    Array.from({ length: count }, (_, n) => told(from + n, 'again', 'retry')).flat();

  test('the first of several counts', () => {
    const log = flight({
      work: { mode: 'unattended' },
      pieces: [
        ...[noName(START), retries(START + seconds(3)), alert(START + seconds(5))],
        failed('w2', START, 'No.', { took: T.alert + 1 }),
      ],
    });
    const [began] = log.filter(({ kind }) => kind === 'work.began');
    const third = log.find(({ at }) => at === START + seconds(3) + 2);
    expect(seeWatchdog.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      measured: { value: 3.002 },
      witness: [began!.seq],
      exhibits: [began!.seq, third!.seq],
    });
  });

  test('the third retry is one, from the moment of the loss on, and three notices are none', () => {
    expect(outcome([...LOSS, retries(START)])).toBe('pass');
    expect(outcome([...LOSS, retries(START - 1)])).toBe('fail');
    const notices = [1, 2, 3].flatMap((n) => told(START + n, 'again'));
    expect(outcome([...LOSS, notices])).toBe('fail');
  });

  test('where files are watched, it may be seen a moment later', () => {
    const latest = T.alert + T.stall * WARPED.factor;
    const after = (ms: number) => outcome([...LOSS, alert(START + ms)], { time: WARPED });
    expect([latest, latest + 1].map(after)).toEqual(['pass', 'fail']);
  });

  test('an exit is one, also before the work was handed over, but not after a new start', () => {
    const crashed = exited(minutes(9), 1);
    expect(outcome([crashed, ...LOSS])).toBe('pass');
    expect(outcome([restarted(minutes(9)), ...LOSS])).toBe('fail');
    expect(outcome([restarted(START + 9), ...LOSS])).toBe('pass');
  });

  test('that we end a client when its work is over is none', () => {
    const end = START + seconds(30);
    const ended = (signal?: string) =>
      outcome([noName(START), pending('w2', START)], {
        farewell: [
          { at: end, kind: 'client.exited', code: null, by: 'harness', ...(signal && { signal }) },
          { at: end, kind: 'run.ended' },
        ],
      });
    expect(ended()).toBe('inconclusive');
    expect(ended('SIGKILL')).toBe('pass');
  });

  test('an exit after work that was over is none of it', () => {
    const silent = failed('w2', START, 'No.', { took: 20, claim: 'none' });
    expect(outcome([noName(START), silent, exited(START + 21, 1), LONG])).toBe('fail');
  });

  test('what another session does is none', () => {
    const own = (...pieces: readonly Piece[]) =>
      outcome([...LOSS.slice(0, 2).map((piece) => by(2, piece)), LONG, ...pieces], {
        given: { sessions: 2 },
      });
    expect(own(by(1, exited(START + 9, 1)))).toBe('fail');
    expect(own(by(1, retries(START)))).toBe('fail');
    expect(own(alert(START + 9, 1))).toBe('fail');
    expect(own(by(2, exited(START + 9, 1)))).toBe('pass');
    expect(own(by(2, retries(START)))).toBe('pass');
    expect(own(alert(START + 9, 2))).toBe('pass');
    // Whoever does not say which it is may be any.
    expect(own(alert(START + 9))).toBe('pass');
  });

  test('a client that is alone may call itself by any number', () => {
    expect(outcome([...LOSS, alert(START + 9, 1)])).toBe('pass');
  });
});

describe('a loss', () => {
  test('a sign-in that fails is none', () => {
    expect(outcome([as('sign-in', pending('w2', START)), LONG])).toBe('inconclusive');
    expect(outcome([deed('w2', 'sign-in', START, { failed: 'No.' })])).toBe('inconclusive');
  });

  test('it begins with what its own session has met', () => {
    const met = by(2, noName(START + seconds(30)));
    const pieces = [by(1, noName(START)), by(2, pending('w2', START)), met, LONG];
    const rest = { given: { sessions: 2 } };
    expect(finding([...pieces, alert(START + seconds(50), 2)], rest)).toMatchObject({
      outcome: 'pass',
      measured: { value: 20 },
    });
  });

  test('for as long as a client is made to stand still, it tells nobody', () => {
    const record: FaultWindowRecord = {
      fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
      from: { on: 'start' },
      until: 'the end',
    };
    const frozen = open(0, START, START + minutes(5));
    const rest = { faults: [record] };
    const late = (ms: number) => finding([frozen, ...LOSS, alert(START + minutes(5) + ms)], rest);
    expect(late(T.alert)).toMatchObject({ outcome: 'pass', measured: { value: T.alert / 1_000 } });
    expect(late(T.alert + 1).outcome).toBe('fail');
  });

  test.each([
    [T.alert, 'inconclusive'],
    [T.alert + 1, 'fail'],
  ] as const)('of one that lasted for %d ms by the end of the log', (ms, expected) => {
    const farewell = [{ at: START + ms, kind: 'run.ended' }] as const;
    expect(outcome(LOSS.slice(0, 2), { farewell })).toBe(expected);
  });
});

describe('an alert without a reason', () => {
  const AT = minutes(20);
  const raised = (...pieces: readonly Piece[]) => outcome([...pieces, alert(AT)]);

  test('each is counted, and the first six are shown', () => {
    const at = (n: number) => minutes(10) + seconds(n);
    const log = flight({
      work: { mode: 'unattended' },
      pieces: [answered('w1', 0), ...[0, 1, 2, 3, 4, 5, 6].map((n) => alert(at(n)))],
    });
    const seqs = log.filter(({ kind }) => kind === 'alert.raised').map(({ seq }) => seq);
    expect(seeWatchdog.judge(new Evidence(log))).toMatchObject({
      outcome: 'fail',
      because:
        'At 10:00 the client raised an alert (dns) although nothing was wrong: ' +
        '7 alerts were groundless.',
      measured: { value: 7, unit: 'false alerts', compare: '==', bound: 0 },
      witness: [seqs[0]],
      exhibits: seqs.slice(0, 6),
    });
  });

  test('none is while a fault is open, or was so just before', () => {
    const until = (closed: number) =>
      outcome([open(0, minutes(5), closed), answered('w1', AT - 1), alert(AT)], {
        faults: [NAME_GONE],
      });
    expect(until(AT - T.alert)).toBe('fail');
    expect(until(AT - T.alert + 1)).toBe('inconclusive');
    expect(until(minutes(45))).toBe('inconclusive');
  });

  test('none is while work is in hand, or when some has just failed', () => {
    const what = (piece: Piece) =>
      finding([answered('w1', 0), piece, alert(AT)]).measured?.unit ?? 'nothing';
    expect(what(pending('w2', AT - minutes(5)))).toBe('s');
    expect(what(pending('w2', AT))).toBe('s');
    const ended = (ago: number) => what(failed('w2', AT - ago - 10, 'No.', { took: 10 }));
    expect([T.alert, T.alert + 1].map(ended)).toEqual(['s', 'false alerts']);
  });

  test('work that was answered just before, or that is yet to fail, is no reason', () => {
    expect(raised(answered('w1', AT - seconds(1)))).toBe('fail');
    expect(raised(answered('w1', AT - 1, 1))).toBe('fail');
    expect(raised(failed('w2', AT + 1, 'No.'))).toBe('fail');
  });

  test('none is soon after something has failed on the wire', () => {
    const refused = (at: number) => raised(asked(at, 'w1', { status: 401 }));
    expect(refused(AT)).toBe('inconclusive');
    expect(refused(AT + 1)).toBe('fail');
    expect(refused(AT - T.alert - 60)).toBe('inconclusive');
    expect(refused(AT - T.alert - 61)).toBe('fail');
  });
});
