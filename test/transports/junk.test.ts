import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { query } from './datagrams.ts';
import { MODEL, type Opened, opened, unended } from './opened.ts';

/** A query with some of its bytes changed, and its end cut off; or anything at all. */
const junk = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(query(MODEL, 'A'), query('x'.repeat(63), 'UNKNOWN_65')),
      fc.array(fc.tuple(fc.nat({ max: 80 }), fc.nat({ max: 255 })), { maxLength: 12 }),
      fc.nat({ max: 80 }),
    )
    .map(([valid, pokes, length]) => {
      const bytes = Buffer.from(valid);
      for (const [at, value] of pokes) if (at < bytes.length) bytes[at] = value;
      return bytes.subarray(0, Math.max(1, length));
    }),
  fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

const some = (numRuns: number) => fc.sample(junk, { seed: 20_260_407, numRuns });

const inLots = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, lot) =>
    all.slice(lot * size, (lot + 1) * size),
  );

function unharmed(there: Opened): void {
  expect(there.log.filter(({ kind }) => kind === 'harness.failed')).toEqual([]);
  expect(unended(there.log)).toEqual([]);
}

test('no junk stops the resolver', { timeout: 60_000 }, async () => {
  const there = await opened();
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  for (const lot of inLots(some(10_000), 50)) {
    for (const bytes of lot) socket.send(bytes, there.ports.dns, '127.0.0.1');
    // The server reads in order: this answer says that it has read all of it.
    expect(await there.probe(MODEL)).toBe('NOERROR');
  }
  unharmed(there);
});

test('nor does any that comes in a stream', { timeout: 60_000 }, async () => {
  const there = await opened();
  for (const lot of inLots(some(2_000), 50)) {
    const closed = lot.map((bytes) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      const stream = connect(there.ports.dns, '127.0.0.1');
      stream.on('error', () => undefined);
      stream.resume().end(Buffer.concat([length, bytes]));
      return new Promise((resolve) => stream.once('close', resolve));
    });
    await Promise.all(closed);
    expect(await there.probe(MODEL)).toBe('NOERROR');
  }
  unharmed(there);
});
