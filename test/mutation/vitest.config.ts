import { defineConfig } from 'vitest/config';
import { ROOT } from '#harness/registry.ts';

/** The tests that look at one check at a time: whatever flies clients is too slow to repeat. */
export default defineConfig({
  root: ROOT,
  test: {
    include: ['test/checks/**/*.test.ts', 'test/laws/check.test.ts'],
    exclude: ['test/checks/metamorphic*.test.ts'],
    testTimeout: 30_000,
  },
});
