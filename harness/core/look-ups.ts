import type { Attempted, Evidence } from './evidence.ts';

/** The queries of one look-up, A and AAAA, follow each other within this. */
const LOOK_UP = 50;
const RESOLVER_TIMEOUT = 5_000;

/**
 * Whether a query belongs to the look-up that others began: a resolver asks for both families, and
 * asks again, and that is still one look-up.
 */
export function isSameLookUp(
  queries: readonly Attempted[],
  next: Attempted,
  resolution: number,
): boolean {
  const [first] = queries;
  const last = queries.at(-1);
  if (!first || !last || next.host !== first.host) return false;
  const pause = next.at - (last.endedAt ?? last.at);
  if (pause < 0) return true;
  if (resolution > 0 && next.at - first.at <= resolution) return true;
  const asked = queries.filter(({ operation }) => operation === next.operation);
  // What was cut short over UDP is asked for once more, over TCP.
  const most = isCut(last) ? 2 : 1;
  if (last.error !== 'no answer') return asked.length < most && pause <= LOOK_UP + resolution;
  // Where no answer comes, the C library asks once more, five seconds after it has asked
  // (resolv.conf(5), `attempts` and `timeout`). Either moment is blurred where time is warped.
  const since = next.at - last.at;
  return asked.length < 2 && since <= RESOLVER_TIMEOUT + LOOK_UP + 2 * resolution;
}

const isCut = ({ effect }: Attempted): boolean =>
  effect === 'truncated' || effect === 'truncated-without-tcp';

/** One name looked up, with however many queries. */
export interface LookUp {
  readonly host: string;
  readonly session?: number;
  readonly at: number;
  readonly endedAt?: number;
  readonly exhibits: readonly number[];
}

/** Answers that lead to an address, though to a wrong one. */
const MISLED: readonly unknown[] = ['nobody-there', 'somebody-else'];

/**
 * The look-ups that failed, name by name and client by client, one after the other. What a client
 * of several cannot be known to have asked, nobody is held to.
 */
export function failedLookUps(evidence: Evidence): readonly (readonly LookUp[])[] {
  const { faults = [], given } = evidence.order?.scenario ?? {};
  const isFleet = (given?.sessions ?? 1) > 1;
  const queries = evidence.struck.filter(
    ({ layer, struckBy, effect, session }) =>
      layer === 'dns' &&
      struckBy !== undefined &&
      faults[struckBy]?.fault.leaves !== 'service' &&
      !MISLED.includes(effect) &&
      (!isFleet || session !== undefined),
  );
  const each = Map.groupBy(queries, ({ session, host }) => `${session} ${host}`);
  return [...each.values()].map((asked) => together(asked, evidence.resolution));
}

function together(queries: readonly Attempted[], resolution: number): readonly LookUp[] {
  const found: Attempted[][] = [];
  for (const query of queries) {
    const last = found.at(-1);
    if (last && isSameLookUp(last, query, resolution)) last.push(query);
    else found.push([query]);
  }
  return found.map((asked) => {
    const [first] = asked as [Attempted];
    const ends = asked.map(({ endedAt = Infinity }) => endedAt);
    return {
      host: first.host,
      ...(first.session !== undefined && { session: first.session }),
      at: first.at,
      ...(ends.every(Number.isFinite) && { endedAt: Math.max(...ends) }),
      exhibits: first.exhibits,
    };
  });
}
