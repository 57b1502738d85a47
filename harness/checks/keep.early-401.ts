import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { type Attempted, type Evidence, isDuring, type Worked } from '#core/evidence.ts';
import { type Try, triesDuring } from '#core/tries.ts';

/**
 * A token can be refused long before its time: revoked elsewhere, forgotten in an incident. The
 * login behind it is good, and one refresh and one replay bring the answer. A client that believes
 * its clock rather than the server stops in the middle of a day on which everything works.
 *
 * Asked where the log shows that it would have worked: the token had life left by the clock of its
 * client, which had it from its store, and sign-in and the model were there for whoever came with a
 * new one. Decided beyond the contract: of requests that were under way together, and so were
 * refused together, each has a replay of its own; a token that somebody else has stored meanwhile
 * is as good as a refresh, so that none is as good as one; of a grant that was lost on the way, or
 * of a new token that was refused as well, others tell.
 */
export const keepEarly401 = defineCheck({
  id: 'keep.early-401',
  must: 'answer a token’s rejection before its time with one refresh and one replay',
  severity: 'sev2',
  axis: 'keep',
  loses: 'Work stops for want of a token that was to be had for the asking.',
  source: 'Contract, K3; RFC 6750, section 3.1; Claude Code changelog 2.1.118; #54443',
  judge(evidence) {
    const refusals = evidence.attempts.filter(isRejection);
    const cases = evidence.works.flatMap((work) => {
      const found = caseOf(evidence, work, refusals);
      return found ? [found] : [];
    });
    if (cases.length === 0) {
      return unwitnessed('No token was refused before its time while a new one was to be had.');
    }
    const bad = cases.filter(({ amiss }) => amiss !== undefined);
    const { work, refused, grants, replays, amiss, token } = bad[0] ?? cases[0]!;
    const { renewals } = evidence.bounds;
    const most = Math.max(grants.length, replays);
    const shown = {
      measured: {
        value: most,
        unit: 'refreshes or replays',
        compare: '<=',
        bound: renewals,
      },
      witness: cases.slice(0, 6).map((each) => each.refused.exhibits[0]!),
      exhibits: [
        ...refused.exhibits,
        ...grants.slice(0, 1).flatMap(({ exhibits }) => exhibits),
        ...work.exhibits.slice(1),
      ].sort((one, other) => one - other),
    } as const;
    const when = `At ${onTheClock(refused.at)} ${token} was refused before its time`;
    return amiss === undefined
      ? kept(
          `${when}, and ${work.work} was answered after ${said(grants.length, 'refresh', 'es')} ` +
            `and ${said(replays, 'replay')}; so it was ${cases.length} of ${cases.length} times.`,
          shown,
        )
      : broken(`${when}, and ${amiss}: ${bad.length} of ${cases.length} times.`, {
          ...shown,
          ...(most <= renewals && {
            measured: { value: bad.length, unit: 'works', compare: '==', bound: 0 },
          }),
        });
  },
});

/** A piece of work that met an early rejection: what became of it, and what was wrong with it. */
interface Case {
  readonly work: Worked;
  readonly token: string;
  readonly refused: Attempted;
  /** Requests for a token after the rejection. */
  readonly grants: readonly Try[];
  /** Requests to the model after it, up to the first that was answered, for each that it met. */
  readonly replays: number;
  readonly amiss: string | undefined;
}

function caseOf(
  evidence: Evidence,
  work: Worked,
  refusals: readonly Attempted[],
): Case | undefined {
  const refused = refusals.find(
    (refusal) => refusal.session === work.session && isDuring(work, refusal),
  );
  if (!refused) return undefined;
  const token = accessIn(refused)!;
  if (work.deed !== 'turn' || !evidence.attainable(work)) return undefined;
  const { at, endedAt = at } = refused;
  const { span, renewals } = evidence.bounds;
  if (work.outcome === 'pending' && evidence.end - endedAt <= span) return undefined;
  const wasEarly = evidence
    .of('ledger')
    .some(
      (fact) =>
        fact.act === 'issued' &&
        fact.token === token &&
        (fact.expiresAt ?? 0) + behind(evidence, at) > at,
    );
  if (!wasEarly || !isStored(evidence, token, at)) return undefined;
  if (!evidence.redeemable(endedAt) || !evidence.up('oauth', endedAt, endedAt + span)) {
    return undefined;
  }
  const asked = triesDuring(evidence, 'model', work);
  const together = asked.filter(
    (one) => one.at <= endedAt && one.token === token && one.status === 401,
  ).length;
  const later = asked.filter((one) => one.at > endedAt);
  const isSpoilt = later.some((one) => one.token !== token && one.status === 401);
  if (isSpoilt) return undefined;
  const grants = triesDuring(evidence, 'oauth', work).filter((one) => one.at >= endedAt);
  const answeredAt = later.findIndex(({ answered }) => answered);
  const made = answeredAt < 0 ? later.length : answeredAt + 1;
  const replays = Math.ceil(made / Math.max(1, together));
  const amiss =
    work.outcome !== 'answered'
      ? `${work.work} was ${work.outcome} although a new one was to be had`
      : grants.length > renewals
        ? `${work.work} took ${grants.length} refreshes`
        : replays > renewals
          ? `${work.work} took ${replays} replays`
          : undefined;
  return { work, token, refused, grants, replays, amiss };
}

const isRejection = (attempt: Attempted): boolean =>
  attempt.endpoint === 'messages' && attempt.status === 401 && accessIn(attempt) !== undefined;

/** By how much the client's own clock was behind: to it, a token lives for so much longer. */
const behind = (evidence: Evidence, at: number): number =>
  Math.max(
    0,
    ...evidence
      .openBetween(at, at)
      .filter(({ record }) => record.fault.layer === 'clock')
      .map(({ record }) => -60_000 * Number(record.fault.params.minutes ?? 0)),
  );

const accessIn = ({ presents }: Attempted): string | undefined =>
  presents.find(({ kind }) => kind === 'access')?.token;

/** Whether the store had held it: what is in the environment cannot be refreshed. */
const isStored = (evidence: Evidence, token: string, at: number): boolean =>
  evidence.of('store').some((look) => look.at <= at && look.state.access === token);

const said = (count: number, what: string, many = 's'): string =>
  `${count} ${what}${count === 1 ? '' : many}`;
