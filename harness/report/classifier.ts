import { type Corpus, type Score, scores } from '#core/corpus.ts';
import messages from '#fixtures/messages.json' with { type: 'json' };

/** How well messages are read: those that the lexicon was made with, and those that it was not. */
export interface Classifier {
  readonly heldOut: Score;
  readonly known: Score;
}

let measured: Classifier | undefined;

/** Measured when it is asked for, and once: neither the messages nor the lexicon change. */
export function classifier(): Classifier {
  // JSON has no words, only strings; test/core/corpus.test.ts holds them to their types.
  measured ??= scores(messages as unknown as Corpus);
  return measured;
}
