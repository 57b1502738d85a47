import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encode, RECURSION_DESIRED } from 'dns-packet';
import type { Pressure } from './http.ts';
import { type Measured, summed } from './measured.ts';

/** For how long nothing may come before what is missing counts as lost, in milliseconds. */
const LOST = 5_000;

const after = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

/** Resolves when all is answered, or when no answer has come for a while. */
async function quiet(answered: Promise<void>, last: () => number): Promise<void> {
  let over = false;
  void answered.then(() => {
    over = true;
  });
  do await Promise.race([answered, after(100)]);
  while (!over && performance.now() - last() < LOST);
}

/** Keep so many queries for one name's address under way, over UDP. */
export async function dns(
  asking: { readonly url: string; readonly name: string },
  pressure: Pressure,
): Promise<Measured> {
  const { hostname, port } = new URL(asking.url);
  const socket = createSocket('udp4');
  socket.connect(Number(port), hostname);
  await once(socket, 'connect');
  const queries = Array.from({ length: pressure.connections }, (_, id) =>
    encode({
      type: 'query',
      id,
      flags: RECURSION_DESIRED,
      questions: [{ type: 'A', name: asking.name }],
    }),
  );
  const sent = new Map<number, number>();
  const times: number[] = [];
  let failed = 0;
  let left = 'amount' in pressure ? pressure.amount : Infinity;
  const ask = (id: number) => {
    if (left <= 0) return;
    left -= 1;
    sent.set(id, performance.now());
    socket.send(queries[id]!);
  };
  const began = performance.now();
  let last = began;
  socket.on('message', (answer) => {
    const id = answer.readUInt16BE(0);
    const since = sent.get(id);
    if (since === undefined) return;
    last = performance.now();
    // A response without an error, and one record in it.
    if ((answer[2]! & 0x80) !== 0 && (answer[3]! & 0x0f) === 0 && answer.readUInt16BE(6) === 1) {
      times.push(last - since);
    } else {
      failed += 1;
    }
    sent.delete(id);
    ask(id);
    if (sent.size === 0) done();
  });
  let done = () => {};
  const answered = new Promise<void>((resolve) => {
    done = resolve;
  });
  for (const id of queries.keys()) ask(id);
  if ('seconds' in pressure) {
    await after(pressure.seconds * 1_000);
    left = 0;
  }
  const elapsed = () => last - began;
  const cut = 'seconds' in pressure ? { time: elapsed(), count: times.length } : undefined;
  await quiet(answered, () => last);
  socket.close();
  times.length = cut?.count ?? times.length;
  return summed(times, cut?.time ?? elapsed(), failed + sent.size);
}
