import type { DnsEffect, Malformed } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import { defineFault, type Fault, type FaultKind } from '#core/fault.ts';
import type { Json } from '#core/json.ts';
import type { Profile } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { type Timeline, throughout } from '#core/timeline.ts';
import { blackHole } from '#faults/black-hole.ts';
import { certificateExpired } from '#faults/certificate-expired.ts';
import { certificateNotYetValid } from '#faults/certificate-not-yet-valid.ts';
import { certificateUntrusted } from '#faults/certificate-untrusted.ts';
import { certificateWrongHost } from '#faults/certificate-wrong-host.ts';
import { connectionReset } from '#faults/connection-reset.ts';
import { dnsLate } from '#faults/dns-late.ts';
import { dnsMalformed } from '#faults/dns-malformed.ts';
import { dnsRefused } from '#faults/dns-refused.ts';
import { dnsSilent } from '#faults/dns-silent.ts';
import { dnsTruncated } from '#faults/dns-truncated.ts';
import { dnsTruncatedWithoutTcp } from '#faults/dns-truncated-without-tcp.ts';
import { familyFails } from '#faults/family-fails.ts';
import { halfOpen } from '#faults/half-open.ts';
import { handshakeEndless } from '#faults/handshake-endless.ts';
import { handshakeRefused } from '#faults/handshake-refused.ts';
import { ipv4Only } from '#faults/ipv4-only.ts';
import { ipv6Only } from '#faults/ipv6-only.ts';
import { nobodyListens } from '#faults/nobody-listens.ts';
import { nodata } from '#faults/nodata.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { proxyRefuses } from '#faults/proxy-refuses.ts';
import { servfail } from '#faults/servfail.ts';
import { shortLivedRecord } from '#faults/short-lived-record.ts';
import { wrongAddress } from '#faults/wrong-address.ts';
import { gateFor } from '#test/gate.ts';
import type { Passage } from '#transports/unended.ts';

/** One fault, struck all the time at a host of its own, and what becomes of a `fetch` there. */
export interface Row {
  readonly host: string;
  readonly fault: Fault;
  /** The status of the answer, or the code of the error: in process, and over sockets by glibc. */
  readonly becomes: number | string;
  /** What c-ares says, where that is something else: it is another resolver. */
  readonly asked: number | string;
}

type Becomes = Row['becomes'];

const row = (
  kind: FaultKind,
  params: Readonly<Record<string, Json>>,
  becomes: Becomes,
  asked = becomes,
): Row => {
  const said = Object.values(params).map((value) => `-${value}`);
  const host = `${kind.fault}${said.join('')}.example.com`.toLowerCase();
  return { host, fault: kind('oauth', params), becomes, asked };
};

/** A word that a transport knows and that no fault chooses. */
const word = (name: string, effect: DnsEffect, becomes: Becomes, asked: Becomes): Row =>
  row(defineFault({ name, layer: 'dns', strike: () => effect }), {}, becomes, asked);

const malformed = (how: Malformed, becomes: Becomes, asked: Becomes): Row =>
  row(dnsMalformed, { how }, becomes, asked);

