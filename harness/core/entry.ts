import type { Acts, Effects, Layer, Realm } from './effect.ts';
import type { Attempt, CredentialKind } from './fault.ts';
import type { Profile } from './role.ts';
import type { Deed, ScenarioRecord } from './scenario.ts';

/** The version of the log's format. Raise it when an old log can no longer be read as a new one. */
export const FORMAT = 1;

/**
 * What a client says of itself, in its documentation or by how it is set up: what it can be held
 * to that not every client can. It stands in the report.
 */
export interface Declared {
  /** With a key for the time in which sign-in is down, it works on with the key. */
  readonly fallback?: true;
  /** With a capability token it works on while its login brings none. */
  readonly capability?: true;
  /** It stops asking a service that keeps failing, and probes it now and then. */
  readonly breaker?: true;
  /** It asks name servers itself, and not by `getaddrinfo`. */
  readonly resolver?: true;
  /** It goes on with a conversation where it was, when it is started again. */
  readonly resumes?: true;
  /** It tells its user when a login is about to end. */
  readonly warns?: true;
  /** It shows that it is in trouble for as long as it is, and says when it no longer does. */
  readonly indicates?: true;
}

/** How scenario time relates to the wall: jumped, sped up by a factor, or the same. */
export interface TimeKind {
  readonly kind: 'virtual' | 'warped' | 'real';
  /** Seconds of scenario time to one of the wall; 1 in real time, 0 where there is no wall. */
  readonly factor: number;
}

/** The smallest difference between two times that means anything then, in milliseconds. */
export const resolutionOf = ({ kind, factor }: TimeKind): number =>
  kind === 'virtual' ? 0 : 20 * factor;

/**
 * The whole order that a run performs: all of it data, so that it can cross into another process.
 */
export interface RunOrder {
  readonly id: string;
  readonly scenario: ScenarioRecord;
  readonly client: {
    readonly name: string;
    readonly version?: string;
    readonly declares?: Declared;
  };
  readonly profile: Profile;
  readonly cell: string;
  readonly seed: number;
  readonly time: TimeKind;
}

/** What a store holds, with tokens by their names in the ledger. Never their text. */
export interface StoreState {
  readonly readable: boolean;
  /** `access-1`; `blank` where the field is there and empty; `absent`; `unknown` to the ledger. */
  readonly access: string;
  readonly refresh: string;
  /** When the client believes that its access token expires, in scenario time. */
  readonly expiresAt?: number;
  /** The file's permission bits, as in `0600`. */
  readonly mode?: string;
}

/**
 * What a client uses of the machine, with all that it has started. What cannot be seen where it
 * runs is left out.
 */
export interface Usage {
  /** Milliseconds of a processor since it was started, as the wall counts them. */
  readonly processor?: number;
  /** What it holds in memory, in KiB. */
  readonly memory?: number;
  /** Descriptors that it has open. */
  readonly files?: number;
  /** Timers of its that went off in its busiest ten seconds since this was last asked. */
  readonly wakes?: number;
}

/** The places in which a secret must not turn up. */
export type Sink = 'stdout' | 'stderr' | 'file' | 'request';

/**
 * What can be known about a run, one fact a line. `session` says which of several clients it was,
 * counted from 1; where there is only one, it is left out.
 * Nothing else is known once the run is over.
 */
