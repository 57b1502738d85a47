import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { throughout } from '#core/timeline.ts';
import { certificateUntrusted } from '#faults/certificate-untrusted.ts';
import { connectionReset } from '#faults/connection-reset.ts';
import { overloaded } from '#faults/overloaded.ts';
import { gateFor } from '#test/gate.ts';
import { openSockets } from '#transports/sockets.ts';
import {
  attempts,
  get,
  MODEL,
  OAUTH,
  opened,
  outcomes,
  PROFILE,
  service,
  text,
  unended,
} from './opened.ts';

/** A stream that the test feeds, and whether the client has turned away from it. */
function fed() {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let cancelled: () => void;
  const turnedAway = new Promise<void>((resolve) => {
    cancelled = resolve;
  });
  const body = new ReadableStream<Uint8Array>({
    start: (it) => {
      controller = it;
    },
    cancel: () => cancelled(),
  });
  return {
    body,
    turnedAway,
    say: (line: string) => controller.enqueue(new TextEncoder().encode(`data: ${line}\n\n`)),
    end: () => controller.close(),
    break: () => controller.error(new Error('pulled')),
  };
}

const stream = (body: ReadableStream) =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' } });

test('a request passes the four layers in order, and each of them ends', async () => {
  const there = await opened();
  const response = await get(there, MODEL, { path: '/v1/messages?beta=true' });
  expect(response.statusCode).toBe(200);
  expect(await text(response)).toBe(MODEL);
  await there.close();
  expect(attempts(there.log)).toEqual([
    `dns model ${MODEL} A`,
    `connect model ${MODEL} connect`,
    `tls model ${MODEL} handshake`,
    `http model ${MODEL} GET /v1/messages`,
  ]);
  expect(outcomes(there.log, 'http')).toEqual([{ status: 200 }]);
  expect(unended(there.log)).toEqual([]);
});

test('a reset connection is ECONNRESET, and the other host lets its clients in', async () => {
  const there = await opened({ faults: [throughout(connectionReset('oauth'))] });
  await expect(get(there, OAUTH)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await get(there, MODEL)).statusCode).toBe(200);
  expect(outcomes(there.log, 'connect')).toEqual([{ effect: 'reset' }, {}]);
  expect(attempts(there.log)).not.toContain(`tls oauth ${OAUTH} handshake`);
});

test('a reset is met by the first read, never by the connect', async () => {
  const there = await opened({ faults: [throughout(connectionReset('oauth'))] });
  const socket = connect(there.ports.tls, there.addressOf(OAUTH));
  await once(socket, 'connect');
  socket.write('hello');
  const [error] = await once(socket, 'error');
  expect(error).toMatchObject({ code: 'ECONNRESET', syscall: 'read' });
});

test('an untrusted certificate is the client’s to refuse; the other host is trusted', async () => {
  const there = await opened({ faults: [throughout(certificateUntrusted('oauth'))] });
  const code = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
  await expect(get(there, OAUTH)).rejects.toMatchObject({ code });
  expect((await get(there, MODEL)).statusCode).toBe(200);
  // Node turns away at whatever point of the handshake it happens to be.
  expect(outcomes(there.log, 'tls')).toMatchObject([{ effect: 'untrusted' }, { error: undefined }]);
  expect(attempts(there.log).filter((attempt) => attempt.startsWith('http'))).toHaveLength(1);
});

test('a certificate names its host', async () => {
  const there = await opened();
  const servername = 'else.example.com';
  const other = get(there, MODEL, { servername, checkServerIdentity: () => undefined });
  expect((await other).statusCode).toBe(200);
  const here = await get(there, MODEL);
  const { subjectaltname } = (here.socket as TLSSocket).getPeerCertificate();
  expect(subjectaltname).toBe(`DNS:${MODEL}`);
});