/** Every fault of names, connections and handshakes, and every way in which one can be meant. */
export const ROWS: readonly Row[] = [
  row(nxdomain, {}, 'ENOTFOUND'),
  row(nxdomain, { negativeTtl: 5, extended: 15 }, 'ENOTFOUND'),
  row(servfail, {}, 'EAI_AGAIN', 'ESERVFAIL'),
  row(servfail, { extended: 22 }, 'EAI_AGAIN', 'ESERVFAIL'),
  row(nodata, {}, 'ENOTFOUND', 'ENODATA'),
  row(dnsRefused, {}, 'EAI_AGAIN', 'EREFUSED'),
  word('formerr', { rcode: 'FORMERR' }, 'ENOTFOUND', 'EFORMERR'),
  word('notimp', { rcode: 'NOTIMP' }, 'EAI_AGAIN', 'ENOTIMP'),
  row(dnsSilent, {}, 'EAI_AGAIN', 'ETIMEOUT'),
  row(dnsLate, { ms: 300 }, 200),
  row(dnsLate, { ms: 7_000 }, 200, 'ETIMEOUT'),
  row(dnsLate, { ms: 12_000 }, 'EAI_AGAIN', 'ETIMEOUT'),
  row(dnsTruncated, {}, 200),
  row(dnsTruncatedWithoutTcp, {}, 'EAI_AGAIN', 'ECONNREFUSED'),
  row(ipv4Only, {}, 200),
  row(ipv6Only, {}, 200),
  row(familyFails, { how: 'NXDOMAIN' }, 200),
  row(familyFails, { how: 'SERVFAIL' }, 200),
  row(familyFails, { how: 'silence' }, 'UND_ERR_CONNECT_TIMEOUT', 200),
  row(familyFails, { family: 'A', how: 'NXDOMAIN' }, 200, 'ENOTFOUND'),
  row(familyFails, { family: 'A', how: 'SERVFAIL' }, 200, 'ESERVFAIL'),
  row(familyFails, { family: 'A', how: 'silence' }, 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEOUT'),
  row(nobodyListens, {}, 'ECONNREFUSED'),
  row(wrongAddress, {}, 'ERR_TLS_CERT_ALTNAME_INVALID'),
  row(shortLivedRecord, {}, 200),
  malformed('garbage', 'EAI_AGAIN', 'EBADRESP'),
  malformed('short', 'EAI_AGAIN', 'EBADRESP'),
  malformed('counts', 'ENOTFOUND', 'EBADRESP'),
  malformed('pointer-loop', 'ENOTFOUND', 'EBADRESP'),
  malformed('wrong-id', 'EAI_AGAIN', 'ETIMEOUT'),
  malformed('wrong-question', 'EAI_AGAIN', 'ETIMEOUT'),
  malformed('no-response', 'ENOTFOUND', 'ENODATA'),
  row(connectionReset, {}, 'ECONNRESET'),
  row(blackHole, {}, 'UND_ERR_CONNECT_TIMEOUT'),
  row(halfOpen, {}, 'UND_ERR_CONNECT_TIMEOUT'),
  row(certificateUntrusted, {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
  row(certificateExpired, {}, 'CERT_HAS_EXPIRED'),
  row(certificateNotYetValid, {}, 'CERT_NOT_YET_VALID'),
  row(certificateWrongHost, {}, 'ERR_TLS_CERT_ALTNAME_INVALID'),
  row(handshakeEndless, {}, 'UND_ERR_CONNECT_TIMEOUT'),
  row(handshakeRefused, {}, 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE'),
];

/** What is seen through a proxy, behind which a fault of names is not met: none is looked up. */
export const PROXIED: readonly Row[] = [
  row(nxdomain, {}, 200),
  row(proxyRefuses, {}, 'UND_ERR_ABORTED'),
  row(connectionReset, {}, 'ECONNRESET'),
  row(certificateExpired, {}, 'CERT_HAS_EXPIRED'),
];

export const profileOf = (rows: readonly Row[]): Profile => ({
  provider: 'test',
  hosts: Object.fromEntries(rows.map(({ host }) => [host, 'oauth'])),
  clientId: 'test',
});

/** A gate for each row, where only its own fault is open, and one for all other hosts. */
export function gatesOf(
  rows: readonly Row[],
  options: { now?(): number; tell?(host: string, fact: Fact): void } = {},
): Passage {
  const gate = (host: string, timeline: Timeline) =>
    gateFor(timeline, {
      ...(options.now && { now: options.now }),
      tell: (fact) => options.tell?.(host, fact),
    });
  const gates = new Map(rows.map(({ host, fault }) => [host, gate(host, [throughout(fault)])]));
  const other = gate('other', []);
  return {
    tell: (fact) => other.tell(fact),
    cross: (attempt, by) => (gates.get(attempt.host) ?? other).cross(attempt, by),
  };
}

/** A service that is well. */
export const greeting: Service = {
  role: 'oauth',
  describe: async ({ method }) => ({ operation: method, endpoint: 'other' }),
  answer: async () => new Response('hello'),
  refuse: ({ status }) => new Response(null, { status }),
};