export type Fact =
  | ({ readonly kind: 'run.began'; readonly format: number } & RunOrder)
  /** The place showed that there is no way out of it, before the client was started. */
  | { readonly kind: 'place.proved'; readonly sealed: boolean; readonly proofs: readonly string[] }
  /** Something that whoever reads the result should know. */
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'client.started'; readonly session?: number }
  /** Scenario time zero. Whatever came before is boarding, at negative times. */
  | { readonly kind: 'flight.began' }
  | { readonly kind: 'fault.opened' | 'fault.closed'; readonly window: number }
  | ({
      readonly kind: 'attempt.began';
      readonly attempt: number;
      /** `harness` where we look ourselves, to show that a fault is in force; `human`: somebody. */
      readonly by: 'client' | 'harness' | 'human';
      readonly session?: number;
    } & Attempt)
  | {
      readonly kind: 'attempt.ended';
      readonly attempt: number;
      /** Index of the window whose fault struck. */
      readonly struckBy?: number;
      readonly effect?: Effects[Layer];
      readonly status?: number;
      /** The error that the other side showed: a broken connection, a rejected certificate. */
      readonly error?: string;
    }
  /** Something was done to the client's world, or undone, or could not be. */
  | {
      readonly kind: 'act.done';
      readonly window: number;
      readonly deed: Acts[Realm];
      readonly undone?: true;
      readonly error?: string;
    }
  /** A person did something: opened a link, consented, typed a code, followed advice. */
  | { readonly kind: 'human.did'; readonly what: string; readonly session?: number }
  /** What the authorization server did: the truth about every token. */
  | {
      readonly kind: 'ledger';
      readonly act: 'issued' | 'rotated' | 'expired' | 'revoked' | 'reused' | 'refused';
      readonly token: string;
      /** Where its name does not begin with it. */
      readonly credential?: CredentialKind;
      readonly family: string;
      /** In scenario time. */
      readonly expiresAt?: number;
      readonly because?: string;
    }
  | {
      readonly kind: 'store';
      /** `act` where it was changed by what was done to it, and not by the client. */
      readonly look: 'before' | 'change' | 'act' | 'after';
      readonly state: StoreState;
      /** It is the file that was there at the last look, written over and not replaced. */
      readonly inPlace?: true;
    }
  | {
      readonly kind: 'work.began';
      readonly work: string;
      /** What it is, where it is no turn. */
      readonly deed?: Deed;
      readonly session?: number;
    }
  /** Somebody told it to stop this piece of work, in the way that it has for that. */
  | { readonly kind: 'client.interrupted'; readonly session?: number; readonly work: string }
  | {
      readonly kind: 'work.ended';
      readonly work: string;
      /**
       * `lost`: the client was gone before it could be given the work. `interrupted`: it ended
       * without an answer after the client had been told to stop it.
       */
      readonly outcome: 'answered' | 'failed' | 'lost' | 'interrupted';
      /** What the client itself said of it. */
      readonly claim: 'success' | 'failure' | 'none';
      /** Whether the answer carries what only the model could have told it. */
      readonly nonce: boolean;
      readonly text: string;
    }
  /** A tool of the client has done something, seen where it was done and not by what is claimed. */
  | {
      readonly kind: 'effect.applied';
      /** What was done: the piece of work that the scripted model had it done for. */
      readonly key: string;
    }
  | {
      readonly kind: 'client.said';
      readonly session?: number;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      /** Characters left out of `text`. */
      readonly cut?: number;
    }
  /** A sign for the user or the machine that reads along, in the client's own words. */
  | {
      readonly kind: 'client.told';
      readonly session?: number;
      /** `cleared`: what a retry had put up for its user to see is taken away. */
      readonly as: 'message' | 'notice' | 'retry' | 'cleared';
      readonly text: string;
    }
  /** Whoever takes alerts has taken one: in the client's own words, without its secrets. */
  | {
      readonly kind: 'alert.raised';
      readonly class: string;
      /** At most 500 characters of it. */
      readonly text: string;
      /** Which session the alert itself says that it is from. */
      readonly session?: number;
    }
  /** A look at what it uses, at the end of each piece of work. */
  | ({ readonly kind: 'client.sampled'; readonly session?: number } & Usage)
  | {
      readonly kind: 'client.exited';
      readonly session?: number;
      readonly code: number | null;
      readonly signal?: string;
      /** `harness` where we ended it. */
      readonly by: 'client' | 'harness';
    }
  /** So much of a sink was searched for the run's secrets. */
  | {
      readonly kind: 'sink.searched';
      readonly sink: Sink;
      readonly bytes: number;
      /** Files that could not be searched. */
      readonly skipped?: number;
    }
  | {
      readonly kind: 'secret.found';
      readonly sink: Sink;
      readonly where: string;
      readonly token: string;
      /** First eight hexadecimal digits of its SHA-256. */
      readonly fingerprint: string;
    }
  /** Our own trouble. It is never the client's. */
  | { readonly kind: 'harness.failed'; readonly error: string }
  | { readonly kind: 'run.ended' };

export type Kind = Fact['kind'];

/** A fact, with its place in the log and in time. */
export type Entry = Fact & {
  /** Position in the log: 0, 1, 2 and so on without gaps. */
  readonly seq: number;
  /** Scenario time in milliseconds: 0 is when the flight began, boarding is negative. */
  readonly at: number;
};

/** An entry of one kind, also where several kinds share a shape. */
export type Of<K extends Kind> =
  Extract<Fact, { readonly kind: Kind }> extends infer F
    ? F extends { readonly kind: infer Kinds }
      ? K extends Kinds
        ? F & { readonly kind: K; readonly seq: number; readonly at: number }
        : never
      : never
    : never;

/** Facts as a log, for whoever builds one by hand. */
export const enter = (facts: readonly (Fact & { readonly at: number })[]): readonly Entry[] =>
  facts.map((fact, seq) => ({ seq, ...fact }));
