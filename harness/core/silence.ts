import type { Evidence, Worked } from './evidence.ts';
import { claims } from './truth.ts';

/** A stretch in which nothing was to be seen, and what it lay between. */
export interface Silence {
  readonly ms: number;
  readonly exhibits: readonly number[];
}

/**
 * The longest silence of a client during a piece of work.
 *
 * What counts as a sign: whatever the adapter heard as a message, a notice or a retry; and a line
 * of output that names a cause and is not the same line again, for clients whose output nobody
 * has taught us. Frames of a spinner, banners and bytes as such do not: they look the same when
 * nothing will ever come of it. A wait that was announced ("in 32 s") is no silence until it is
 * over: the contract would count it, but whoever was told how long knows what is going on. Nor is
 * the time in which the client was made to stand still.
 */
export function longestSilence(evidence: Evidence, work: Worked): Silence {
  const until = work.endedAt ?? evidence.end;
  let heardAt = work.at;
  let last = work.exhibits[0]!;
  let longest: Silence = { ms: 0, exhibits: work.exhibits };
  const listen = (at: number, seq: number | undefined) => {
    const ms = at - heardAt - evidence.asleep(heardAt, at);
    if (ms <= longest.ms) return;
    longest = { ms, exhibits: seq === undefined ? [last] : [last, seq] };
  };
  for (const { at, seq, text } of signs(evidence, work, until)) {
    listen(at, seq);
    heardAt = Math.max(heardAt, Math.min(at + announced(text), until));
    last = seq;
  }
  listen(until, work.exhibits[1]);
  return longest;
}

/** Of several clients, a sign comes from the one that has the work: no other user sees it. */
const signs = (evidence: Evidence, { at, session }: Worked, until: number): readonly Sign[] =>
  (evidence.once(signsOf).get(session) ?? []).filter((sign) => sign.at >= at && sign.at <= until);

interface Sign {
  readonly at: number;
  readonly seq: number;
  readonly session?: number;
  readonly text: string;
}

/** All signs of each client, in order. */
const signsOf = (evidence: Evidence): ReadonlyMap<number | undefined, readonly Sign[]> =>
  Map.groupBy(allSigns(evidence), ({ session }) => session);

function allSigns(evidence: Evidence): readonly Sign[] {
  const last = new Map<number | undefined, string>();
  const meant = evidence.of('client.said').filter(({ at, seq, session, text }) => {
    const isFresh = text !== last.get(session);
    last.set(session, text);
    // What the adapter has made of a line stands behind it, and is a sign itself, or the end.
    const next = evidence.entries[seq + 1];
    const isMade = next?.kind === 'client.told' || next?.kind === 'work.ended';
    if (!isFresh || (isMade && next.at === at)) return false;
    return claims(text, evidence.hosts).length > 0;
  });
  return [...evidence.of('client.told'), ...meant].sort((one, other) => one.seq - other.seq);
}

/** How long a sign says that nothing will happen, in milliseconds. */
function announced(text: string): number {
  const wait = /\bin (\d+(?:\.\d+)?) ?(ms|s|min)\b/i.exec(text);
  return wait ? Number(wait[1]) * { ms: 1, s: 1_000, min: 60_000 }[wait[2]!.toLowerCase()]! : 0;
}
