import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { emptied, worksBySession } from '#core/fleets.ts';
import { type Grant, grants } from '#core/grants.ts';

/**
 * One session fails to refresh and clears the login that it shares. The others had a token that
 * was good for minutes yet, read the store, and find themselves signed out: a failure that has
 * spread by file.
 *
 * A pair is a session that emptied the store, by the log the last one whose refresh had failed, and
 * another that was given work while the server still took its token, with the model up, and did
 * not answer it. A token that the server itself has ended, because a sibling spent a refresh token
 * twice, is not held against this: see `rot.cross-process`. What an idle session has lost nobody
 * can see.
 */
export const fleetContagion = defineCheck({
  id: 'fleet.contagion',
  must: 'lose no token that is good because another session failed',
  severity: 'sev1',
  axis: 'save',
  loses: 'One session’s failed refresh signs all the others out, who had nothing to do with it.',
  source: 'Contract, L3; anthropics/claude-code#76561',
  concerns: ({ scenario }) => (scenario.given.sessions ?? 1) > 1,
  judge(evidence) {
    const failures = grants(evidence).filter(
      ({ session, came, endedAt }) =>
        session !== undefined && came !== 'granted' && Number.isFinite(endedAt),
    );
    if (failures.length === 0) return unwitnessed('No session failed to refresh.');
    const bystanders = bystandersOf(evidence, failures);
    const pairs = emptied(evidence).flatMap((look) => victimsOf(evidence, look, failures));
    const shown = {
      measured: { value: pairs.length, unit: 'sessions infected', compare: '==', bound: 0 },
      witness: failures.slice(0, 3).map(({ began }) => began),
    } as const;
    const [first] = pairs;
    if (first) {
      const { culprit, look, work } = first;
      return broken(
        `At ${onTheClock(work.at)} session ${work.session} could not do ${work.work} although ` +
          `its token was good: session ${culprit.session} had failed to refresh and emptied the ` +
          `store at ${onTheClock(look.at)}; ${pairs.length} sessions were lost so.`,
        { ...shown, exhibits: [...culprit.exhibits, look.seq, ...work.exhibits] },
      );
    }
    const [one] = bystanders;
    if (!one) return unwitnessed('No other session had work and a good token when one failed.');
    return kept(
      `After session ${one.failure.session} had failed to refresh, ${bystanders.length} pieces ` +
        'of work of others whose token was good were answered.',
      { ...shown, exhibits: [...one.failure.exhibits, ...one.work.exhibits] },
    );
  },
});

/** Work of another session that had a good token, after one had failed, and was answered. */
function bystandersOf(evidence: Evidence, failures: readonly Grant[]) {
  return evidence.works.flatMap((work) => {
    const failure = failures.findLast(({ ended }) => ended < work.exhibits[0]!);
    if (!failure || failure.session === work.session || work.outcome !== 'answered') return [];
    return evidence.tokenValid(work.at) ? [{ failure, work }] : [];
  });
}

/** Of each other session the first work that an emptied store kept it from. */
function victimsOf(evidence: Evidence, look: Of<'store'>, failures: readonly Grant[]) {
  const culprit = failures.findLast(({ ended }) => ended < look.seq);
  if (!culprit) return [];
  const { span } = evidence.bounds;
  const isVictim = (work: Worked) =>
    work.exhibits[0]! > look.seq &&
    work.deed === 'turn' &&
    (work.outcome === 'failed' || work.outcome === 'lost') &&
    evidence.tokenValid(work.at, work.at + span) &&
    evidence.up('model', work.at, work.at + span);
  return [...worksBySession(evidence)].flatMap(([session, works]) => {
    const work = session === culprit.session ? undefined : works.find(isVictim);
    return work ? [{ culprit, look, work }] : [];
  });
}
