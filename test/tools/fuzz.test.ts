import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { request } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Fact } from '#core/entry.ts';
import { profile } from '#fixtures/clients/reference/hosts.ts';
import { MODEL, OAUTH } from '#test/bench/servers/ready.ts';
import { world } from '#test/bench/servers/world.ts';
import { malformedMessage, malformedRequest, malformedStream, whole } from './malformed.ts';

/** What is sent at a time; 10,000 in all. A lot is what is shrunk when it fails. */
const LOT = 20;
const LOTS = 500;

/** Another one each time: `GROUNDSTOP_SEED` replays the one that a failure names. */
const SEED = Number(process.env.GROUNDSTOP_SEED ?? Date.now() % 2 ** 31);
const RUN = { numRuns: LOTS, seed: SEED, endOnFailure: true } as const;
process.stdout.write(`seed ${SEED}\n`);

/** How long anything may take that has been sent, in milliseconds, on a busy machine. */
const PATIENCE = 10_000;

async function opened() {
  const facts: Fact[] = [];
  const there = world((entry) => facts.push(entry));
  const sockets = await there.open();
  onTestFinished(async () => {
    await sockets.close();
    there.clock.close();
  });
  return { ...there, ...sockets, facts };
}
type Opened = Awaited<ReturnType<typeof opened>>;

/** Rejects when something takes longer than anything should. */
async function inTime<T>(what: string, promised: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${what} took longer than ${PATIENCE} ms`)),
      PATIENCE,
    );
  });
  return Promise.race([promised, late]).finally(() => clearTimeout(timer));
}

/** An answer to a request that is all right. */
function asked(
  { addressOf, ports, caPem }: Opened,
  host: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const answered = new Promise<{ status: number; body: Record<string, unknown> }>(
    (resolve, reject) => {
      const asking = request({
        ...{ host: addressOf(host), port: ports.tls, servername: host, ca: caPem, path },
        ...{ method: 'POST', headers: { host, ...headers }, agent: false },
      });
      asking.once('error', reject);
      asking.once('response', async (response) => {
        let text = '';
        for await (const piece of response) text += piece;
        resolve({ status: response.statusCode!, body: JSON.parse(text) });
      });
      asking.end(body);
    },
  );
  return inTime(`${host}${path}`, answered);
}

const refreshed = (there: Opened, refresh_token: string) =>
  asked(
    there,
    OAUTH,
    '/v1/oauth/token',
    `${new URLSearchParams({
      ...{ grant_type: 'refresh_token', client_id: profile.clientId, refresh_token },
    })}`,
    { 'content-type': 'application/x-www-form-urlencoded' },
  );

/** Our own trouble, which nothing that a client sends may cause. */
const troubles = (facts: readonly Fact[]) => facts.filter(({ kind }) => kind === 'harness.failed');

/** What was rotated was rotated once, and a pair was issued for it and for each login. */
function expectSound(facts: readonly Fact[], logins: number) {
  const told = facts.flatMap((fact) => (fact.kind === 'ledger' ? [fact] : []));
  const tokens = (act: string, start: string) =>
    told.filter((fact) => fact.act === act && fact.token.startsWith(start)).map((f) => f.token);
  const rotated = tokens('rotated', 'refresh');
  expect(new Set(rotated).size).toBe(rotated.length);
  for (const kind of ['access', 'refresh']) {
    const issued = tokens('issued', kind);
    expect(new Set(issued).size).toBe(issued.length);
    expect(issued).toHaveLength(logins + rotated.length);
  }
}

test('ten thousand malformed requests crash nothing and move no token', async () => {
  const there = await opened();
  const bystander = there.signIn();
  const victim = there.signIn();
  const { facts, ports, caPem, addressOf } = there;
  const valid = whole(victim.refreshToken, victim.accessToken);

  const sent = (one: { host: string; bytes: Buffer; leave: string }) =>
    inTime(
      'a connection',
      new Promise<void>((resolve) => {
        const { host } = one;
        const there = { host: addressOf(host), port: ports.tls };
        const raw = connect(there);
        const socket = connectTls({ socket: raw, servername: host, ca: caPem });
        socket.on('error', () => undefined);
        raw.on('error', () => undefined);
        socket.once('close', () => resolve());
        socket.once('secureConnect', () => {
          socket.resume();
          if (one.leave === 'end') socket.end(one.bytes);
          else if (one.leave === 'destroy') socket.write(one.bytes, () => socket.destroy());
          else socket.write(one.bytes, () => raw.resetAndDestroy());
        });
      }),
    );

  const lot = fc.array(malformedRequest(valid), { minLength: LOT, maxLength: LOT });
  const held = fc.asyncProperty(lot, async (all) => {
    await Promise.all(all.map(sent));
    expect(troubles(facts)).toEqual([]);
    const { status } = await asked(
      there,
      MODEL,
      '/v1/messages',
      valid[2]!.body,
      Object.fromEntries(valid[2]!.headers.map((each) => each.split(': ') as [string, string])),
    );
    expect(status).toBe(200);
  });
  await fc.assert(held, RUN);

  expectSound(facts, 2);
  expect(there.ledger.nameOf(bystander.refreshToken)).toBe('refresh-1');
  const first = await refreshed(there, bystander.refreshToken);
  expect(first.status).toBe(200);
  expect(await refreshed(there, bystander.refreshToken)).toMatchObject({
    ...{ status: 400, body: { error: 'invalid_grant' } },
  });
  expect((await refreshed(there, String(first.body.refresh_token))).status).toBe(200);
  expectSound(facts, 2);
});

/** Resolves to the address that a query for the model's host is answered with, over UDP. */
async function resolved(there: Opened): Promise<unknown> {
  const socket = createSocket('udp4');
  try {
    const questions = [{ type: 'A' as const, name: MODEL }];
    socket.send(encode({ type: 'query', id: 7, questions }), there.ports.dns, '127.0.0.1');
    const [answer] = await inTime('a query', once(socket, 'message'));
    return decode(answer).answers?.map((each) => 'data' in each && each.data);
  } finally {
    socket.close();
  }
}

test('ten thousand malformed messages over UDP leave a resolver that answers', async () => {
  const there = await opened();
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const lot = fc.array(malformedMessage, { minLength: LOT, maxLength: LOT });
  const held = fc.asyncProperty(lot, async (all) => {
    for (const message of all) socket.send(message, there.ports.dns, '127.0.0.1');
    expect(await resolved(there)).toEqual([there.addressOf(MODEL)]);
    expect(troubles(there.facts)).toEqual([]);
  });
  await fc.assert(held, RUN);
});

test('ten thousand malformed streams over TCP leave a resolver that answers', async () => {
  const there = await opened();
  const sent = (bytes: Buffer) =>
    inTime(
      'a connection',
      new Promise<void>((resolve) => {
        const socket = connect(there.ports.dns, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.once('close', () => resolve());
        socket.resume();
        socket.end(bytes);
      }),
    );
  const lot = fc.array(malformedStream, { minLength: LOT, maxLength: LOT });
  const held = fc.asyncProperty(lot, async (all) => {
    await Promise.all(all.map(sent));
    expect(await resolved(there)).toEqual([there.addressOf(MODEL)]);
    expect(troubles(there.facts)).toEqual([]);
  });
  await fc.assert(held, RUN);
});
