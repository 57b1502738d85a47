import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';

/**
 * An outage lasts for a user until their own client has noticed that it is over. Waits that were
 * doubled for an hour are no longer than the outage was; and that much longer it becomes.
 *
 * Counted from the end of the last fault, or from the first piece of work after it where nobody
 * wanted anything before, until the first answer to a request that was made after it; what takes
 * no server, as to say who is signed in, is no such answer. So a turn that was still waiting counts
 * from the repair on; one that fails of the outage and says so within the bound does not, for its
 * end is when its user knows that they may ask again. What has not been answered by the end of the
 * log has taken at least as long as that, and is never left out. Decided for the headless, of whom
 * the contract asks for the next call: that call is given as long as somebody who watches is. A
 * name server that was told to keep a "no" may keep it.
 */
export const convTime = defineCheck({
  id: 'conv.time',
  must: 'be back soon after the trouble is over',
  severity: 'sev3',
  axis: 'converge',
  loses: 'The outage goes on, for this user, after everybody else is back.',
  source: 'Contract, C2; Claude Code docs, env-vars: 300 s is the longest backoff',
  judge(evidence) {
    const { calmFrom: repaired, spans } = evidence;
    if (spans.length === 0 || repaired === undefined) {
      return unwitnessed('There was no fault that came to an end.');
    }
    const closed = Math.max(...spans.map(({ exhibits }) => exhibits[1]!));
    const trouble =
      evidence.struck[0] ??
      evidence.works.find(({ at, outcome }) => at < repaired && outcome !== 'answered');
    if (!trouble) return unwitnessed('No trouble reached the client before the repair.');
    const bound =
      evidence.bounds.recovery +
      evidence.stretched(evidence.bounds.stall) +
      keptByNameServers(evidence, repaired);
    const returns = [...evidence.worksBySession.values()].flatMap((works) => {
      const back = returned(evidence, works, { repaired, closed, bound });
      // Of what was still going on when the log ended, too soon to say, nothing is said.
      return back && (back.isOver || back.ms > bound) ? [back] : [];
    });
    const slowest = returns.toSorted((one, other) => other.ms - one.ms)[0];
    if (!slowest) {
      return unwitnessed('No work that could have been done was in hand after the repair.');
    }
    const { work, ms, isOver } = slowest;
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: [trouble.exhibits[0]!, closed, work.exhibits[0]!],
      exhibits: [closed, ...work.exhibits].sort((one, other) => one - other),
    } as const;
    const when = `the repair at ${onTheClock(repaired)}`;
    if (ms <= bound) {
      return kept(`After ${when}, it took ${inWords(ms)} until ${work.work} was answered.`, shown);
    }
    return broken(
      isOver
        ? `It took ${inWords(ms)} after ${when} until ${work.work} was answered.`
        : `Nothing had been answered for ${inWords(ms)} after ${when}, ${work.work} to begin with.`,
      shown,
    );
  },
});

interface Return {
  /** The work that was answered, or else the first that was not. */
  readonly work: Worked;
  readonly ms: number;
  readonly isOver: boolean;
}

/** When the trouble was over, by the clock and by the log, and how long it may then take. */
interface Repair {
  readonly repaired: number;
  readonly closed: number;
  readonly bound: number;
}

/** What takes a service: a turn, a sign-in. */
const isService = ({ deed }: Worked): boolean => deed !== 'status' && deed !== 'sign-out';

/** How long one client took; undefined where nothing was asked of it that could have been done. */
function returned(
  evidence: Evidence,
  works: readonly Worked[],
  { repaired, closed, bound }: Repair,
): Return | undefined {
  const isAfter = ({ exhibits }: Worked) => exhibits[0]! > closed;
  const waiting = works.find((work) => {
    const { endedAt = Infinity, outcome } = work;
    if (!isService(work) || isAfter(work)) return false;
    return outcome === 'answered' || outcome === 'lost'
      ? wasAskedSince(evidence, work, repaired)
      : endedAt - repaired > bound;
  });
  const wanted =
    waiting ?? works.find((work) => isService(work) && isAfter(work) && evidence.attainable(work));
  if (!wanted) return undefined;
  const from = Math.max(wanted.at, repaired);
  const answered = works.find(
    (work) =>
      work.outcome === 'answered' && isService(work) && work.exhibits[0]! >= wanted.exhibits[0]!,
  );
  const until = answered?.endedAt ?? evidence.end;
  // A person's part in a sign-in is no part of it.
  const since = Math.max(from, answered?.at ?? from);
  const person = answered ? Math.max(0, evidence.awaited(answered) - since) : 0;
  return { work: answered ?? wanted, ms: until - from - person, isOver: answered !== undefined };
}

/** Whether an answer came of a request that was made after the repair. */
const wasAskedSince = (evidence: Evidence, work: Worked, repaired: number): boolean => {
  const wanted = work.deed === 'turn' ? 'messages' : 'token';
  return evidence.during(work).some(({ at, endpoint }) => endpoint === wanted && at > repaired);
};

/** How much longer than the fault a name server may have said what it was told to keep. */
const keptByNameServers = (evidence: Evidence, repaired: number): number =>
  evidence.struck.reduce((longest, { effect, at }) => {
    const ttl = typeof effect === 'object' && 'negativeTtl' in effect ? effect.negativeTtl : 0;
    return Math.max(longest, at + (ttl ?? 0) * 1_000 - repaired);
  }, 0);
