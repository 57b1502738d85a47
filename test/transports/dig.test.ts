import { execFile } from 'node:child_process';
import { expect } from 'vitest';
import { MALFORMED, type Malformed } from '#core/effect.ts';
import type { FaultKind } from '#core/fault.ts';
import type { Json } from '#core/json.ts';
import { throughout } from '#core/timeline.ts';
import { dnsMalformed } from '#faults/dns-malformed.ts';
import { dnsRefused } from '#faults/dns-refused.ts';
import { dnsSilent } from '#faults/dns-silent.ts';
import { dnsTruncated } from '#faults/dns-truncated.ts';
import { dnsTruncatedWithoutTcp } from '#faults/dns-truncated-without-tcp.ts';
import { ipv4Only } from '#faults/ipv4-only.ts';
import { ipv6Only } from '#faults/ipv6-only.ts';
import { nobodyListens } from '#faults/nobody-listens.ts';
import { nodata } from '#faults/nodata.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { servfail } from '#faults/servfail.ts';
import { shortLivedRecord } from '#faults/short-lived-record.ts';
import { wrongAddress } from '#faults/wrong-address.ts';
import { needs } from '#test/tools.ts';
import { attempts, MODEL, OAUTH, type Opened, opened } from './opened.ts';

/** What such a program prints, whatever it thinks of it. */
const asking =
  (program: string) =>
  ({ ports }: Opened, ...args: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile(program, ['@127.0.0.1', '-p', `${ports.dns}`, ...args], (_, out, err) => {
        resolve(`${out}${err}`);
      });
    });
const dig = asking('dig');
const kdig = asking('kdig');

const ONCE = ['+time=1', '+tries=1'];
const struck = (kind: FaultKind, params: Readonly<Record<string, Json>> = {}) =>
  opened({ faults: [throughout(kind('oauth', params))] });

const withDig = needs('dig');

withDig('dig is told where a host is, over UDP and over TCP', async () => {
  const there = await opened();
  for (const over of ['+notcp', '+tcp']) {
    expect((await dig(there, over, '+short', MODEL)).trim()).toBe(there.addressOf(MODEL));
  }
  expect(attempts(there.log)).toHaveLength(2);
});

withDig.each([
  ['status: NXDOMAIN', nxdomain, {}],
  ['status: NOERROR.*ANSWER: 0', nodata, {}],
  ['status: SERVFAIL', servfail, {}],
  ['status: REFUSED', dnsRefused, {}],
  ['EDE: 22 \\(No Reachable Authority\\): \\(groundstop\\)', servfail, { extended: 22 }],
  ['EDE: 15 \\(Blocked\\): \\(groundstop\\)', nxdomain, { extended: 15 }],
  ['oauth-host\\.\\s+1\\s+IN\\s+A\\s+127\\.1\\.', shortLivedRecord, {}],
  ['oauth-host\\.\\s+60\\s+IN\\s+A\\s+127\\.1\\.', ipv4Only, {}],
  ['oauth-host\\.\\s+60\\s+IN\\s+A\\s+127\\.254\\.0\\.1$', nobodyListens, {}],
  ['oauth-host\\.\\s+60\\s+IN\\s+A\\s+127\\.254\\.0\\.2$', wrongAddress, {}],
] as const)('dig reads %s', async (expected, kind, params) => {
  const there = await struck(kind, params);
  for (const over of ['+notcp', '+tcp']) {
    const said = (await dig(there, over, OAUTH)).replaceAll(OAUTH, 'oauth-host');
    expect(said).toMatch(new RegExp(expected, 'ms'));
    expect(said).not.toMatch(/warning/i);
  }
});

withDig('dig reads for how long a name that is gone may be said to be', async () => {
  const there = await struck(nxdomain, { negativeTtl: 5 });
  expect(await dig(there, OAUTH)).toMatch(/^claude\.com\.\s+5\s+IN\s+SOA\s.* 5$/m);
  const plain = await struck(nodata);
  expect(await dig(plain, OAUTH)).toMatch(/^claude\.com\.\s+60\s+IN\s+SOA\s.* 60$/m);
});

withDig('dig is told of extended errors only where it knows of them', async () => {
  const there = await struck(servfail, { extended: 22 });
  expect(await dig(there, '+noedns', OAUTH)).not.toContain('EDE');
});

withDig('dig finds the address of the other family, and none of the first', async () => {
  const there = await struck(ipv6Only);
  expect((await dig(there, '+short', 'AAAA', OAUTH)).trim()).toBe(
    `::ffff:${there.addressOf(OAUTH)}`,
  );
  expect(await dig(there, OAUTH)).toMatch(/status: NOERROR.*ANSWER: 0/s);
});

withDig('dig comes again over TCP for what is cut short, and is served', async () => {
  const there = await struck(dnsTruncated);
  const said = await dig(there, OAUTH);
  expect(said).toContain('Truncated, retrying in TCP mode');
  expect(said).toContain(there.addressOf(OAUTH));
  expect(await dig(there, '+ignore', OAUTH)).toMatch(/flags: qr tc rd ra/);
});

withDig('or is turned away where there is no TCP', async () => {
  const there = await struck(dnsTruncatedWithoutTcp);
  const said = await dig(there, ...ONCE, OAUTH);
  expect(said).toMatch(/Truncated, retrying in TCP mode[\s\S]*(connection reset|end of file)/i);
  expect(await dig(there, '+tcp', '+short', MODEL)).toContain(there.addressOf(MODEL));
});

withDig('dig waits in vain for a resolver that is silent', async () => {
  const there = await struck(dnsSilent);
  expect(await dig(there, ...ONCE, OAUTH)).toMatch(/timed out/);
});

const COMPLAINTS: Readonly<Record<Malformed, string>> = {
  garbage: 'Warning: ID mismatch',
  short: 'Warning: short (< header size) message received',
  counts: 'Warning: Message parser reports malformed message packet',
  'pointer-loop': 'Got bad packet: bad compression pointer',
  'wrong-id': 'Warning: ID mismatch',
  'wrong-question': 'Question section mismatch',
  'no-response': 'Warning: query response not set',
};

withDig('dig has a complaint about everything that is malformed', async () => {
  const said = MALFORMED.map(async (how) => {
    const there = await struck(dnsMalformed, { how });
    const text = await dig(there, ...ONCE, OAUTH);
    expect(text, how).not.toContain(there.addressOf(OAUTH));
    return [how, text.includes(COMPLAINTS[how]) ? COMPLAINTS[how] : text];
  });
  expect(Object.fromEntries(await Promise.all(said))).toEqual(COMPLAINTS);
});

needs('kdig').each([
  ['status: NXDOMAIN', nxdomain, {}],
  ['EDE: 22 \\(No Reachable Authority\\): .*groundstop', servfail, { extended: 22 }],
  ['AAAA\\s+::ffff:127\\.1\\.0\\.', ipv6Only, {}],
  ['truncated', dnsTruncated, {}],
  ['malformed', dnsMalformed, { how: 'counts' }],
] as const)('kdig reads %s', async (expected, kind, params) => {
  const there = await struck(kind, params);
  const said = await kdig(there, '+edns', '+timeout=1', '+retry=0', OAUTH, 'A', OAUTH, 'AAAA');
  expect(said).toMatch(new RegExp(expected, 'i'));
});
