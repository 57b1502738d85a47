import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';
import { ASKED, type Asked } from '#core/tries.ts';

/**
 * The name is back, and a client that remembers that it was not there does not even ask. Everybody
 * else is at work again; a restart helps, and nobody thinks of it.
 *
 * Measured is the time from the first piece of work that needed the name after it was back to the
 * next time that anything was asked of its host: a query, or a request over a connection that was
 * still there. A name may be remembered as missing for as long as its zone says, and for five
 * minutes at most; what is added to that is the time in which everything must be as it was.
 *
 * Decided: it is reckoned from the need and not from the return, since nobody has to ask for what
 * they do not need. Sign-in is needed by a turn that has no good token to be had without it.
 */
export const dnsNegativeRecovery = defineCheck({
  id: 'dns.negative-recovery',
  must: 'ask again for a name that was not there, once it may be there again',
  severity: 'sev3',
  axis: 'converge',
  loses: 'The outage goes on in this client alone, until somebody restarts it.',
  source: 'Contract, N2; RFC 2308, section 5; RFC 9520, section 3.2; anthropics/claude-code#14983',
  judge(evidence) {
    const returns = ASKED.map((role) => returnOf(evidence, role)).filter((back) => !!back);
    const lags = returns
      .flatMap((back) => evidence.sessions.flatMap((session) => lagsOf(evidence, back, session)))
      .sort((one, other) => over(other) - over(one));
    const [worst] = lags;
    if (!worst) {
      return unwitnessed('No name that the client had missed came back and was needed after that.');
    }
    const { back, need, ms, bound, next } = worst;
    if (!next && ms <= bound) {
      return unwitnessed(`The client had ${inWords(ms)} to ask for ${back.host} again, too few.`);
    }
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: [back.missed.exhibits[0]!, back.seq, need.exhibits[0]!],
      exhibits: [back.missed.exhibits[0]!, back.seq, ...(next ?? need).exhibits.slice(0, 2)],
    } as const;
    const since = `the first work after ${onTheClock(back.at)} that needed ${back.host}`;
    if (ms <= bound) {
      return kept(`Within ${inWords(ms)} of ${since}, its host was asked.`, shown);
    }
    const said = next ? `asked its host only ${inWords(ms)} after` : `never asked its host after`;
    return broken(`The client ${said} ${since}; ${inWords(bound)} was the bound.`, shown);
  },
});

/** A name that was gone, and is back. */
interface Return {
  readonly role: Asked;
  readonly host: string;
  readonly at: number;
  /** The entry with which the last fault was over. */
  readonly seq: number;
  /** For how long it may be remembered as missing. */
  readonly remembered: number;
  /** The last query that had no answer. */
  readonly missed: Attempted;
}

function returnOf(evidence: Evidence, role: Asked): Return | undefined {
  const spans = evidence.spans.filter(
    ({ record: { fault } }) =>
      fault.layer === 'dns' && fault.role === role && fault.leaves !== 'service',
  );
  const [last] = spans.toSorted(
    (one, other) => (other.until ?? Infinity) - (one.until ?? Infinity),
  );
  if (last?.until === undefined) return undefined;
  const missed = evidence.struck.findLast(({ struckBy }) =>
    spans.some(({ window }) => window === struckBy),
  );
  if (!missed) return undefined;
  const ttls = spans.map(({ record }) => Number(record.fault.params.negativeTtl ?? 0));
  return {
    role,
    host: missed.host,
    at: last.until,
    seq: last.exhibits[1]!,
    remembered: Math.min(Math.max(...ttls) * 1_000, evidence.bounds.negativeCache),
    missed,
  };
}

interface Lag {
  readonly back: Return;
  readonly need: Worked;
  readonly ms: number;
  readonly bound: number;
  /** With which it asked again, if it ever did. */
  readonly next?: Attempted;
}

const over = ({ ms, bound, next }: Lag): number => ms / bound + (next ? 0 : 1e-9);

/** How long one session that needed the name took to ask for it; nothing where it did not. */
function lagsOf(evidence: Evidence, back: Return, session: number | undefined): readonly Lag[] {
  const { recovery, stall, span } = evidence.bounds;
  const needs = (work: Worked) =>
    work.session === session &&
    work.exhibits[0]! > back.seq &&
    work.deed === 'turn' &&
    work.outcome !== 'lost' &&
    evidence.attainable(work) &&
    (back.role === 'model' || !evidence.tokenValid(work.at, work.at + span));
  const need = evidence.works.find(needs);
  if (!need) return [];
  const next = evidence.attempts.find(
    (attempt) =>
      attempt.session === session && attempt.role === back.role && attempt.exhibits[0]! > back.seq,
  );
  const until = next?.at ?? evidence.works.findLast(needs)!.endedAt ?? evidence.end;
  const bound = back.remembered + recovery + evidence.stretched(stall);
  return [{ back, need, ms: Math.max(0, until - need.at), bound, ...(next && { next }) }];
}
