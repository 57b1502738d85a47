import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';
import { longestSilence } from '#core/silence.ts';
import { NEVER } from '#core/thresholds.ts';
import { layerAtFault } from '#core/truth.ts';

/**
 * Somebody waits for each piece of work. Without an end they wait for ever; without a sign they
 * cannot tell a slow model from a dead session, and kill the one that would have come through.
 *
 * A sign is a message, not a spinner: see `longestSilence`. Warped time stretches whatever holds a
 * machine up for a moment, so that much is forgiven. A sign-in waits for a person, who may take
 * minutes: how long it takes counts from the last thing that they did, or from the end of the code
 * that they were to type. A sign is due all the same.
 *
 * Two waits are bounded whoever looks on, for they are of no use to anybody: for a refresh to be
 * answered, and for the rest of a stream that has gone silent. Of the second, what came before the
 * silence counts, too: a log does not say when the last event was. Decided against the contract,
 * which bounds a sign-in likewise: its code is good for one exchange, and who gives that up early
 * sends somebody through their browser again.
 *
 * Where nobody is there at all, work may stay pending for as long as the client says every minute
 * that it is at it: how long it takes is not judged then. That it computes nothing meanwhile, which
 * the contract asks for in the same breath, is `bound.resources`.
 */
export const boundNoHang = defineCheck({
  id: 'bound.no-hang',
  must: 'end every piece of work in bounded time, and give a sign while it goes on',
  severity: 'sev2',
  axis: 'bound',
  loses: 'The user waits, and cannot tell whether anything will come of it.',
  source: 'Contract, B1; anthropics/claude-code-action#1386, #671',
  judge(evidence) {
    const given = evidence.works.filter(({ outcome }) => outcome !== 'lost');
    const slack = evidence.stretched(evidence.bounds.stall);
    const waits = given
      .flatMap((work) => [
        duration(evidence, work),
        silence(evidence, work),
        ...answers(evidence, work),
      ])
      .filter(({ bound }) => bound < NEVER);
    const over = waits.filter(({ ms, bound }) => ms > bound + slack);
    const done = given.filter(({ outcome }) => outcome !== 'pending');
    const longest = (over.length > 0 ? over : waits).reduce<Wait | undefined>(
      (one, other) => (one && one.ms / one.bound >= other.ms / other.bound ? one : other),
      undefined,
    );
    if (!longest || (done.length === 0 && over.length === 0)) {
      return unwitnessed('No work came to an end, and none was pending for longer than it may be.');
    }
    const { ms, bound, work, what } = longest;
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: (bound + slack) / 1_000 },
      witness: given.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
      exhibits: [...(longest.trouble?.exhibits ?? []), ...longest.exhibits].sort(
        (one, other) => one - other,
      ),
    } as const;
    const blur =
      slack > 0 ? ` (give or take ${inWords(slack)}, which are blurred at this speed)` : '';
    const said = `${what} ${inWords(ms)} at ${work.work}, begun at ${onTheClock(work.at)}`;
    return over.length > 0
      ? broken(`The client ${said}; ${inWords(bound)}${blur} was the bound.`, shown)
      : kept(
          `Of ${given.length} works ${done.length} came to an end in time; at the worst ` +
            `the client ${said}, within ${inWords(bound)}${blur}.`,
          shown,
        );
  },
});

interface Wait {
  readonly work: Worked;
  readonly what: string;
  readonly ms: number;
  readonly bound: number;
  /** The first thing that went wrong meanwhile. */
  readonly trouble: Attempted | undefined;
  readonly exhibits: readonly number[];
}

function duration(evidence: Evidence, work: Worked): Wait {
  const { auth, model } = evidence.bounds;
  const until = work.endedAt ?? evidence.end;
  // An attempt that is still out when the work ends is trouble too: nothing has come back.
  const trouble = evidence
    .during(work)
    .filter((attempt) => layerAtFault(attempt) || (attempt.endedAt ?? Infinity) > until);
  const authOnly = trouble.every(
    (attempt) => attempt.role === 'oauth' || layerAtFault(attempt) === 'AUTH',
  );
  return {
    work,
    what: work.outcome === 'pending' ? 'had still not ended after' : 'took',
    // While its processes are stopped nobody waits for it: the lid is closed. Nor while it waits
    // for a person.
    ms: until - evidence.awaited(work) - evidence.asleep(work.at, until),
    bound: trouble.length > 0 && authOnly ? auth : model,
    trouble: trouble[0],
    exhibits: work.exhibits,
  };
}

/** How long it waited for each of the answers for which nobody should wait for long. */
function answers(evidence: Evidence, work: Worked): readonly Wait[] {
  const { refreshAnswer, silentStream } = evidence.bounds;
  const waits = evidence.during(work).filter((attempt) => isRefresh(attempt) || isSilent(attempt));
  return waits.map((attempt) => {
    const until = attempt.endedAt ?? evidence.end;
    return {
      work,
      what: isRefresh(attempt) ? 'waited for a refresh for' : 'kept to a silent stream for',
      ms: until - attempt.at - evidence.asleep(attempt.at, until),
      bound: isRefresh(attempt) ? refreshAnswer : silentStream,
      trouble: undefined,
      exhibits: attempt.exhibits,
    };
  });
}

const isRefresh = ({ endpoint, presents }: Attempted): boolean =>
  endpoint === 'token' && presents.some(({ kind }) => kind === 'refresh');

const isSilent = ({ effect }: Attempted): boolean =>
  typeof effect === 'object' && 'stream' in effect && effect.stream === 'silence';

function silence(evidence: Evidence, work: Worked): Wait {
  const { ms, exhibits } = longestSilence(evidence, work);
  const bound = evidence.bounds.pendingSign;
  return { work, what: 'gave no sign for', ms, bound, trouble: undefined, exhibits };
}
