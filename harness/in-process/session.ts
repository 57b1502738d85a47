import type { ClientAdapter, Journal, Place } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';
import { sleeper } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';
import type { Boarding, Exit, Session } from '../stage.ts';
import { Life } from './life.ts';
import { Lines } from './lines.ts';
import type { Loopback } from './loopback.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Mutex } from './mutex.ts';
import { fetchOf } from './network.ts';
import { Pulse } from './pulse.ts';

/** What a client in this process is put into: all of its place that it does not bring itself. */
export interface Surroundings
  extends Required<Pick<Place, 'fetch' | 'askNames' | 'clock' | 'journal' | 'effects'>> {
  readonly store: MemoryStore;
  /** Shared by all who have this store. */
  readonly mutex: Mutex;
  /** Shared by all on this machine. */
  readonly loopback: Loopback;
  readonly around: Around;
}

/** What may be wrong around a client, now and then. */
export interface Around {
  /** By how much its clock is ahead, in milliseconds. */
  ahead: number;
  hasBrowser: boolean;
}

/** Start a client in this process, and return the way to talk to it. */
export function inProcessSession(
  adapter: ClientAdapter,
  boarding: Boarding,
  around: Surroundings,
): Session {
  const life = new Life((call) => void around.clock.after(seconds(0), call));
  const input = new Lines();
  const pulse = new Pulse();
  const { promise: exited, resolve: exit } = Promise.withResolvers<Exit>();
  const print: Place['print'] = (stream, line) => {
    if (!life.over.aborted) boarding.line(stream, line);
  };
  const crash = (thrown: unknown) => {
    // What Node does with an error that nobody caught, less the stack, which names this machine.
    print('stderr', `Uncaught ${thrown instanceof Error ? thrown.toString() : String(thrown)}`);
    exit({ code: 1 });
  };
  // A program may also throw before its first promise.
  const flown = async () =>
    adapter.program!(placeOf(life, pulse, boarding, around, input, print, crash));
  void flown().then((code) => exit({ code }), crash);
  const end = () => {
    life.end();
    exit({ code: null, signal: 'SIGKILL' });
  };
  return {
    send: (text) => input.push(text),
    end: () => input.end(),
    exited,
    kill: async () => end(),
    freeze: () => life.freeze(),
    thaw: () => life.thaw(),
    crash: end,
    usage: () => ({ wakes: pulse.busiest() }),
  };
}

function placeOf(
  life: Life,
  pulse: Pulse,
  { setting: { seed, token, apiKey, strayKey, capability, keeps } }: Boarding,
  surroundings: Surroundings,
  input: Lines,
  print: Place['print'],
  crash: (thrown: unknown) => void,
): Place {
  const { clock: kernel, fetch, askNames, store, journal, effects } = surroundings;
  const { mutex, loopback, around } = surroundings;
  const after: Clock['after'] = (delay, call) => {
    // It may be cleared while it waits for a thaw, when its time has long come.
    let isCleared = false;
    const timer = kernel.after(pulse.atLeast(delay, kernel.now()), () =>
      life.wake(() => {
        try {
          if (isCleared) return;
          pulse.beat(kernel.now());
          call();
        } catch (thrown) {
          crash(thrown);
        }
      }),
    );
    return {
      clear: () => {
        isCleared = true;
        timer.clear();
      },
    };
  };
  return {
    fetch: fetchOf(life, fetch),
    askNames: (...asked) => life.settling(askNames(...asked)),
    // It is a wall clock that is wrong: what lasts a minute lasts a minute.
    clock: { now: () => kernel.now() + around.ahead, after, sleep: sleeper(after) },
    // What it has been running for goes by no wall clock.
    uptime: () => kernel.now(),
    // The same chance as that of a program that is started with this seed.
    random: seeded(seed).fork('client'),
    store: {
      ...(keeps && { where: 'the keychain' }),
      read: () => store.read(),
      // Never put off: whoever calls is running, and is to see what the store throws.
      write: (text) => {
        if (!life.over.aborted) store.write(text);
      },
      overwrite: (text) => {
        store.overwrite(text, () => !life.over.aborted);
      },
      remove: () => {
        if (!life.over.aborted) store.remove();
      },
    },
    journal: { read: () => journal.read(), add: whileAlive(life, journal) },
    effects: { add: whileAlive(life, effects) },
    input: linesOf(life, input),
    print,
    async listen(port, answer) {
      const listening = loopback.listen(port, async (url) => {
        await life.settling(Promise.resolve());
        return answer(url);
      });
      life.over.addEventListener('abort', () => listening.close(), { once: true });
      return listening;
    },
    // Whether anybody comes back is up to whoever sits before it.
    browse: async () => {
      if (!around.hasBrowser) throw new Error('spawn xdg-open ENOENT');
    },
    lock: mutex.lockOf(life.over),
    ...(token !== undefined && { token }),
    ...(apiKey && { apiKey }),
    ...(strayKey !== undefined && { strayKey }),
    ...(capability !== undefined && { capability }),
  };
}

/** Who is gone adds nothing to any file. */
const whileAlive =
  ({ over }: Life, file: Pick<Journal, 'add'>) =>
  (line: string): void => {
    if (!over.aborted) file.add(line);
  };

/** Lines of input, as somebody reads them who may be frozen or gone. */
async function* linesOf(life: Life, input: Lines): AsyncIterable<string> {
  const lines = input[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await life.settling(lines.next());
    if (done) return;
    yield value;
  }
}
