import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ended, groundstop, start } from './groundstop.ts';

// What the commands do with what people give them that is not what was meant.

const folder = mkdtempSync(join(tmpdir(), 'groundstop-commands-'));
afterAll(() => rmSync(folder, { recursive: true }));

const report = join(folder, 'report');
const log = join(report, 'runs', 'calm.hardened.virtual.1.ndjson');
const logs = () => readdirSync(join(report, 'runs'));
const json = (path: string) => JSON.parse(readFileSync(join(path, 'report.json'), 'utf8'));

beforeAll(async () => {
  const asked = ['scenario', 'calm', '--client', 'hardened', '--output', report];
  const { code } = await groundstop(...asked);
  expect(code).toBe(0);
});

describe('the logs of an earlier report stay', () => {
  test('where something was misspelt', async () => {
    const asked = ['scenario', 'calm', '--cell', 'sandbx', '--output', report];
    expect((await groundstop(...asked)).code).toBe(2);
    expect(logs()).toHaveLength(1);
  });

  test('where an ablation, which has none, writes to their folder', async () => {
    const asked = ['--measure', 'keep-login', '--client', 'naive', '--output', report];
    expect((await groundstop('ablation', 'calm', ...asked)).code).toBe(0);
    expect(logs()).toHaveLength(1);
  });
});

describe('what is named twice is flown once', () => {
  test('a client, and a scenario by its id and by its path', async () => {
    const output = join(folder, 'once');
    const twice = ['calm', './scenarios/calm.ts', '--client', 'hardened', '--client', 'hardened'];
    const { code } = await groundstop('scenario', ...twice, '--output', output);
    expect(code).toBe(0);
    expect(json(output).runs).toHaveLength(1);
  });

  test('and a scenario that takes the name of another is refused', async () => {
    const own = join(folder, 'own', 'calm.json');
    mkdirSync(dirname(own));
    const { default: calm } = await import('../scenarios/calm.ts');
    writeFileSync(own, JSON.stringify(calm));
    const output = join(folder, 'taken');
    const { code, stderr } = await groundstop('scenario', own, '--output', output);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is another calm.*Another file name would help/);
  });
});

test.each([
  ['scenario', ['']],
  ['ablation', ['']],
  ['discover', ['--client', 'hardened', '--scenario', '']],
])('an empty name is no scenario: %s', async (command, args) => {
  const { code, stderr } = await groundstop(command, ...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Failed to find scenario ""/);
});

test('a measure with a slip is answered with the names of all', async () => {
  const { code, stderr } = await groundstop('ablation', 'calm', '--measure', 'jiter');
  expect(code).toBe(2);
  expect(stderr).toMatch(/Did you mean jitter\?.*circuit-breaker/);
});

test('a client that cannot fly on this machine is told of, and not fetched', async () => {
  const cache = join(folder, 'cache');
  const asked = ['scenario', 'calm', '--client', 'claude-code@2.1.329'];
  const env = {
    PATH: dirname(process.execPath),
    GROUNDSTOP_CACHE: cache,
    // An engine is found without any program.
    DOCKER_HOST: `unix://${join(folder, 'nobody.sock')}`,
  };
  const { code, stdout } = await ended(start([...asked, '--output', join(folder, 'bare')], env));
  expect(code).toBe(3);
  expect(stdout).toContain('claude-code@2.1.329');
  expect(stdout).toMatch(/bubblewrap/);
  expect(() => readdirSync(cache)).toThrow();
});

describe('judge', () => {
  const judged = join(folder, 'judged');
  const judge = (...paths: readonly string[]) => groundstop('judge', ...paths, '--output', judged);

  test('finds the logs of a report, counts each once, and says where it lies', async () => {
    const { code } = await judge(report, log, log);
    expect(code).toBe(0);
    const { runs } = json(judged);
    expect(runs).toHaveLength(1);
    expect(resolve(judged, runs[0].log)).toBe(log);
  });

  test('refuses two logs of one run: nobody could tell them apart', async () => {
    const copy = join(folder, 'copy.ndjson');
    copyFileSync(log, copy);
    const { code, stderr } = await judge(log, copy);
    expect(code).toBe(2);
    expect(stderr).toMatch(/two logs of calm\.hardened\.virtual\.1.*would help/);
  });

  test('judges what can be read beside what cannot, and says so', async () => {
    const empty = join(folder, 'empty.ndjson');
    const odd = join(folder, 'odd.ndjson');
    writeFileSync(empty, '');
    writeFileSync(odd, '{"seq":0,"at":0,"kind":"run.began","format":1}\n');
    const { code, stdout, stderr } = await judge(log, empty, odd);
    expect(code).toBe(3);
    expect(stdout).toContain('transparent');
    expect(stderr.match(/^Left out\. Failed to /gm)).toHaveLength(2);
    expect((await judge(empty)).code).toBe(2);
  });
});
