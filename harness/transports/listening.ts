import type { EventEmitter } from 'node:events';
import { HarnessError, reason } from '#core/errors.ts';

/**
 * Resolves when a server listens.
 *
 * @param what names it in the error: `DNS over UDP on 127.0.0.1:53`
 * @throws HarnessError `PORT_BUSY`, `PORT_DENIED` or `PORT_FAILED`: the machine's lack
 */
export function listening(what: string, server: EventEmitter, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException) => {
      server.off('listening', done);
      reject(refusal(what, cause));
    };
    const done = () => {
      server.off('error', fail);
      resolve();
    };
    server.once('error', fail);
    server.once('listening', done);
    listen();
  });
}

function refusal(what: string, cause: NodeJS.ErrnoException): HarnessError {
  const say = (code: string, why: string, remedy: string) =>
    new HarnessError(code, `Failed to open ${what}: ${why}. ${remedy} would help.`, {
      cause,
      blame: 'machine',
    });
  if (cause.code === 'EADDRINUSE') {
    return say(
      'PORT_BUSY',
      'the port is taken',
      'Ending what listens there (`ss -lntup` names it)',
    );
  }
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    return say('PORT_DENIED', 'not permitted', 'Running in a cell, or CAP_NET_BIND_SERVICE,');
  }
  return say('PORT_FAILED', reason(cause), 'A machine with a loopback interface');
}
