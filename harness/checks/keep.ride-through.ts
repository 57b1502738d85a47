import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence, OpenSpan } from '#core/evidence.ts';
import { layerAtFault } from '#core/truth.ts';

/**
 * Whoever renews a token only when it has run out is grounded by an outage of a minute that falls
 * on that minute. Whoever renews it well before has an hour in hand when sign-in goes away, and
 * most outages are over by then.
 *
 * Asked of each token in whose last minutes sign-in was out: with how much life left was the next
 * one first asked for? Decided against the contract, which measures the longest outage that is
 * ridden through: that depends on where the outage lies, and the margin does not; how long the
 * client flew on is told in the sentence. Decided also: clients look at their token when they have
 * work, so that without any in those minutes nothing is known, and a margin that is small only for
 * want of work, or within a long piece of it, is not held against them. Nor is one that they could
 * not know of: a clock that is wrong, a token that is refused, a store that nobody can write to.
 */
export const keepRideThrough = defineCheck({
  id: 'keep.ride-through',
  must: 'ask for a new token well before the old one runs out',
  severity: 'sev3',
  axis: 'keep',
  loses: 'An outage of minutes stops work that could have gone on through it.',
  source:
    'Contract, K2; anthropic-sdk-typescript: refresh 120 s ahead; anthropics/claude-code#68398',
  judge(evidence) {
    const slack = evidence.stretched(evidence.bounds.stall) + evidence.resolution;
    const ends = tokenEnds(evidence).flatMap((end) => {
      const found = marginOf(evidence, end, slack);
      return found ? [found] : [];
    });
    const worst = ends.toSorted((one, other) => one.excess - other.excess)[0];
    if (!worst) {
      return unwitnessed('No token came near its end, in use, while sign-in was out.');
    }
    const { token, margin, least, by, outage, excess } = worst;
    const result = {
      measured: { value: margin / 1_000, unit: 's', compare: '>=', bound: least / 1_000 },
      witness: [outage.exhibits[0]!],
      exhibits: by.exhibits,
    } as const;
    const when = `At ${onTheClock(by.at)}`;
    return excess < 0
      ? broken(
          `${when} the client still used ${token}, which had ${inWords(margin)} to live, and had ` +
            `not asked for another; ${inWords(least)} was the least.`,
          result,
        )
      : kept(
          `${when} the client asked for a new token, ${inWords(margin)} before ${token} ran out; ` +
            `${inWords(least)} was the least. ${flownOn(evidence, outage)}`,
          result,
        );
  },
});

/** A token that ran out, or would have, around an outage of sign-in. */
interface End {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** How long before its end the next one is due. */
  readonly bound: number;
  readonly outage: OpenSpan;
}

function tokenEnds(evidence: Evidence): readonly End[] {
  // Where whoever persists is served, nothing is out.
  const outages = evidence.spans.filter(
    ({ record: { fault } }) => fault.role === 'oauth' && fault.leaves !== 'service',
  );
  if (outages.length === 0) return [];
  const { refreshAhead, refreshAheadShare } = evidence.bounds;
  const looks = evidence.of('store');
  return evidence.of('ledger').flatMap(({ token, at: issuedAt, expiresAt }) => {
    // When a token runs out is told with its issue, and with nothing else of it.
    if (expiresAt === undefined) return [];
    // Of what was there when the flight began, the log has not seen the beginning.
    const life = issuedAt < 0 ? evidence.scenario.given.lifetime : expiresAt - issuedAt;
    const bound = life < 2 * refreshAhead ? life * refreshAheadShare : refreshAhead;
    const outage = outages.find(
      ({ from, until = Number.POSITIVE_INFINITY }) =>
        from <= expiresAt && until > expiresAt - bound,
    );
    if (!outage) return [];
    const believed = looks.find(({ state }) => state.access === token)?.state.expiresAt;
    // A second is what is lost where a lifetime is told in whole seconds.
    if (believed === undefined || Math.abs(believed - expiresAt) > 1_000 + evidence.resolution) {
      return [];
    }
    return [{ token, issuedAt, expiresAt, bound, outage }];
  });
}

interface Margin extends End {
  readonly margin: number;
  /** What it is held to: the bound, less what a busy machine may have held up. */
  readonly least: number;
  /** What shows it. */
  readonly by: Attempted;
  /** Negative where the next token was asked for too late. */
  readonly excess: number;
}

/** How early the next token was asked for, or that it was not; undefined where nothing shows it. */
function marginOf(evidence: Evidence, end: End, slack: number): Margin | undefined {
  const { token, issuedAt, expiresAt, bound } = end;
  const least = Math.max(0, bound - slack);
  const inItsLife = evidence.attempts.filter(({ at }) => at > issuedAt && at < expiresAt);
  const uses = inItsLife.filter((one) => isUse(one, token));
  const refusedAt = uses.find(({ status }) => status === 401)?.at ?? Infinity;
  const asks = inItsLife.filter(isAsk);
  const first = asks[0] && begun(inItsLife, asks[0]);
  // Who was refused asks for another reason.
  if (refusedAt <= (first?.at ?? expiresAt)) return undefined;
  if (isExcused(evidence, expiresAt - bound, expiresAt)) return undefined;
  if (first && expiresAt - first.at >= least) {
    const margin = expiresAt - first.at;
    return { ...end, margin, least, by: first, excess: margin - least };
  }
  // A request that is made again within a piece of work has its token from before.
  const isDue = (at: number) => expiresAt - at <= least;
  const late = uses.find(
    ({ at, work }) =>
      isDue(at) &&
      evidence.works.some((one) => one.work === work && isDue(one.at)) &&
      !asks.some((one) => one.at <= at),
  );
  if (!late) return undefined;
  const margin = expiresAt - late.at;
  return { ...end, margin, least, by: late, excess: margin - least - 1 };
}

/** Whether a token was put to the model. */
const isUse = ({ endpoint, presents }: Attempted, token: string): boolean =>
  endpoint === 'messages' && presents.some((each) => each.token === token);

/** Whether it was an attempt to refresh, also one that died on the way. */
const isAsk = (attempt: Attempted): boolean =>
  attempt.role === 'oauth' &&
  (attempt.layer === 'http'
    ? attempt.presents.some(({ kind }) => kind === 'refresh')
    : layerAtFault(attempt) !== undefined);

/** The first attempt of those that a request is made of: for a connection, the name's look-up. */
function begun(attempts: readonly Attempted[], one: Attempted): Attempted {
  let first = one;
  for (let at = attempts.indexOf(one) - 1; at >= 0; at -= 1) {
    const before = attempts[at]!;
    const isOfIt = before.host === one.host && before.session === one.session;
    if (!isOfIt || before.layer === 'http') break;
    first = before;
  }
  return first;
}

/** Whether something was wrong that makes an early refresh impossible, or no good idea. */
const isExcused = (evidence: Evidence, from: number, until: number): boolean =>
  !evidence.awake(from, until) ||
  !evidence.writable(from, until) ||
  evidence.openBetween(from, until).some(({ record }) => record.fault.layer === 'clock');

/** What it was good for. */
function flownOn(evidence: Evidence, { from, until = evidence.end }: OpenSpan): string {
  const works = evidence.works.filter(
    ({ deed, at }) => deed === 'turn' && at >= from && at < until,
  );
  const failed = works.find(({ outcome }) => outcome === 'failed' || outcome === 'lost');
  const last = failed ? failed.at : until;
  return `Of the outage of ${inWords(until - from)} it flew through ${inWords(last - from)}.`;
}
