import { failure, type Parameters } from './wire.ts';

/**
 * The client that a request says it is from, or how it is turned away. A public client names itself
 * in the body; some put their name, with an empty password, into a Basic header.
 * @see RFC 6749, sections 2.3.1, 3.2.1 and 5.2
 */
export function clientOf(
  request: Request,
  { client_id: named }: Parameters,
  clients: readonly string[],
): string | Response {
  const authorization = request.headers.get('authorization');
  const client = authorization === null ? named : (basic(authorization) ?? '');
  const isOne = named === undefined || named === client;
  if (client !== undefined && isOne && clients.includes(client)) return client;
  return failure(401, 'invalid_client', 'The client is unknown, or did not say who it is.', {
    ...(authorization !== null && { 'www-authenticate': 'Basic realm="token"' }),
  });
}

/** The name in a Basic header; undefined where there is none. */
function basic(authorization: string): string | undefined {
  const encoded = /^basic ([\w+/=-]+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const name = Buffer.from(encoded, 'base64').toString().split(':')[0]!;
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
