import type { Axis, Check, Finding, Severity } from '#core/check.ts';
import type { Entry } from '#core/entry.ts';
import { reason } from '#core/errors.ts';
import { type Attempted, Evidence, type Worked } from '#core/evidence.ts';
import type { FaultRecord, Params } from '#core/fault.ts';
import { ailment } from '#core/health.ts';
import { isQuality, meet, type Quality, regret, type Verdict } from '#core/verdict.ts';

/** A finding under the check that made it. */
export interface Judged extends Finding {
  readonly check: string;
  readonly must: string;
  readonly loses: string;
  readonly source: string;
  readonly severity: Severity;
  readonly axis: Axis;
}

/** All that can be said of one run. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Why the run is invalid or inconclusive, or what the verdict rests on. */
  readonly because: string;
  /** The best verdict that any client could have reached, from the truth of this run. */
  readonly ceiling: Quality;
  /** Steps below the ceiling; undefined where the verdict carries no quality. */
  readonly regret?: number;
  readonly findings: readonly Judged[];
  /** Ids of the failed checks, the gravest first. */
  readonly failed: readonly string[];
}

/** Judge one log. Pure: the same entries and checks give the same judgement, today or next year. */
export function judge(entries: readonly Entry[], checks: ReadonlyMap<string, Check>): Judgement {
  const trouble = unreadable(entries);
  if (trouble)
    return {
      verdict: 'inconclusive',
      because: trouble,
      ceiling: 'transparent',
      findings: [],
      failed: [],
    };
  const evidence = new Evidence(entries);
  const ceiling = ceilingOf(evidence);
  const invalid = invalidity(evidence);
  const findings = [...checks.values()].map((check) => discounted(ask(check, evidence), invalid));
  const failures = findings
    .filter(({ outcome }) => outcome === 'fail')
    .sort((one, other) =>
      one.severity < other.severity ? -1 : one.severity > other.severity ? 1 : 0,
    );
  const { verdict, because } = invalid
    ? { verdict: 'invalid' as const, because: invalid }
    : conclude(evidence, findings, failures);
  return {
    verdict,
    because,
    ceiling,
    ...(isQuality(verdict) && { regret: regret(verdict, ceiling) }),
    findings,
    failed: failures.map(({ check }) => check),
  };
}

/** Where nothing was tested, nothing was kept. */
const discounted = (finding: Judged, invalid: string | undefined): Judged =>
  invalid !== undefined && finding.outcome === 'pass'
    ? { ...finding, outcome: 'inconclusive', because: invalid }
    : finding;

function conclude(
  evidence: Evidence,
  findings: readonly Judged[],
  failures: readonly Judged[],
): { verdict: Verdict; because: string } {
  const [worst] = failures;
  const noticed = impact(evidence);
  const fell = { sev1: 'harmful', sev2: 'grounded', sev3: 'degraded' } as const;
  if (worst && worst.severity !== 'sev4') {
    const verdict = fell[worst.severity];
    return meet(verdict, noticed.verdict) === verdict
      ? { verdict, because: worst.because }
      : noticed;
  }
  if (noticed.verdict === 'grounded') return noticed;
  const unknown = findings.find(({ outcome }) => outcome === 'inconclusive');
  if (unknown) return { verdict: 'inconclusive', because: `${unknown.check}: ${unknown.because}` };
  return noticed;
}

