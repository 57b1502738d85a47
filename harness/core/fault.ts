import type { Json } from './json.ts';
import type { Role } from './role.ts';

/** Why a service turns a request away. The service words it as its provider does. */
export type Refusal = 'unauthorized' | 'invalid-grant' | 'unavailable' | 'overloaded';

/**
 * What can go wrong, and where: for each layer that an attempt passes, the ways in which it can be
 * disturbed. The table is the whole vocabulary between faults and transports: a fault chooses a
 * word, a transport carries it out, and neither knows the other.
 *
 * What leaves no evidence is not in it. The kernel refuses a connection without asking anybody who
 * could write it down, so `reset` stands in for `refused`.
 */
export interface Effects {
  dns: 'NXDOMAIN' | 'SERVFAIL';
  connect: 'reset';
  tls: 'untrusted';
  http: { readonly refuse: Refusal; readonly status: number };
}

export type Layer = keyof Effects;

/** The order in which one request meets the layers. */
export const LAYERS = ['dns', 'connect', 'tls', 'http'] as const satisfies readonly Layer[];

/** A credential that a request carries, by its name in the ledger and never by its text. */
export interface Presented {
  readonly kind: CredentialKind;
  /** `access-2`, `refresh-1`; `unknown` where the authorization server never issued it. */
  readonly token: string;
}

export type CredentialKind = 'access' | 'refresh' | 'api-key';

/** One thing that the client tried to do to one host at one layer. */
export interface Attempt<L extends Layer = Layer> {
  readonly layer: L;
  readonly role: Role;
  readonly host: string;
  /** What was tried, as a person would say it: `A`, `connect`, `POST /v1/messages`. */
  readonly operation: string;
  /** On the http layer: what the service takes the request for. */
  readonly endpoint?: Endpoint;
  /** On the http layer: the piece of work that the request belongs to, by its content. */
  readonly work?: string;
  /** On the http layer: the credentials that it carries. */
  readonly presents?: readonly Presented[];
}

/** `token`: grants and refreshes; `messages`: inference; `other`: whatever else a client asks. */
export type Endpoint = 'token' | 'messages' | 'other';

/** A fault, aimed. Its effect depends on the attempt alone, so that a run can be replayed. */
export interface Fault<L extends Layer = Layer> {
  readonly name: string;
  readonly layer: L;
  readonly role: Role;
  readonly params: Readonly<Record<string, Json>>;
  strike(attempt: Attempt<L>): Effects[L] | undefined;
}

/** A fault as it stands in a record or a log: enough to make it again. */
export interface FaultRecord {
  readonly name: string;
  readonly layer: Layer;
  readonly role: Role;
  readonly params: Readonly<Record<string, Json>>;
}

/** A kind of fault, to be aimed at a role. */
export interface FaultKind<L extends Layer = Layer> {
  (role: Role, params?: Readonly<Record<string, Json>>): Fault<L>;
  readonly fault: string;
  readonly layer: L;
}

/**
 * Define a kind of fault. `strike` sees one attempt at the fault's own layer and role, and returns
 * an effect from the table, or undefined to let the attempt pass.
 */
export function defineFault<L extends Layer>(kind: {
  readonly name: string;
  readonly layer: L;
  strike(attempt: Attempt<L>, params: Readonly<Record<string, Json>>): Effects[L] | undefined;
}): FaultKind<L> {
  const aim = (role: Role, params: Readonly<Record<string, Json>> = {}): Fault<L> => ({
    name: kind.name,
    layer: kind.layer,
    role,
    params,
    strike: (attempt) => kind.strike(attempt, params),
  });
  return Object.assign(aim, { fault: kind.name, layer: kind.layer });
}
