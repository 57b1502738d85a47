import type { Clock } from './clock.ts';
import type { Duration } from './duration.ts';
import type { Declared } from './entry.ts';
import type { Random } from './random.ts';
import type { Profile } from './role.ts';
import type { Credentials, Deed, SetUp } from './scenario.ts';

/** A stored login, as text that only the client and its store may see. */
export interface Login {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The same for the login itself, which no refresh prolongs; absent where it does not end. */
  readonly endsAt?: number;
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
  /** A page that somebody has to open; `code` is what they have to type there. */
  | { readonly what: 'link'; readonly url: string; readonly code?: string }
  /** `cleared`: what it showed of trouble, for as long as there was some, it shows no more. */
  | { readonly what: 'retry' | 'notice' | 'message' | 'cleared'; readonly text: string }
  | { readonly what: 'ended'; readonly claim: 'success' | 'failure'; readonly text: string };

/** What an adapter knows when it has to say how to start its client. */
export interface Setting {
  readonly home: string;
  /** What it finds in its store; undefined where nobody has signed in. */
  readonly login?: Login;
  /** A token that it is handed in its environment. */
  readonly token?: string;
  /** A key in its environment; `fallback` where it is for the time in which sign-in is down. */
  readonly apiKey?: { readonly text: string; readonly fallback: boolean };
  /** A good key of another program, in its environment and not for it. */
  readonly strayKey?: string;
  /** A signed token that is believed without asking: for when the login brings none. */
  readonly capability?: string;
  /** Where the client is to keep its login: in a file where it is left out. */
  readonly keeps?: 'keychain';
  /** How its user has set it up, in a word that its adapter knows. */
  readonly setUp?: SetUp;
  readonly seed: number;
  /** Where the client was installed; undefined for a client of our own. */
  readonly installed?: string;
}

/**
 * Node's own `fetch`, and what its undici can be told of a connection: the address to go to, where
 * the client has looked for it itself; and that a certificate need not be good, which only a client
 * with a defect says.
 */
export type Fetch = (
  input: string | URL | Request,
  init?: RequestInit & Connecting,
) => Promise<Response>;

export interface Connecting {
  readonly address?: string;
  readonly rejectUnauthorized?: false;
}

/**
 * Put a query to the name server of a place, and wait for its answer: messages as they are on the
 * wire (RFC 1035, section 4.1). Rejects where the connection breaks, and when the signal aborts.
 */
export type AskNames = (
  query: Uint8Array,
  over: 'UDP' | 'TCP',
  signal: AbortSignal,
) => Promise<Uint8Array>;

/** The parts of the world that a client which runs in this process may touch, and no others. */
export interface Place {
  readonly fetch: Fetch;
  /** For a client that asks name servers itself. */
  readonly askNames?: AskNames;
  readonly clock: Clock;
  /** Milliseconds since some moment, as nobody can set them; `clock` where it is left out. */
  readonly uptime?: () => number;
  readonly random: Random;
  readonly store: Store;
  /** Where it writes its conversation down, if it does. */
  readonly journal?: Journal;
  /** What its tool does to the world: it adds a line to a file that we read. */
  readonly effects?: Pick<Journal, 'add'>;
  /** Lines of work; ends when the session is over. */
  readonly input: AsyncIterable<string>;
  print(stream: 'stdout' | 'stderr', line: string): void;
  /**
   * Wait on loopback for a browser that comes back with a code (RFC 8252, section 7.3).
   *
   * @throws an error with the code EADDRINUSE where the port is taken
   */
  listen(port: number, answer: (url: URL) => { status: number; text: string }): Promise<Listening>;
  /** Open a page in the user's browser; rejects where there is none. */
  browse(url: string): Promise<void>;
  /** Shared with every process that has the same store. */
  readonly lock: Lock;
  /** A token, or a key, that it finds in its environment. */
  readonly token?: string;
  readonly apiKey?: { readonly text: string; readonly fallback: boolean };
  /** What was put there for another program. */
  readonly strayKey?: string;
  /** A signed token that is believed without asking. */
  readonly capability?: string;
}

/** A port on loopback that answers. */
export interface Listening {
  readonly port: number;
  close(): void;
}

/** What several processes with one store agree on: who of them may change it now. */
export interface Lock {
  /** Run alone. Waits for whoever has the lock; whoever dies with it loses it. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

/** A file to which lines are added, one by one. What was added outlives the process. */
export interface Journal {
  read(): readonly string[];
  /** Throws what Node's file system throws. */
  add(line: string): void;
}

/** A credential store: read whole. Throws what Node's file system throws. */
export interface Store {
  /** What to call it to its user, where it is no file: `the keychain`. */
  readonly where?: string;
  /** Undefined where there is none. */
  read(): string | undefined;
  /** In one step: whoever looks, or dies in the middle, leaves the old text or the new one. */
  write(text: string): void;
  /**
   * In two steps: what is there is emptied, and then filled again. Left out where a store is only
   * ever replaced.
   */
  overwrite?(text: string): void;
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
  /** What it can be held to that not every client can. */
  readonly declares?: Declared;
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
  /** The line that asks for something else than a turn. Without it, it does turns only. */
  ask?(deed: Exclude<Deed, 'turn'>): string;
  /** The line that hands over the code which a person has brought from a page. */
  paste?(code: string): string;
  /** The line that stops the piece of work in hand, and not the client: its Ctrl-C, or its Esc. */
  interrupt?(): string;
  /** What it can be given to sign its requests with: a login where it is left out. */
  readonly credentials?: readonly Credentials[];
  /** The ways in which it can be set up: only as it was installed where it is left out. */
  readonly setUps?: readonly SetUp[];
  /** Set where its program can keep its login in a keychain, too (`Given.keeps`). */
  readonly keychain?: true;
  /** The file, under its home, to which its tool adds a line each time that it has run. */
  readonly effects?: string;
  /** The port at which it would rather wait for a browser to come back, if it has one. */
  readonly callbackPort?: number;
  /** What a line of its output means; empty where it means nothing to us. */
  hear(stream: 'stdout' | 'stderr', line: string): readonly Heard[];
}
