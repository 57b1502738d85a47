import type { Launch } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';

import type { Acts, Realm } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import type { Random } from '#core/random.ts';
import type { Provided } from '#services/provider.ts';
import type { Gate } from './gate.ts';

/** How a client ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal?: string;
}

/** A client that has been started. */
export interface Session {
  send(line: string): void;
  /** No more work: end of its input. */
  end(): void;
  readonly exited: Promise<Exit>;
  /** End it, and resolve when it is gone or cannot be ended. */
  kill(): Promise<void>;
}

/** Services in front of a client. */
export interface Transport {
  /** Look a name up ourselves, through the gate. */
  probe(host: string): Promise<void> | void;
  /** Open a page as a person's browser does: through the gate, following no redirect. */
  visit(url: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void> | void;
}

/** The file in which a client keeps its login: its text and its permission bits. */
export interface StoreFile {
  readonly text: string;
  readonly mode?: number;
}

/** What a place offers to the run that is performed in it. */
export interface Stage {
  readonly clock: Clock;
  readonly random: Random;
  /** The client's home. */
  readonly home: string;
  /** Show that there is no way out. Throws where there is one. */
  prove(): Promise<readonly string[]>;
  open(gate: Gate, provided: Provided): Promise<Transport>;
  /** Lay out the files that the client finds in its home. */
  lay(launch: Launch): Promise<void> | void;
  /** Start the client, as the nth session. `line` is called for each line of its output. */
  start(
    launch: Launch,
    line: (stream: 'stdout' | 'stderr', text: string) => void,
    session: number,
  ): Promise<Session>;
  /**
   * Do something to the client's world. Resolves to what undoes it, where it can be undone.
   *
   * @param renew what another program would store, for the deeds that put something else there
   * @throws where this place cannot do it: that is our trouble and not the client's
   */
  act(deed: Acts[Realm], renew: (deed: 'renewed' | 'replaced') => string): (() => void) | undefined;
  /** The store's file, or undefined where there is none. */
  look(): StoreFile | undefined;
  /** Call on every change of the store. */
  watch(changed: () => void): void;
  /** Every file that the client left behind, but for its store. */
  leftovers(): AsyncIterable<Leftover>;
}

/** A file that a client left behind; without its text where it cannot be read, or not whole. */
export interface Leftover {
  readonly path: string;
  readonly text?: string;
}

/** Where facts go, and what they are reckoned from. */
export interface RunLog {
  /** The clock's reading when the flight begins. */
  readonly zero: number;
  tell(fact: Fact): void;
  /** Where the client was installed. */
  readonly installed?: string;
}
