import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Three lots of tests, by what they need.
 *
 * - `quick`: nothing but this repository. Whatever needs a tool says so and skips.
 * - `tools`: the tools of a machine that can seal a place (bubblewrap, faketime, an engine).
 * - `clients`: real clients, which are downloaded once and flown.
 */
const LOTS = {
  quick: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/tools/**', 'test/real/**'],
    testTimeout: 30_000,
  },
  // At sixty times the speed, a machine that is busy for a moment is busy for a minute: few flights
  // at a time, one file after the other.
  tools: { include: ['test/tools/**/*.test.ts'], testTimeout: 300_000, maxConcurrency: 3 },
  clients: { include: ['test/real/**/*.test.ts'], testTimeout: 600_000, maxConcurrency: 3 },
};

export default defineConfig({
  root,
  test: {
    // All cores: many tests wait for a while, and those that measure time leave room for others.
    maxWorkers: '100%',
    projects: Object.entries(LOTS).map(([name, lot]) => ({
      root,
      test: { name, hookTimeout: lot.testTimeout, ...lot },
    })),
  },
});