/** Whether the user noticed anything (contract, section 8). */
function impact(evidence: Evidence): { verdict: Quality; because: string } {
  // What somebody stopped is not done because they wanted it so.
  const undone = evidence.works.filter(
    ({ outcome }) => outcome !== 'answered' && outcome !== 'interrupted',
  );
  const could = undone.filter((work) => evidence.attainable(work));
  if (could.length > 0) {
    return {
      verdict: 'grounded',
      because:
        `${could.length} of ${evidence.works.length} pieces of work were not done, ` +
        'although nothing stood in their way.',
    };
  }
  if (undone.length > 0) {
    return {
      verdict: 'graceful',
      because:
        `${undone.length} of ${evidence.works.length} pieces of work could not be done, ` +
        'and nothing else was lost.',
    };
  }
  if (evidence.works.some((work) => isLate(evidence, work)))
    return { verdict: 'graceful', because: 'All work was done, some of it noticeably late.' };
  const told = evidence.of('client.told').find(({ as }) => as === 'message');
  if (told) return { verdict: 'graceful', because: 'All work was done, and trouble was shown.' };
  return { verdict: 'transparent', because: 'All work was done as if nothing had happened.' };
}

/**
 * Whether work was done late. Nobody is late for as long as they were made to stand still, or had
 * to wait for a person. Where time is warped, a machine that was held up speaks for the client,
 * unless it is known to have been made to wait.
 */
function isLate(evidence: Evidence, work: Worked): boolean {
  const { at, endedAt = evidence.end } = work;
  const took = endedAt - evidence.awaited(work) - evidence.asleep(at, endedAt);
  const { sign, stall } = evidence.bounds;
  return took > sign + (wasHeldUp(evidence, work) ? 0 : evidence.stretched(stall));
}

const wasHeldUp = (evidence: Evidence, work: Worked): boolean =>
  evidence.during(work).some((attempt) => isHeldUp(attempt, evidence.bounds.sign));

/**
 * Whether the answer to an attempt was late because we had it so, and by more than is noticed: an
 * operation that takes longer is a stall that the user sees.
 */
function isHeldUp({ effect, at, endedAt = at }: Attempted, noticeable: number): boolean {
  if (typeof effect !== 'object') return false;
  if ('late' in effect) return effect.late === 'for-ever' || effect.late > noticeable;
  return 'stream' in effect && effect.stream === 'drip' && endedAt - at > noticeable;
}

/**
 * The best verdict attainable, from ground truth alone: was there work that nobody could do, or not
 * in time? Work that was done in time could be, whatever was wrong; a sign-in whose one answer was
 * held back had to be late.
 */
const ceilingOf = (evidence: Evidence): Quality =>
  evidence.works.every((work) =>
    work.outcome === 'interrupted'
      ? true
      : work.outcome === 'answered'
        ? !isLate(evidence, work) || (evidence.attainable(work) && !wasHeldUp(evidence, work))
        : evidence.attainable(work),
  )
    ? 'transparent'
    : 'graceful';

/**
 * A service that no client has to ask, a status page say, is no fault that must strike: it is the
 * setting, as long as some other fault of the scenario has struck.
 */
const isOptional = (index: number, { scenario, struck }: Evidence): boolean =>
  ['status', 'alerts', 'other'].includes(scenario.faults[index]!.fault.role) && struck.length > 0;

/** Put one check to the log. A check that throws or is not exercised never passes. */
function ask(check: Check, evidence: Evidence): Judged {
  const { id, must, loses, source, severity, axis } = check;
  if (check.concerns && !check.concerns(evidence.order)) {
    const because = `${evidence.order.client.name} and this scenario are not held to it.`;
    const na = { outcome: 'na', because, witness: [], exhibits: [] } as const;
    return { check: id, must, loses, source, severity, axis, ...na };
  }
  const exercised = check.standing || evidence.scenario.exercises.includes(id);
  let finding: Finding;
  try {
    finding = check.judge(evidence);
  } catch (thrown) {
    finding = {
      outcome: 'inconclusive',
      because: `The check itself failed: ${reason(thrown)}.`,
      witness: [],
      exhibits: [],
    };
  }
  if (finding.outcome === 'inconclusive' && !exercised) {
    finding = {
      ...finding,
      outcome: 'na',
      because: `Not put to the test here. ${finding.because}`,
    };
  }
  return { check: id, must, loses, source, severity, axis, ...finding };
}

