import type { Entry, Fact } from '#core/entry.ts';

/** Where facts become entries: numbered without gaps, stamped with scenario time. */
export class Recorder {
  #seq = 0;
  #last = Number.NEGATIVE_INFINITY;

  readonly #now: () => number;
  readonly #write: (entry: Entry) => void;

  /** @param now scenario time */
  constructor(now: () => number, write: (entry: Entry) => void) {
    this.#now = now;
    this.#write = write;
  }

  tell(fact: Fact): void {
    // A clock that was set back must not turn the order of what happened around.
    this.#last = Math.max(this.#last, Math.round(this.#now()));
    this.#write({ seq: this.#seq, at: this.#last, ...fact } as Entry);
    this.#seq += 1;
  }
}

/** A log as text: one entry a line. */
export const ndjson = (entries: readonly Entry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
