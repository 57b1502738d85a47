import { densest } from '#core/densest.ts';
import { seconds } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import type { Verdict } from '#core/verdict.ts';
import { effectOf } from '#score/effect.ts';
import type { Judgement } from '../judge.ts';

/** What a client made of one scenario, in numbers that can be put beside another's. */
export interface Measured {
  readonly verdict: Verdict;
  /** Ids of the checks that it broke. */
  readonly failed: readonly string[];
  readonly works: number;
  /** Attempts that a fault struck. */
  readonly struck: number;
  readonly done: number;
  /** For how long there was trouble, in milliseconds. */
  readonly trouble: number;
  /** For how long of that every piece of work was done. */
  readonly ridden: number;
  /**
   * From the end of the trouble to the first work done since, in milliseconds. `never` where some
   * could have been done and none was; undefined where nothing was left to do.
   */
  readonly recovery?: number | 'never';
  /**
   * From the first trouble that stopped work to the first sign of it, in milliseconds, as in the
   * analysis of failure modes. `never` where there was none; undefined where nothing was stopped.
   */
  readonly sign?: number | 'never';
  /** Of several sessions: the most requests to sign-in and the model within any one second. */
  readonly peak?: number;
  /** Requests, and what died on the way to one. */
  readonly requests: number;
  /** How often somebody had to do something. */
  readonly human: number;
}

/** Take the measures of one run. Pure. */
export function measure(evidence: Evidence, judgement: Judgement): Measured {
  const { works, attempts } = evidence;
  const { verdict, failed } = judgement;
  const recovery = recoveryOf(evidence);
  const { detection } = evidence.spans.length > 0 ? effectOf(evidence, judgement) : {};
  const peak = peakOf(evidence);
  return {
    verdict,
    failed,
    works: works.length,
    struck: evidence.struck.length,
    done: works.filter(({ outcome }) => outcome === 'answered').length,
    ...ride(evidence),
    ...(recovery !== undefined && { recovery }),
    ...(detection && { sign: detection.over ? ('never' as const) : detection.ms }),
    ...(peak !== undefined && { peak }),
    requests: attempts.filter(({ layer, error, effect }) =>
      layer === 'http' ? true : (error ?? effect) !== undefined,
    ).length,
    human: evidence.of('human.did').length,
  };
}

/** How long the trouble was, and how far into it the first work was begun that was not done. */
function ride({ spans, works, end }: Evidence): Pick<Measured, 'trouble' | 'ridden'> {
  if (spans.length === 0) return { trouble: 0, ridden: 0 };
  const from = Math.max(0, Math.min(...spans.map((span) => span.from)));
  const until = Math.max(from, ...spans.map((span) => Math.min(span.until ?? end, end)));
  const undone = works.find(({ at, outcome }) => at >= from && outcome !== 'answered');
  return { trouble: until - from, ridden: Math.min(undone?.at ?? until, until) - from };
}

function peakOf({ attempts, scenario }: Evidence): number | undefined {
  if ((scenario.given.sessions ?? 1) === 1) return undefined;
  const requests = attempts.filter(
    ({ layer, role }) => layer === 'http' && (role === 'oauth' || role === 'model'),
  );
  return densest(requests, seconds(1)).length;
}

function recoveryOf(evidence: Evidence): Measured['recovery'] {
  const { calmFrom, spans, works } = evidence;
  if (calmFrom === undefined || spans.length === 0) return undefined;
  const since = works.filter((work) => work.at >= calmFrom);
  const done = since.find(({ outcome }) => outcome === 'answered');
  if (done) return (done.endedAt ?? done.at) - calmFrom;
  return since.some((work) => evidence.attainable(work)) ? 'never' : undefined;
}
