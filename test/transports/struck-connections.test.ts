import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { FaultKind } from '#core/fault.ts';
import { throughout } from '#core/timeline.ts';
import { blackHole } from '#faults/black-hole.ts';
import { halfOpen } from '#faults/half-open.ts';
import { handshakeEndless } from '#faults/handshake-endless.ts';
import { proxyRefuses } from '#faults/proxy-refuses.ts';
import { get, MODEL, OAUTH, type Opened, opened, outcomes, unended } from './opened.ts';

const struck = (kind: FaultKind) => opened({ faults: [throughout(kind('oauth'))] });

/** A client that has said something and notes what it hears. */
async function greeted(there: Opened): Promise<{ socket: Socket; heard: string[] }> {
  const heard: string[] = [];
  const socket = connect({
    port: there.ports.tls,
    host: there.addressOf(OAUTH),
    allowHalfOpen: true,
  });
  onTestFinished(() => void socket.destroy());
  for (const event of ['data', 'end', 'error']) socket.on(event, () => heard.push(event));
  await once(socket, 'connect');
  socket.write('hello');
  return { socket, heard };
}

test.each([blackHole, halfOpen])('nothing is ever heard: $fault', async (kind) => {
  const there = await struck(kind);
  const { heard } = await greeted(there);
  // The other host is served in the meantime.
  expect((await get(there, MODEL)).statusCode).toBe(200);
  expect(heard).toEqual([]);
  expect(unended(there.log)).toHaveLength(1);
});

test.each([blackHole, halfOpen])(
  'the attempt ends when the client leaves: $fault',
  async (kind) => {
    const there = await struck(kind);
    const { socket } = await greeted(there);
    socket.destroy();
    await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
    expect(outcomes(there.log, 'connect')).toMatchObject([{ error: 'aborted by the client' }]);
  },
);

test('a black hole lets a client leave in good order, half-open does not', async () => {
  const black = await greeted(await struck(blackHole));
  black.socket.end();
  await once(black.socket, 'end');
  const there = await struck(halfOpen);
  const half = await greeted(there);
  half.socket.end();
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect((await get(there, MODEL)).statusCode).toBe(200);
  expect(half.heard).toEqual([]);
});

test('an endless handshake begins, and ends in the log when the client leaves', async () => {
  const there = await struck(handshakeEndless);
  const { socket, heard } = await greeted(there);
  const [bytes] = await once(socket, 'data');
  // A handshake record (RFC 8446, section 5.1), longer than what has come of it.
  expect([bytes[0], bytes.readUInt16BE(3) > bytes.length]).toEqual([0x16, true]);
  socket.destroy();
  await there.told((fact) => fact.kind === 'attempt.ended' && fact.error !== undefined);
  expect(heard).toEqual(['data']);
  expect(unended(there.log)).toEqual([]);
});

test('whoever is still waiting when the run ends is in the log as such', async () => {
  const there = await struck(blackHole);
  const { socket } = await greeted(there);
  await there.told((fact) => fact.kind === 'attempt.began');
  await Promise.all([there.close(), new Promise((resolve) => socket.once('close', resolve))]);
  expect(outcomes(there.log, 'connect')).toMatchObject([
    { error: 'still open when the run ended' },
  ]);
});

test('where a proxy is the only way out, going past it leads nowhere', async () => {
  const there = await struck(proxyRefuses);
  await expect(get(there, OAUTH)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await get(there, MODEL)).statusCode).toBe(200);
});
