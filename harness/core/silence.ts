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
function signs(evidence: Evidence, work: Worked, until: number) {
  const during = ({ at, session }: { readonly at: number; readonly session?: number }) =>
    at >= work.at && at <= until && session === work.session;
  let before = '';
  const meant = evidence.of('client.said').filter((said) => {
    if (said.session !== work.session) return false;
    const fresh = said.text !== before;
    before = said.text;
    return fresh && during(said) && claims(said.text, evidence.hosts).length > 0;
  });
  return [...evidence.of('client.told').filter(during), ...meant].sort(
    (one, other) => one.seq - other.seq,
  );
}

/** How long a sign says that nothing will happen, in milliseconds. */
function announced(text: string): number {
  const wait = /\bin (\d+(?:\.\d+)?) ?(ms|s|min)\b/i.exec(text);
  return wait ? Number(wait[1]) * { ms: 1, s: 1_000, min: 60_000 }[wait[2]!.toLowerCase()]! : 0;
}
