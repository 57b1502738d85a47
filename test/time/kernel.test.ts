import fc from 'fast-check';
import { getResponse, HttpResponse, http } from 'msw';
import { expect, test } from 'vitest';
import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import { Kernel } from '#time/kernel.ts';

const EPOCH = 1_000_000;

/** Run to the end, or to whatever limit is set. */
const run = (kernel: Kernel, limits: Partial<Parameters<Kernel['run']>[0]> = {}) =>
  kernel.run({ until: Infinity, events: 10_000, settled: () => false, ...limits });

/** A kernel, and a way to set timers in it that write down when they fired. */
function recorded() {
  const kernel = new Kernel(EPOCH);
  const log: string[] = [];
  const set = (actor: string, delay: number, name: string) =>
    kernel.clock(actor).after(milliseconds(delay), () => {
      log.push(`${kernel.now() - EPOCH} ${actor} ${name}`);
    });
  return { kernel, log, set };
}

test('events come by time, then by actor, then in the order of that actor', async () => {
  const { kernel, log, set } = recorded();
  set('b', 5, 'first');
  set('a', 5, 'first');
  set('b', 5, 'second');
  set('a', 5, 'second');
  set('c', 1, 'first');
  expect(await run(kernel)).toBe('idle');
  expect(log).toEqual(['1 c first', '5 a first', '5 a second', '5 b first', '5 b second']);
});

test('what one actor does changes nothing in the order of another', async () => {
  const order = async (busy: boolean) => {
    const { kernel, log, set } = recorded();
    for (let n = 0; busy && n < 7; n += 1) set('a', n, 'noise');
    set('b', 3, 'one');
    set('b', 3, 'two');
    await run(kernel);
    return log.filter((line) => line.includes(' b '));
  };
  expect(await order(true)).toEqual(await order(false));
});

test('a delay in the past is now, and one that is no number is an error', async () => {
  const { kernel, log, set } = recorded();
  set('a', -7, 'late');
  expect(() => set('a', Number.NaN, 'never')).toThrow(RangeError);
  await run(kernel);
  expect(log).toEqual(['0 a late']);
});

test('a cleared timer never fires, not even if cleared at the time it is due', async () => {
  const { kernel, log, set } = recorded();
  const cleared = set('b', 5, 'cleared');
  kernel.clock('a').after(milliseconds(5), () => cleared.clear());
  set('b', 6, 'kept');
  await run(kernel);
  expect(log).toEqual(['6 b kept']);
});

test('a cleared timer does not move the clock', async () => {
  const { kernel, set } = recorded();
  set('a', 5, 'fires');
  set('a', 500, 'cleared').clear();
  expect(await run(kernel, { until: EPOCH + 100 })).toBe('idle');
  expect(kernel.now()).toBe(EPOCH + 5);
});

test('a sleep lasts as long as it should', async () => {
  const kernel = new Kernel(EPOCH);
  const woke = kernel
    .clock('a')
    .sleep(milliseconds(250))
    .then(() => kernel.now());
  await run(kernel);
  expect(await woke).toBe(EPOCH + 250);
});

test('a sleep that is aborted rejects with the reason, at once, and leaves no timer', async () => {
  const kernel = new Kernel(EPOCH);
  const clock = kernel.clock('a');
  const aborter = new AbortController();
  const slept = clock.sleep(milliseconds(250), aborter.signal).then(
    () => 'slept',
    (thrown) => `${thrown} at ${kernel.now() - EPOCH}`,
  );
  clock.after(milliseconds(100), () => aborter.abort('enough'));
  expect(await run(kernel)).toBe('idle');
  expect(kernel.now()).toBe(EPOCH + 100);
  expect(await slept).toBe('enough at 100');
});

test('a sleep whose signal had aborted before does not begin', async () => {
  const kernel = new Kernel(EPOCH);
  const slept = kernel.clock('a').sleep(milliseconds(5), AbortSignal.abort('before'));
  await expect(slept).rejects.toBe('before');
  expect(await run(kernel)).toBe('idle');
  expect(kernel.now()).toBe(EPOCH);
});

test('a sleep that is over lets go of its signal', async () => {
  const kernel = new Kernel(EPOCH);
  const aborter = new AbortController();
  const slept = kernel.clock('a').sleep(milliseconds(5), aborter.signal);
  await run(kernel);
  aborter.abort('too late');
  await expect(slept).resolves.toBeUndefined();
});

test('a run stops as soon as it is settled, also where only a promise says so', async () => {
  const { kernel, log, set } = recorded();
  let over = false;
  kernel.clock('a').after(milliseconds(1), () => {
    void Promise.resolve()
      .then(() => undefined)
      .then(() => {
        over = true;
      });
  });
  set('a', 2, 'after the end');
  expect(await run(kernel, { settled: () => over })).toBe('settled');
  expect(log).toEqual([]);
});

test('a run stops at its horizon, and can go on from there without losing an event', async () => {
  const { kernel, log, set } = recorded();
  set('a', 10, 'near');
  set('a', 20, 'far');
  expect(await run(kernel, { until: EPOCH + 15 })).toBe('horizon');
  expect([kernel.now() - EPOCH, log]).toEqual([15, ['10 a near']]);
  expect(await run(kernel)).toBe('idle');
  expect(log).toEqual(['10 a near', '20 a far']);
});

test('a loop that never sleeps is exhausted, and does not run for ever', async () => {
  const kernel = new Kernel(EPOCH);
  let turns = 0;
  const again = () => {
    turns += 1;
    kernel.clock('a').after(milliseconds(0), again);
  };
  again();
  expect(await run(kernel, { events: 500 })).toBe('exhausted');
  expect(turns).toBe(501);
  expect(kernel.now()).toBe(EPOCH);
});

