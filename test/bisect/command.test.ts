import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ROOT } from '#harness/registry.ts';
import { needs } from '#test/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-bisect-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A registry of four releases, that has none of them to give away. */
function registry(name: string, script: string): string {
  const bin = join(folder, name);
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!${process.execPath}\n${script}`, { mode: 0o755 });
  return bin;
}

const listed = registry(
  'listed',
  `if (process.argv[2] !== 'view') process.exit(1);
   console.log('["2.1.9","2.1.10","2.1.12","2.2.0-beta.1","2.1.13"]')`,
);
const silent = registry('silent', `console.error('npm error code ENOTFOUND'); process.exit(1)`);

async function bisect(args: readonly string[], bin = listed) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'harness/cli.ts', 'bisect', ...args, '--output', join(folder, 'report')],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${bin}:${process.env.PATH}`,
        GROUNDSTOP_CACHE: join(folder, 'cache'),
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
      },
    },
  );
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      said[stream] += chunk.toString();
    });
  }
  const [code] = await once(child, 'close');
  return { code, ...said };
}

const claude = (good: string, bad: string) => [
  ...['--client', 'claude-code', '--good', good, '--bad', bad],
];

/** What cannot be, and what the one line about it must say. */
const USAGE: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an end that is missing', ['calm', '--client', 'claude-code', '--good', '2.1.9'], /'--bad /],
  ['two scenarios', ['calm*', ...claude('2.1.9', '2.1.10')], /names \d+ scenarios\. One would/],
  [
    'a client of our own',
    ['calm', '--client', 'hardened', '--good', '1.0.0', '--bad', '1.0.1'],
    /of which no releases are published/,
  ],
  [
    'a client with a version',
    ['calm', '--client', 'claude-code@2.1.9', '--good', '2.1.9', '--bad', '2.1.10'],
    /its releases are what is searched/,
  ],
  [
    'a check with a slip',
    ['calm', ...claude('2.1.9', '2.1.10'), '--check', 'bound.nohang'],
    /Did you mean bound\.no-hang\?/,
  ],
  [
    'no repeat at all',
    ['calm', ...claude('2.1.9', '2.1.10'), '--repeats', '0'],
    /from 1 on would help/,
  ],
  [
    'a cell that seals nothing',
    ['calm', ...claude('2.1.9', '2.1.10'), '--cell', 'virtual'],
    /flies only where it is sealed off/,
  ],
];

test.each(USAGE)('%s is a mistake of usage, told in a line', async (_, args, line) => {
  const { code, stdout, stderr } = await bisect(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
  expect(stderr).not.toMatch(/^\s+at /m);
});

const sealed = needs('bwrap');

sealed('a release that was never published is told with its neighbours', async () => {
  const { code, stderr } = await bisect(['calm', ...claude('2.1.11', '2.1.9')]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/2\.1\.11 was never published\. 2\.1\.10 or 2\.1\.12 would help\./);
});

sealed('a registry that cannot be reached is the machine’s lack', async () => {
  const { code, stderr } = await bisect(['calm', ...claude('2.1.9', '2.1.13')], silent);
  expect(code).toBe(70);
  expect(stderr).toMatch(/the npm registry cannot be reached \(ENOTFOUND\)\. .* would help\./);
});

test('--help shows examples, and what its exit codes mean here', async () => {
  const { code, stdout, stderr } = await bisect(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Examples:\n');
  expect(stdout).toMatch(/Here, 0 means/);
});
