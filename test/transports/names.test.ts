import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { decode, streamDecode, streamEncode } from 'dns-packet';
import { expect, onTestFinished, test } from 'vitest';
import { throughout } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { servfail } from '#faults/servfail.ts';
import { exchanged, query } from './datagrams.ts';
import { attempts, MODEL, OAUTH, opened, outcomes } from './opened.ts';

test('every host has an address of its own, the hosts of the profile first', async () => {
  const there = await opened();
  expect(await there.resolver.resolve4('statsig.example.com')).toEqual(['127.1.0.3']);
  expect(await there.resolver.resolve4(MODEL)).toEqual([there.addressOf(MODEL)]);
  expect(await there.resolver.resolve4(OAUTH)).toEqual([there.addressOf(OAUTH)]);
  expect(new Set([there.addressOf(MODEL), there.addressOf(OAUTH)])).toEqual(
    new Set(['127.1.0.1', '127.1.0.2']),
  );
});

test('an answer may be kept for a minute', async () => {
  const there = await opened();
  expect(await there.resolver.resolve4(MODEL, { ttl: true })).toMatchObject([{ ttl: 60 }]);
});

test('a name is one name whatever its capitals, and is answered as it was asked', async () => {
  const there = await opened();
  const answer = decode(await exchanged(there, query('aPi.AnThRoPiC.cOm', 'A')));
  expect(answer.questions).toMatchObject([{ name: 'aPi.AnThRoPiC.cOm' }]);
  expect(answer.answers).toMatchObject([
    { name: 'aPi.AnThRoPiC.cOm', data: there.addressOf(MODEL) },
  ]);
  expect(attempts(there.log)).toEqual([`dns model ${MODEL} A`]);
});

test.each([
  ['AAAA', 'AAAA'],
  ['TXT', 'TXT'],
  ['HTTPS', 'UNKNOWN_65'],
])('a host has no %s record, and the zone says so', async (operation, type) => {
  const there = await opened();
  const answer = decode(await exchanged(there, query(MODEL, type)));
  expect(answer).toMatchObject({ rcode: 'NOERROR', flag_ra: true, answers: [] });
  expect(answer.authorities).toMatchObject([
    { type: 'SOA', name: 'anthropic.com', ttl: 60, data: { minimum: 60 } },
  ]);
  expect(attempts(there.log)).toEqual([`dns model ${MODEL} ${operation}`]);
});

test('a client without IPv6 records is told so, and not that the name is gone', async () => {
  const there = await opened();
  await expect(there.resolver.resolve6(MODEL)).rejects.toMatchObject({ code: 'ENODATA' });
});

