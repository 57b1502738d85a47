import type { Attempted, Evidence, Worked } from './evidence.ts';

/** A request for an answer, and what the conversation in it still holds. */
export type Recalling = Attempted & { readonly recalls: readonly string[] };

/** One client from one of its starts to the next, and what passed between it and the model. */
export interface Life {
  readonly session?: number;
  /** When it was started. */
  readonly from: number;
  /** The entry that says so. */
  readonly started: number;
  /** The turns that it was given, in order. */
  readonly turns: readonly Worked[];
  readonly requests: readonly Recalling[];
}

/** The lives of every client, each client's in order. Looked up once for each log. */
export const lives = (evidence: Evidence): readonly Life[] => evidence.once(livesOf);

function livesOf(evidence: Evidence): readonly Life[] {
  const starts = Map.groupBy(evidence.of('client.started'), ({ session }) => session);
  const turns = Map.groupBy(
    // What was lost was never given to anybody.
    evidence.works.filter(({ deed, outcome }) => deed === 'turn' && outcome !== 'lost'),
    ({ session }) => session,
  );
  const requests = Map.groupBy(evidence.attempts.filter(isRecalling), ({ session }) => session);
  return [...starts].flatMap(([session, own]) =>
    own.map(({ at, seq }, n): Life => {
      const until = own[n + 1]?.seq ?? Infinity;
      const within = ({ exhibits }: { readonly exhibits: readonly number[] }) =>
        exhibits[0]! > seq && exhibits[0]! < until;
      return {
        ...(session !== undefined && { session }),
        from: at,
        started: seq,
        turns: (turns.get(session) ?? []).filter(within),
        requests: (requests.get(session) ?? []).filter(within),
      };
    }),
  );
}

const isRecalling = (attempt: Attempted): attempt is Recalling =>
  attempt.endpoint === 'messages' && attempt.recalls !== undefined;

/** The works in which something failed, or that came to nothing. Looked up once for each log. */
export const troubled = (evidence: Evidence): ReadonlySet<string> => evidence.once(troubledOf);

function troubledOf(evidence: Evidence): ReadonlySet<string> {
  const found = new Set(
    evidence.works.filter(({ outcome }) => outcome === 'failed').map(({ work }) => work),
  );
  // Both are in the order of time, and a client has one piece of work in hand.
  const next = new Map<number | undefined, number>();
  for (const { session, at, struckBy, status = 0, error } of evidence.attempts) {
    if (struckBy === undefined && status < 400 && error === undefined) continue;
    const works = evidence.worksBySession.get(session) ?? [];
    let index = next.get(session) ?? 0;
    while (index < works.length && (works[index]!.endedAt ?? Infinity) < at) index += 1;
    next.set(session, index);
    const work = works[index];
    if (work && work.at <= at) found.add(work.work);
  }
  return found;
}
