import type { ClientAdapter } from './client.ts';
import type { Layer, Realm } from './effect.ts';
import type { Entry, RunOrder } from './entry.ts';
import type { FaultWindow } from './timeline.ts';

/** A place in which a run is performed, apart from the rest of the machine. */
export interface Cell {
  readonly name: string;
  /** A sentence for `--list`. */
  readonly about: string;
  /** What can really be disturbed here: layers and realms. The rest is refused, not faked. */
  readonly layers: readonly (Layer | Realm)[];
  /** Why it cannot carry this window out, of a realm that it can disturb; undefined if it can. */
  lacks?(window: FaultWindow): string | undefined;
  /** Whether nothing in it can reach the outside, so that a real client may be flown in it. */
  readonly sealed: boolean;
  /** Whether it runs programs, or only clients that can live in this process. */
  readonly programs: boolean;
  /** Why it cannot be used on this machine, and the remedy, or undefined if it can. */
  refusal(): Promise<string | undefined>;
  /** The time that an order will be flown in here. */
  time(span: number): Promise<RunOrder['time']>;
  /** Perform the run into a log, and return when the log is complete. */
  perform(order: RunOrder, adapter: ClientAdapter, flight: Flight): Promise<void>;
}

/** What goes with an order on one machine on one day. */
export interface Flight {
  /** Absolute path of the NDJSON file to write. */
  readonly log: string;
  /** Where the client was installed. */
  readonly installed?: string;
  readonly signal: AbortSignal;
  /** Called as entries are written, for progress. */
  onEntry?(entry: Entry): void;
}
