/** Headers that do not follow to another origin (Fetch standard, "HTTP-redirect fetch"). */
const CREDENTIALS = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/**
 * What `fetch` asks next when it has been told to ask elsewhere with the same method and body (307,
 * 308), or undefined where the client follows no redirect or was not sent anywhere.
 *
 * As in Node, the `Authorization` header stays behind; the body and headers of a provider's own,
 * such as `x-api-key`, go along: that is what makes a redirect dangerous.
 *
 * @throws TypeError where the client has said that a redirect is an error
 */
export async function followed(request: Request, response: Response): Promise<Request | undefined> {
  const location = response.headers.get('location');
  const sent = response.status === 307 || response.status === 308;
  if (!sent || location === null || request.redirect === 'manual') return undefined;
  if (request.redirect === 'error') {
    throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
  }
  const there = new URL(location, request.url);
  const headers = new Headers(request.headers);
  if (there.origin !== new URL(request.url).origin) {
    for (const name of CREDENTIALS) headers.delete(name);
  }
  const { method, signal } = request;
  const body = request.body ? await request.text() : null;
  return new Request(there, { method, headers, body, signal });
}
