import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { read } from '#evidence/reader.ts';
import { ended, groundstop, start } from './groundstop.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const STACK = /^\s+at /m;
const ESCAPE = '\u001b[';

test('a scenario is flown: results on stdout, nothing on stderr, and a report', async () => {
  const output = join(folder, 'default');
  const { code, stdout, stderr } = await groundstop('scenario', 'nxdomain', '--output', output);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const client of ['naive', 'claude-code-like', 'hardened']) {
    expect(stdout).toMatch(new RegExp(`nxdomain +${client} +virtual`));
    const log = join(output, 'runs', `nxdomain.${client}.virtual.1.ndjson`);
    expect(read(readFileSync(log, 'utf8'), log).at(-1)!.kind).toBe('run.ended');
  }
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`Report: ${output}/index.html`);
  // A pipe is no terminal.
  expect(stdout).not.toContain(ESCAPE);
  for (const file of ['index.html', 'report.json', 'junit.xml']) {
    expect(existsSync(join(output, file)), file).toBe(true);
  }
  expect(JSON.parse(readFileSync(join(output, 'report.json'), 'utf8')).schema).toBe(1);
});

/** What cannot be, and what the one line about it must say. */
const USAGE: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an id with a slip', ['scenario', 'nxdomian'], /Did you mean nxdomain\?/],
  ['an unknown option', ['scenario', 'calm', '--sead', '7'], /Did you mean --seed\?/],
  ['no repeats', ['scenario', 'calm', '--repeats', '0'], /A whole number from 1 on would help/],
  ['a seed that is no number', ['scenario', 'calm', '--seed', 'x'], /A whole number .* would help/],
  ['a floor that is none', ['scenario', 'calm', '--fail-below', 'good'], /One of transparent, /],
  ['nothing to fly', ['scenario'], /--all or --list would help/],
  ['a client with a slip', ['scenario', 'calm', '--client', 'hardned'], /Did you mean hardened\?/],
  ['a cell with a slip', ['scenario', 'calm', '--cell', 'virtuel'], /Did you mean virtual\?/],
  ['a file that is not there', ['scenario', './nothing.ts'], /there is no such file/],
];

test.each(USAGE)('%s is a mistake of usage, told in a line', async (_, args, line) => {
  const output = join(folder, 'unused');
  const { code, stdout, stderr } = await groundstop(...args, '--output', output);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
  expect(stderr).not.toMatch(STACK);
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  expect(existsSync(join(output, 'report.json'))).toBe(false);
});

/** What npm leaves behind of what it took, and the command that was meant. */
const KEPT: readonly (readonly [Readonly<Record<string, string>>, readonly string[], string])[] = [
  [
    { npm_config_cell: 'sandbox' },
    ['nxdomain'],
    '--cell for itself. Put -- before it: npm run scenario nxdomain -- --cell sandbox',
  ],
  [
    { npm_config_cell: 'true' },
    ['nxdomain', 'sandbox'],
    '--cell for itself. Put -- before it: npm run scenario nxdomain -- --cell sandbox',
  ],
  [
    { npm_config_cell: 'true', npm_config_seed: 'true' },
    ['nxdomain', 'sandbox', '7'],
    '--cell and --seed for itself. Put -- before it: ' +
      'npm run scenario nxdomain sandbox 7 -- --cell <name> --seed <number>',
  ],
  [
    { npm_config_fail_below: 'degraded' },
    ['calm', '--seed', '7'],
    '--fail-below for itself. Put -- before it: ' +
      'npm run scenario calm -- --fail-below degraded --seed 7',
  ],
  [
    { npm_config_client: 'naive\n\nhardened' },
    ['calm'],
    '--client for itself. Put -- before it: ' +
      'npm run scenario calm -- --client naive --client hardened',
  ],
  [
    { npm_config_list: 'true', npm_config_all: 'true' },
    [],
    '--list for itself. Put -- before it: npm run scenario -- --list',
  ],
];

test.each(KEPT)('%j is an option that npm kept, and no flight', async (env, args, line) => {
  const { code, stdout, stderr } = await ended(start(['scenario', ...args], env));
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `npm kept ${line}\n` });
});

