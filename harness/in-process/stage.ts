import type { ClientAdapter } from '#core/client.ts';
import type { Acts } from '#core/effect.ts';
import { HarnessError } from '#core/errors.ts';
import type { Kernel } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';
import { type InProcess, inProcess } from '#transports/in-process.ts';
import { asOne } from '#transports/unended.ts';
import { isLoopback } from '../human.ts';
import type { Stage } from '../stage.ts';
import { Loopback } from './loopback.ts';
import { MemoryJournal } from './memory-journal.ts';
import { MemoryStore } from './memory-store.ts';
import { Mutex } from './mutex.ts';
import { type Around, inProcessSession } from './session.ts';

/** A stage in memory, for clients that can run in this process. They share store and home. */
export function memoryStage(adapter: ClientAdapter, kernel: Kernel, seed: number): Stage {
  const store = new MemoryStore();
  const effects = new MemoryJournal();
  /** What each client has written down: it is the same one also where it was started again. */
  const journals = new Map<number, MemoryJournal>();
  const mutex = new Mutex();
  const loopback = new Loopback();
  let networkOf: (session?: number) => InProcess;
  const around: Around = { ahead: 0, hasBrowser: true };
  return {
    clock: kernel.clock('harness'),
    random: seeded(seed),
    home: '/home/user',
    prove: async () => ['in this process: nothing is dialled'],
    async open(gate, { serviceAt }, behind) {
      const networks = new Map<number | undefined, InProcess>();
      networkOf = (session) => {
        const known = networks.get(session);
        if (known) return known;
        const network = inProcess({
          gate: asOne(gate, session),
          profile: adapter.profile,
          clock: kernel.clock('network'),
          proxy: behind === 'proxy',
          serviceAt,
        });
        networks.set(session, network);
        return network;
      };
      return {
        probe: (host) => networkOf().probe(host),
        visit: (url, init) =>
          isLoopback(url) ? loopback.visit(url) : networkOf().visit(url, init),
        close() {
          for (const network of networks.values()) network.close();
        },
      };
    },
    lay: (launch) => store.lay(launch, adapter.store),
    async start(boarding) {
      if (!adapter.program) {
        throw new HarnessError(
          'CLIENT_NOT_IN_PROCESS',
          `Failed to fly ${adapter.name} in virtual time: it is a program of its own. ` +
            '--cell sandbox would help.',
        );
      }
      const { session, oneOfSeveral } = boarding;
      const journal = journals.get(session) ?? new MemoryJournal();
      journals.set(session, journal);
      const network = networkOf(oneOfSeveral ? session : undefined);
      return inProcessSession(adapter, boarding, {
        fetch: network.fetch,
        askNames: network.askNames,
        clock: kernel.clock(session === 1 ? 'client' : `client-${session}`),
        ...{ store, journal, effects },
        mutex,
        loopback,
        around,
      });
    },
    act: ({ layer, deed }, renew) =>
      layer === 'store'
        ? store.act(deed as Acts['store'], renew)
        : onSurroundings(deed as Acts['clock' | 'place'], around, () =>
            occupied(loopback, adapter),
          ),
    look: () => store.look(),
    watch: (changed) => store.onChange(changed),
    onEffect: (applied) => effects.onAdded(applied),
    async *leftovers() {},
  };
}

/** Make something wrong around a client. Returns what undoes it. */
function onSurroundings(
  deed: Acts['clock' | 'place'],
  around: Around,
  occupy: () => () => void,
): () => void {
  if (deed === 'port-taken') return occupy();
  if (deed === 'no-browser') {
    around.hasBrowser = false;
    return () => {
      around.hasBrowser = true;
    };
  }
  around.ahead += deed.ahead;
  return () => {
    around.ahead -= deed.ahead;
  };
}

/** Listen where the client would, before it does. */
function occupied(loopback: Loopback, { callbackPort }: ClientAdapter): () => void {
  if (callbackPort === undefined) throw new Error('this client has no port of its own');
  const other = loopback.listen(callbackPort, async () => ({ status: 404, text: 'not this one' }));
  return () => other.close();
}
