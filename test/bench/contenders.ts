import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { profile } from '#fixtures/clients/reference/hosts.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { dns } from './load/dns.ts';
import { type Asking, http } from './load/http.ts';
import type { Measured } from './load/measured.ts';
import { MODEL, OAUTH, type Ready } from './servers/ready.ts';

/** How hard a server is pressed, and for how long. */
export interface Pressure {
  readonly seconds: number;
  readonly connections: number;
}

/** A server that takes part, in words and as a program. */
export interface Contender {
  readonly name: string;
  /** What exactly is asked of it, where that differs from what is asked of the others. */
  readonly how: string;
  /** Ours for the ratio; ours for information; or a peer. */
  readonly part: 'ours' | 'aside' | 'peer';
  readonly server: string;
  readonly args?: readonly string[];
  press(ready: Ready): (pressure: Pressure) => Promise<Measured>;
}

export interface Discipline {
  readonly name: string;
  /** What is counted. */
  readonly unit: string;
  readonly contenders: readonly Contender[];
}

/** A server that can be asked. */
export interface Started {
  readonly ready: Ready;
  stop(): Promise<void>;
}

/** Start a server in a process of its own: plain Node, without a loader that changes the code. */
export async function start({ server, args = [] }: Contender): Promise<Started> {
  const path = fileURLToPath(new URL(`servers/${server}.ts`, import.meta.url));
  const child: ChildProcess = fork(path, [...args], {
    execArgv: [],
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const died = once(child, 'exit').then(([code]) => {
    throw new Error(`Failed to measure ${server}: it ended with ${code}.`);
  });
  died.catch(() => undefined);
  const [ready] = (await Promise.race([once(child, 'message'), died])) as [Ready];
  return {
    ready,
    async stop() {
      child.disconnect();
      await died.catch(() => undefined);
    },
  };
}

/** The version of a package: ours are exact. */
export const versionOf = (name: string): string =>
  (packageJson.dependencies as Readonly<Record<string, string>>)[name] ?? '';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const overTls = (ready: Ready, servername: string): Pick<Asking, 'tls'> =>
  ready.caPem ? { tls: { ca: ready.caPem, servername } } : {};

/** Exchange refresh tokens, each one for the next, which is what a fleet does at its worst. */
const refreshing =
  (path: string, clientId: string) =>
  (ready: Ready): ((pressure: Pressure) => Promise<Measured>) => {
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

const byItself =
  (path: string, credentials: string) =>
  (ready: Ready): ((pressure: Pressure) => Promise<Measured>) => {
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

const streaming = (ready: Ready): ((pressure: Pressure) => Promise<Measured>) => {
  const body = JSON.stringify({
    model: 'claude-sonnet-4-5',
    max_tokens: 1_024,
    stream: true,
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
          authorization: `Bearer ${ready.accessToken}`,
          ...(ready.caPem && { host: MODEL }),
        },
        ...overTls(ready, MODEL),
        body: () => body,
        take: (answer) => answer.includes('event: message_stop'),
      },
      pressure,
    );
};

const resolving = (ready: Ready) => (pressure: Pressure) =>
  dns({ url: ready.at.dns!, name: MODEL }, pressure);

const OURS = { name: 'groundstop', server: 'groundstop' } as const;
const FLOWN = { ...OURS, args: ['flown'], part: 'aside' } as const;
const refresh = refreshing('/v1/oauth/token', profile.clientId);

export const DISCIPLINES: readonly Discipline[] = [
  {
    name: 'tokens',
    unit: 'token answers',
    contenders: [
      { ...OURS, how: 'refresh, rotating', part: 'ours', press: refresh },
      {
        name: 'oauth2-mock-server',
        how: 'refresh, EdDSA',
        part: 'peer',
        server: 'oauth2-mock-server',
        press: refreshing('/token', 'client'),
      },
      {
        name: 'oauth2-mock-server',
        how: 'client credentials, EdDSA',
        part: 'peer',
        server: 'oauth2-mock-server',
        press: byItself('/token', 'scope=any'),
      },
      {
        name: 'oidc-provider',
        how: 'refresh, rotating',
        part: 'peer',
        server: 'oidc-provider',
        press: refreshing('/token', 'client'),
      },
      {
        name: 'oidc-provider',
        how: 'client credentials',
        part: 'peer',
        server: 'oidc-provider',
        press: byItself('/token', 'client_id=machine&client_secret=fake-secret-of-nobody'),
      },
      { ...FLOWN, how: 'refresh, over TLS, with a log', press: refresh },
    ],
  },
  {
    name: 'streams',
    unit: 'streamed answers, read to their end',
    contenders: [
      { ...OURS, how: 'Messages API', part: 'ours', press: streaming },
      {
        name: '@copilotkit/aimock',
        how: 'Messages API',
        part: 'peer',
        server: 'aimock',
        press: streaming,
      },
      { ...FLOWN, how: 'Messages API, over TLS, with a log', press: streaming },
    ],
  },
  {
    name: 'names',
    unit: 'A records over UDP',
    contenders: [
      { ...OURS, how: 'its own address for every name', part: 'ours', press: resolving },
      {
        name: 'dns2',
        how: 'one address for every name',
        part: 'peer',
        server: 'dns2',
        press: resolving,
      },
      { ...FLOWN, how: 'with a log', press: resolving },
    ],
  },
];