test('an option that npm has too is not taken for ours', async () => {
  const env = { npm_config_all: 'true', npm_config_json: 'true', npm_config_cell: '' };
  const { code, stderr } = await ended(start(['scenario', '--list'], env));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('a repeat has a seed of its own, and the runs are told together', async () => {
  const output = join(folder, 'repeated');
  const asked = ['--client', 'hardened', '--seed', '7', '--repeats', '2', '--output', output];
  const { code, stdout } = await groundstop('scenario', 'calm', ...asked);
  expect(code).toBe(0);
  expect(stdout).toMatch(/virtual, seed 7 .*\n.*virtual, seed 8 /);
  const { cells, runs } = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8'));
  const ids = ['calm.hardened.virtual.7', 'calm.hardened.virtual.8'];
  expect(runs).toMatchObject(ids.map((id) => ({ id })));
  expect(cells).toMatchObject([{ runs: ids, verdict: 'transparent' }]);
});

test('nothing is fetched for a client that cannot fly in the cell that was asked for', async () => {
  const cache = join(folder, 'cache');
  const output = join(folder, 'unsealed');
  const asked = ['--client', 'claude-code@2.1.329', '--cell', 'virtual', '--output', output];
  const run = await ended(start(['scenario', 'calm', ...asked], { GROUNDSTOP_CACHE: cache }));
  expect(run.code).toBe(3);
  expect(run.stdout.replace(/\s+/g, ' ')).toContain('flies only where it is sealed off');
  expect(existsSync(cache)).toBe(false);
});

test('--list shows what there is, on stdout, and flies nothing', async () => {
  const { code, stdout, stderr } = await groundstop('scenario', '--list');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['nxdomain', 'calm', 'hardened', 'virtual', 'sandbox']) {
    expect(stdout).toMatch(new RegExp(`^ +${name}\\b`, 'm'));
  }
});

test('--help shows examples and exit codes', async () => {
  const { code, stdout, stderr } = await groundstop('scenario', '--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Examples:\n');
  for (const each of ['0', '1', '2', '3', '4', '70', '130']) {
    expect(stdout).toMatch(new RegExp(`^ +${each} +\\S`, 'm'));
  }
});

test('a folder that cannot be written to is told in a line, before anything is flown', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, 'in the way');
  const output = join(file, 'report');
  const { code, stdout, stderr } = await groundstop('scenario', 'calm', '--output', output);
  expect(stdout).toBe('');
  expect(code).toBe(70);
  expect(stderr).toMatch(/^Failed to write the report to .+: .+\. .+ would help\.\n$/);
  expect(readFileSync(file, 'utf8')).toBe('in the way');
});

test('NO_COLOR is respected where colour is asked for', async () => {
  const output = join(folder, 'plain');
  const args = ['scenario', 'calm', '--client', 'hardened', '--output', output];
  const { code, stdout } = await ended(start(args, { NO_COLOR: '1', FORCE_COLOR: '1' }));
  expect(code).toBe(0);
  expect(stdout).not.toContain(ESCAPE);
});

test('what is in the output folder and is not ours is left alone', async () => {
  const output = join(folder, 'shared');
  mkdirSync(join(output, 'runs'), { recursive: true });
  for (const path of ['notes.txt', 'runs/of-somebody-else.ndjson']) {
    writeFileSync(join(output, path), 'keep me');
  }
  await groundstop('scenario', 'calm', '--client', 'hardened', '--output', output);
  for (const path of ['notes.txt', 'runs/of-somebody-else.ndjson']) {
    expect(readFileSync(join(output, path), 'utf8')).toBe('keep me');
  }
});

test('a folder to which another process writes its report is left to it', async () => {
  const output = join(folder, 'busy');
  mkdirSync(output);
  writeFileSync(join(output, '.flying'), String(process.pid));
  const { code, stderr } = await groundstop('scenario', 'calm', '--output', output);
  expect(code).toBe(70);
  expect(stderr).toMatch(/^Failed to write the report .*: process \d+ is writing one there\. /);
  writeFileSync(join(output, '.flying'), String(2 ** 22 + 1));
  expect(await groundstop('scenario', 'calm', '--output', output)).toMatchObject({ code: 0 });
  expect(existsSync(join(output, '.flying'))).toBe(false);
});

test('a flight that is interrupted ends with 130, and reports what was flown', async () => {
  const output = join(folder, 'interrupted');
  mkdirSync(join(output, 'runs'), { recursive: true });
  // So many flights that no machine is through with them before it is told to stop.
  const many = Array.from({ length: 400 }, () => 'scenarios/nxdomain.ts');
  const landed = new Promise<void>((resolve) => {
    const watcher = watch(join(output, 'runs'), () => {
      watcher.close();
      resolve();
    });
  });
  const child = start(['scenario', ...many, '--client', 'hardened', '--output', output]);
  const end = ended(child);
  await landed;
  child.kill('SIGINT');
  const { code, stdout, stderr } = await end;
  expect(code).toBe(130);
  expect(stderr).not.toMatch(STACK);
  expect(stdout).toContain('Report: ');
  const report = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8'));
  expect(report.schema).toBe(1);
  expect(existsSync(join(output, 'index.html'))).toBe(true);
});
