import { json as prepared } from '../prepared.ts';

/** The parameters of a request, by their names. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * Read parameters from a form (as the RFC has it) or JSON (as some clients do), or undefined where
 * they cannot be read: a parameter that is there twice is an error too. One without a value is left
 * out, and so is what is no text.
 * @see RFC 6749, section 3.2
 */
export function parametersIn(text: string, type: string | null): Parameters | undefined {
  if (!type?.includes('application/json')) return once(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
    const strings = Object.entries(body).filter(
      ([, value]) => typeof value === 'string' && value !== '',
    );
    return own(strings);
  } catch {
    return undefined;
  }
}

/** The parameters of an address or a form, or undefined where one of them is there twice. */
export function once(search: URLSearchParams): Parameters | undefined {
  const all = [...search];
  if (new Set(all.map(([name]) => name)).size < all.length) return undefined;
  return own(all.filter(([, value]) => value !== ''));
}

/** Without a prototype: a client may send a parameter called `constructor`. */
const own = (entries: readonly (readonly [string, unknown])[]): Parameters =>
  Object.assign(Object.create(null), Object.fromEntries(entries));

/** What may carry a token is never to be stored (RFC 6749, section 5.1). */
const UNSTORED = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

type Headers = Readonly<Record<string, string>>;

export const json = (status: number, body: object, headers: Headers = {}): Response =>
  prepared(body, { status, headers: { ...UNSTORED, ...headers } });

/** An error in the shape of RFC 6749, section 5.2. */
export const failure = (
  status: number,
  error: string,
  description: string,
  headers: Headers = {},
): Response => json(status, { error, error_description: description }, headers);

export const invalidRequest = (description: string): Response =>
  failure(400, 'invalid_request', description);

/** Another method than the ones that are there (RFC 9110, section 15.5.6). */
export const notAllowed = (allow: string): Response =>
  failure(405, 'method_not_allowed', `Only ${allow} is offered.`, { allow });

export const redirect = (location: string): Response =>
  new Response(null, { status: 303, headers: { ...UNSTORED, location } });

/** A page for a person: a heading, and what comes below it as HTML. */
export const page = (
  status: number,
  heading: string,
  below: string,
  headers: Headers = {},
): Response =>
  new Response(
    '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n' +
      `<title>${escaped(heading)}</title>\n<h1>${escaped(heading)}</h1>\n${below}\n</html>\n`,
    {
      status,
      headers: {
        ...UNSTORED,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; form-action *; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        ...headers,
      },
    },
  );

/** Text as HTML, also between double quotes. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
