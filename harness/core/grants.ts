import type { Of } from './entry.ts';
import type { Attempted, Evidence } from './evidence.ts';
import { firstWhere } from './ordered.ts';

/** A refresh token that was presented at the token endpoint, and what came of it. */
export interface Grant {
  readonly token: string;
  /** Whose it was, of several clients. */
  readonly session?: number;
  readonly at: number;
  /** When it was over for the client; never, where the log ends first. */
  readonly endedAt: number;
  /**
   * `granted`: new tokens arrived. `unheard`: the server made a grant, and no answer that could be
   * read arrived. `denied`: the server said, and meant, that the token is not good. `failed`:
   * whatever else stood in the way.
   */
  readonly came: 'granted' | 'unheard' | 'denied' | 'failed';
  /** What was issued to it, refresh tokens and access tokens. */
  readonly refresh: readonly string[];
  readonly access: readonly string[];
  readonly exhibits: readonly number[];
  /** Positions in the log of its beginning and of its end. */
  readonly began: number;
  readonly ended: number;
}

/** All of them, in order; put together once for each log. */
export const grants = (evidence: Evidence): readonly Grant[] => evidence.once(grantsOf);

function grantsOf(evidence: Evidence): readonly Grant[] {
  const facts = evidence.of('ledger');
  const families = familiesOf(facts);
  const found: Grant[] = [];
  for (const attempt of evidence.attempts) {
    if (attempt.layer !== 'http' || attempt.endpoint !== 'token') continue;
    const token = attempt.presents.find(({ kind }) => kind === 'refresh')?.token;
    if (token !== undefined) found.push(grantOf(attempt, token, families.get(token), facts));
  }
  return found;
}

/** The family of each token, by the token's name. */
export const familiesOf = (facts: readonly Of<'ledger'>[]): ReadonlyMap<string, string> =>
  new Map(facts.map(({ token, family }) => [token, family]));

function grantOf(
  attempt: Attempted,
  token: string,
  family: string | undefined,
  facts: readonly Of<'ledger'>[],
): Grant {
  const { session, at, endedAt = Infinity, exhibits } = attempt;
  const [began, ended = Infinity] = exhibits as [number, number?];
  const meanwhile = facts
    .slice(firstAfter(facts, began), firstAfter(facts, ended))
    .filter((fact) => fact.family === family && fact.because !== 'a copy of the login');
  const issued = meanwhile.filter(({ act }) => act === 'issued').map((fact) => fact.token);
  const isDenied = meanwhile.some(
    (fact) => fact.token === token && (fact.act === 'refused' || fact.act === 'reused'),
  );
  const acted = issued.length > 0;
  return {
    token,
    ...(session !== undefined && { session }),
    at,
    endedAt,
    came: wasHeard(attempt)
      ? acted
        ? 'granted'
        : 'failed'
      : isDenied && attempt.status === 400
        ? 'denied'
        : acted && attempt.status !== 400
          ? 'unheard'
          : 'failed',
    refresh: issued.filter((name) => name.startsWith('refresh')),
    access: issued.filter((name) => name.startsWith('access')),
    exhibits,
    began,
    ended,
  };
}

/** Whether an answer arrived that brought what its status promises. */
function wasHeard({ status, error, effect }: Attempted): boolean {
  if (status !== 200 || error !== undefined) return false;
  return typeof effect !== 'object' || 'late' in effect || 'grants' in effect;
}

/** The place of the first fact that stands behind a position in the log. */
const firstAfter = (facts: readonly Of<'ledger'>[], seq: number): number =>
  firstWhere(facts.length, (index) => facts[index]!.seq > seq);

/**
 * How many refresh tokens were issued in a family before this one. Undefined for what is none, or
 * was not issued here.
 */
export const generations = (evidence: Evidence): ReadonlyMap<string, number> =>
  evidence.once(generationsOf);

function generationsOf(evidence: Evidence): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const found = new Map<string, number>();
  for (const { act, token, family } of evidence.of('ledger')) {
    if (act !== 'issued' || !token.startsWith('refresh')) continue;
    const count = counts.get(family) ?? 0;
    counts.set(family, count + 1);
    found.set(token, count);
  }
  return found;
}

/** How many clients share the login. */
export const fleetSize = ({ order }: Pick<Evidence, 'order'>): number =>
  order?.scenario.given.sessions ?? 1;

/** Whose it is: each client by its number, and what nobody can be held to by none. */
export function bySession<T extends { readonly session?: number }>(
  evidence: Evidence,
  all: readonly T[],
): readonly (readonly T[])[] {
  if (fleetSize(evidence) === 1) return all.length > 0 ? [all] : [];
  const known = all.filter(({ session }) => session !== undefined);
  return [...Map.groupBy(known, ({ session }) => session).values()];
}

/** What a client presented from one start to its end: who was killed has forgotten it. */
export function livesOf(evidence: Evidence, own: readonly Grant[]): readonly (readonly Grant[])[] {
  const kills = evidence
    .of('client.exited')
    .filter(({ by, session }) => by === 'harness' && session === own[0]?.session);
  const life = ({ began }: Grant) => kills.filter(({ seq }) => seq < began).length;
  return [...Map.groupBy(own, life).values()];
}
