/**
 * What can go wrong, and where: the whole vocabulary between faults and those who carry them out.
 * A fault chooses a word, a transport or a stage carries it out, and neither knows the other.
 *
 * `Effects` is what can be done to an attempt, layer by layer; `Acts` what can be done to the
 * client's own world. All of it is data, so that it can stand in a log.
 *
 * What leaves no evidence is not in it. The kernel refuses a connection without asking anybody who
 * could write it down: for a refused one, let the name lead to an address where nobody listens.
 */
export interface Effects {
  dns: DnsEffect;
  connect: 'reset' | 'black-hole' | 'half-open' | 'proxy-refuses';
  tls: 'untrusted' | 'expired' | 'not-yet-valid' | 'wrong-host' | 'endless' | 'alert';
  http: HttpEffect;
}

export type Layer = keyof Effects;

/** What can be wrong with a certificate. */
export type Spoilt = Exclude<Effects['tls'], 'endless' | 'alert'>;

/** The order in which one request meets the layers. */
export const LAYERS = ['dns', 'connect', 'tls', 'http'] as const satisfies readonly Layer[];

/** How a name is answered (RFC 1035, section 4.1.1; RFC 2308; RFC 8914). */
export type DnsEffect =
  /** A response code; NODATA is NOERROR with nothing in it. */
  | 'NXDOMAIN'
  | 'NODATA'
  | 'SERVFAIL'
  | 'REFUSED'
  /** No answer at all. */
  | 'silence'
  /** Cut short over UDP, whole over TCP; or cut short, and no TCP to be had. */
  | 'truncated'
  | 'truncated-without-tcp'
  /** An address of the other family only: what is asked of the first one is NODATA. */
  | 'only-A'
  | 'only-AAAA'
  /** An address at which nobody listens; one at which somebody else does. */
  | 'nobody-there'
  | 'somebody-else'
  /** One address family cannot be had, for another reason than that there is no such address. */
  | { readonly family: AddressType; readonly fails: FamilyFailure }
  /** A code with an extended error beside it, or with a time to remember it, in seconds. */
  | { readonly rcode: Rcode; readonly extended?: number; readonly negativeTtl?: number }
  /** The right answer, so many milliseconds late. */
  | { readonly late: number }
  /** The right answer, to be kept for so many seconds. */
  | { readonly ttl: number }
  /** Bytes that are no answer to what was asked. */
  | { readonly malformed: Malformed };

/** The types of record that addresses of IPv4 and of IPv6 have. */
export const ADDRESS_TYPES = ['A', 'AAAA'] as const;
export type AddressType = (typeof ADDRESS_TYPES)[number];

export const FAMILY_FAILURES = ['NXDOMAIN', 'SERVFAIL', 'silence'] as const;
export type FamilyFailure = (typeof FAMILY_FAILURES)[number];

export type Rcode = 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'FORMERR';

export const MALFORMED = [
  'garbage',
  'short',
  'counts',
  'pointer-loop',
  'wrong-id',
  'wrong-question',
  'no-response',
] as const;
export type Malformed = (typeof MALFORMED)[number];

/** What becomes of a request that has reached its host. */
export type HttpEffect =
  /** The service says no, in its provider's words. */
  | {
      readonly refuse: Refusal;
      readonly status: number;
      readonly retryAfter?: RetryAfter;
      /** What the provider's `x-should-retry` says; not sent where it is left out. */
      readonly shouldRetry?: boolean;
    }
  /** Something that stands in front of the service answers with a page in HTML. */
  | { readonly page: Page; readonly status: number }
  /** The service answers, and the answer is not what its status promises. */
  | { readonly body: Body }
  /** The service answers correctly, and what it grants is not worth much. */
  | { readonly grants: Flawed }
  /** The status page says this, whatever is true. */
  | { readonly says: Indicator }
  /** No answer; or the right one, so many milliseconds late. */
  | { readonly late: number | 'for-ever' }
  /** The connection breaks: before the service has acted, or after, so that its answer is lost. */
  | { readonly lose: 'request' | 'answer' }
  /** A stream begins well. Where none was asked for, the whole answer is disturbed likewise. */
  | {
      readonly stream: Disturbance;
      readonly after: { readonly events: number } | { readonly bytes: number };
      /** Which error, where it is one: overload where it is left out. */
      readonly error?: Refusal;
    }
  /** "Ask over there instead": 307 to a host that has no business with it. */
  | { readonly redirect: string };

