import type { Evidence, Worked } from './evidence.ts';
import { ASKED, type Asked, type Try, triesDuring } from './tries.ts';

/** One thing that a piece of work needed: the attempts at it, of which all but the last failed. */
export interface Need {
  readonly work: Worked;
  readonly of: Asked;
  readonly tries: readonly Try[];
}

/**
 * Whether clients ask for this one after the other: those that share a login do so for a token, as
 * is right, and what they wait for in between is each other.
 */
export const isInTurn = ({ order }: Evidence, of: Asked): boolean =>
  of === 'oauth' && (order?.scenario.given.sessions ?? 1) > 1;

/** Everything that was asked for, work by work: put together once for each log. */
export const needs = (evidence: Evidence): readonly Need[] => evidence.once(needsOf);

function needsOf(evidence: Evidence): readonly Need[] {
  const all: Need[] = [];
  for (const work of evidence.works) {
    for (const of of ASKED) {
      // What it asks for meanwhile for other work is no attempt at this.
      const own = triesDuring(evidence, of, work).filter(
        (each) => each.work === undefined || each.work === work.work,
      );
      for (const tries of retried(own)) all.push({ work, of, tries });
    }
  }
  return all;
}

/** The time from the end of one attempt to the beginning of the next at the same thing. */
export interface Wait {
  /** When it was over. */
  readonly at: number;
  readonly ms: number;
  /** For how long the other side had asked it to wait. */
  readonly asked?: number;
  /** The other side had said that there was nothing to wait for. */
  readonly final?: true;
  readonly exhibits: readonly number[];
}

/** Attempts at the same thing, each of which failed but for the last. */
export function retried(tries: readonly Try[]): readonly (readonly Try[])[] {
  const sequences: Try[][] = [];
  let sequence: Try[] = [];
  let last: Try | undefined;
  for (const next of tries) {
    const again =
      last?.endedAt !== undefined &&
      !last.answered &&
      next.at >= last.endedAt &&
      // Where one of them died before it could show a token, it may have been the same.
      (last.token ?? next.token) === (next.token ?? last.token);
    if (!again) {
      sequence = [];
      sequences.push(sequence);
    }
    sequence.push(next);
    last = next;
  }
  return sequences;
}

/** The waits between attempts at the same thing: one fewer than there were attempts. */
export const waitsOf = (sequence: readonly Try[]): readonly Wait[] =>
  sequence.slice(1).map(({ at, exhibits }, index) => {
    const before = sequence[index]!;
    return {
      at,
      ms: at - before.endedAt!,
      ...(before.asked !== undefined && { asked: before.asked }),
      ...(before.final && { final: before.final }),
      exhibits: [before.exhibits.at(-1)!, exhibits[0]!],
    };
  });
