import { createHash } from 'node:crypto';
import type { Service } from '#core/service.ts';
import { CLIENT_ID } from '../world.ts';

export const ORIGIN = 'https://sign-in.example';
export const VERIFIER = 'a-verifier-that-is-at-least-43-characters-long~';
export const CALLBACK = 'http://localhost:45671/callback';

export type Fields = Readonly<Record<string, string | undefined>>;

/** Fields as they are sent; `undefined` leaves one out. */
export const sent = (fields: Fields): URLSearchParams =>
  new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );

const ASKED = {
  response_type: 'code',
  client_id: CLIENT_ID,
  redirect_uri: CALLBACK,
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'a state',
};

/** The address at which a client asks for consent. */
export const authorizeUrl = (change: Fields = {}): string =>
  `${ORIGIN}/oauth/authorize?${sent({ ...ASKED, ...change })}`;

export const post = (path: string, fields: Fields, headers: HeadersInit = {}): Request =>
  new Request(ORIGIN + path, { method: 'POST', body: sent(fields), headers });

/** The address that a page's form is sent to. */
export async function formOf(shown: Response, origin = ORIGIN): Promise<string> {
  const action = /<form method="post" action="([^"]+)"/.exec(await shown.text())?.[1] ?? '';
  return origin + action.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

/** Open a page as a browser does, decide on its form, and return where that leads. */
export async function decidedAt(
  open: (url: string, init?: RequestInit) => Promise<Response>,
  url: string,
  decision: string,
  user_code?: string,
): Promise<string> {
  const action = await formOf(await open(url), new URL(url).origin);
  const body = sent({ decision, user_code });
  const response = await open(action, { method: 'POST', body });
  return response.headers.get('location') ?? '';
}

/** The same, straight to the service. */
export const decided = async (oauth: Service, url: string, decision = 'allow'): Promise<URL> =>
  new URL(await decidedAt((at, init) => oauth.answer(new Request(at, init)), url, decision));

/** A token request for a code. */
export const exchange = (code: string, change: Fields = {}): Request =>
  post('/v1/oauth/token', {
    grant_type: 'authorization_code',
    client_id: CLIENT_ID,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    code,
    ...change,
  });

export const poll = (device_code: string, change: Fields = {}): Request =>
  post('/v1/oauth/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    client_id: CLIENT_ID,
    device_code,
    ...change,
  });

/** Status and body of an answer. */
export async function said(response: Response): Promise<readonly [number, Said]> {
  return [response.status, await response.json()];
}
type Said = Readonly<Record<string, unknown>>;
