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
  // A flight in warped time takes half a minute, and a machine that is busy takes its time.
  tools: { include: ['test/tools/**/*.test.ts'], testTimeout: 300_000, maxConcurrency: 4 },
  clients: { include: ['test/real/**/*.test.ts'], testTimeout: 600_000 },
};

export default defineConfig({
  root,
  test: {
    projects: Object.entries(LOTS).map(([name, lot]) => ({
      root,
      test: { name, hookTimeout: lot.testTimeout, ...lot },
    })),
  },
});
