import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Lock, Place } from '#core/client.ts';
import { seconds } from '#core/duration.ts';
import { alone } from '#fixtures/clients/reference/alone.ts';
import { fileLock } from '#fixtures/clients/reference/file-lock.ts';
import { Interruption } from '#fixtures/clients/reference/interruption.ts';
import type { Kit } from '#fixtures/clients/reference/kit.ts';
import { listen } from '#fixtures/clients/reference/loopback.ts';
import { Loopback } from '#harness/in-process/loopback.ts';
import { Mutex } from '#harness/in-process/mutex.ts';
import { Kernel } from '#time/kernel.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** No process has it: Linux counts to 2 ** 22. */
const NOBODY = 2 ** 22 + 1;

/** Two who want the same lock, and what they do, in order. */
async function contest(
  lock: (kernel: Kernel) => { hold<T>(work: () => Promise<T>): Promise<T> }[],
) {
  const kernel = new Kernel(0);
  const log: string[] = [];
  const clock = kernel.clock('worker');
  const [one, other] = lock(kernel);
  const work = (name: string) => async () => {
    log.push(`${name} begins`);
    await clock.sleep(seconds(1));
    log.push(`${name} ends`);
  };
  const both = [one!.hold(work('one')), other!.hold(work('other'))];
  await kernel.run({ until: 60_000, events: 10_000, settled: () => false });
  await Promise.all(both);
  return log;
}

const ALONE = ['one begins', 'one ends', 'other begins', 'other ends'];

test('two processes with one lock file take turns, and leave nothing behind', async () => {
  const path = join(folder, 'a.lock');
  const log = await contest((kernel) => {
    const clock = kernel.clock('lock');
    return [fileLock(path, clock, process.pid), fileLock(path, clock, process.ppid)];
  });
  expect(log).toEqual(ALONE);
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock whose owner is gone is taken over', async () => {
  const path = join(folder, 'b.lock');
  writeFileSync(path, String(NOBODY));
  const kernel = new Kernel(0);
  const held = fileLock(path, kernel.clock('lock'), process.pid).hold(async () => 'mine');
  await kernel.run({ until: 60_000, events: 1_000, settled: () => false });
  expect(await held).toBe('mine');
});

test('two clients in this process work one after the other, too', async () => {
  const { signal } = new AbortController();
  const mutex = new Mutex();
  expect(await contest(() => [mutex.lockOf(signal), mutex.lockOf(signal)])).toEqual(ALONE);
});

test('who dies with the lock loses it', async () => {
  const mutex = new Mutex();
  const life = new AbortController();
  void mutex.lockOf(life.signal).hold(() => new Promise(() => {}));
  const next = mutex.lockOf(new AbortController().signal).hold(async () => 'mine');
  life.abort();
  expect(await next).toBe('mine');
});

const answer = (url: URL) => ({ status: 200, text: `${url.pathname}?${url.searchParams}` });

test('a browser that comes back is answered, on a machine as in this process', async () => {
  const real = await listen(0, answer);
  const response = await fetch(`http://127.0.0.1:${real.port}/callback?code=c`);
  expect([response.status, await response.text()]).toEqual([200, '/callback?code=c']);
  const loopback = new Loopback();
  const { port } = loopback.listen(0, async (url) => answer(url));
  const same = await loopback.visit(`http://localhost:${port}/callback?code=c`);
  expect([same.status, await same.text()]).toEqual([200, '/callback?code=c']);
  await expect(listen(real.port, answer)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(() => loopback.listen(port, async (url) => answer(url))).toThrow('EADDRINUSE');
  real.close();
  await expect(loopback.visit('http://localhost:1/')).rejects.toThrow('fetch failed');
});

test('who waits for a lock that nobody lets go of fails in time, and does not go on', async () => {
  const kernel = new Kernel(0);
  const mutex = new Mutex();
  const { signal } = new AbortController();
  const letGo = Promise.withResolvers<void>();
  const other = mutex.lockOf(signal).hold(() => letGo.promise);
  const place = { clock: kernel.clock('client'), lock: mutex.lockOf(signal) } as Place;
  let worked = false;
  const waited = alone(
    { place, has: () => true, interruption: new Interruption() } as unknown as Kit,
    async () => {
      worked = true;
      return 'done';
    },
  );
  await kernel.run({ until: 60_000, events: 100, settled: () => false });
  expect(await waited).toMatchObject({ code: 'ELOCKED', eligible: true });
  letGo.resolve();
  await other;
  expect(worked).toBe(false);
});

test('where there is no lock to be had, the work is done all the same', async () => {
  const lock: Lock = { hold: () => Promise.reject(new Error('EROFS')) };
  const place = { clock: new Kernel(0).clock('client'), lock } as Place;
  const done = alone(
    { place, has: () => true, interruption: new Interruption() } as unknown as Kit,
    async () => 'done',
  );
  expect(await done).toBe('done');
});