/** Why a service turns a request away. The service words it as its provider does. */
export const REFUSALS = [
  // Errors of the token endpoint (RFC 6749, section 5.2; RFC 8628, section 3.5).
  'invalid-request',
  'invalid-client',
  'invalid-grant',
  'unauthorized-client',
  'unsupported-grant-type',
  'invalid-scope',
  'authorization-pending',
  'slow-down',
  'access-denied',
  'expired-token',
  // Errors of a resource (RFC 6750, section 3.1), and what providers make of them.
  'unauthorized',
  'revoked',
  'insufficient-scope',
  'forbidden',
  'organization-not-allowed',
  'not-a-member',
  'session-invalid',
  'no-credit',
  'not-found',
  'too-large',
  // Errors of load and of the service itself.
  'rate-limited',
  'quota-exhausted',
  'server-error',
  'unavailable',
  'timeout',
  'overloaded',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** When to come back: in so many seconds; at a date so many seconds away; or neither, in words. */
export type RetryAfter =
  | { readonly seconds: number }
  | { readonly date: number }
  | { readonly text: string };

/** An edge that cannot reach its origin; one that wants to see a browser; a portal's sign-in. */
export const PAGES = ['bad-gateway', 'challenge', 'portal'] as const;
export type Page = (typeof PAGES)[number];

/** With a 200: nothing; half of it; an error; JSON of another shape; an object without data. */
export const BODIES = ['empty', 'half', 'error', 'other-shape', 'no-data'] as const;
export type Body = (typeof BODIES)[number];

/** A token that has expired on issue, or says no expiry, or lacks something that was asked for. */
export const FLAWED = [
  'expired',
  'no-expiry',
  'no-refresh-token',
  'less-scope',
  'no-login',
] as const;
export type Flawed = (typeof FLAWED)[number];

/** How bad it is, by a status page's own word (Statuspage, status API). `none` is what it says. */
export const INDICATORS = ['none', 'minor', 'major', 'critical'] as const;
export type Indicator = (typeof INDICATORS)[number];

/**
 * An error event; no more of anything; no more but pings; a clean end too soon; a broken
 * connection; an event every ten seconds.
 */
export const DISTURBANCES = ['error', 'silence', 'pings', 'end', 'break', 'drip'] as const;
export type Disturbance = (typeof DISTURBANCES)[number];

/** What can be done to the client's own world, and to its grant, realm by realm. */
export interface Acts {
  /** To the file or the keychain that holds its login. */
  store:
    | 'read-only'
    | 'full'
    | 'locked'
    | 'keychain-locked'
    | 'truncated'
    | 'corrupt'
    | 'wrong-types'
    | 'removed'
    /** Another program has refreshed, and stored what it got. */
    | 'renewed'
    /** Somebody else has signed in. */
    | 'replaced';
  /** To its idea of the time: so many milliseconds ahead, or behind where negative. */
  clock: { readonly ahead: number };
  /** To its processes: all of them stopped at once, and going on at once; ended without warning. */
  process: 'frozen' | 'killed';
  /** To what it finds around it when somebody signs in. */
  place: 'port-taken' | 'no-browser';
  /**
   * To what the authorization server knows of it: the whole grant is revoked, or its access token
   * only; or somebody with a copy of its login has refreshed, so that its refresh token is spent.
   */
  grant: 'revoked' | 'access-revoked' | 'rotated-elsewhere';
}

export type Realm = keyof Acts;

export const REALMS = [
  'store',
  'clock',
  'process',
  'place',
  'grant',
] as const satisfies readonly Realm[];

/**
 * The deeds that nothing undoes, so that they may be done `at once`: the others last for as long
 * as their window, and one of no length would leave no trace of them.
 */
export const FINAL_DEEDS = [
  'truncated',
  'corrupt',
  'wrong-types',
  'removed',
  'renewed',
  'replaced',
  'killed',
  'revoked',
  'access-revoked',
  'rotated-elsewhere',
] as const satisfies readonly Acts[Realm][];
