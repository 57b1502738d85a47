import { expect, test } from 'vitest';
import type { HttpEffect } from '#core/effect.ts';
import type { FaultKind } from '#core/fault.ts';
import type { Json } from '#core/json.ts';
import type { Service } from '#core/service.ts';
import { authorizeUnavailable } from '#faults/authorize-unavailable.ts';
import { clientRejected } from '#faults/client-rejected.ts';
import { codeRejected } from '#faults/code-rejected.ts';
import { deviceExpired } from '#faults/device-expired.ts';
import { devicePending } from '#faults/device-pending.ts';
import { deviceSlowDown } from '#faults/device-slow-down.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';
import { profileUnavailable } from '#faults/profile-unavailable.ts';
import { refreshDenied } from '#faults/refresh-denied.ts';
import { refreshThrottled } from '#faults/refresh-throttled.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';
import { signInDenied } from '#faults/sign-in-denied.ts';
import { signOutUnauthorized } from '#faults/sign-out-unauthorized.ts';
import { CLIENT_ID, grant, world } from '../world.ts';
import { authorizeUrl, exchange, ORIGIN, poll, post } from './sign-in.ts';

const REQUESTS = {
  refresh: () => grant('a-token'),
  code: () => exchange('a-code'),
  device: () => post('/v1/oauth/device', { client_id: CLIENT_ID }),
  poll: () => poll('a-device-code'),
  page: () => new Request(authorizeUrl()),
  revoke: () => post('/v1/oauth/revoke', { token: 'a-token', client_id: CLIENT_ID }),
  capability: () => post('/v1/oauth/capability', {}),
  keys: () => new Request(`${ORIGIN}/.well-known/jwks.json`),
} as const;

/** How a struck request is answered: its status, and its error where it has one. */
async function struck(oauth: Service, effect: HttpEffect, request: Request): Promise<string> {
  if ('grants' in effect) return `grants ${effect.grants}`;
  if (!('refuse' in effect)) throw new Error('no effect of sign-in');
  const response = oauth.refuse(effect, request);
  const location = response.headers.get('location');
  if (location) return `back with ${new URL(location).searchParams.get('error')}`;
  if (!response.headers.get('content-type')?.includes('json'))
    return `a page with ${effect.status}`;
  const again = response.headers.get('retry-after');
  return `${response.status} ${(await response.json()).error}${again ? `, in ${again} s` : ''}`;
}

type Struck = Readonly<Partial<Record<keyof typeof REQUESTS, string>>>;
const tokens = (answer: string): Struck => ({ refresh: answer, code: answer, poll: answer });

const FAULTS: readonly (readonly [FaultKind<'http'>, Record<string, Json>, Struck])[] = [
  [refreshDenied, {}, tokens('400 invalid_grant')],
  [refreshUnavailable, {}, tokens('503 temporarily_unavailable')],
  [refreshUnavailable, { status: 502 }, tokens('502 server_error')],
  [refreshThrottled, {}, tokens('429 rate_limit_error')],
  [refreshThrottled, { seconds: 30 }, tokens('429 rate_limit_error, in 30 s')],
  [clientRejected, {}, tokens('401 invalid_client')],
  [signInDenied, {}, { page: 'back with access_denied', poll: '400 access_denied' }],
  [codeRejected, {}, { code: '400 invalid_grant' }],
  [devicePending, {}, { poll: '400 authorization_pending' }],
  [deviceSlowDown, {}, { poll: '400 slow_down' }],
  [deviceExpired, {}, { poll: '400 expired_token' }],
  [flawedGrant, {}, tokens('grants expired')],
  [flawedGrant, { how: 'no-expiry' }, tokens('grants no-expiry')],
  [refreshUnavailable, { status: 404 }, tokens('404 server_error')],
  [refreshUnavailable, { status: 200 }, tokens('503 temporarily_unavailable')],
  [authorizeUnavailable, {}, { page: 'a page with 500' }],
  [authorizeUnavailable, { status: 404 }, { page: 'back with server_error' }],
  [authorizeUnavailable, { status: 302 }, { page: 'a page with 500' }],
  [profileUnavailable, {}, { capability: '503 temporarily_unavailable' }],
  [profileUnavailable, { status: 404 }, { capability: '404 server_error' }],
  [profileUnavailable, { status: 200 }, { capability: '503 temporarily_unavailable' }],
  [signOutUnauthorized, {}, { ...tokens('401 invalid_client'), revoke: '401 invalid_client' }],
];

test.each(FAULTS)(
  '$fault, %j: what it strikes hears this, and nothing else is struck',
  async (kind, params, expected) => {
    const { oauth } = world();
    const fault = kind('oauth', params);
    const heard: Record<string, string> = {};
    for (const [name, make] of Object.entries(REQUESTS)) {
      const request = make();
      const described = await oauth.describe(request);
      const effect = fault.strike({ layer: 'http', role: 'oauth', host: 'any', ...described });
      if (effect) heard[name] = await struck(oauth, effect, request);
    }
    expect(heard).toEqual(expected);
  },
);
