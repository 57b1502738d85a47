const known = new WeakMap<Request, Promise<string>>();

/**
 * The text of a request's body; empty where it breaks off. It is read once, however many ask for
 * it, and the request stays as readable as it was.
 */
export function bodyOf(request: Request): Promise<string> {
  let text = known.get(request);
  if (!text) {
    text = request
      .clone()
      .text()
      .catch(() => '');
    known.set(request, text);
  }
  return text;
}

/** Say what a request's body is, for a transport that has read it anyway: nobody need copy it. */
export function bodyIs(request: Request, text: string): void {
  known.set(request, Promise.resolve(text));
}