const timers = fc.array(
  fc.record({
    delay: fc.integer({ min: -5, max: 40 }),
    actor: fc.constantFrom('a', 'b', 'c'),
    cleared: fc.boolean(),
  }),
  { maxLength: 60 },
);

test('any set of timers fires in order, each once, and the clock never goes back', async () => {
  await fc.assert(
    fc.asyncProperty(timers, async (set) => {
      const kernel = new Kernel(EPOCH);
      const fired: number[] = [];
      const times: number[] = [];
      for (const [index, { delay, actor, cleared }] of set.entries()) {
        const timer = kernel.clock(actor).after(milliseconds(delay), () => {
          fired.push(index);
          times.push(kernel.now());
        });
        if (cleared) timer.clear();
      }
      expect(await run(kernel)).toBe('idle');
      const due = [...set.entries()]
        .filter(([, { cleared }]) => !cleared)
        .map(([index, { delay, actor }]) => ({ index, at: Math.max(0, delay), actor }))
        .sort(
          (one, other) =>
            one.at - other.at ||
            (one.actor === other.actor
              ? one.index - other.index
              : one.actor < other.actor
                ? -1
                : 1),
        );
      expect(fired).toEqual(due.map(({ index }) => index));
      expect(times).toEqual(due.map(({ at }) => EPOCH + at));
    }),
  );
});

/** What a client does between two events: everything here settles without time passing. */
const ERRANDS: Readonly<Record<string, () => Promise<string>>> = {
  'a body as text': () => new Response('plain').text(),
  'a body as JSON': async () => JSON.stringify(await Response.json({ one: [1, 2] }).json()),
  'a request that is cloned': async () => {
    const request = new Request('https://host.example/', { method: 'POST', body: 'twice' });
    const clone = request.clone();
    return (await clone.text()) + (await request.text());
  },
  'a stream that is pulled': async () => {
    const words = ['one ', 'two ', 'three'];
    const stream = new ReadableStream<string>({
      async pull(controller) {
        const word = await Promise.resolve(words.shift());
        if (word === undefined) controller.close();
        else controller.enqueue(word);
      },
    });
    let text = '';
    for await (const word of stream) text += word;
    return text;
  },
  'a stream of bytes that is decoded': async () => {
    const response = new Response('täglich 🛫');
    let text = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) text += piece;
    return text;
  },
  'an answer of msw': async () => {
    const handlers = [
      http.post('https://host.example/:name', async ({ request, params }) =>
        HttpResponse.json({ name: params.name, body: await request.text() }),
      ),
    ];
    const request = new Request('https://host.example/x', { method: 'POST', body: 'b' });
    return JSON.stringify(await (await getResponse(handlers, request))!.json());
  },
  'a form': async () => {
    const form = new FormData();
    form.set('a', '1');
    return String((await new Response(form).formData()).get('a'));
  },
  'an abort': async () => {
    const aborter = new AbortController();
    const heard = new Promise<string>((resolve) => {
      aborter.signal.addEventListener('abort', () => resolve('aborted'));
    });
    queueMicrotask(() => aborter.abort());
    return heard;
  },
};

/** Three actors that run errands at odd times. */
function errands(clock: (actor: string) => Clock, log: string[]): void {
  for (const actor of ['a', 'b', 'c']) {
    const own = clock(actor);
    void (async () => {
      for (const [index, [name, errand]] of Object.entries(ERRANDS).entries()) {
        await own.sleep(milliseconds((index * 7) % 5));
        log.push(`${own.now() - EPOCH} ${actor} begins ${name}`);
        const outcome = await errand();
        log.push(`${own.now() - EPOCH} ${actor} has ${outcome}`);
      }
    })();
  }
}

/** The same order of events, but the whole event loop goes round between two of them. */
async function slowly(begin: (clock: (actor: string) => Clock) => void): Promise<void> {
  type Waiting = { readonly at: number; readonly actor: string; readonly call: () => void };
  let now = EPOCH;
  const waiting: Waiting[] = [];
  const clock = (actor: string): Clock => ({
    now: () => now,
    after: (delay, call) => {
      waiting.push({ at: now + delay, actor, call });
      return { clear: () => undefined };
    },
    sleep: (delay) =>
      new Promise((resolve) => waiting.push({ at: now + delay, actor, call: resolve })),
  });
  const settled = async () => {
    for (let round = 0; round < 10; round += 1) await new Promise((done) => setImmediate(done));
  };
  begin(clock);
  for (await settled(); waiting.length > 0; await settled()) {
    waiting.sort((one, other) => one.at - other.at || (one.actor < other.actor ? -1 : 1));
    const next = waiting.shift()!;
    now = next.at;
    next.call();
  }
}

test.each(Object.keys(ERRANDS))('%s is over before the next event comes', async (name) => {
  const kernel = new Kernel(EPOCH);
  const clock = kernel.clock('a');
  const log: string[] = [];
  clock.after(milliseconds(1), () => {
    void ERRANDS[name]!().then(() => log.push('over'));
  });
  clock.after(milliseconds(1), () => log.push('next'));
  await run(kernel);
  expect(log).toEqual(['over', 'next']);
});

test('draining by tick leaves the same log as draining by setImmediate', async () => {
  const quick: string[] = [];
  const kernel = new Kernel(EPOCH);
  errands((actor) => kernel.clock(actor), quick);
  await run(kernel);
  const slow: string[] = [];
  await slowly((clock) => errands(clock, slow));
  expect(quick.length).toBe(2 * 3 * Object.keys(ERRANDS).length);
  expect(quick).toEqual(slow);
});
