import type { Acts, Effects, Layer, Realm, Spoilt } from './effect.ts';
import type { Json } from './json.ts';
import type { Role } from './role.ts';

/** A credential that a request carries, by its name in the ledger and never by its text. */
export interface Presented {
  readonly kind: CredentialKind;
  /** `access-2`, `refresh-1`; `unknown` where the authorization server never issued it. */
  readonly token: string;
}

/**
 * `access` also covers a long-lived token, and `capability` a signed one that can be verified
 * without asking anybody; `code` and `device-code` are what a sign-in is completed with.
 */
export const CREDENTIAL_KINDS = [
  'access',
  'refresh',
  'api-key',
  'capability',
  'code',
  'device-code',
] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

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
  /** Of a request for an answer: the pieces of work whose prompts its conversation still holds. */
  readonly recalls?: readonly string[];
  /** The same, for what tools brought: a piece of work once for each of its tools' results. */
  readonly returns?: readonly string[];
  /**
   * On the http layer: what was wrong with the certificate that the connection had shown. Whoever
   * sends anything all the same does not look; left out where it was good.
   */
  readonly certificate?: Spoilt;
}

/**
 * What a request is for: `token`, grants and refreshes; `authorize`, the pages that a person opens;
 * `device`, a device's request for a code (RFC 8628); `revoke` (RFC 7009); `metadata` (RFC 8414)
 * and `keys`; `profile`, who somebody is and what they are entitled to; `messages`, inference;
 * `count`, of tokens; `models`; `status`, a status page; `alert`, a call for help; `other`,
 * whatever else a client asks.
 */
export const ENDPOINTS = [
  'token',
  'authorize',
  'device',
  'revoke',
  'metadata',
  'keys',
  'profile',
  'messages',
  'count',
  'models',
  'status',
  'alert',
  'other',
] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export type Params = Readonly<Record<string, Json>>;

/**
 * What a client can still do while a fault is open. `service`: whoever persists is served, so that
 * work remains attainable. `new-token`: whoever obtains a new token is served. Without either, the
 * fault takes its target away.
 */
export type Leaves = 'service' | 'new-token';

/** What is written of an attempt from which the client has turned away by itself. */
export const ABORTED = 'aborted by the client';
/** What is written of an attempt that nobody ended: neither side is to blame for it. */
export const STILL_OPEN = 'still open when the run ended';

/** A fault, aimed. Its effect depends on the attempt alone, so that a run can be replayed. */
export interface Fault<L extends Layer = Layer> {
  readonly name: string;
  readonly layer: L;
  readonly role: Role;
  readonly params: Params;
  readonly leaves?: Leaves;
  strike(attempt: Attempt<L>): Effects[L] | undefined;
}

/** Something that is done to the client's own world while its window is open. */
export interface Act<R extends Realm = Realm> {
  readonly name: string;
  readonly layer: R;
  readonly role: 'client';
  readonly params: Params;
  readonly leaves?: Leaves;
  readonly deed: Acts[R];
}

/** A fault or an act as it stands in a record or a log: enough to make it again. */
export interface FaultRecord {
  readonly name: string;
  readonly layer: Layer | Realm;
  readonly role: Role | 'client';
  readonly params: Params;
  readonly leaves?: Leaves;
}

/** A kind of fault, to be aimed at a role. */
export interface FaultKind<L extends Layer = Layer> {
  (role: Role, params?: Params): Fault<L>;
  readonly fault: string;
  readonly layer: L;
}

/** A kind of act. It aims at nothing but the client. */
export interface ActKind<R extends Realm = Realm> {
  (params?: Params): Act<R>;
  readonly fault: string;
  readonly layer: R;
}

/**
 * Define a kind of fault. `strike` sees one attempt at the fault's own layer and role, and returns
 * an effect from the table, or undefined to let the attempt pass.
 */
export function defineFault<L extends Layer>(kind: {
  readonly name: string;
  readonly layer: L;
  /** A function where it depends on the parameters. */
  readonly leaves?: Leaves | ((params: Params) => Leaves | undefined);
  strike(attempt: Attempt<L>, params: Params): Effects[L] | undefined;
}): FaultKind<L> {
  const { name, layer } = kind;
  const aim = (role: Role, params: Params = {}): Fault<L> => {
    const leaves = typeof kind.leaves === 'function' ? kind.leaves(params) : kind.leaves;
    return {
      name,
      layer,
      role,
      params,
      ...(leaves && { leaves }),
      strike: (attempt) => kind.strike(attempt, params),
    };
  };
  return Object.assign(aim, { fault: name, layer });
}

/** Define a kind of act: what is done to the client's world, from its parameters alone. */
export function defineAct<R extends Realm>(kind: {
  readonly name: string;
  readonly layer: R;
  readonly leaves?: Leaves;
  deed(params: Params): Acts[R];
}): ActKind<R> {
  const { name, layer, leaves } = kind;
  const make = (params: Params = {}): Act<R> => ({
    name,
    layer,
    role: 'client',
    params,
    ...(leaves && { leaves }),
    deed: kind.deed(params),
  });
  return Object.assign(make, { fault: name, layer });
}

export const isAct = (fault: Fault | Act): fault is Act => fault.role === 'client';
