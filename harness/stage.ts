import type { Launch, Setting } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import type { Fact, Usage } from '#core/entry.ts';
import type { Act } from '#core/fault.ts';
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
  /** Stop all of it where it stands; and let it go on. */
  freeze(): void;
  thaw(): void;
  /** End all of it at once: without a word, and without a chance to tidy up. */
  crash(): void;
  /** What it uses of the machine now. */
  usage(): Usage;
}

/** A client that is to be started: how, with what, and as the how manieth. */
export interface Boarding {
  readonly launch: Launch;
  readonly setting: Setting;
  /** Counted from 1. */
  readonly session: number;
  readonly oneOfSeveral: boolean;
  /** Called for each line of its output. */
  line(stream: 'stdout' | 'stderr', text: string): void;
}

/** Services in front of a client. */
export interface Transport {
  /** Look a name up ourselves, through the gate. */
  probe(host: string): Promise<void> | void;
  /** Open a page as a person's browser does: through the gate, following no redirect. */
  visit(url: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void> | void;
  /** What a client has to find in its environment to get there. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The file in which a client keeps its login: its text and its permission bits. */
export interface StoreFile {
  readonly text: string;
  readonly mode?: number;
  /** Which file it is: what is written in its place is the same, and what replaces it is not. */
  readonly inode?: number;
}

/** The text of a store after another program has refreshed, or somebody else has signed in. */
export type Renew = (deed: 'renewed' | 'replaced') => string;

/** What a place offers to the run that is performed in it. */
export interface Stage {
  readonly clock: Clock;
  readonly random: Random;
  /** The client's home. */
  readonly home: string;
  /** Show that there is no way out. Throws where there is one. */
  prove(): Promise<readonly string[]>;
  /** @param behind what the client has to go through, where there is anything */
  open(gate: Gate, provided: Provided, behind?: 'proxy'): Promise<Transport>;
  /** Lay out the files that the client finds in its home. */
  lay(launch: Launch): Promise<void> | void;
  start(boarding: Boarding): Promise<Session>;
  /**
   * Do something to the client's store, to its clock or to what it finds around it. Returns what
   * undoes it, where it can be undone.
   *
   * @param renew what another program would store, for the deeds that put something else there
   * @throws where this place cannot do it: that is our trouble and not the client's
   */
  act(act: Act, renew: Renew): (() => void) | undefined;
  /** The store's file, or undefined where there is none. */
  look(): StoreFile | undefined;
  /** Call on every change of the store. */
  watch(changed: () => void): void;
  /** Call with each line that a tool of the client has added to the file of its effects. */
  onEffect(applied: (key: string) => void): void;
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
