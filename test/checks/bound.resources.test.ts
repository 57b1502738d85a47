import { describe, expect, test } from 'vitest';
import { boundResources } from '#checks/bound.resources.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Usage } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  type Flight,
  failed,
  flight,
  NAME_GONE,
  noName,
  open,
  type Piece,
  said,
  sampled,
  type Timed,
} from './logs.ts';

const T = thresholds();
const START = minutes(10);
const REAL = { kind: 'real', factor: 1 } as const;
const STRUCK = [
  open(0, minutes(5), minutes(45)),
  ...[noName(START + 10), failed('w1', START, 'No.')],
];

const storyOf = (pieces: readonly Piece[], rest: Flight = {}): Flight => ({
  ...{ faults: [NAME_GONE], ...rest },
  pieces: [...STRUCK, ...pieces],
});
const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  boundResources.judge(new Evidence(flight(storyOf(pieces, rest))));
/** Looks at what it uses, so far apart. */
const looks = (every: number, ...usages: readonly Usage[]) =>
  usages.map((usage, n) => sampled(START + (n + 1) * every, usage));
const own = (session: number, [fact]: readonly Timed[]): readonly Timed[] => [
  { ...fact!, session } as Timed,
];
const started = (at: number): readonly Timed[] => [{ at, kind: 'client.started' }];
/** The numbers of the entries of one kind. */
const all = (kind: Timed['kind'], pieces: readonly Piece[], rest: Flight = {}) =>
  flight(storyOf(pieces, rest))
    .filter((entry) => entry.kind === kind)
    .map(({ seq }) => seq);

describe('bound.resources: of all that was used', () => {
  test('it tells of what comes nearest to its bound, and not of the greatest number', () => {
    const pieces = looks(minutes(1), { memory: 100 }, { memory: 60_100 }, { wakes: T.wakes - 20 });
    expect(judged(pieces)).toMatchObject({
      outcome: 'pass',
      because:
        'At the most, by 13:00, the client had used 180 timers in ten seconds of 200 that it may.',
      measured: { value: 180, unit: 'timers in ten seconds', compare: '<=', bound: T.wakes },
      exhibits: [all('client.sampled', pieces)[2]],
    });
  });

  test('it tells of the first of two that are as near', () => {
    const pieces = looks(minutes(1), { wakes: 50 }, { wakes: 50 });
    expect(judged(pieces).because).toContain('by 11:00');
  });

  test('what nobody could see is not counted', () => {
    const gaps = looks(
      minutes(1),
      ...[{ memory: 900, files: 4 }, { wakes: 7 }, { files: 5 }, { processor: 60_000 }, {}],
      ...[{ memory: 950 }, { processor: 60_600 }],
    );
    expect(judged(gaps, { time: REAL }).measured).toMatchObject({ value: 7, bound: T.wakes });
    const later = looks(minutes(1), { wakes: 7 }, { memory: 900_000, files: 400, processor: 9 });
    expect(judged(later, { time: REAL }).measured).toMatchObject({ value: 7, bound: T.wakes });
  });

  test('a look that shows nothing is none, whatever was printed', () => {
    const pieces = [said(START, 'Hello.'), sampled(START + seconds(5), {})];
    expect(judged(pieces).outcome).toBe('inconclusive');
  });
});

describe('bound.resources: growth', () => {
  test.each([
    ['memory', T.memoryGrowth + 1, 'KiB more than at first'],
    ['files', T.filesGrowth + 1, 'descriptors more than at first'],
  ] as const)('of %s is told with its unit and both looks', (what, growth, unit) => {
    const pieces = looks(minutes(1), { [what]: 10 }, { [what]: 10 + growth });
    expect(judged(pieces)).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining(`By 12:00 the client had used ${growth} ${unit}`),
      measured: { value: growth, unit },
      exhibits: all('client.sampled', pieces),
    });
  });

  test('of each life of a client is its own, however many there are', () => {
    const much = { memory: 1_000_000 };
    const pieces = looks(minutes(2), { memory: 1_000 }, much, { memory: 990_000 });
    expect(judged([...pieces, started(START + minutes(3))]).outcome).toBe('pass');
    const [first, second] = [started(START + minutes(3)), started(START + minutes(5))];
    expect(judged([...pieces, first, second]).outcome).toBe('inconclusive');
    const again = [...pieces, sampled(START + minutes(7), much), second];
    expect(judged(again).outcome).toBe('fail');
  });

  test('of several clients is not that from one to another', () => {
    const starts = [1, 2].map((session) => own(session, started(minutes(1))));
    const sample = (session: number, minute: number, memory: number) =>
      own(session, sampled(START + minutes(minute), { memory }));
    const of = (last: number) => [sample(1, 1, 1_000), sample(2, 2, 900_000), sample(1, 3, last)];
    expect(judged([...starts, ...of(2_000)])).toMatchObject({
      outcome: 'pass',
      measured: { value: 1_000 },
    });
    expect(judged([...starts, ...of(900_000)]).outcome).toBe('fail');
  });
});

describe('bound.resources: a processor', () => {
  test('is looked at over just as long as is needed', () => {
    const span = T.processorOver;
    const pieces = looks(span, { processor: 0 }, { processor: 0 }, { processor: 0.6 * span });
    expect(judged(pieces, { time: REAL })).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('By 10:30 the client had used 0.6 of a processor over 10 s'),
      measured: { value: 0.6, unit: 'of a processor over 10 s', bound: T.processor },
      exhibits: all('client.sampled', pieces, { time: REAL }).slice(1),
    });
  });
});

describe('bound.resources: what it prints', () => {
  const line = (at: number, cut: number) =>
    [{ at, kind: 'client.said', stream: 'stdout', text: '', cut } as const] as const;

  test('is told with the first line and the last of the busiest minute', () => {
    const half = T.printed / 2 + 1;
    const quiet = [line(START, 10), line(START + minutes(20), 10)];
    const busy = [line(START + minutes(9), half), line(START + minutes(9) + 10, half)];
    const pieces = [...quiet, ...busy];
    const { measured, exhibits, because } = judged(pieces);
    expect(measured).toMatchObject({ value: 2 * half, unit: 'characters of output in a minute' });
    expect(exhibits).toEqual(all('client.said', pieces).slice(1, 3));
    expect(because).toMatch(/^By 19:00 /);
  });

  test('of one line, or of several that are as long, shows the first', () => {
    const much = T.printed + 1;
    const pieces = [line(START, much), line(START + minutes(5), much)];
    expect(judged(pieces).exhibits).toEqual(all('client.said', pieces).slice(0, 1));
  });
});