test('a refusal is worded by the service, with the status of the fault', async () => {
  const there = await opened({ faults: [throughout(overloaded('model'))] });
  const refused = await get(there, MODEL);
  expect(refused.statusCode).toBe(529);
  expect(await text(refused)).toBe('overloaded');
  expect((await get(there, OAUTH)).statusCode).toBe(200);
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.status === 200);
  expect(outcomes(there.log, 'http')).toEqual([
    { status: 529, effect: { refuse: 'overloaded', status: 529 } },
    { status: 200 },
  ]);
});

test('a stream arrives as it is told: headers first, then event by event', async () => {
  const source = fed();
  const there = await opened({ answers: service(() => stream(source.body)) });
  const response = await get(there, MODEL);
  expect(response.headers['content-type']).toBe('text/event-stream');
  source.say('one');
  const [first] = await once(response, 'data');
  expect(`${first}`).toBe('data: one\n\n');
  expect(outcomes(there.log, 'http')).toEqual([undefined]);
  source.say('two');
  source.end();
  expect(await text(response)).toBe('data: two\n\n');
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.status === 200);
  expect(unended(there.log)).toEqual([]);
});

test('a client that turns away from a stream stops it', async () => {
  const source = fed();
  const there = await opened({ answers: service(() => stream(source.body)) });
  const response = await get(there, MODEL);
  response.on('error', () => undefined);
  source.say('one');
  await once(response, 'data');
  response.destroy();
  await source.turnedAway;
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(outcomes(there.log, 'http')).toEqual([{ status: 200, error: 'aborted by the client' }]);
});

test('a client that turns away before the answer is noticed by the service', async () => {
  const reached = Promise.withResolvers<Request>();
  const aborted = Promise.withResolvers<void>();
  const answer = (request: Request) => {
    request.signal.addEventListener('abort', () => aborted.resolve());
    reached.resolve(request);
    return aborted.promise.then(() => Promise.reject(new Error('too late')));
  };
  const there = await opened({ answers: service(answer) });
  const away = new AbortController();
  const asking = get(there, MODEL, { signal: away.signal });
  await reached.promise;
  away.abort();
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  await aborted.promise;
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(outcomes(there.log, 'http')).toEqual([{ error: 'aborted by the client' }]);
  expect(there.log.filter(({ kind }) => kind === 'harness.failed')).toEqual([]);
});

