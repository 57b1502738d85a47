/**
 * A connection that the service's side has closed in the middle of an exchange. It carries what
 * Node's `fetch` says of that (measured on Node 24), so that a client in process hears the same.
 */
export class Broken extends Error {
  override readonly name = 'SocketError';
  readonly code = 'UND_ERR_SOCKET';

  constructor() {
    super('other side closed');
  }
}

/** What is written of an answer that the service's side has not brought to its end. */
export const BROKEN_OFF = 'broken off by the service';
