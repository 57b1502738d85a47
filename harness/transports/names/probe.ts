import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { codeName } from './answer.ts';

/** How long we wait for an answer of our own making, in milliseconds: as glibc does. */
const PATIENCE = 5_000;

/**
 * One real query from a socket of ours, known to the server by its port while it is open. Resolves
 * to the response code, or to `ETIMEOUT`, `EBADRESP` or an error's code where no answer came.
 */
export function probing(
  host: string,
  address: string,
  port: number,
  ours: Set<number>,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let local: number | undefined;
    const done = (answer: string) => {
      clearTimeout(patience);
      if (local !== undefined) ours.delete(local);
      socket.close();
      resolve(answer);
    };
    const patience = setTimeout(done, PATIENCE, 'ETIMEOUT');
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.name));
    socket.once('message', (bytes) => done(codeOf(bytes)));
    // Connected, so that a server that is gone is an error and not a silence.
    socket.connect(port, address, () => {
      local = socket.address().port;
      ours.add(local);
      const id = local;
      socket.send(
        encode({ type: 'query', id, flags: RECURSION, questions: [{ type: 'A', name: host }] }),
      );
    });
  });
}

const RECURSION = 0x01_00;

function codeOf(bytes: Buffer): string {
  try {
    // The response code stands in the last four bits of the flags.
    return codeName(((decode(bytes).flags ?? 0) & 0x0f) as number);
  } catch {
    return 'EBADRESP';
  }
}
