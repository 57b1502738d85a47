import type { Journal } from '#core/client.ts';

/** Lines in memory, which outlive the client that added them. */
export class MemoryJournal implements Journal {
  readonly #lines: string[] = [];
  #added: ((line: string) => void) | undefined;

  onAdded(added: (line: string) => void): void {
    this.#added = added;
  }

  read(): readonly string[] {
    return [...this.#lines];
  }

  add(line: string): void {
    this.#lines.push(line);
    this.#added?.(line);
  }
}
