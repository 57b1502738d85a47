import type { Entry, Kind } from '#core/entry.ts';

/** For a check a log that keeps it, one that breaks it, and one that leaves it open. */
export interface Golden {
  readonly kept: readonly Entry[];
  readonly broken: readonly Entry[];
  readonly open: readonly Entry[];
  /** The entries without which the log that keeps it shows nothing. */
  readonly rests: readonly Kind[];
}
