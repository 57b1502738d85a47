import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';
import { ABORTED } from '#core/fault.ts';
import { claims, layerAtFault } from '#core/truth.ts';

/**
 * Something has gone wrong on the wire and the client knows it. Whoever sits before it sees a
 * cursor, takes the model for slow, and waits for something that will not come.
 *
 * A sign is about the trouble: the announcement of a retry, a word that names a cause or the host
 * that is in trouble, the end of the work. "Still working" is one to `bound.no-hang` and none here:
 * it is as true when all is well. Time counts from the failure; from its beginning where an attempt
 * came back with nothing. Decided beyond the contract: trouble that did not keep the client from
 * asking the model, and being answered, is over when it asks: nobody has to be told of it.
 */
export const seeSign = defineCheck({
  id: 'see.sign',
  must: 'give a sign of trouble soon after it has run into it',
  severity: 'sev3',
  axis: 'see',
  loses: 'The user waits for something that will not come, and is not told that it will not.',
  source: 'Contract, D1; Claude Code docs, errors: a stalled stream is announced after 20 s',
  judge(evidence) {
    const bound = evidence.bounds.sign + evidence.stretched(evidence.bounds.stall);
    const waits = evidence.works
      .filter(({ outcome }) => outcome !== 'lost')
      .flatMap((work) => waitsOf(evidence, work, bound));
    // What was still waited for when the log ended may yet have been told in time.
    const decided = waits.filter(({ ms, isOpen }) => !isOpen || ms > bound);
    const [longest] = decided.toSorted((one, other) => other.ms - one.ms);
    if (!longest) return unwitnessed('Nothing failed on the wire while the client had work to do.');
    const { ms, work, trouble, until } = longest;
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: decided.slice(0, 6).map((wait) => wait.trouble.exhibits[0]!),
      exhibits: [...trouble.exhibits, ...(until === undefined ? [] : [until])].sort(
        (one, other) => one - other,
      ),
    } as const;
    const what = `${trouble.operation} at ${trouble.host} had failed at ${onTheClock(trouble.at)}`;
    return ms > bound
      ? broken(
          `For ${inWords(ms)} the client gave no sign, during ${work.work}, that ${what}.`,
          shown,
        )
      : kept(
          `In ${decided.length} of ${decided.length} troubles there was a sign in time, at the ` +
            `latest ${inWords(ms)} after ${what}.`,
          shown,
        );
  },
});

interface Wait {
  readonly work: Worked;
  readonly trouble: Attempted;
  readonly ms: number;
  /** The entry that ended it; undefined where the log did. */
  readonly until?: number;
  readonly isOpen: boolean;
}

/** Each stretch from a failure to a sign of it, to its end, or to that of the work. */
function waitsOf(evidence: Evidence, work: Worked, bound: number): readonly Wait[] {
  const end = { at: work.endedAt ?? evidence.end, seq: work.exhibits[1] };
  const met = evidence.during(work).filter((each) => layerAtFault(each) !== undefined);
  if (met.length === 0) return [];
  const through = evidence.during(work).filter(isThrough);
  const waits: Wait[] = [];
  let [heeded, next] = [Number.NEGATIVE_INFINITY, 0];
  for (const trouble of met) {
    const from = onset(trouble);
    if (from < heeded) continue;
    while (next < through.length && through[next]!.at < from) next += 1;
    const over = through[next];
    const limit = over ? { at: over.at, seq: over.exhibits[0] } : end;
    const retry = retryAfter(evidence, trouble, from, limit);
    // What the words mean is asked only where it matters: it takes a while.
    const first = retry.at - from > bound ? signOf(evidence, trouble, from, retry) : retry;
    heeded = first.at;
    const ms = first.at - from - evidence.asleep(from, first.at);
    const isOpen = first.seq === undefined;
    waits.push({ work, trouble, ms, isOpen, ...(!isOpen && { until: first.seq! }) });
  }
  return waits;
}

interface Moment {
  readonly at: number;
  readonly seq: number | undefined;
}

/** The first retry that is announced, up to a moment at which no sign is due any more. */
const retryAfter = (
  evidence: Evidence,
  { session }: Attempted,
  from: number,
  limit: Moment,
): Moment =>
  evidence
    .of('client.told')
    .find(
      (one) => one.as === 'retry' && one.session === session && one.at >= from && one.at < limit.at,
    ) ?? limit;

/** The first sign of a trouble, up to a moment at which none is due any more. */
function signOf(
  evidence: Evidence,
  { session, host }: Attempted,
  from: number,
  limit: Moment,
): Moment {
  const isNow = (one: { readonly at: number; readonly session?: number }) =>
    one.session === session && one.at >= from && one.at < limit.at;
  const names = ({ text }: { readonly text: string }) =>
    text.includes(host) || claims(text, evidence.hosts).length > 0;
  const told = evidence.of('client.told').find((one) => isNow(one) && names(one));
  const said = evidence
    .of('client.said')
    .find((one) => isNow(one) && one.at < (told?.at ?? Infinity) && names(one));
  return said ?? told ?? limit;
}

/** Whether it asked the model for an answer, and nothing was wrong with that. */
const isThrough = (attempt: Attempted): boolean =>
  attempt.endpoint === 'messages' && layerAtFault(attempt) === undefined;

/** When it was clear that an attempt had failed, or had begun to. */
const onset = ({ at, endedAt = at, status, error }: Attempted): number =>
  status === undefined || error === ABORTED ? at : endedAt;