/** Why a log cannot be read as that of a run, or undefined if it can. */
function unreadable(entries: readonly Entry[]): string | undefined {
  if (entries.length === 0) return 'The log is empty.';
  if (entries[0]!.kind !== 'run.began') return 'The log does not begin with the order of its run.';
  const over = entries.findLast(({ kind }) => kind === 'run.ended' || kind === 'harness.failed');
  if (!over) return 'The log ends before the run did.';
  const gap = entries.findIndex(({ seq }, index) => seq !== index);
  if (gap >= 0) return `The log has lost entries: there is no entry ${gap}.`;
  const back = entries.findIndex(({ at }, index) => index > 0 && !(at >= entries[index - 1]!.at));
  if (back >= 0) return `Time ran backwards at entry ${back}.`;
  return undefined;
}

/** Why a run tested nothing, looked at before the client is. */
function invalidity(evidence: Evidence): string | undefined {
  const { scenario } = evidence;
  const [failed] = evidence.of('harness.failed');
  if (failed) return `The harness had trouble: ${failed.error}`;
  const ill = ailment(evidence);
  if (ill) return ill;
  const left = evidence.of('client.exited').find(({ at, by }) => at < 0 && by === 'client');
  if (left && evidence.struck.length === 0)
    return `The client did not start: it left with code ${left.code} before the flight.`;
  if (evidence.works.length === 0) return 'The client was given no work.';
  if (scenario.decoy) {
    if (evidence.struck.length > 0) return 'The decoy was asked for by the client, so it is none.';
    const probed = evidence.of('attempt.ended').some((end) => end.struckBy !== undefined);
    return probed ? undefined : 'Nothing shows that the decoy was in force.';
  }
  // Also by an attempt of somebody who was sent to a page: what strikes them keeps the client
  // waiting. Of a fault that comes and goes, one window is enough; with another target or other
  // parameters it is another fault.
  const striking = new Set(evidence.of('attempt.ended').map(({ struckBy }) => struckBy));
  const struck = scenario.faults.filter((_, index) => striking.has(index));
  const gone = deserted(evidence);
  for (const [index, { fault }] of scenario.faults.entries()) {
    if (struck.some((other) => isSame(other.fault, fault))) continue;
    const acts = evidence.of('act.done').filter(({ window }) => window === index);
    const failed = acts.find(({ error }) => error !== undefined);
    if (failed) return `The act ${fault.name} could not be done: ${failed.error}`;
    if (acts.length > 0 || isOptional(index, evidence)) continue;
    const opened = evidence.spans.find(({ window }) => window === index);
    if (gone && (!opened || gone.at <= opened.from)) continue;
    // It was driven away by another fault while this one still had time to strike.
    const lost = evidence.works.some(({ outcome }) => outcome === 'lost');
    if (gone && lost && gone.at < (opened?.until ?? Infinity) && evidence.struck.length > 0)
      continue;
    if (!opened) return `The window of ${fault.name} never opened.`;
    return `The fault ${fault.name} never struck an attempt.`;
  }
  return undefined;
}

/**
 * When the client left by itself although there was work to do. Every client leaves in the end:
 * whoever has done all of its work has not run away from anything.
 */
function deserted(evidence: Evidence): { readonly at: number } | undefined {
  const { works } = evidence;
  const gone = evidence.of('client.exited').find(({ by }) => by === 'client');
  if (!gone) return undefined;
  const isUndone = works.some(({ outcome }) => outcome === 'lost' || outcome === 'pending');
  return isUndone || works.some(({ at }) => at > gone.at) ? gone : undefined;
}

/** By what it is and where it strikes, in whichever order its parameters were written. */
const isSame = (one: FaultRecord, other: FaultRecord): boolean =>
  one.name === other.name &&
  one.role === other.role &&
  inOrder(one.params) === inOrder(other.params);

const inOrder = (params: Params): string =>
  JSON.stringify(Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1)));
