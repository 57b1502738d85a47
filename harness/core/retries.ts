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

const NEEDS = new WeakMap<Evidence, readonly Need[]>();

/** Everything that was asked for, work by work: put together once for each log. */
export function needs(evidence: Evidence): readonly Need[] {
  const known = NEEDS.get(evidence);
  if (known) return known;
  const all = evidence.works.flatMap((work) =>
    ASKED.flatMap((of) => {
      // What it asks for meanwhile for other work is no attempt at this.
      const own = triesDuring(evidence, of, work).filter(
        (each) => (each.work ?? work.work) === work.work,
      );
      return retried(own).map((tries) => ({ work, of, tries }));
    }),
  );
  NEEDS.set(evidence, all);
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
  for (const next of tries) {
    const last = sequences.at(-1)?.at(-1);
    const again =
      last?.endedAt !== undefined &&
      !last.answered &&
      next.at >= last.endedAt &&
      // Where one of them died before it could show a token, it may have been the same.
      (last.token ?? next.token) === (next.token ?? last.token);
    if (again) sequences.at(-1)!.push(next);
    else sequences.push([next]);
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
