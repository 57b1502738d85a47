import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };
import { asking, byItself, type Press, refresh, refreshing, resolving } from './questions.ts';
import type { Ready } from './servers/ready.ts';

/** A server that takes part, in words and as a program. */
export interface Contender {
  readonly name: string;
  /** What exactly is asked of it, where that differs from what is asked of the others. */
  readonly how: string;
  /** Ours for the ratio; ours for information; or a peer. */
  readonly part: 'ours' | 'aside' | 'peer';
  readonly server: string;
  readonly args?: readonly string[];
  press(ready: Ready): Press;
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
  /** Bytes in use, after everything has been collected that can be. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

/** Start a server in a process of its own: plain Node, without a loader that changes the code. */
export async function start({
  server,
  args = [],
}: Pick<Contender, 'server' | 'args'>): Promise<Started> {
  const path = fileURLToPath(new URL(`servers/${server}.ts`, import.meta.url));
  const child: ChildProcess = fork(path, [...args], {
    execArgv: ['--expose-gc'],
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
    async memory() {
      child.send('memory');
      const [{ memory }] = await Promise.race([once(child, 'message'), died]);
      return memory;
    },
    async stop() {
      child.disconnect();
      await died.catch(() => undefined);
    },
  };
}

/** The version of a package: ours are exact. */
export const versionOf = (name: string): string =>
  (packageJson.dependencies as Readonly<Record<string, string>>)[name] ?? '';

const OURS = { name: 'groundstop', server: 'groundstop' } as const;
const FLOWN = { ...OURS, args: ['flown'], part: 'aside' } as const;

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
      { ...OURS, how: 'Messages API', part: 'ours', press: asking(true) },
      {
        name: '@copilotkit/aimock',
        how: 'Messages API',
        part: 'peer',
        server: 'aimock',
        press: asking(true),
      },
      { ...FLOWN, how: 'Messages API, over TLS, with a log', press: asking(true) },
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
