import type { Gate } from '#harness/gate.ts';

/** The part of the gate that a transport needs. */
export type Passage = Pick<Gate, 'cross' | 'tell'>;

/** A gate that knows which attempts have not ended yet. */
export interface Remembering extends Passage {
  /** End all of them, and all that are yet to come, with an error: their transport is gone. */
  endAll(error: string): void;
}

/**
 * Remember what passes a gate until it has ended, so that closing a transport leaves no attempt
 * open in the log: neither a stream that was cut off, nor a handshake that never came to its end.
 */
export function remembering(gate: Passage): Remembering {
  const open = new Set<(outcome: { error: string }) => void>();
  let over: { error: string } | undefined;
  return {
    tell: (fact) => gate.tell(fact),
    cross(attempt, by, session) {
      const crossing = gate.cross(attempt, by, session);
      if (over) crossing.end(over);
      else open.add(crossing.end);
      return {
        effect: crossing.effect,
        answering: crossing.answering,
        end(outcome) {
          open.delete(crossing.end);
          crossing.end(outcome);
        },
      };
    },
    endAll(error) {
      over ??= { error };
      for (const end of open) end(over);
      open.clear();
    },
  };
}

/** A gate that one of several clients passes, where it is known which. */
export const asOne = (gate: Passage, session: number | undefined): Passage =>
  session === undefined
    ? gate
    : {
        tell: (fact) => gate.tell(fact),
        cross: (attempt, by) => gate.cross(attempt, by, session),
      };
