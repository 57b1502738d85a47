import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Check, kept, type Severity } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { meet, QUALITY, type Verdict } from '#core/verdict.ts';
import { judge } from '#harness/judge.ts';
import { checks } from '#harness/registry.ts';
import { golden } from './checks/golden/all.ts';
import {
  answered,
  asked,
  exited,
  failed,
  flight,
  lost,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  pending,
  told,
} from './checks/logs.ts';

const all = await checks();
const verdict = fc.constantFrom<Verdict>(...QUALITY, 'inconclusive', 'invalid');
const check = (
  id: string,
  outcome: 'pass' | 'fail' | 'inconclusive',
  severity: Severity,
): Check => ({
  id,
  must: 'be judged',
  severity,
  axis: 'bound',
  loses: 'Nothing.',
  source: 'this test',
  judge: () => ({ ...kept(`It was ${outcome}.`), outcome }),
});
const given = (...some: readonly Check[]) => new Map(some.map((one) => [one.id, one]));
const calm = flight({ exercises: ['a', 'b'], pieces: [answered('w1', 0)] });

describe('verdicts on several things meet', () => {
  test('in any order', () => {
    fc.assert(fc.property(verdict, verdict, (a, b) => meet(a, b) === meet(b, a)));
  });

  test('in any grouping', () => {
    fc.assert(
      fc.property(
        verdict,
        verdict,
        verdict,
        (a, b, c) => meet(meet(a, b), c) === meet(a, meet(b, c)),
      ),
    );
  });

  test('and a verdict with itself is that verdict', () => {
    fc.assert(fc.property(verdict, (a) => meet(a, a) === a));
  });

  test('in what is one of the two, and never better than a failure', () => {
    fc.assert(
      fc.property(verdict, verdict, (a, b) => {
        const met = meet(a, b);
        return (met === a || met === b) && !(a === 'harmful' && met !== 'harmful');
      }),
    );
  });
});

