import type { Check } from '#core/check.ts';
import type { Flown } from '#report/flown.ts';
import type { Outcome } from './search.ts';

/** What one flight says of a promise, and why. */
export interface Said {
  readonly outcome: Outcome;
  readonly because: string;
  /** Another flight would say the same: this release cannot be flown at all. */
  readonly isFinal?: true;
}

/**
 * What a flight says of one check. A flight that tested nothing, or a check without a witness, says
 * nothing: it is no reason to call a release good or bad.
 */
export function said({ judgement }: Pick<Flown, 'judgement'>, check: string): Said {
  const { verdict, because, findings } = judgement;
  if (verdict === 'invalid' || findings.length === 0) return { outcome: 'unknown', because };
  const finding = findings.find((each) => each.check === check);
  if (!finding) return { outcome: 'unknown', because: `Nobody asked for ${check}.` };
  if (finding.outcome === 'pass') return { outcome: 'kept', because: finding.because };
  if (finding.outcome === 'fail') return { outcome: 'broken', because: finding.because };
  return { outcome: 'unknown', because: finding.because };
}

/** The checks that one flight keeps and the other one breaks, the gravest first. */
export const differing = (
  kept: Pick<Flown, 'judgement'>,
  broken: Pick<Flown, 'judgement'>,
  checks: ReadonlyMap<string, Check>,
): readonly string[] =>
  [...checks.values()]
    .filter(({ id }) => said(kept, id).outcome === 'kept' && said(broken, id).outcome === 'broken')
    .sort((one, other) => one.severity.localeCompare(other.severity))
    .map(({ id }) => id);