test('a stream that its service breaks off is broken off for the client too', async () => {
  const source = fed();
  const there = await opened({ answers: service(() => stream(source.body)) });
  const response = await get(there, MODEL);
  source.say('one');
  await once(response, 'data');
  source.break();
  await expect(text(response)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(outcomes(there.log, 'http')).toEqual([
    { status: 200, error: 'broken off by the service' },
  ]);
});

test('a body reaches its service whole', async () => {
  const length = async (request: Request) => Response.json((await request.text()).length);
  const there = await opened({ answers: service(length) });
  const response = await get(there, MODEL, { method: 'POST' }, 'x'.repeat(3_000_000));
  expect(await text(response)).toBe('3000000');
});

test('a warm connection meets neither DNS nor the door again', async () => {
  const there = await opened();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await text(await get(there, MODEL, { agent }));
  await text(await get(there, MODEL, { agent }));
  agent.destroy();
  const layers = attempts(there.log).map((attempt) => attempt.split(' ')[0]);
  expect(layers).toEqual(['dns', 'connect', 'tls', 'http', 'dns', 'http']);
});

test('a request to become a WebSocket is answered as any other request', async () => {
  const there = await opened({ answers: service(() => new Response(null, { status: 404 })) });
  const headers = { host: MODEL, connection: 'Upgrade', upgrade: 'websocket' };
  expect((await get(there, MODEL, { headers })).statusCode).toBe(404);
});

test('a HEAD is answered without a body, and its stream is let go', async () => {
  const source = fed();
  const there = await opened({ answers: service(() => stream(source.body)) });
  const response = await get(there, MODEL, { method: 'HEAD' });
  expect(await text(response)).toBe('');
  await source.turnedAway;
});

test('a service that fails is our trouble: it is written down as such', async () => {
  const there = await opened({ answers: service(() => Promise.reject(new Error('oh'))) });
  expect((await get(there, MODEL)).statusCode).toBe(500);
  expect(there.log).toContainEqual({
    kind: 'harness.failed',
    error: 'The model service failed: oh',
  });
});

test('a host that is not in the profile is served too, as something else', async () => {
  const there = await opened();
  expect((await get(there, 'statsig.example.com')).statusCode).toBe(200);
  expect(attempts(there.log)).toContain('http other statsig.example.com GET /');
});

test('an address that no name leads to refuses, and so tells nobody anything', async () => {
  const there = await opened();
  for (const host of ['127.0.0.1', '127.1.0.99', '127.254.0.1']) {
    await expect(get(there, MODEL, { host })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }
  expect(attempts(there.log).filter((attempt) => !attempt.startsWith('dns'))).toEqual([]);
});

test('many who ask at once for a new name are let in at one door', async () => {
  const there = await opened();
  const name = 'new.example.com';
  const found = await Promise.all(Array.from({ length: 20 }, () => there.resolver.resolve4(name)));
  expect(new Set(found.flat())).toEqual(new Set([there.addressOf(name)]));
  expect((await get(there, name)).statusCode).toBe(200);
});

test('a client that speaks something else is in the log with its error', async () => {
  const there = await opened();
  const socket = connect(there.ports.tls, there.addressOf(MODEL));
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  await once(socket.resume(), 'close');
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(outcomes(there.log, 'tls')).toEqual([{ error: 'ERR_SSL_HTTP_REQUEST' }]);
});

test('a client that wants another protocol is turned away in the handshake', async () => {
  const there = await opened();
  const socket = connectTls({
    host: there.addressOf(MODEL),
    port: there.ports.tls,
    servername: MODEL,
    ca: there.caPem,
    ALPNProtocols: ['h2'],
  });
  const [error] = await once(socket, 'error');
  expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(unended(there.log)).toEqual([]);
});

test('a client that connects and leaves has tried no handshake', async () => {
  const there = await opened();
  const socket = connect(there.ports.tls, there.addressOf(MODEL));
  socket.end();
  await once(socket.resume(), 'close');
  expect(attempts(there.log)).toEqual([`connect model ${MODEL} connect`]);
  expect(unended(there.log)).toEqual([]);
});

test('closing ends whatever is still open, in the log as on the wire', async () => {
  const source = fed();
  const there = await opened({ answers: service(() => stream(source.body)) });
  const silent = connect(there.ports.tls, there.addressOf(OAUTH));
  const resolving = connect(there.ports.dns, '127.0.0.1');
  await Promise.all([once(silent, 'connect'), once(resolving, 'connect')]);
  const response = await get(there, MODEL);
  const broken = text(response).catch(({ code }) => code);
  await Promise.all([
    there.close(),
    once(silent.resume(), 'close'),
    once(resolving.resume(), 'close'),
  ]);
  expect(await broken).toBe('ECONNRESET');
  await source.turnedAway;
  expect(unended(there.log)).toEqual([]);
  expect(outcomes(there.log, 'http')).toEqual([{ error: 'still open when the run ended' }]);
});

test('a port that is taken is the machine’s lack, and nothing is left open', async () => {
  const there = await opened();
  const open = (ports: { dns: number; tls: number }) =>
    openSockets({
      gate: gateFor([]),
      profile: PROFILE,
      serviceAt: () => service(),
      ports,
    });
  const busy = { code: 'PORT_BUSY', blame: 'machine' };
  await expect(open({ ...there.ports, tls: 0 })).rejects.toMatchObject({
    ...busy,
    message: expect.stringMatching(/^Failed to open DNS over TCP on .*: .*\. .* would help\.$/),
  });
  const free = await open({ dns: 0, tls: 0 });
  await free.close();
  await expect(open({ ...free.ports, tls: there.ports.tls })).rejects.toMatchObject(busy);
  const again = await open(free.ports);
  await again.close();
  const taken = createSocket('udp4').bind(free.ports.dns, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  await expect(open(free.ports)).rejects.toMatchObject({
    ...busy,
    message: expect.stringContaining('DNS over UDP'),
  });
});
