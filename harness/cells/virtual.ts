import type { Cell } from '#core/cell.ts';
import type { ClientAdapter, Launch, Store } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import { LAYERS } from '#core/effect.ts';
import type { Entry } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';
import { Recorder } from '#evidence/recorder.ts';
import { writeLog } from '#evidence/whole.ts';
import { timeline } from '#harness/registry.ts';
import { fly } from '#harness/run.ts';
import type { Session, Stage } from '#harness/stage.ts';
import { Kernel } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';
import { inProcess } from '#transports/in-process.ts';

/** When virtual time begins: shortly before the outage of 7 April 2026, for something to read. */
const EPOCH = Date.UTC(2026, 3, 7, 14, 27);

/** More events than any run needs that is not going round in circles. */
const EVENTS = 2_000_000;

/** In this process, in virtual time: hours in milliseconds, the same bytes from the same seed. */
export const virtual: Cell = {
  name: 'virtual',
  about: 'in this process, in virtual time: reference clients only',
  layers: LAYERS,
  sealed: false,
  programs: false,
  refusal: async () => undefined,
  time: async () => ({ kind: 'virtual', factor: 0 }),

  async perform(order, adapter, flight) {
    const kernel = new Kernel(EPOCH);
    const boarding = seconds(2);
    const zero = EPOCH + boarding;
    const entries: Entry[] = [];
    const recorder = new Recorder(
      () => kernel.now() - zero,
      (entry) => {
        entries.push(entry);
        flight.onEntry?.(entry);
      },
    );
    const stage = staged(adapter, kernel, order.seed);
    const windows = await timeline(order.scenario);
    let over = false;
    const flown = fly(order, adapter, windows, stage, {
      zero,
      tell: (fact) => recorder.tell(fact),
    }).finally(() => {
      over = true;
    });
    const { work } = order.scenario;
    const until = zero + work.count * work.every + hours(2) + minutes(15);
    const stop = await kernel.run({ until, events: EVENTS, settled: () => over });
    if (stop === 'settled') await flown;
    else recorder.tell({ kind: 'harness.failed', error: `virtual time stopped early: ${stop}` });
    await writeLog(flight.log, entries);
  },
};

/** A stage in memory, for a client that can run in this process. */
function staged(adapter: ClientAdapter, kernel: Kernel, seed: number): Stage {
  const random = seeded(seed);
  const store = new MemoryStore();
  let fetch: typeof globalThis.fetch;
  return {
    clock: kernel.clock('harness'),
    random,
    home: '/home/user',
    prove: async () => ['in this process: nothing is dialled'],
    async open(gate, { serviceAt }) {
      const clock = kernel.clock('network');
      const network = inProcess({ gate, profile: adapter.profile, clock, serviceAt });
      fetch = network.fetch;
      return {
        probe: network.probe,
        visit: network.visit,
        close: network.close,
      };
    },
    lay: (launch) => store.lay(launch, adapter.store),
    async start(_launch, line) {
      if (!adapter.program) {
        throw new HarnessError(
          'CLIENT_NOT_IN_PROCESS',
          `Failed to fly ${adapter.name} in virtual time: it is a program of its own. ` +
            '--cell sandbox would help.',
        );
      }
      return inProcessSession(adapter, line, {
        fetch,
        clock: kernel.clock('client'),
        random: random.fork('client'),
        store,
      });
    },
    act: () => {
      throw new Error('nothing can be done here yet');
    },
    look: () => store.look(),
    watch: (changed) => store.onChange(changed),
    async *leftovers() {},
  };
}

function inProcessSession(
  adapter: ClientAdapter,
  line: (stream: 'stdout' | 'stderr', text: string) => void,
  place: Pick<
    Parameters<NonNullable<ClientAdapter['program']>>[0],
    'fetch' | 'clock' | 'random' | 'store'
  >,
): Session {
  const input = new Lines();
  const { promise: exited, resolve: exit } = Promise.withResolvers<{ readonly code: number }>();
  const crash = (thrown: unknown) => {
    // What Node does with an error that nobody caught, less the stack, which names this machine.
    line('stderr', `Uncaught ${thrown instanceof Error ? thrown.toString() : String(thrown)}`);
    exit({ code: 1 });
  };
  const after: Clock['after'] = (delay, call) =>
    place.clock.after(delay, () => {
      try {
        call();
      } catch (thrown) {
        crash(thrown);
      }
    });
  const clock = { ...place.clock, after };
  // A program may also throw before its first promise.
  const flown = async () =>
    adapter.program!({
      ...place,
      clock,
      input,
      print: line,
      listen: () => Promise.reject(new Error('nothing listens here yet')),
      browse: () => Promise.reject(new Error('there is no browser here yet')),
      lock: { hold: (work) => work() },
    });
  void flown().then((code) => exit({ code }), crash);
  return {
    send: (text) => input.push(text),
    end: () => input.end(),
    exited,
    kill: async () => undefined,
  };
}

/** Lines that arrive one by one and come to an end. */
class Lines implements AsyncIterable<string> {
  readonly #waiting: string[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  push(line: string): void {
    this.#waiting.push(line);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}

/** The one file that matters, in memory. */
class MemoryStore implements Store {
  #file: { text: string; mode: number } | undefined;
  #changed: (() => void) | undefined;

  lay({ files }: Launch, path: string): void {
    const file = files[path];
    this.#file = file && { text: file.text, mode: file.mode };
  }

  look() {
    return this.#file;
  }

  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  read(): string | undefined {
    return this.#file?.text;
  }

  write(text: string): void {
    this.#file = { text, mode: this.#file?.mode ?? 0o600 };
    this.#changed?.();
  }

  remove(): void {
    this.#file = undefined;
    this.#changed?.();
  }
}
