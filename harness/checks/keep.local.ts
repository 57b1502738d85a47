import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import type { Deed } from '#core/scenario.ts';

/** What takes a store and no server. */
const LOCAL: readonly Deed[] = ['status', 'sign-out'];

/**
 * In an outage the first questions are "am I signed in?" and "can I start over?". A client that
 * must sign in before it can say so, or before it can sign out, leaves its user to delete files.
 *
 * Put to the test is what was asked for while sign-in or the model was out. It must be done, and in
 * no more time than when nothing is wrong. Decided beyond the contract: signing out is one of these
 * although it tells a server, for the server has nothing to decide in it (RFC 7009); a client that
 * cannot tell it says so and signs out here. Decided against it: the bound is one number and no
 * multiple of a run in calm, which a log does not hold. What a client was to do that had left is
 * not counted: how it left is `bound.no-crash`.
 */
export const keepLocal = defineCheck({
  id: 'keep.local',
  must: 'say who is signed in, and sign out, also while nothing answers',
  severity: 'sev3',
  axis: 'keep',
  loses: 'The user can neither see what is wrong nor start over.',
  source: 'Contract, K4; Claude Code changelog 2.1.139; anthropics/claude-code#33811, #44729',
  concerns: ({ scenario }) => scenario.work.deeds?.some((deed) => LOCAL.includes(deed)) === true,
  judge(evidence) {
    const bound = evidence.bounds.local + evidence.stretched(evidence.bounds.stall);
    const asked = evidence.works.filter((work) => isPutToTheTest(evidence, work, bound));
    if (asked.length === 0) {
      return unwitnessed('Nothing that takes no server was asked for while one was out.');
    }
    const times = asked.map((work) => ({ work, ms: (work.endedAt ?? evidence.end) - work.at }));
    const slow = times.toSorted((one, other) => other.ms - one.ms)[0]!;
    const bad = times.filter(({ work, ms }) => work.outcome !== 'answered' || ms > bound);
    const [first = slow] = bad;
    const shown = {
      measured: { value: first.ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: [outages(evidence, first.work)[0]!.exhibits[0]!],
      exhibits: first.work.exhibits,
    } as const;
    const { deed, at, outcome } = first.work;
    if (bad.length === 0) {
      const worst = `${deed}, asked for at ${onTheClock(at)}, took ${inWords(first.ms)}`;
      return kept(`With a server out, ${asked.length} of ${asked.length} were done: ${worst}.`, {
        ...shown,
      });
    }
    const how = outcome === 'failed' ? 'failed' : `took ${inWords(first.ms)}`;
    return broken(
      `At ${onTheClock(at)} ${deed} ${how} with a server out that it does not need: ` +
        `${bad.length} of ${asked.length} did not come off in ${inWords(bound)}.`,
      {
        ...shown,
        ...(outcome !== 'answered' && {
          measured: { value: bad.length, unit: 'works', compare: '==', bound: 0 },
        }),
      },
    );
  },
});

/** What stood between a piece of work and the servers that it does not need. */
const outages = (evidence: Evidence, { at }: Worked) =>
  evidence.openBetween(at, at).filter(({ record: { fault } }) => {
    const { role } = fault;
    return (role === 'oauth' || role === 'model') && !evidence.upWhole(role, at, at);
  });

const isPutToTheTest = (evidence: Evidence, work: Worked, bound: number): boolean =>
  LOCAL.includes(work.deed) &&
  work.outcome !== 'lost' &&
  // What the log ended in the middle of is open.
  (work.outcome !== 'pending' || evidence.end - work.at > bound) &&
  outages(evidence, work).length > 0 &&
  evidence.attainable(work);
