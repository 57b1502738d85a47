import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunOrder } from '#core/entry.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { atLeast, QUALITY, type Quality, type Verdict } from '#core/verdict.ts';
import { criticality } from '#harness/criticality.ts';
import type { Judged, Judgement } from '#harness/judge.ts';
import { ROOT } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { yardstick } from '#harness/yardstick.ts';
import { cellsOf, lowest, worth } from '#score/cells.ts';
import { GRADES, type Grade, gradeOf } from '#score/grade.ts';
import { type Score, scoreOf } from '#score/score.ts';
import { componentOf, componentsOf, gravest, type Run, type Yardstick } from '#score/yardstick.ts';
import { nxdomain, order } from '../report/sample.ts';

const declared = await criticality();
const catalogue = await everyScenario();

/** So many scenarios of a family, that hit one thing. */
const some = (count: number, family: ScenarioRecord['family'], layer = 'dns'): ScenarioRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    ...nxdomain,
    id: `${family}-${index}`,
    family,
    faults: nxdomain.faults.map((window) => ({
      ...window,
      fault: { ...window.fault, layer: layer as 'dns' },
    })),
  }));

const measure = (scenarios: readonly ScenarioRecord[]): Yardstick => ({
  catalogue: scenarios,
  ...declared,
  witnessed: {},
});

interface Came {
  readonly verdict: Verdict;
  readonly ceiling?: Quality;
  readonly failed?: readonly string[];
  readonly time?: RunOrder['time'];
}

const REAL = { kind: 'real', factor: 1 } as const;

function flown(scenario: ScenarioRecord, { verdict, failed = [], ...came }: Came): Run {
  const judgement: Judgement = {
    verdict,
    because: 'It was made up.',
    ceiling: came.ceiling ?? 'transparent',
    findings: failed.map(
      (check): Judged => ({
        check,
        ...{ must: '', loses: '', source: '', severity: 'sev1', axis: 'secret' },
        ...{ outcome: 'fail', because: '', witness: [], exhibits: [] },
      }),
    ),
    failed,
  };
  const { time } = came;
  return { order: order('x', { scenario, ...(time && { time }) }), entries: [], judgement };
}

/** A score over scenarios that all came to the same, but for some. */
const score = (
  scenarios: readonly ScenarioRecord[],
  came: (scenario: ScenarioRecord, index: number) => readonly Came[],
): Score =>
  scoreOf(
    scenarios.flatMap((scenario, index) =>
      came(scenario, index).map((one) => flown(scenario, one)),
    ),
    measure(scenarios),
  );

const twenty = some(20, 'dns');
const WELL = [{ verdict: 'transparent' }] as const;
const rank = (grade: Grade | undefined) => GRADES.indexOf(grade!);

