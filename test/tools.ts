import { spawnSync } from 'node:child_process';
import { type TestAPI, test } from 'vitest';
import { cell } from '#harness/cells.ts';

/** A tool that some tests need, and how to see whether it is there. */
const TOOLS = {
  bwrap: async () => (await cell('sandbox')).refusal(),
  faketime: () => missing('faketime', ['--version']),
  dig: () => missing('dig', ['-v']),
  kdig: () => missing('kdig', ['--version']),
  chromium: () => missing('chromium', ['--version']),
  npm: () => missing('npm', ['--version']),
  docker: async () => (await cell('container')).refusal(),
} as const;

/** Where every tool is demanded, a test whose tool is missing fails instead of being skipped. */
const DEMANDED = process.env.GROUNDSTOP_DEMAND === 'all';

const looked = new Map<string, string | undefined>();

/**
 * `test`, for a test that needs tools. Without one of them it is skipped under a name that says
 * which; with `GROUNDSTOP_DEMAND=all` it runs all the same, and fails for want of the tool.
 */
export function needs(...tools: readonly (keyof typeof TOOLS)[]): TestAPI {
  const reasons = tools.map((tool) => looked.get(tool)).filter((one) => one !== undefined);
  if (reasons.length === 0 || DEMANDED) return test;
  const skip = test.skip as unknown as Skip;
  const named = (name: string, ...rest: readonly unknown[]) =>
    skip(`${name} (${reasons[0]})`, ...rest);
  const each: Skip['each'] =
    (...cases) =>
    (name, ...rest) =>
      skip.each(...cases)(`${name} (${reasons[0]})`, ...rest);
  return Object.assign(named, { each }) as unknown as TestAPI;
}

/** As much of vitest's own as is needed here: what is skipped is not looked into. */
interface Skip {
  (name: string, ...rest: readonly unknown[]): void;
  each(...cases: readonly unknown[]): (name: string, ...rest: readonly unknown[]) => void;
}

function missing(program: string, args: readonly string[]): string | undefined {
  const { error } = spawnSync(program, args);
  return error ? `${program} is not installed` : undefined;
}

for (const [tool, look] of Object.entries(TOOLS)) looked.set(tool, await look());
