import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encode } from 'dns-packet';
import { onTestFinished } from 'vitest';

// dns-packet writes the queries here and dns2 reads them there: two who never met.

const RECURSION = 0x01_00;

/** A query as bytes; types by name, or as `UNKNOWN_65`. */
export const query = (name: string, type: string, more = {}): Buffer =>
  encode({
    type: 'query',
    id: 7,
    flags: RECURSION,
    questions: [{ type: type as 'A', name }],
    ...more,
  });

/** The record with which a client says that it knows EDNS. */
export const EDNS = {
  additionals: [
    {
      type: 'OPT' as const,
      name: '.',
      udpPayloadSize: 1_232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: [],
    },
  ],
};

/** Send bytes over UDP and return the first answer. */
export async function exchanged(
  { ports }: { readonly ports: { readonly dns: number } },
  bytes: Buffer,
): Promise<Buffer> {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send(bytes, ports.dns, '127.0.0.1');
  const [answer] = await once(socket, 'message');
  return answer;
}
