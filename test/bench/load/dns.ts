import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encode, RECURSION_DESIRED } from 'dns-packet';
import { type Measured, summed } from './measured.ts';

/** How long a query may stay unanswered before it counts as lost, in milliseconds. */
const LOST = 500;

/** Keep so many queries for one name's address under way for so many seconds, over UDP. */
export async function dns(
  asking: { readonly url: string; readonly name: string },
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<Measured> {
  const { hostname, port } = new URL(asking.url);
  const socket = createSocket('udp4');
  socket.connect(Number(port), hostname);
  await once(socket, 'connect');
  const queries = Array.from({ length: connections }, (_, id) =>
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
  let over = false;
  const ask = (id: number) => {
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
    if (!over) ask(id);
  });
  for (const id of queries.keys()) ask(id);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  over = true;
  const elapsed = last - began;
  const inTime = times.length;
  if (sent.size > 0) await new Promise((resolve) => setTimeout(resolve, LOST));
  socket.close();
  times.length = inTime;
  return summed(times, elapsed, failed + sent.size);
}
