import type { Finding } from './check.ts';
import { inWords, milliseconds, onTheClock } from './duration.ts';
import type { Attempted, Evidence } from './evidence.ts';
import type { FaultRecord } from './fault.ts';

/** A look-up that met a fault, and how long it took from there to a connection. */
export interface Reached {
  readonly query: Attempted;
  /** Until there was a connection; or until the log ended, where there was none. */
  readonly ms: number;
  readonly connection?: Attempted;
}

/**
 * The look-ups of which a query fits, each up to the connection that it was for. One that was not
 * over when the log ended is left out, unless it had been longer than its bound by then.
 */
export function lookUps(
  evidence: Evidence,
  fits: (query: Attempted) => boolean,
  bound: number,
): readonly Reached[] {
  const found: Reached[] = [];
  if (!evidence.struck.some((each) => each.layer === 'dns' && fits(each))) return found;
  const open = new Map<string, Attempted>();
  for (const attempt of evidence.attempts) {
    const { layer, at } = attempt;
    if (layer !== 'dns' && layer !== 'connect') continue;
    const key = `${attempt.session} ${attempt.host}`;
    const query = open.get(key);
    if (layer === 'dns') {
      if (!query && attempt.struckBy !== undefined && fits(attempt)) open.set(key, attempt);
    } else if (query) {
      open.delete(key);
      const ms = at - query.at - evidence.asleep(query.at, at);
      found.push({ query, ms, connection: attempt });
    }
  }
  for (const query of open.values()) {
    const ms = evidence.end - query.at - evidence.asleep(query.at, evidence.end);
    if (ms > bound) found.push({ query, ms });
  }
  return found;
}

/** The slowest of them, in words, and what to show of it. */
export function worstOf(met: readonly Reached[], bound: number) {
  const [worst] = met.toSorted((one, other) => other.ms - one.ms);
  const { query, ms, connection } = worst!;
  const shown: Pick<Finding, 'witness' | 'exhibits'> & Partial<Finding> = {
    measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
    witness: met.slice(0, 6).map((each) => each.query.exhibits[0]!),
    exhibits: [...query.exhibits, ...(connection?.exhibits.slice(0, 1) ?? [])].sort(
      (one, other) => one - other,
    ),
  };
  const how = connection ? `was reached ${inWords(milliseconds(ms))}` : 'was not reached at all';
  return {
    shown,
    found: ms <= bound,
    said: `${query.host} ${how} after it was looked up at ${onTheClock(query.at)}`,
  };
}

/** Whether a fault at the layer of names leaves an address to whoever waits for both families. */
export const isServed = ({ leaves }: FaultRecord): boolean => leaves === 'service';
