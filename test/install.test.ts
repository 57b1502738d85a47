import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installed } from '#harness/install/installed.ts';
import type { Progress } from '#harness/install/order.ts';

let root: string;
let cache: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'groundstop-test-'));
  cache = join(root, 'cache');
  mkdirSync(join(root, 'bin'));
  vi.stubEnv('GROUNDSTOP_CACHE', cache);
  vi.stubEnv('PATH', join(root, 'bin'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** A program on the PATH, made of this script. */
function program(name: string, script: string): void {
  writeFileSync(join(root, 'bin', name), `#!${process.execPath}\n${script}`, { mode: 0o755 });
}

/** An npm that lays out one client, which says that it is this version. */
const npmThatInstalls = (says: string, then = '') =>
  program(
    'npm',
    `const { mkdirSync, writeFileSync } = require('node:fs');
     const args = process.argv.slice(2);
     if (args[0] === 'view') {
       console.log('["1.2.3","1.10.0","1.9.9","1.10.0-beta.1"]');
       process.exit(0);
     }
     const version = args.find((arg) => arg.startsWith('@maker/')).split('@').at(-1);
     const folder = args[args.indexOf('--prefix') + 1] + '/node_modules/@maker/pilot';
     mkdirSync(folder, { recursive: true });
     const bin = { pilot: 'cli.js' };
     writeFileSync(folder + '/package.json', JSON.stringify({ version, bin }));
     writeFileSync(folder + '/cli.js', 'console.log(${JSON.stringify(says)})');
     ${then}`,
  );

const npmThatFails = (code: string, line: string) =>
  program(
    'npm',
    `console.error(${JSON.stringify(`npm error code ${code}\nnpm error ${line}`)});
     process.exit(1);`,
  );

/** A bubblewrap that seals nothing. */
const bubblewrap = () =>
  program(
    'bwrap',
    `const { spawnSync } = require('node:child_process');
     const [file, ...args] = process.argv.slice(process.argv.indexOf('--') + 1);
     process.exit(spawnSync(file, args, { stdio: 'inherit' }).status);`,
  );

const pilot = (version: string) => join(cache, 'clients', '@maker', 'pilot', version);
const beside = (version: string) => readdirSync(dirname(pilot(version)));

test('a client is installed once, and is then there without npm', async () => {
  npmThatInstalls('1.2.3 (Pilot)');
  bubblewrap();
  expect(await installed('@maker/pilot', '1.2.3')).toBe(pilot('1.2.3'));
  rmSync(join(root, 'bin', 'npm'));
  expect(await installed('@maker/pilot', '1.2.3')).toBe(pilot('1.2.3'));
  expect(beside('1.2.3')).toEqual(['1.2.3']);
});

test('of a range, the newest release is taken', async () => {
  npmThatInstalls('1.10.0');
  bubblewrap();
  expect(await installed('@maker/pilot', '^1.2.0')).toBe(pilot('1.10.0'));
});

test('two who install the same at once both find it', async () => {
  npmThatInstalls('1.2.3');
  bubblewrap();
  const both = [installed('@maker/pilot', '1.2.3'), installed('@maker/pilot', '1.2.3')];
  expect(await Promise.all(both)).toEqual([pilot('1.2.3'), pilot('1.2.3')]);
  expect(beside('1.2.3')).toEqual(['1.2.3']);
});

test('an installation that is interrupted leaves nothing behind', async () => {
  npmThatInstalls('1.2.3', 'setInterval(() => {}, 1_000);');
  const controller = new AbortController();
  const onProgress = ({ phase, bytes }: Progress) => {
    if (phase === 'downloading' && bytes) controller.abort(new Error('enough'));
  };
  const waiting = installed('@maker/pilot', '1.2.3', { signal: controller.signal, onProgress });
  await expect(waiting).rejects.toThrow('enough');
  expect(beside('1.2.3')).toEqual([]);
});

test('a client that says it is another version is never placed', async () => {
  npmThatInstalls('1.2.4 (Pilot)');
  bubblewrap();
  await expect(installed('@maker/pilot', '1.2.3')).rejects.toMatchObject({
    code: 'CLIENT_DAMAGED',
    message: expect.stringContaining('it says "1.2.4 (Pilot)"'),
  });
  expect(existsSync(pilot('1.2.3'))).toBe(false);
});

test('where nothing can be sealed off, the client is not started, and that is said', async () => {
  npmThatInstalls('1.2.4');
  const told: string[] = [];
  await installed('@maker/pilot', '1.2.3', { onProgress: ({ text }) => told.push(text) });
  expect(told.join('\n')).toContain('was not started to check it');
});

test('a version that the registry does not have is said to be unknown', async () => {
  npmThatFails('ETARGET', 'notarget No matching version found for @maker/pilot@9.9.9.');
  await expect(installed('@maker/pilot', '9.9.9')).rejects.toMatchObject({
    code: 'CLIENT_UNKNOWN_VERSION',
    message:
      'Failed to install pilot@9.9.9: the registry has no such version. ' +
      '`npm view @maker/pilot versions` lists them.',
  });
});

test('what is no version is refused before npm sees it', async () => {
  for (const version of ['../../x', '--help', 'file:x', 'a/b', '', '1.2.3\n']) {
    await expect(installed('@maker/pilot', version)).rejects.toMatchObject({
      code: 'CLIENT_UNKNOWN_VERSION',
    });
  }
});

test('a registry out of reach is told from a version that is not there', async () => {
  npmThatFails('ENOTFOUND', 'request to https://registry.npmjs.org/x failed');
  await expect(installed('@maker/pilot', 'latest')).rejects.toMatchObject({
    code: 'CLIENT_NOT_INSTALLED',
    message: expect.stringContaining('the npm registry cannot be reached (ENOTFOUND)'),
  });
});

test('a machine without npm is told so', async () => {
  await expect(installed('@maker/pilot', '1.2.3')).rejects.toMatchObject({
    code: 'CLIENT_NOT_INSTALLED',
    message: expect.stringContaining('npm was not found'),
  });
});

test('a cache that cannot be written is told with its folder', async () => {
  npmThatInstalls('1.2.3');
  writeFileSync(join(root, 'file'), '');
  vi.stubEnv('GROUNDSTOP_CACHE', join(root, 'file'));
  await expect(installed('@maker/pilot', '1.2.3')).rejects.toMatchObject({
    code: 'CLIENT_CACHE_UNUSABLE',
    message: expect.stringContaining(join(root, 'file')),
  });
});

test('a folder that holds something else is damaged, not used', async () => {
  mkdirSync(pilot('1.2.3'), { recursive: true });
  await expect(installed('@maker/pilot', '1.2.3')).rejects.toMatchObject({
    code: 'CLIENT_DAMAGED',
  });
});
