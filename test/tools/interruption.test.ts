import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
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

/** The processes that have this log open or were told of it: those of its sandbox and no others. */
function stillThere(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) return true;
        return readdirSync(`/proc/${pid}/fd`).some((fd) =>
          readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(folder),
        );
      } catch {
        return false;
      }
    });
}

const mounts = () => readFileSync('/proc/mounts', 'utf8').split('\n').length;

sandboxed(
  'a flight that is interrupted reports what it has, and leaves nothing behind',
  async () => {
    const before = mounts();
    const { child, folder, stderr } = await inMidFlight();
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(130);
    expect(stderr()).not.toContain('    at ');
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report.cells[0]).toMatchObject({ scenario: 'nxdomain', verdict: 'inconclusive' });
    await vi.waitFor(() => expect(stillThere(folder)).toEqual([]), { timeout: 10_000 });
    expect(mounts()).toBe(before);
    rmSync(folder, { recursive: true });
  },
);

sandboxed('a harness that is killed takes everything with it and loses no line', async () => {
  const before = mounts();
  const { child, folder, log } = await inMidFlight();
  const seen = log().trimEnd().split('\n').length;
  child.kill('SIGKILL');
  await once(child, 'exit');
  await vi.waitFor(() => expect(stillThere(folder)).toEqual([]), { timeout: 10_000 });
  expect(mounts()).toBe(before);
  const entries = read(log(), 'the log');
  expect(entries.length).toBeGreaterThanOrEqual(seen);
  expect(judge(entries, await checks())).toMatchObject({ verdict: 'inconclusive' });
  rmSync(folder, { recursive: true });
});