describe('a grade', () => {
  test('is A where all that was possible was reached', () => {
    expect(score(twenty, () => WELL)).toMatchObject({ grade: 'A', value: 1, coverage: 1 });
  });

  test('is at best D after one harm, whatever the rest came to', () => {
    const { grade, gates } = score(twenty, (_, index) =>
      index === 0 ? [{ verdict: 'harmful' }] : WELL,
    );
    expect(grade).toBe('D');
    expect(gates[0]).toMatchObject({ atBest: 'D', scenarios: ['dns-0'] });
  });

  test.each(['sec.no-leak', 'sec.right-host', 'sec.valid-tls', 'fleet.contagion'])(
    'is F after one %s',
    (check) => {
      const { grade, band } = score(twenty, (_, index) =>
        index === 0 ? [{ verdict: 'harmful', failed: [check] }] : WELL,
      );
      expect(grade).toBe('F');
      expect(band).not.toBe('F');
    },
  );

  test('is at best C where it was grounded by a component of Class A, and not by others', () => {
    const grounded = (scenarios: readonly ScenarioRecord[]) =>
      score(scenarios, (_, index) => (index === 0 ? [{ verdict: 'grounded' }] : WELL)).gates;
    expect(grounded(some(60, 'dns'))).toMatchObject([{ atBest: 'C' }]);
    expect(grounded(some(60, 'clock', 'clock'))).toEqual([]);
  });

  test.each([
    ['sev2', ['C']],
    ['sev3', []],
  ] as const)(
    'is at best C where %s on every flight leaves less than half of an axis',
    (severity, expected) => {
      const runs = twenty.map((scenario) => {
        const run = flown(scenario, { ...WELL[0], failed: ['retry.jitter'] });
        const findings = run.judgement.findings.map((one) => ({ ...one, severity }));
        return { ...run, judgement: { ...run.judgement, findings } };
      });
      const { gates } = scoreOf(runs, measure(twenty));
      expect(gates.map(({ atBest }) => atBest)).toEqual(expected);
    },
  );

  test('is provisional below 95 % of the catalogue, and none below 80 %', () => {
    const over = (share: number) => score(twenty, (_, index) => (index < share ? WELL : []));
    expect(over(19)).toMatchObject({ provisional: false });
    expect(over(18)).toMatchObject({
      provisional: true,
      because: '18 of 20 scenarios have a verdict',
    });
    expect(over(16).grade).toBeDefined();
    expect(over(15).grade).toBeUndefined();
  });

  test('is not bought with flights that say nothing', () => {
    const once = { verdict: 'transparent', time: REAL } as const;
    const invalid = { verdict: 'invalid', time: REAL } as const;
    const graded = score(twenty, () => [once, invalid, invalid, invalid, invalid]);
    expect(graded.grade).toBeUndefined();
    expect(graded.because).toContain('flown 1 of the 5 times');
    const untold = { verdict: 'inconclusive', time: REAL } as const;
    const [cell] = cellsOf([flown(twenty[0]!, untold)], measure(twenty));
    expect(cell?.decision).toBe('go on');
  });

  test('is that of the lower end of the interval', () => {
    const { value, interval, band } = score(twenty, (_, index) =>
      index < 6 ? [{ verdict: 'degraded' }] : WELL,
    );
    expect(value).toBeCloseTo(0.85, 9);
    // Of twenty drawn from twenty with six that are worth half, from three to nine or so are: 90 %.
    expect([0.75, 0.775].some((low) => Math.abs(interval.low - low) < 1e-9)).toBe(true);
    expect([0.925, 0.95].some((high) => Math.abs(interval.high - high) < 1e-9)).toBe(true);
    expect(band).toBe('C');
  });

  test.each([
    [0.9, 'A'],
    [0.8999, 'B'],
    [0.8, 'B'],
    [0.7999, 'C'],
    [0.65, 'C'],
    [0.6499, 'D'],
    [0.45, 'D'],
    [0.4499, 'E'],
    [0, 'E'],
  ] as const)('is the band of %f: %s', (low, band) => {
    const { cells, axes } = score(twenty, () => WELL);
    expect(gradeOf(cells, axes, { low, high: 1 }, measure(twenty)).grade).toBe(band);
  });

  test('is none for a client that was flown less than five times and does not repeat', () => {
    const times = (count: number) =>
      score(twenty, () => Array.from({ length: count }, () => ({ ...WELL[0], time: REAL })));
    expect(times(4).grade).toBeUndefined();
    expect(times(5).grade).toBeDefined();
    expect(times(59).grade).toBe('A');
  });
});

