import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { usageOf } from '#harness/sealed/usage.ts';

const isLinux = process.platform === 'linux';

/** The session that this test runs in. */
const leader = () => Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1]!.split(' ')[3]);

test.skipIf(!isLinux)('what a session of processes uses is seen in what the kernel tells', () => {
  const { processor = 0, memory = 0, files = 0 } = usageOf(leader());
  expect(processor).toBeGreaterThan(0);
  // Node itself takes more than that, and has its input, its output and its errors open.
  expect(memory).toBeGreaterThan(10_000);
  expect(files).toBeGreaterThan(2);
});

test.skipIf(!isLinux)('of a session that is no more there is nothing to see', () => {
  expect(usageOf(2 ** 30)).toEqual({});
});