describe('the judge', () => {
  test.each([
    ['sev1', 'harmful'],
    ['sev2', 'grounded'],
    ['sev3', 'degraded'],
    ['sev4', 'transparent'],
  ] as const)('calls a failure of %s %s', (severity, expected) => {
    expect(judge(calm, given(check('a', 'fail', severity))).verdict).toBe(expected);
  });

  test('puts the gravest failure first, and failures before what is not known', () => {
    const some = given(
      check('a', 'inconclusive', 'sev1'),
      check('b', 'fail', 'sev3'),
      check('c', 'fail', 'sev2'),
    );
    expect(judge(calm, some)).toMatchObject({ verdict: 'grounded', failed: ['c', 'b'] });
  });

  test('does not call a run good while something that was asked for is not known', () => {
    const some = given(check('a', 'inconclusive', 'sev3'), check('b', 'pass', 'sev1'));
    expect(judge(calm, some).verdict).toBe('inconclusive');
  });

  test('does not ask for what the scenario does not exercise', () => {
    const { verdict, findings } = judge(calm, given(check('z', 'inconclusive', 'sev1')));
    expect(verdict).toBe('transparent');
    expect(findings[0]?.outcome).toBe('na');
  });

  test('does not count a check that throws as kept', () => {
    const throws = {
      ...check('a', 'pass', 'sev1'),
      judge: () => {
        throw new Error('a slip of ours');
      },
    };
    const { verdict, because } = judge(calm, given(throws));
    expect(verdict).toBe('inconclusive');
    expect(because).toContain('a slip of ours');
  });

  test('calls a run in which no fault struck invalid, whatever the client did', () => {
    const pieces = [open(0, minutes(5), minutes(45)), answered('w1', minutes(6))];
    const log = flight({ faults: [NAME_GONE], pieces });
    expect(judge(log, all).verdict).toBe('invalid');
  });

  test('does not call it invalid where the client had left before the fault opened', () => {
    const pieces = [
      failed('w1', 0, 'Not logged in', { claim: 'none', took: 100 }),
      exited(100, 1),
      open(0, minutes(5), minutes(45)),
      lost('w2', minutes(6)),
    ];
    expect(judge(flight({ faults: [NAME_GONE], pieces }), all).verdict).not.toBe('invalid');
  });

  test('calls a run invalid whose window never opened before its normal end', () => {
    const log = flight({ faults: [NAME_GONE], pieces: [answered('w1', 0)] });
    expect(judge(log, all)).toMatchObject({
      verdict: 'invalid',
      because: 'The window of nxdomain never opened.',
    });
  });

  test('does not call it invalid where the client left before the last work was there', () => {
    const pieces = [answered('w1', 0), exited(minutes(1), 1), answered('w2', minutes(6))];
    const log = flight({ faults: [NAME_GONE], pieces });
    expect(judge(log, all).verdict).not.toBe('invalid');
  });

  test('asks each fault to strike, and one window of those in which it comes and goes', () => {
    const pieces = [
      open(0, minutes(5), minutes(20)),
      open(1, minutes(5), minutes(45)),
      noName(minutes(6)),
      answered('w1', minutes(6)),
    ];
    const because = (other: Partial<FaultWindowRecord['fault']>) => {
      const again = { ...NAME_GONE, fault: { ...NAME_GONE.fault, ...other } };
      return judge(flight({ faults: [NAME_GONE, again], pieces }), all).because;
    };
    expect(because({})).not.toMatch(/never struck/);
    expect(because({ role: 'model' })).toBe('The fault nxdomain never struck an attempt.');
    expect(because({ params: { endpoint: 'token' } })).toMatch(/never struck/);
  });

  test('calls our own trouble invalid', () => {
    const farewell = [{ at: 2_000, kind: 'harness.failed', error: 'disk full' }] as const;
    const { verdict, because } = judge(flight({ pieces: [answered('w1', 0)], farewell }), all);
    expect(verdict).toBe('invalid');
    expect(because).toContain('disk full');
  });

  test('calls a run without work invalid, for it tested nothing', () => {
    expect(judge(flight(), all).verdict).toBe('invalid');
  });

  test('says so where nobody could have done the work', () => {
    const pieces = [
      open(0, minutes(5), minutes(45)),
      answered('w1', 0),
      asked(20, 'w1', { status: 200 }),
      noName(minutes(10) + 20),
      failed('w2', minutes(10), 'The name does not resolve (ENOTFOUND). Wait a little.'),
    ];
    const log = flight({ faults: [NAME_GONE], expiresAt: minutes(8), pieces });
    expect(judge(log, all)).toMatchObject({ verdict: 'graceful', ceiling: 'graceful', regret: 0 });
  });

  test('does not ask for work in time that a slow service let nobody do in time', () => {
    const slow: FaultWindowRecord = {
      ...OVERLOAD,
      fault: { ...OVERLOAD.fault, name: 'answered-late' },
    };
    const late = (at: number) => [
      open(0, minutes(5), minutes(15)),
      told(at + 10_000, 'Still waiting.', 'notice'),
      told(at + 25_000, 'Still waiting.', 'notice'),
      asked(at, 'w1', { struckBy: 0, status: 200, effect: { late: 40_000 }, took: 40_000 }),
      answered('w1', at, 40_100),
    ];
    const during = judge(flight({ faults: [slow], pieces: late(minutes(6)) }), all);
    expect(during).toMatchObject({ verdict: 'graceful', ceiling: 'graceful' });
    const after = judge(
      flight({
        faults: [slow],
        pieces: [...late(minutes(6)), answered('w2', minutes(20), 30_000)],
      }),
      all,
    );
    expect(after.ceiling).toBe('graceful');
    const time = { kind: 'warped', factor: 60 } as const;
    const warped = judge(flight({ faults: [slow], time, pieces: late(minutes(6)) }), all);
    expect(warped).toMatchObject({ verdict: 'graceful', ceiling: 'graceful' });
    const calmly = judge(flight({ pieces: [answered('w1', minutes(20), 30_000)] }), all);
    expect(calmly.ceiling).toBe('transparent');
  });

  test('does not call it invalid where one fault drove the client away before another', () => {
    const driven = (until: number) => [
      open(0, minutes(5), until),
      open(1, minutes(5), minutes(45)),
      asked(minutes(6), 'w1', { status: 529, struckBy: 1 }),
      failed('w1', minutes(6), 'Overloaded (529).', { claim: 'none', took: 100 }),
      exited(minutes(6) + 100, 1),
      lost('w2', minutes(12)),
    ];
    const verdict = (until: number) =>
      judge(flight({ faults: [NAME_GONE, OVERLOAD], pieces: driven(until) }), all).verdict;
    expect(verdict(minutes(45))).not.toBe('invalid');
    // This one had been over, and had struck nobody.
    expect(verdict(minutes(5) + 1)).toBe('invalid');
  });

  test.each(Object.entries(golden))('finds in the broken log of %s what is broken', (id, logs) => {
    expect(judge(logs.broken, all).failed).toContain(id);
    expect(judge(logs.kept, all).failed).not.toContain(id);
  });

  test('gives the same judgement twice', () => {
    for (const { broken } of Object.values(golden)) {
      expect(judge(broken, all)).toEqual(judge(broken, all));
    }
  });

  test('does not take a run for over that only stopped', () => {
    const log = flight({ pieces: [pending('w1', 0)], farewell: [] });
    expect(judge(log, all).verdict).toBe('inconclusive');
  });
});