describe('a cell', () => {
  test.each([
    ['transparent', 'transparent', 1],
    ['graceful', 'graceful', 1],
    ['graceful', 'transparent', 0.8],
    ['degraded', 'graceful', 0.5],
    ['grounded', 'graceful', 0.1],
    ['harmful', 'graceful', 0],
    ['inconclusive', 'graceful', 0],
    ['invalid', 'graceful', 0],
    ['not flown', 'graceful', 0],
  ] as const)('%s where %s was possible is worth %f', (verdict, ceiling, utility) => {
    expect(worth(verdict, ceiling)).toBe(utility);
  });

  test('counts nothing and is listed where it was not flown, or not put to the test', () => {
    const { missing } = score(twenty.slice(0, 3), (_, index) =>
      index === 0 ? WELL : index === 1 ? [{ verdict: 'invalid' }] : [],
    );
    expect(missing).toMatchObject([
      { scenario: 'dns-1', verdict: 'invalid', utility: 0 },
      { scenario: 'dns-2', verdict: 'not flown', utility: 0 },
    ]);
  });

  test('is not mended by flying it again', () => {
    const [scenario] = twenty as [ScenarioRecord];
    const runs = [
      flown(scenario, { verdict: 'harmful' }),
      ...Array(20).fill(flown(scenario, WELL[0])),
    ];
    const [cell] = cellsOf(runs, measure([scenario]));
    expect(cell).toMatchObject({ verdict: 'harmful', utility: 0, regret: 4 });
  });

  test('is decided by as many flights as it takes, and not before', () => {
    const [scenario] = twenty as [ScenarioRecord];
    const well = flown(scenario, { ...WELL[0], time: REAL });
    const harm = flown(scenario, { verdict: 'harmful', time: REAL });
    const decided = (runs: readonly Run[]) => cellsOf(runs, measure([scenario]))[0]!.decision;
    expect(decided(Array(13).fill(well))).toBe('go on');
    expect(decided(Array(14).fill(well))).toBe('accept');
    expect(decided([harm])).toBe('reject');
    expect(decided([flown(scenario, WELL[0])])).toBeUndefined();
  });

  test('is flown again where it was invalid, and then counts', () => {
    const [scenario] = twenty as [ScenarioRecord];
    const runs = [flown(scenario, { verdict: 'invalid' }), flown(scenario, WELL[0])];
    expect(cellsOf(runs, measure([scenario]))[0]).toMatchObject({ utility: 1 });
    const real = (verdict: Verdict) => flown(scenario, { verdict, time: REAL });
    const [cell] = cellsOf([real('invalid'), real('transparent')], measure([scenario]));
    expect(cell!.utility).toBeCloseTo(0.1, 9);
    expect(cell!.seen).toBe(1);
  });

  test('has the ceiling that the hardened client has shown, whatever its own log knows', () => {
    const [scenario] = twenty as [ScenarioRecord];
    const run = flown(scenario, { verdict: 'graceful', ceiling: 'graceful' });
    const shown = { ...measure([scenario]), witnessed: { 'dns-0': 'transparent' } } as const;
    expect(cellsOf([run], shown)[0]).toMatchObject({ ceiling: 'transparent', utility: 0.8 });
    expect(cellsOf([run], measure([scenario]))[0]).toMatchObject({ utility: 1 });
    const lucky = flown(scenario, { verdict: 'graceful', ceiling: 'transparent' });
    const unreached = { ...shown, witnessed: { 'dns-0': 'graceful' } } as const;
    expect(cellsOf([lucky], unreached)[0]).toMatchObject({ ceiling: 'graceful', utility: 1 });
    const { order: ordered, ...rest } = run;
    const given = { ...scenario.given, credentials: 'login-and-key' } as const;
    const other = { ...rest, order: { ...ordered, scenario: { ...scenario, given } } };
    expect(cellsOf([other], shown)[0]).toMatchObject({ utility: 1 });
    const signed = { ...scenario.given, credentials: 'login-and-capability' } as const;
    const capable = { ...ordered, scenario: { ...scenario, given: signed } };
    expect(cellsOf([{ ...rest, order: capable }], shown)[0]).toMatchObject({ utility: 1 });
    const uses = {
      ...capable,
      client: { ...capable.client, declares: { capability: true } },
    } as const;
    expect(cellsOf([{ ...rest, order: uses }], shown)[0]).toMatchObject({ utility: 0.8 });
  });
});

const came = fc.constantFrom<Quality>(...QUALITY).map((verdict) => worth(verdict, 'transparent'));

test('few repeats never help, and another failure never does', () => {
  fc.assert(
    fc.property(fc.array(came, { minLength: 1, maxLength: 30 }), (utilities) => {
      const mean = utilities.reduce((sum, one) => sum + one, 0) / utilities.length;
      expect(lowest(utilities)).toBeLessThanOrEqual(mean + 1e-9);
      expect(lowest([...utilities, ...utilities])).toBeGreaterThanOrEqual(lowest(utilities) - 1e-9);
      expect(lowest([...utilities, 0])).toBeLessThanOrEqual(lowest(utilities) + 1e-9);
      expect(lowest([...utilities, 1])).toBeGreaterThanOrEqual(lowest(utilities) - 1e-9);
    }),
  );
});

