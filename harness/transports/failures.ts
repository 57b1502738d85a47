import { checkServerIdentity } from 'node:tls';
import type { DnsEffect, Effects, FamilyFailure, Malformed, Rcode, Spoilt } from '#core/effect.ts';
import { NOBODY, STRANGER } from './addresses.ts';

/**
 * What an effect comes to for whoever calls Node's `fetch` on Linux: all of it measured with Node
 * 24.21 and glibc 2.36, where test/tools/two-arms.test.ts measures it again.
 */
export type Fate =
  /** It goes on, after so many milliseconds more; to somebody else, perhaps. */
  | { readonly late?: number; readonly stranger?: true }
  /** It fails: at once, or when the resolver or the connection has been waited for in vain. */
  | { readonly cause: Error; readonly waits?: 'resolver' | 'connection' };

/** How long the C library asks one nameserver: twice, for five seconds each (resolv.conf(5)). */
export const RESOLVER_PATIENCE = 10_000;

/**
 * How long undici waits for a connection, the look-up and the handshake included: ten seconds by
 * a timer that looks every half second.
 */
export const CONNECTION_PATIENCE = 10_500;

/** How long undici waits for headers, and then for more of a body: its defaults for both. */
export const ANSWER_PATIENCE = 300_000;

/** What becomes of a look-up. */
export function fateOfName(effect: DnsEffect, host: string): Fate {
  if (typeof effect === 'object') {
    if ('ttl' in effect) return {};
    if ('family' in effect) return ofOneFamily(effect.fails, host);
    if ('rcode' in effect) return { cause: lookup(OF_RCODE[effect.rcode], host) };
    if ('malformed' in effect) return ofMalformed(effect.malformed, host);
    return effect.late < RESOLVER_PATIENCE ? { late: effect.late } : unanswered(host);
  }
  switch (effect) {
    case 'truncated':
    case 'only-A':
    case 'only-AAAA':
      return {};
    case 'somebody-else':
      return { stranger: true };
    case 'silence':
      return unanswered(host);
    case 'truncated-without-tcp':
      return { cause: lookup(AGAIN, host) };
    case 'nobody-there':
      return { cause: refused() };
    default:
      return { cause: lookup(OF_RCODE[effect], host) };
  }
}

/** The C library waits for both answers, and longer than undici does for a connection. */
const ofOneFamily = (fails: FamilyFailure, host: string): Fate =>
  fails === 'silence' ? unconnected(host) : {};

/** What becomes of a connection. */
export function fateOfConnection(effect: Effects['connect'], host: string): Fate {
  if (effect === 'reset') {
    const fields = { errno: -104, code: 'ECONNRESET', syscall: 'read' };
    return { cause: failure('read ECONNRESET', fields) };
  }
  return effect === 'proxy-refuses' ? { cause: untunnelled() } : unconnected(host);
}

/** What becomes of a handshake. */
export function fateOfHandshake(effect: Effects['tls'], host: string): Fate {
  switch (effect) {
    case 'untrusted':
      return { cause: failure(UNTRUSTED, { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }) };
    case 'expired':
      return { cause: failure('certificate has expired', { code: 'CERT_HAS_EXPIRED' }) };
    case 'not-yet-valid':
      return { cause: failure('certificate is not yet valid', { code: 'CERT_NOT_YET_VALID' }) };
    case 'wrong-host':
      return { cause: misnamed(host) };
    case 'alert':
      return {
        cause: failure(ALERTED, { library: 'SSL routines', reason: ALERT, code: ALERT_CODE }),
      };
    case 'endless':
      return unconnected(host);
  }
}

/** What is wrong with the certificate that a handshake shows, where it shows any. */
export const spoilt = (effect: Effects['tls'] | undefined): Spoilt | undefined =>
  effect === 'endless' || effect === 'alert' ? undefined : effect;

/** What Node says of a certificate that names somebody else. */
export function misnamed(host: string): Error {
  // The very function that Node calls, which makes the error that Node throws.
  const cert = { subject: { CN: 'groundstop' }, subjectaltname: `DNS:${STRANGER}` };
  return checkServerIdentity(host, cert as never)!;
}

const failure = (message: string, fields: object): Error =>
  Object.assign(new Error(message), fields);

/** By libuv's names and numbers; of the numbers -3007 is NODATA, and has no name of its own. */
const NOT_FOUND = ['ENOTFOUND', -3008] as const;
const NO_DATA = ['ENOTFOUND', -3007] as const;
const AGAIN = ['EAI_AGAIN', -3001] as const;
type Verdict = typeof NOT_FOUND | typeof NO_DATA | typeof AGAIN;

const OF_RCODE: Readonly<Record<Rcode, Verdict>> = {
  NXDOMAIN: NOT_FOUND,
  NODATA: NO_DATA,
  SERVFAIL: AGAIN,
  REFUSED: AGAIN,
  NOTIMP: AGAIN,
  FORMERR: NOT_FOUND,
};

/** What does not belong to the query is waited out; what does and cannot be read is believed. */
function ofMalformed(how: Malformed, host: string): Fate {
  switch (how) {
    case 'garbage':
    case 'wrong-id':
    case 'wrong-question':
      return unanswered(host);
    case 'short':
      return { cause: lookup(AGAIN, host) };
    case 'counts':
    case 'pointer-loop':
      return { cause: lookup(NOT_FOUND, host) };
    case 'no-response':
      return { cause: lookup(NO_DATA, host) };
  }
}

const unanswered = (host: string): Fate => ({ cause: lookup(AGAIN, host), waits: 'resolver' });

const lookup = ([code, errno]: Verdict, hostname: string): Error =>
  failure(`getaddrinfo ${code} ${hostname}`, { errno, code, syscall: 'getaddrinfo', hostname });

/** What Node says of an address at which nobody listens. */
export const refused = (): Error =>
  failure(`connect ECONNREFUSED ${NOBODY}:443`, {
    errno: -111,
    code: 'ECONNREFUSED',
    syscall: 'connect',
    address: NOBODY,
    port: 443,
  });

const unconnected = (host: string): Fate => ({
  cause: failure(`Connect Timeout Error (attempted address: ${host}:443, timeout: 10000ms)`, {
    name: 'ConnectTimeoutError',
    code: 'UND_ERR_CONNECT_TIMEOUT',
  }),
  waits: 'connection',
});

/** What undici says of an answer that does not begin, or does not go on. */
export const withoutHeaders = (): Error =>
  failure('Headers Timeout Error', {
    name: 'HeadersTimeoutError',
    code: 'UND_ERR_HEADERS_TIMEOUT',
  });
export const withoutBody = (): Error =>
  failure('Body Timeout Error', { name: 'BodyTimeoutError', code: 'UND_ERR_BODY_TIMEOUT' });

/** Behind a proxy, the cause of a failure has a cause, and only that one has a code. */
function untunnelled(): Error {
  const message = 'Proxy response (407) !== 200 when HTTP Tunneling';
  const cause = failure(message, { name: 'AbortError', code: 'UND_ERR_ABORTED' });
  return new DOMException('Request was cancelled.', { name: 'Error', cause } as never);
}

const UNTRUSTED =
  'unable to verify the first certificate; ' +
  'if the root CA is installed locally, try running Node.js with --use-system-ca';

const ALERT = 'ssl/tls alert handshake failure';
const ALERT_CODE = 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE';
/** OpenSSL begins with the number of a thread, which is another one each time. */
const ALERTED =
  '4000000000000000:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:' +
  '../deps/openssl/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 40\n';
