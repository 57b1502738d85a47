import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { read } from '#evidence/reader.ts';
import { judge } from '#harness/judge.ts';
import { checks, ROOT } from '#harness/registry.ts';
import { needs } from '#test/tools.ts';

const sandboxed = needs('bwrap', 'faketime');

/** A flight of a minute, started as a user would start it, that has given its first work. */
async function inMidFlight(): Promise<{
  readonly child: ChildProcess;
  readonly folder: string;
  readonly stderr: () => string;
  readonly log: () => string;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
  const args = ['scenario', 'nxdomain', '--client', 'hardened', '--cell', 'sandbox'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'harness/cli.ts'), ...args, '--output', folder],
    { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const path = join(folder, 'runs/nxdomain.hardened.sandbox.1.ndjson');
  const log = () => readFileSync(path, 'utf8');
  await vi.waitFor(() => expect(log()).toContain('"work.ended"'), { timeout: 30_000 });
  return { child, folder, stderr: () => stderr, log };
}

/** A process, told apart from a later one with the same number by when it was started. */
function started(pid: string): { readonly parent: string; readonly since: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: fields[1]!, since: fields[19]! };
  } catch {
    return undefined;
  }
}

/** Everything that a process has started, and what that has started in turn. */
function offspring(pid: number): readonly { readonly pid: string; readonly since: string }[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const of = (parent: string): { readonly pid: string; readonly since: string }[] =>
    all.flatMap((child) => {
      const seen = started(child);
      return seen?.parent === parent ? [{ pid: child, since: seen.since }, ...of(child)] : [];
    });
  return of(String(pid));
}

const alive = (family: ReturnType<typeof offspring>) =>
  family.filter(({ pid, since }) => started(pid)?.since === since);

const mounts = () => readFileSync('/proc/mounts', 'utf8').split('\n').length;

sandboxed(
  'a flight that is interrupted reports what it has, and leaves nothing behind',
  async () => {
    const before = mounts();
    const { child, folder, stderr } = await inMidFlight();
    const family = offspring(child.pid!);
    expect(family.length, 'the walls, the harness inside, and the client').toBeGreaterThan(3);
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(130);
    expect(stderr()).not.toContain('    at ');
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report.cells[0]).toMatchObject({ scenario: 'nxdomain', verdict: 'inconclusive' });
    await vi.waitFor(() => expect(alive(family)).toEqual([]), { timeout: 10_000 });
    expect(mounts()).toBe(before);
    rmSync(folder, { recursive: true });
  },
);

sandboxed('a harness that is killed takes everything with it and loses no line', async () => {
  const before = mounts();
  const { child, folder, log } = await inMidFlight();
  const seen = log().trimEnd().split('\n').length;
  const family = offspring(child.pid!);
  expect(family.length, 'the walls, the harness inside, and the client').toBeGreaterThan(3);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await vi.waitFor(() => expect(alive(family)).toEqual([]), { timeout: 10_000 });
  expect(mounts()).toBe(before);
  const entries = read(log(), 'the log');
  expect(entries.length).toBeGreaterThanOrEqual(seen);
  expect(judge(entries, await checks())).toMatchObject({ verdict: 'inconclusive' });
  rmSync(folder, { recursive: true });
});