const verdicts = fc.array(fc.constantFrom<Quality>(...QUALITY), { minLength: 20, maxLength: 20 });

test('whatever comes to worse, the score and the grade are no better for it', () => {
  fc.assert(
    fc.property(verdicts, fc.nat(19), (all, at) => {
      const before = score(twenty, (_, index) => [{ verdict: all[index]! }]);
      const worse = QUALITY[Math.min(QUALITY.indexOf(all[at]!) + 1, QUALITY.length - 1)]!;
      const after = score(twenty, (_, index) => [{ verdict: index === at ? worse : all[index]! }]);
      expect(after.value).toBeLessThanOrEqual(before.value);
      expect(after.interval.low).toBeLessThanOrEqual(before.interval.low);
      expect(rank(after.grade)).toBeGreaterThanOrEqual(rank(before.grade));
    }),
    { numRuns: 30 },
  );
});

test('a crowd of easy scenarios outweighs nothing', () => {
  const hard = some(4, 'dns');
  const easy = some(200, 'clock', 'clock');
  const value = (scenarios: readonly ScenarioRecord[]) =>
    score(scenarios, ({ family }) => (family === 'dns' ? [{ verdict: 'grounded' }] : WELL)).value;
  expect(value([...hard, ...easy])).toBeCloseTo(value([...hard, ...easy.slice(0, 2)]), 9);
  // A against B: 6 to 3.
  expect(value([...hard, ...easy])).toBeCloseTo((6 * 0.1 + 3) / 9, 9);
});

test('the same runs give the same score', () => {
  const once = score(twenty, (_, index) => (index < 5 ? [{ verdict: 'degraded' }] : WELL));
  const again = score(twenty, (_, index) => (index < 5 ? [{ verdict: 'degraded' }] : WELL));
  expect(again).toEqual(once);
});

describe('the declared classes', () => {
  test('know a component for every fault of the catalogue', () => {
    const strange = catalogue.flatMap(({ id, faults }) =>
      faults
        .filter(({ fault }) => componentOf(fault, declared.components) === undefined)
        .map(({ fault }) => `${id}: ${fault.name}`),
    );
    expect(strange).toEqual([]);
  });

  test('begin with the claim of the letter, each with a reason and a source', () => {
    const { components } = declared;
    const letter = components.filter(({ source }) => source.includes('#48745'));
    expect(letter.map(({ declared: is }) => is)).toEqual(letter.map(() => 'A'));
    expect(components.find(({ id }) => id === 'token-endpoint')?.declared).toBe('A');
    expect(new Set(components.map(({ id }) => id)).size).toBe(components.length);
  });

  test('are read from a file that is whole, or not at all', async () => {
    for (const path of ['/nowhere/criticality.json', `${ROOT}package.json`]) {
      await expect(criticality(path)).rejects.toMatchObject({ code: 'CRITICALITY_UNREADABLE' });
    }
  });

  test('come with what the hardened client has shown, which is always good', async () => {
    const { witnessed } = await yardstick();
    expect(Object.keys(witnessed).length).toBeGreaterThan(100);
    expect(Object.values(witnessed).every((one) => atLeast(one, 'graceful'))).toBe(true);
  });

  test('name only faults that there are', () => {
    const known = new Set(catalogue.flatMap(({ faults }) => faults.map(({ fault }) => fault.name)));
    const named = declared.components.flatMap(({ aims }) =>
      aims.flatMap(({ faults = [] }) => faults),
    );
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test('weigh a scenario by the gravest of what it hits, and a control as little as any', () => {
    const calm = catalogue.find(({ id }) => id === 'calm')!;
    expect(componentsOf(calm, declared.components)).toEqual([]);
    expect(gravest(calm, declared.components)).toBe('C');
    expect(gravest(nxdomain, declared.components)).toBe('A');
  });
});
