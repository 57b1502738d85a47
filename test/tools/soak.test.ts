import { expect, onTestFinished, test } from 'vitest';
import { start } from '#test/bench/contenders.ts';
import { asking, type Press, refresh, resolving } from '#test/bench/questions.ts';

/**
 * What is asked in one lot, all of it at once. Ten lots are 100,000 requests.
 *
 * The ledger keeps the last tokens that it issued in a window that fills up to 16,384 and is then
 * cut to half of that. Eight lots issue 57,344 of them, two for each refresh, which is seven times
 * what is cut: at both looks the window is equally full.
 */
const LOT = { tokens: 3_584, streams: 3_416, messages: 500, names: 2_500 };
const PER_LOT = Object.values(LOT).reduce((sum, count) => sum + count);

/** Memory is first looked at after a fifth: by then all code is compiled and every pool filled. */
const WARM = 2;
const LOTS = 10;

/**
 * What may remain of a request, in bytes. The smallest object that V8 has takes three words, 24
 * bytes, and whatever keeps it takes another word to refer to it: a leak of one object a request
 * is 32 bytes a request. Half of that is allowed for what is compiled or pooled on the way: 1.3 MB
 * over the 80,000 requests in between.
 */
const BOUND = 16;

/** Bytes that remained of each request, on average, between the first look and the last. */
async function remained(how: 'plain' | 'leaking', lots: typeof LOT): Promise<number> {
  const server = await start({ server: 'groundstop', args: [how] });
  onTestFinished(() => server.stop());
  const presses: Readonly<Record<keyof typeof LOT, Press>> = {
    tokens: refresh(server.ready),
    streams: asking(true)(server.ready),
    messages: asking(false)(server.ready),
    names: resolving(server.ready),
  };
  const ask = async ([kind, amount]: [string, number]) => {
    if (amount === 0) return;
    const press = presses[kind as keyof typeof LOT];
    const { answered, failed } = await press({ connections: 10, amount });
    expect({ kind, answered, failed }).toEqual({ kind, answered: amount, failed: 0 });
  };
  const some = async (count: number) => {
    for (let lot = 0; lot < count; lot += 1) await Promise.all(Object.entries(lots).map(ask));
    return server.memory();
  };
  const before = await some(WARM);
  const after = await some(LOTS - WARM);
  return (after - before) / ((LOTS - WARM) * PER_LOT);
}

test('of a hundred thousand requests in a row, nothing remains in memory', async () => {
  expect(await remained('plain', LOT)).toBeLessThan(BOUND);
});

test('an object that is left behind by each request would be seen', async () => {
  const lots = { tokens: 0, streams: 0, messages: 0, names: PER_LOT };
  expect(await remained('leaking', lots)).toBeGreaterThan(BOUND);
});
