import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { decode, streamDecode, streamEncode } from 'dns-packet';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { DnsEffect } from '#core/effect.ts';
import { defineFault, type Fault } from '#core/fault.ts';
import { throughout } from '#core/timeline.ts';
import { dnsLate } from '#faults/dns-late.ts';
import { dnsSilent } from '#faults/dns-silent.ts';
import { dnsTruncated } from '#faults/dns-truncated.ts';
import { dnsTruncatedWithoutTcp } from '#faults/dns-truncated-without-tcp.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { wrongAddress } from '#faults/wrong-address.ts';
import { STRANGER } from '#transports/addresses.ts';
import { EDNS, exchanged, query } from './datagrams.ts';
import { attempts, get, MODEL, OAUTH, opened, outcomes, unended } from './opened.ts';
import { ROWS } from './rows.ts';

const struckBy = (fault: Fault) => opened({ faults: [throughout(fault)] });

/** A fault with any word that a transport knows. */
const word = (effect: DnsEffect) =>
  defineFault({ name: 'word', layer: 'dns', strike: () => effect })('oauth');

test('a fault is bound to the names of its role: no other answer differs in a byte', async () => {
  const faults = ROWS.flatMap(({ fault }) => (fault.layer === 'dns' ? [fault] : []));
  const healthy = await opened();
  const struck = await Promise.all(faults.map(struckBy));
  const names = fc.oneof(
    fc.constantFrom(MODEL, 'claude.com', `a.${OAUTH}`, `${OAUTH}.example`, 'localhost'),
    fc.domain().filter((name) => name !== OAUTH),
  );
  await fc.assert(
    fc.asyncProperty(
      names,
      fc.constantFrom('A', 'AAAA', 'TXT', 'UNKNOWN_65'),
      fc.boolean(),
      async (name, type, edns) => {
        const bytes = query(name, type, edns ? EDNS : {});
        const expected = await exchanged(healthy, bytes);
        const answers = await Promise.all(struck.map((there) => exchanged(there, bytes)));
        expect(answers.filter((answer) => !answer.equals(expected))).toEqual([]);
      },
    ),
    { seed: 20_260_407, numRuns: 40 },
  );
  for (const there of struck)
    expect(outcomes(there.log, 'dns').every((it) => !it?.effect)).toBe(true);
});

test.each(['NXDOMAIN', 'SERVFAIL', 'REFUSED', 'NOTIMP', 'FORMERR'] as const)(
  '%s repeats the question, and says why to those who know EDNS',
  async (rcode) => {
    const there = await struckBy(word({ rcode, extended: 15 }));
    const answer = decode(await exchanged(there, query(OAUTH, 'A', EDNS)));
    expect(answer).toMatchObject({ rcode, id: 7, questions: [{ name: OAUTH, type: 'A' }] });
    expect(answer.additionals).toMatchObject([
      { type: 'OPT', options: [{ code: 15, data: Buffer.from('\0\x0fgroundstop') }] },
    ]);
    const plain = decode(await exchanged(there, query(OAUTH, 'A')));
    expect(plain).toMatchObject({ rcode, additionals: [] });
  },
);

test('a name that is gone may be said to be for as long as the fault says', async () => {
  const there = await struckBy(nxdomain('oauth', { negativeTtl: 3_600 }));
  const { authorities } = decode(await exchanged(there, query(OAUTH, 'A')));
  expect(authorities).toMatchObject([{ type: 'SOA', ttl: 3_600, data: { minimum: 3_600 } }]);
});

test('what is too long for a datagram is cut down to the question', async () => {
  const there = await opened();
  const name = `${'x'.repeat(62)}.${'y'.repeat(62)}.${'z'.repeat(62)}.${'w'.repeat(58)}.com`;
  const short = decode(await exchanged(there, query(name, 'A')));
  expect(short).toMatchObject({ flag_tc: true, answers: [], questions: [{ name }] });
  const long = decode(await exchanged(there, query(name, 'A', EDNS)));
  expect(long).toMatchObject({ flag_tc: false, answers: [{ name }] });
});

