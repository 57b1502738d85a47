import type { Clock } from './clock.ts';
import type { Duration } from './duration.ts';
import type { Random } from './random.ts';
import type { Profile } from './role.ts';

/** A stored login, as text that only the client and its store may see. */
export interface Login {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What an adapter reads out of the store's file. Empty text where a field is there but blank. */
export interface StoredLogin {
  readonly accessToken?: string;
  readonly refreshToken?: string;
  readonly expiresAt?: number;
}

/** How to start a client, as data: the cell decides where and how it is carried out. */
export interface Launch {
  readonly argv: readonly [program: string, ...args: string[]];
  /** Everything in its environment besides HOME, PATH and the CA variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Files to lay under the client's home before it starts, by relative path. */
  readonly files: Readonly<Record<string, { readonly text: string; readonly mode: number }>>;
}

/** Something that a line of a client's output means. */
export type Heard =
  | { readonly what: 'ready' }
  | { readonly what: 'retry' | 'notice' | 'message'; readonly text: string }
  | { readonly what: 'ended'; readonly claim: 'success' | 'failure'; readonly text: string };

/** What an adapter knows when it has to say how to start its client. */
export interface Setting {
  readonly home: string;
  readonly login: Login;
  readonly seed: number;
  /** Where the client was installed; undefined for a client of our own. */
  readonly installed?: string;
}

/** The parts of the world that a client which runs in this process may touch, and no others. */
export interface Place {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly store: Store;
  /** Lines of work; ends when the session is over. */
  readonly input: AsyncIterable<string>;
  print(stream: 'stdout' | 'stderr', line: string): void;
}

/** A credential store as a file: read whole, written whole. */
export interface Store {
  /** Undefined where there is none. */
  read(): string | undefined;
  write(text: string): void;
  remove(): void;
}

/** One kind of client, and all that the harness knows about it. */
export interface ClientAdapter {
  readonly name: string;
  /** A sentence for `--list`. */
  readonly about: string;
  /** A reference client is a control: it counts only when it differs from its baseline. */
  readonly control: boolean;
  readonly profile: Profile;
  /** npm package to install on demand; undefined for a client of our own. */
  readonly package?: string;
  /** Set where the client can run in this process; resolves to its exit code. */
  readonly program?: (place: Place) => Promise<number>;
  /** Scenario time that it may take to start before the flight begins, per unit of wall time. */
  readonly boarding: Duration;
  launch(setting: Setting): Launch;
  /** The file, under its home, in which it keeps its login. */
  readonly store: string;
  /** Read a login out of that file; undefined where it cannot be read as one. */
  readStore(text: string): StoredLogin | undefined;
  /** The line of standard input that hands over a piece of work. */
  turn(prompt: string): string;
  /** What a line of its output means; empty where it means nothing to us. */
  hear(stream: 'stdout' | 'stderr', line: string): readonly Heard[];
}
