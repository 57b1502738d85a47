import { describe, expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import type { Entry, RunOrder } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { Judged, Judgement } from '#harness/judge.ts';
import { assurance } from '#score/assurance.ts';
import { criticality } from '#score/criticality.ts';
import { effectOf } from '#score/effect.ts';
import type { Class, Run, Yardstick } from '#score/yardstick.ts';
import {
  answered,
  asked,
  failed,
  flight,
  HONEST,
  NAME_GONE,
  noName,
  open,
  type Piece,
  stored,
  told,
} from '../checks/logs.ts';
import { flown, HARDENED, NAIVE, yardstick } from '../report/sample.ts';

const found = (
  check: string,
  outcome: Judged['outcome'],
  severity: Judged['severity'] = 'sev2',
): Judged => ({
  ...{ check, outcome, severity, axis: 'bound' as const },
  ...{ must: '', loses: '', source: '', because: '', witness: [], exhibits: [] },
});

const judged = (findings: readonly Judged[] = []): Judgement => ({
  verdict: 'graceful',
  because: 'It was made up.',
  ceiling: 'graceful',
  findings,
  failed: [],
});

/** A name that is gone from minute 5 to minute 45, and a piece of work every ten minutes. */
const gone = (pieces: readonly Piece[], expiresAt = minutes(8)) =>
  flight({ faults: [NAME_GONE], expiresAt, pieces: [open(0, minutes(5), minutes(45)), ...pieces] });

const effect = (log: readonly Entry[], findings: readonly Judged[] = []) =>
  effectOf(new Evidence(log), judged(findings));

const failing = (numbers: readonly number[]): readonly Piece[] =>
  numbers.flatMap((at) => [
    noName(minutes(at) + 20),
    failed(`w${at}`, minutes(at), HONEST, { took: 2_000 }),
    told(minutes(at) + 1_000, HONEST, 'message'),
  ]);

describe('what a failure does to a client', () => {
  test('is nothing where it is nowhere to be seen', () => {
    const log = gone([answered('w1', 0), noName(minutes(6)), answered('w2', minutes(10))]);
    expect(effect(log)).toMatchObject({ class: undefined, blocked: 0 });
    expect(effect(log)).not.toHaveProperty('detection');
  });

  test('is of Class C where it is mentioned and costs nothing', () => {
    const log = gone([
      ...[answered('w1', 0), noName(minutes(6)), told(minutes(6), 'The name is gone.')],
      answered('w2', minutes(10)),
    ]);
    expect(effect(log).class).toBe('C');
  });

  test('is of Class B where some work is not done', () => {
    const log = gone([answered('w0', 0), answered('w1', minutes(10)), ...failing([20])]);
    expect(effect(log)).toMatchObject({ class: 'B', because: 'some work was not done, or late' });
  });

  test('is of Class B where answers take several times as long', () => {
    const log = gone([answered('w0', 0), answered('w1', minutes(10), seconds(10))]);
    expect(effect(log)).toMatchObject({ class: 'B', because: 'answers took far longer' });
  });

  test('is of Class A where nothing can be done for longer than a minute', () => {
    const log = gone([...failing([5, 15, 25, 35]), answered('w45', minutes(45) + 1)]);
    expect(effect(log)).toMatchObject({ class: 'A', blocked: 1 });
    expect(effect(log).longest).toBe(minutes(40) + 1);
  });

  test('is of Class A where work is still not done after the repair, and a minute of grace', () => {
    const late = (at: number) =>
      effect(gone([answered('w0', 0), answered('w1', minutes(6)), failed('w2', at, HONEST)]));
    expect(late(minutes(46)).because).not.toBe('work was still not done after the repair');
    expect(late(minutes(46) + 1).because).toBe('work was still not done after the repair');
  });

  test('is of Class A where it does harm, and where it takes a person', () => {
    const log = gone([answered('w0', 0), answered('w1', minutes(10))]);
    expect(effect(log, [found('save.no-loss', 'fail', 'sev1')]).class).toBe('A');
    const blanked = gone([
      ...[answered('w0', 0), noName(minutes(10))],
      ...[stored('change', minutes(11), 'blank', 'blank'), failed('w1', minutes(50), 'Log in.')],
    ]);
    expect(effect(blanked)).toMatchObject({
      class: 'A',
      because: 'it took a person to bring it back',
    });
  });
});

test('a login that was lost is missed only where signing in would have been possible', () => {
  const during = gone([
    ...[answered('w0', 0), stored('change', minutes(11), 'blank', 'blank'), ...failing([20])],
    answered('w1', minutes(21)),
  ]);
  expect(effect(during)).toMatchObject({ class: 'B', because: 'some work was not done, or late' });
});

test('who has signed out misses nothing', () => {
  const out = [
    { at: minutes(10), kind: 'work.began', work: 'w1', deed: 'sign-out' },
    { ...answered('w1', minutes(10))[1]! },
  ] as const;
  const log = gone([answered('w0', 0), out, failed('w2', minutes(50), 'You are signed out.')]);
  expect(effect(log)).toMatchObject({ class: undefined, blocked: 0 });
});

describe('what is measured of it', () => {
  test('is nothing where the client itself was stopped, for so long nobody waits', () => {
    const fault = { name: 'frozen', layer: 'process', role: 'client', params: {} } as const;
    const stopped = (pieces: readonly Piece[]) =>
      flight({
        faults: [{ ...NAME_GONE, fault }],
        pieces: [open(0, minutes(5), minutes(45)), ...pieces],
      });
    const after = stopped([answered('w1', minutes(4), minutes(42))]);
    expect(effect(after)).toMatchObject({ class: undefined, blocked: 0, longest: minutes(1) });
    const broke = stopped([failed('w1', minutes(4), 'It broke.', { took: minutes(42) })]);
    expect(effect(broke)).not.toHaveProperty('detection');
  });

  test('is the time from the first strike on work that stopped to the first sign', () => {
    const log = gone([answered('w0', 0), ...failing([20])]);
    expect(effect(log).detection).toEqual({ ms: 980 });
  });

  test('is cut short where there was no sign to the end', () => {
    const log = gone([
      ...[answered('w0', 0), noName(minutes(20))],
      failed('w1', minutes(20), '', { claim: 'none', took: minutes(1) }),
    ]);
    expect(effect(log).detection).toMatchObject({ over: true });
  });

  test('is the time from the first work after the repair to the first that is done', () => {
    const back = gone([
      ...failing([20]),
      ...[failed('w3', minutes(50), HONEST), answered('w4', minutes(60))],
    ]);
    expect(effect(back).recovery).toEqual({ ms: minutes(10) + 200 });
    const never = gone([...failing([20]), failed('w3', minutes(50), HONEST)]);
    expect(effect(never).recovery).toMatchObject({ over: true });
  });

  test('is nothing where nothing stopped', () => {
    const log = gone([answered('w0', 0), asked(minutes(10), 'w1', { status: 200 })]);
    expect(effect(log)).not.toHaveProperty('recovery');
  });
});

const REAL: RunOrder['time'] = { kind: 'real', factor: 1 };
const run = (findings: readonly Judged[], time?: RunOrder['time']): Run => {
  const { order, entries } = flown('x', HARDENED);
  return { order: { ...order, ...(time && { time }) }, entries, judgement: judged(findings) };
};

const KEPT = [
  ...['bound.no-hang', 'bound.honest-outcome', 'truth.layer', 'save.no-loss', 'conv.self'],
  ...['sec.no-leak', 'keep.valid-token'],
].map((check) => found(check, 'pass'));

/** All is kept, but for one check. */
const but = (check: string, outcome: Judged['outcome']) => [
  ...KEPT.filter((one) => one.check !== check),
  found(check, outcome),
];

describe('the class that was earned', () => {
  test('is A where all is kept, and what nothing put to the test is named', () => {
    const { class: letter, unshown } = assurance([run(KEPT)], []);
    expect(letter).toBe('A');
    expect(unshown).toContain('see.watchdog');
  });

  test.each([
    ['keep.valid-token', 'fail', 'B'],
    ['conv.self', 'fail', 'C'],
    ['conv.self', 'na', 'B'],
    ['save.no-loss', 'fail', 'C'],
    ['save.no-loss', 'inconclusive', 'C'],
    ['truth.layer', 'fail', undefined],
    ['bound.no-hang', 'fail', undefined],
    ['sec.no-leak', 'fail', undefined],
    ['sec.no-leak', 'na', undefined],
  ] as const)('with %s %s is %s', (check, outcome, letter) => {
    expect(assurance([run(but(check, outcome))], []).class).toBe(letter);
  });

  test('is A with a fallback in place of a token that is kept', () => {
    const findings = [...but('keep.valid-token', 'fail'), found('fall.used', 'pass')];
    expect(assurance([run(findings)], []).class).toBe('A');
  });

  test('is A only where it is kept while something else fails as well', () => {
    expect(assurance([run(KEPT)], [run(but('save.no-loss', 'fail'))]).class).toBe('B');
  });

  test.each([
    [13, undefined],
    [14, 'C'],
    [28, 'C'],
    [29, 'B'],
    [58, 'B'],
    [59, 'A'],
  ] as const)('after %i flights of a client that does not repeat is %s', (count, letter) => {
    const runs = Array.from({ length: count }, () => run(KEPT, REAL));
    expect(assurance(runs, []).class).toBe(letter);
    const once = runs.with(3, run(but('truth.layer', 'fail'), REAL));
    expect(assurance(once, []).class).toBeUndefined();
  });

  test('is none where it never failed', () => {
    expect(assurance([], [run(KEPT)]).class).toBeUndefined();
  });
});

describe('a component', () => {
  const withDeclared = (declared: Class): Yardstick => ({
    ...yardstick,
    components: yardstick.components.map((component) => ({ ...component, declared })),
  });
  const gap = (runs: readonly Run[], declared: Class = 'A') =>
    criticality(runs, withDeclared(declared)).dependences[0]!;
  const hardened = flown('hardened', HARDENED);
  const naive = flown('naive', NAIVE);
  const calmly = (findings: readonly Judged[]): Run => ({
    ...hardened,
    judgement: judged(findings),
  });

  test('is under-engineered where its failure does more than the client was built for', () => {
    expect(gap([naive])).toMatchObject({ observed: 'A', gap: 'under-engineered' });
  });

  test('is not shown where only the proof is wanting', () => {
    expect(gap([calmly([found('bound.no-hang', 'pass')])])).toMatchObject({
      ...{ observed: 'B', gap: 'not shown' },
      earned: { unshown: ['sec'] },
    });
  });

  test('matches what it was built for, and is more only where it is more than declared', () => {
    expect(gap([calmly(KEPT)], 'A')).toMatchObject({ observed: 'B', gap: 'matched' });
    expect(gap([calmly(KEPT)], 'B')).toMatchObject({ gap: 'over-engineered' });
    const stalled = { ...calmly(KEPT), entries: gone([...failing([5, 15, 25, 35])]) };
    expect(gap([stalled], 'B')).toMatchObject({ observed: 'A', gap: 'matched' });
  });

  test('is remarked on where it was declared otherwise', () => {
    expect(gap([naive], 'C').remark).toBe(
      'declared Class C (seed scale), and its failing was Class A (seed scale) to this client',
    );
    expect(gap([calmly(KEPT)], 'A').remark).toContain('only Class B (seed scale)');
    expect(gap([naive], 'A')).not.toHaveProperty('remark');
  });

  test('says nothing where no run of it tested anything', () => {
    const { judgement } = naive;
    const idle = { ...naive, judgement: { ...judgement, verdict: 'invalid' as const } };
    expect(gap([idle])).toMatchObject({ gap: 'not flown', flown: 0 });
  });
});

describe('a failure mode', () => {
  const rowsOf = (runs: readonly Run[], measure: Yardstick = yardstick) =>
    criticality(runs, measure).rows;

  test('is told with what was measured, and where it was seen', () => {
    expect(rowsOf([flown('hardened', HARDENED)])).toMatchObject([
      {
        ...{ component: 'dns', mode: 'nxdomain', local: 'NXDOMAIN', end: 'graceful' },
        occurrence: { days: ['2026-04-07'], elsewhere: 0 },
        detection: { median: 0, runs: 1, over: 0 },
        scenarios: ['nxdomain'],
      },
    ]);
  });

  test('counts the days of the period, once each, and what to expect of them', () => {
    const seen = (dates: readonly string[]) => {
      const [scenario] = yardstick.catalogue;
      const catalogue = [{ ...scenario!, seen: dates.map((date) => ({ date, what: date })) }];
      return rowsOf([flown('hardened', HARDENED)], { ...yardstick, catalogue })[0]!.occurrence;
    };
    const dates = ['2026-03-16', '2026-03-17', '2026-03-17', '2026-04-15', '2026-04-16', '2026'];
    const counted = seen(dates);
    expect(counted).toMatchObject({ days: ['2026-03-17', '2026-04-15'], elsewhere: 3 });
    expect(counted.perMonth.low).toBeCloseTo(0.242, 3);
    expect(counted.perMonth.high).toBeCloseTo(7.225, 3);
    expect(seen([]).perMonth.low).toBe(0);
  });

  test('comes first where it makes a client do harm', () => {
    const [row] = rowsOf([flown('naive', NAIVE)]);
    expect(row).toMatchObject({ priority: 'high', rule: 'it makes the client do harm' });
  });

  test.each([
    ['everything', [], 'medium'],
    ['everything', ['2026-04-07'], 'high'],
    ['some work', ['2026-04-07'], 'low'],
    ['some work', ['2026-04-07', '2026-04-08'], 'medium'],
  ] as const)('that stops %s and was seen on %j is of %s priority', (what, dates, priority) => {
    const some = [answered('w0', 0), answered('w1', minutes(10)), ...failing([20])];
    const entries = gone(what === 'everything' ? failing([5, 15, 25, 35]) : some);
    const seen = dates.map((date) => ({ date, what: 'It was seen.' }));
    const catalogue = [{ ...yardstick.catalogue[0]!, seen }];
    const run: Run = { ...flown('x', HARDENED), entries, judgement: judged(KEPT) };
    expect(rowsOf([run], { ...yardstick, catalogue })[0]!.priority).toBe(priority);
  });

  test('is of medium priority where it stops some work and is told late, else of low', () => {
    const told = (at: number): Run => {
      const entries = gone([
        ...[answered('w0', 0), answered('w1', minutes(10)), noName(minutes(20))],
        failed('w2', minutes(20), HONEST, { took: at }),
        answered('w3', minutes(30)),
      ]);
      const { scenario } = flown('x', HARDENED).order;
      const order = { ...flown('x', HARDENED).order, scenario: { ...scenario, seen: [] } };
      return { order, entries, judgement: judged(KEPT) };
    };
    const measure = { ...yardstick, catalogue: [{ ...yardstick.catalogue[0]!, seen: [] }] };
    expect(rowsOf([told(seconds(60))], measure)[0]!.priority).toBe('low');
    expect(rowsOf([told(seconds(61))], measure)[0]!.priority).toBe('medium');
  });
});