test('what is cut short over UDP is whole over TCP, and both were struck', async () => {
  const there = await struckBy(dnsTruncated('oauth'));
  const over = decode(await exchanged(there, query(OAUTH, 'A')));
  expect(over).toMatchObject({ flag_tc: true, rcode: 'NOERROR', answers: [] });
  const stream = connect(there.ports.dns, '127.0.0.1');
  stream.end(streamEncode({ type: 'query', id: 9, questions: [{ type: 'A', name: OAUTH }] }));
  const bytes = Buffer.concat(await stream.toArray());
  expect(streamDecode(bytes)).toMatchObject({ id: 9, answers: [{ data: there.addressOf(OAUTH) }] });
  expect(outcomes(there.log, 'dns').map((it) => it?.effect)).toEqual(['truncated', 'truncated']);
});

test('where there is no TCP for a name, there is for others', async () => {
  const there = await struckBy(dnsTruncatedWithoutTcp('oauth'));
  const asked = (name: string) => {
    const stream = connect(there.ports.dns, '127.0.0.1');
    stream.end(streamEncode({ type: 'query', id: 9, questions: [{ type: 'A', name }] }));
    return stream.toArray();
  };
  await expect(asked(OAUTH)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await asked(MODEL)).not.toHaveLength(0);
});

test('silence is an attempt that has not ended, and others are answered meanwhile', async () => {
  const there = await struckBy(dnsSilent('oauth'));
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send(query(OAUTH, 'A'), there.ports.dns, '127.0.0.1');
  socket.send(query(MODEL, 'A', { id: 8 }), there.ports.dns, '127.0.0.1');
  const [first] = await once(socket, 'message');
  expect(decode(first)).toMatchObject({ id: 8 });
  expect(unended(there.log)).toHaveLength(1);
  // As long as the C library would wait.
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(outcomes(there.log, 'dns')).toMatchObject([{ effect: 'silence', error: 'no answer' }, {}]);
});

test('an answer that is late is late, right, and no longer open when it has come', async () => {
  const there = await struckBy(dnsLate('oauth', { ms: 200 }));
  const began = performance.now();
  const answer = exchanged(there, query(OAUTH, 'A'));
  expect(await there.probe(MODEL)).toBe('NOERROR');
  expect(unended(there.log)).toHaveLength(1);
  expect(decode(await answer)).toMatchObject({ answers: [{ data: there.addressOf(OAUTH) }] });
  expect(performance.now() - began).toBeGreaterThan(190);
  expect(unended(there.log)).toEqual([]);
});

test('an answer that is still due when the run ends never comes, and the log says so', async () => {
  const there = await struckBy(dnsLate('oauth', { ms: 3_000_000 }));
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send(query(OAUTH, 'A'), there.ports.dns, '127.0.0.1');
  await there.told(({ kind }) => kind === 'attempt.began');
  await there.close();
  expect(outcomes(there.log, 'dns')).toMatchObject([{ error: 'still open when the run ended' }]);
});

test('our own look at a silent resolver comes to an end', { timeout: 10_000 }, async () => {
  const there = await struckBy(dnsSilent('oauth'));
  expect(await there.probe(OAUTH)).toBe('ETIMEOUT');
});

test('a name that leads to somebody else leads there in the log, too', async () => {
  const there = await struckBy(wrongAddress('oauth'));
  const code = 'ERR_TLS_CERT_ALTNAME_INVALID';
  await expect(get(there, OAUTH)).rejects.toMatchObject({ code });
  expect(attempts(there.log)).toEqual([
    `dns oauth ${OAUTH} A`,
    `connect other ${STRANGER} connect`,
    `tls other ${STRANGER} handshake`,
  ]);
});

test('what a client without care gives to somebody else is in the log', async () => {
  const there = await struckBy(wrongAddress('oauth'));
  expect((await get(there, OAUTH, { rejectUnauthorized: false })).statusCode).toBe(200);
  expect(attempts(there.log)).toContain(`http other ${STRANGER} GET /`);
});