test('a vanished name is ENOTFOUND, and no other name is touched', async () => {
  const there = await opened({ faults: [throughout(nxdomain('oauth'))] });
  await expect(there.resolver.resolve4(OAUTH)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(there.resolver.resolve6(OAUTH)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  expect(await there.resolver.resolve4(MODEL)).toHaveLength(1);
  expect(await there.resolver.resolve4('other.example.com')).toHaveLength(1);
  expect(outcomes(there.log, 'dns').map((outcome) => outcome?.effect)).toEqual([
    'NXDOMAIN',
    'NXDOMAIN',
    undefined,
    undefined,
  ]);
});

test('a vanished name comes with the authority that may be believed for a minute', async () => {
  const there = await opened({ faults: [throughout(nxdomain('oauth'))] });
  const answer = decode(await exchanged(there, query(OAUTH, 'A')));
  expect(answer).toMatchObject({ rcode: 'NXDOMAIN', answers: [] });
  expect(answer.authorities).toMatchObject([{ type: 'SOA', name: 'claude.com', ttl: 60 }]);
});

test('a resolver that cannot say is ESERVFAIL', async () => {
  const there = await opened({ faults: [throughout(servfail('oauth'))] });
  await expect(there.resolver.resolve4(OAUTH)).rejects.toMatchObject({ code: 'ESERVFAIL' });
  expect(await there.resolver.resolve4(MODEL)).toHaveLength(1);
});

test.each(['localhost', 'printer.local', '1.0.0.127.in-addr.arpa'])(
  '%s is nobody’s name, and asking for it is written down',
  async (name) => {
    const there = await opened();
    await expect(there.resolver.resolve4(name)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(attempts(there.log)).toEqual([`dns other ${name} A`]);
  },
);

test('a reverse lookup finds nothing', async () => {
  const there = await opened();
  await expect(there.resolver.reverse('127.1.0.1')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  expect(attempts(there.log)).toEqual(['dns other 1.0.1.127.in-addr.arpa PTR']);
});

test('a query with EDNS is answered with EDNS', async () => {
  const there = await opened();
  const options = [{ code: 10, data: Buffer.alloc(8, 1) }];
  const opt = { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0, options };
  const answer = decode(await exchanged(there, query(MODEL, 'A', { additionals: [opt] })));
  expect(answer.answers).toHaveLength(1);
  expect(answer.additionals).toMatchObject([{ type: 'OPT' }]);
});

test.each([
  ['two questions', query(MODEL, 'A', { questions: Array(2).fill({ type: 'A', name: MODEL }) })],
  ['no question', query(MODEL, 'A', { questions: [] })],
  ['half a question', query(MODEL, 'A').subarray(0, 20)],
])('a query with %s is malformed, and no attempt', async (_, bytes) => {
  const there = await opened();
  expect(decode(await exchanged(there, bytes))).toMatchObject({ id: 7, rcode: 'FORMERR' });
  expect(there.log).toEqual([]);
});

test('a header that lies about its counts does not keep the resolver busy', async () => {
  const there = await opened();
  const lie = query(MODEL, 'A');
  for (const offset of [6, 8, 10]) lie.writeUInt16BE(65_535, offset);
  expect(decode(await exchanged(there, lie))).toMatchObject({ rcode: 'FORMERR' });
});

test('an answer is not answered', async () => {
  const there = await opened();
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const echo = query(MODEL, 'A', { type: 'response' });
  socket.send(echo, there.ports.dns, '127.0.0.1');
  // The server reads in order, so what comes first is the answer to the second.
  socket.send(query(OAUTH, 'A', { id: 8 }), there.ports.dns, '127.0.0.1');
  const [first] = await once(socket, 'message');
  expect(decode(first)).toMatchObject({ id: 8 });
});

test('a stream carries several queries at once', async () => {
  const there = await opened();
  const stream = connect(there.ports.dns, '127.0.0.1');
  const ask = (id: number, name: string) =>
    streamEncode({ type: 'query', id, questions: [{ type: 'A', name }] });
  stream.end(Buffer.concat([ask(1, MODEL), ask(2, OAUTH)]));
  const bytes: Buffer = Buffer.concat(await stream.toArray());
  const length = 2 + bytes.readUInt16BE(0);
  expect(streamDecode(bytes.subarray(0, length))).toMatchObject({
    id: 1,
    answers: [{ data: there.addressOf(MODEL) }],
  });
  expect(streamDecode(bytes.subarray(length))).toMatchObject({
    id: 2,
    answers: [{ data: there.addressOf(OAUTH) }],
  });
});

test.each([
  ['garbage', Buffer.concat([Buffer.from([0, 3]), Buffer.alloc(3, 255)])],
  ['half a message', Buffer.from([1, 0, 1])],
])('a stream of %s is hung up on, and the next one is served', async (_, bytes) => {
  const there = await opened();
  const stream = connect(there.ports.dns, '127.0.0.1');
  stream.on('error', () => undefined);
  stream.end(bytes);
  await once(stream, 'close');
  expect(await there.probe(MODEL)).toBe('NOERROR');
});

test('our own look is told from a client’s', async () => {
  const there = await opened({ faults: [throughout(nxdomain('oauth'))] });
  expect(await there.probe(OAUTH)).toBe('NXDOMAIN');
  expect(await there.probe(MODEL)).toBe('NOERROR');
  await there.resolver.resolve4(MODEL);
  const by = there.log.flatMap((fact) => (fact.kind === 'attempt.began' ? [fact.by] : []));
  expect(by).toEqual(['harness', 'harness', 'client']);
});

test('a look at a resolver that is closed is an error’s code, and no silence', async () => {
  const there = await opened();
  await there.close();
  expect(await there.probe(MODEL)).toBe('ECONNREFUSED');
});
