import { profile } from '#fixtures/clients/reference/hosts.ts';
import { dns } from './load/dns.ts';
import { type Asking, http, type Pressure } from './load/http.ts';
import type { Measured } from './load/measured.ts';
import { MODEL, OAUTH, type Ready } from './servers/ready.ts';

/** Ask a server again and again. */
export type Press = (pressure: Pressure) => Promise<Measured>;

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const overTls = (ready: Ready, servername: string): Pick<Asking, 'tls'> =>
  ready.caPem ? { tls: { ca: ready.caPem, servername } } : {};

/** Exchange refresh tokens, each one for the next, which is what a fleet does at its worst. */
export const refreshing =
  (path: string, clientId: string) =>
  (ready: Ready): Press => {
    const purse = [...ready.refreshTokens!];
    return (pressure) =>
      http(
        {
          url: ready.at.oauth!,
          path,
          headers: { ...FORM, ...(ready.caPem && { host: OAUTH }) },
          ...overTls(ready, OAUTH),
          body: () => {
            const token = purse.length > 1 ? purse.shift()! : purse[0]!;
            return `grant_type=refresh_token&client_id=${clientId}&refresh_token=${token}`;
          },
          take: (body) => {
            const { access_token, refresh_token } = JSON.parse(body);
            purse.push(refresh_token);
            return typeof access_token === 'string' && typeof refresh_token === 'string';
          },
        },
        pressure,
      );
  };

/** Ask for a token without any grant of a user's. */
export const byItself =
  (path: string, credentials: string) =>
  (ready: Ready): Press => {
    const body = `grant_type=client_credentials&${credentials}`;
    return (pressure) =>
      http(
        {
          url: ready.at.oauth!,
          path,
          headers: FORM,
          body: () => body,
          take: (answer) => answer.includes('"access_token"'),
        },
        pressure,
      );
  };

/** Ask the model something, and read its answer to the end. */
export const asking =
  (stream: boolean) =>
  (ready: Ready): Press => {
    const body = JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 1_024,
      stream,
      messages: [{ role: 'user', content: ready.prompt }],
      tools: [{ name: 'echo', description: 'Says it again.', input_schema: { type: 'object' } }],
    });
    return (pressure) =>
      http(
        {
          url: ready.at.model!,
          path: '/v1/messages',
          headers: {
            'content-type': 'application/json',
            'anthropic-version': '2023-06-01',
            'anthropic-beta': 'oauth-2025-04-20',
            authorization: `Bearer ${ready.accessToken}`,
            ...(ready.caPem && { host: MODEL }),
          },
          ...overTls(ready, MODEL),
          body: () => body,
          take: (answer) => answer.includes(stream ? 'event: message_stop' : '"stop_reason"'),
        },
        pressure,
      );
  };

/** Look the model's host up. */
export const resolving =
  (ready: Ready): Press =>
  (pressure) =>
    dns({ url: ready.at.dns!, name: MODEL }, pressure);

/** The refresh of our own services. */
export const refresh = refreshing('/v1/oauth/token', profile.clientId);
