import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { ClientAdapter } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import type { Acts } from '#core/effect.ts';
import { seeded } from '#time/seeded.ts';
import { inProcess } from '#transports/in-process.ts';
import type { OwnerOf } from '#transports/owner.ts';
import { openSockets } from '#transports/sockets.ts';
import { isLoopback } from '../human.ts';
import type { Stage } from '../stage.ts';
import { Home } from './home.ts';
import { keychainIn } from './keychain.ts';
import { ownersAmong } from './owners.ts';
import { proveSealed } from './seal.ts';
import { AUTHORITIES, session, startedIn } from './session.ts';
import { onStore } from './store-acts.ts';

/** The convention of curl, which most clients follow; Node's `fetch` has to be told to. */
const throughProxy = (url: string) => ({
  HTTPS_PROXY: url,
  https_proxy: url,
  NODE_USE_ENV_PROXY: '1',
});

/** Where a client is at home, in every cell. */
export const HOME = '/home/user';

/** Where its keychain is, where it has one: not in its home. */
const KEYCHAIN = '/run/keychain';

/** A stage of real sockets, files and processes, for the inside of a sealed place. */
export function realStage(
  adapter: ClientAdapter,
  seed: number,
  clock: Clock,
  keeps?: 'keychain',
): Stage {
  const keychain = keeps && keychainIn(KEYCHAIN);
  const home = new Home(HOME, adapter.store, keychain?.item);
  /** The process that leads each client, where there are several. */
  const leaders = new Map<number, number>();
  const owners = ownersAmong(leaders);
  const around = { ahead: 0, hasBrowser: true, ...(keychain && { bin: keychain.bin }) };
  let isStarted = false;
  return {
    clock,
    random: seeded(seed),
    home: home.path,
    prove: () => proveSealed(home.path),
    async open(gate, { serviceAt }, behind) {
      const { profile } = adapter;
      const ownerOf: OwnerOf = (end) => (leaders.size > 0 ? owners(end) : undefined);
      const sockets = await openSockets({
        ...{ gate, profile, serviceAt, ownerOf, clock },
        proxy: behind === 'proxy',
      });
      await furnish(sockets.caPem);
      // A person is none of those who are tested: their browser takes the short way to the same
      // services, through the same gate, and only what comes back to the client is a connection.
      const browser = inProcess({ gate, profile, clock, serviceAt });
      return {
        probe: async (host) => {
          await sockets.probe(host);
        },
        visit: (url, init) =>
          isLoopback(url) ? fetch(url, { ...init, redirect: 'manual' }) : browser.visit(url, init),
        ...(sockets.proxyUrl && { environment: throughProxy(sockets.proxyUrl) }),
        async close() {
          browser.close();
          home.close();
          await sockets.close();
        },
      };
    },
    lay: (launch) => home.lay(launch),
    start: async (boarding) => {
      isStarted = true;
      const child = startedIn(home.path, boarding, around);
      if (boarding.oneOfSeveral) leaders.set(child.pid!, boarding.session);
      return session(child, clock);
    },
    act: ({ layer, deed }, renew) => {
      if (deed === 'keychain-locked' && keychain) return keychain.lock();
      if (layer === 'store') {
        const place = { path: home.store, home: home.path, clock, look: () => home.look() };
        return onStore(deed as Acts['store'], place, renew);
      }
      if (deed === 'port-taken') return occupied(adapter.callbackPort);
      if (isStarted)
        throw new Error('what a client that runs has around it cannot be changed here');
      if (deed === 'no-browser') around.hasBrowser = false;
      else around.ahead += (deed as Acts['clock']).ahead;
      // It ends with the client.
      return () => undefined;
    },
    look: () => home.look(),
    watch: (changed) => home.watch(changed),
    onEffect: (applied) => {
      if (adapter.effects !== undefined) home.follow(adapter.effects, applied);
    },
    leftovers: () => home.leftovers(),
  };
}

/** Make this place one in which names are asked of us and our certificates are believed. */
async function furnish(caPem: string): Promise<void> {
  await mkdir('/etc/ssl/certs', { recursive: true });
  await writeFile(AUTHORITIES, caPem);
  await writeFile('/etc/resolv.conf', 'nameserver 127.0.0.1\n');
  await writeFile('/etc/hosts', '127.0.0.1 localhost\n');
}

/** Listen on a port of loopback before anybody else does. Returns what gives it back. */
function occupied(port: number | undefined): () => void {
  if (port === undefined) throw new Error('this client has no port of its own');
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  return () => {
    server.close();
  };
}
