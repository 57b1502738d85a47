import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence, OpenSpan, Worked } from '#core/evidence.ts';

/**
 * A token that the model API takes is all that a piece of work needs. Whoever stops because the
 * sign-in host is away has grounded a user who could have worked on.
 *
 * Decided against the contract: one such piece of work is enough, not three. In virtual time a run
 * repeats exactly, so that more of the same adds nothing, and scenarios are written for the moment
 * that discriminates: the outage has begun and the token still has minutes to live. The sentence
 * says how many there were. Work that was lost because the client had left counts: it could have
 * been done.
 */
export const keepValidToken = defineCheck({
  id: 'keep.valid-token',
  must: 'keep working on a token that is still good while sign-in is out',
  severity: 'sev2',
  axis: 'keep',
  loses: 'Work stops although nothing that it needs has failed.',
  source: 'Contract, K1; AWS IMDS static stability; the outage of 2026-04-07',
  judge(evidence) {
    const outages = evidence.spans.filter(({ record }) => record.fault.role === 'oauth');
    const works = evidence.works.filter((work) => isFree(evidence, work, outages));
    if (works.length === 0) {
      return unwitnessed('No work began while sign-in was out and the token was still good.');
    }
    const undone = works.filter(({ outcome }) => outcome !== 'answered');
    const measured = { value: undone.length, unit: 'works', compare: '==', bound: 0 } as const;
    const witness = [
      outages[0]!.exhibits[0]!,
      ...works.slice(0, 5).map((work) => work.exhibits[0]!),
    ];
    const [first] = undone;
    if (first) {
      return broken(
        `At ${onTheClock(first.at)} ${first.work} was ${first.outcome} although the model API ` +
          `was up and the token good: ${undone.length} of ${works.length} were not done.`,
        { measured, witness, exhibits: undone.slice(0, 3).flatMap(({ exhibits }) => exhibits) },
      );
    }
    return kept(
      `While sign-in was out, ${works.length} of ${works.length} works that had a good token ` +
        `were answered, the first at ${onTheClock(works[0]!.at)}.`,
      { measured, witness, exhibits: works.slice(0, 3).flatMap(({ exhibits }) => exhibits) },
    );
  },
});

/** Whether it began while sign-in was out, with all that it needed, and nobody put an end to it. */
function isFree(evidence: Evidence, work: Worked, outages: readonly OpenSpan[]): boolean {
  const { at, deed, outcome } = work;
  const { span } = evidence.bounds;
  return (
    deed === 'turn' &&
    outcome !== 'interrupted' &&
    !evidence.killed(work) &&
    outages.some(({ from, until = Infinity }) => from <= at && at < until) &&
    evidence.up('model', at, at + span) &&
    evidence.tokenValid(at, at + span) &&
    (outcome !== 'pending' || evidence.end - at > span)
  );
}
