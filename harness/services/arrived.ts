/** What is known of a request that a transport has read whole: texts, to be read or searched. */
interface Arrived {
  readonly body: Promise<string>;
  readonly header?: string;
}

const known = new WeakMap<Request, Arrived>();

/**
 * The text of a request's body; empty where it breaks off. It is read once, however many ask for
 * it, and the request stays as readable as it was.
 */
export function bodyOf(request: Request): Promise<string> {
  let arrived = known.get(request);
  if (!arrived) {
    const body = request
      .clone()
      .text()
      .catch(() => '');
    arrived = { body };
    known.set(request, arrived);
  }
  return arrived.body;
}

/** Everything that a request's header says, as one text. */
export const headerOf = (request: Request): string =>
  known.get(request)?.header ?? [...request.headers.values()].join('\n');

/** Say what a request's body and header are, for a transport that has read them anyway. */
export function hasArrived(request: Request, body: string, header: string): void {
  known.set(request, { body: Promise.resolve(body), header });
}
