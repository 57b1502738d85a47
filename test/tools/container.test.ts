import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { container, OWNER } from '#cells/container.ts';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { ROOT } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

const engine = needs('docker');

/** Containers of ours that are there, running or not. */
const containers = () =>
  spawnSync('docker', ['ps', '--all', '--quiet', '--filter', `label=${OWNER}`], {
    encoding: 'utf8',
  })
    .stdout.split('\n')
    .filter((line) => line !== '');

/** A container that a process has made and not started, as if it had been killed in between. */
function leftover(pid: number): string {
  const image = readFileSync(join(ROOT, 'fixtures/cell-image/name'), 'utf8').trim();
  const label = `${OWNER}=${hostname()}/${pid}`;
  const made = spawnSync('docker', ['create', '--label', label, image, 'true'], {
    encoding: 'utf8',
  });
  const id = made.stdout.trim().slice(0, 12);
  onTestFinished(() => void spawnSync('docker', ['rm', '--force', id]));
  return id;
}

describe('the container', () => {
  engine.each([
    ['refresh-denied', hardened],
    ['calm', naive],
  ] as const)('gives the verdict of virtual time: %s', async (id, adapter) => {
    const [scenario] = await select([id]);
    const quick = await fly(scenario!, adapter, virtual);
    const real = await fly(scenario!, adapter, container, { factor: 60 });
    expect(real.judgement.verdict).toBe(quick.judgement.verdict);
    expect(real.evidence.of('place.proved')[0]).toMatchObject({ sealed: true });
    expect(containers()).toEqual([]);
  });

  engine('ends with the harness that started it, and loses no line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
    const args = ['scenario', 'nxdomain', '--client', 'hardened', '--cell', 'container'];
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(ROOT, 'harness/cli.ts'), ...args, '--output', folder],
      { cwd: ROOT, stdio: 'ignore' },
    );
    const log = () =>
      readFileSync(join(folder, 'runs/nxdomain.hardened.container.1.ndjson'), 'utf8');
    await vi.waitFor(() => expect(log()).toContain('"work.ended"'), { timeout: 60_000 });
    expect(containers()).toHaveLength(1);
    const seen = log().length;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(() => expect(containers()).toEqual([]), { timeout: 30_000 });
    expect(log().length).toBeGreaterThanOrEqual(seen);
    rmSync(folder, { recursive: true });
  });

  engine('removes what a dead harness left behind, and nothing of a living one', async () => {
    const dead = leftover(spawnSync('true').pid);
    const living = leftover(process.pid);
    expect(containers()).toEqual(expect.arrayContaining([dead, living]));
    const [calm] = await select(['calm']);
    await fly(calm!, hardened, container, { factor: 60 });
    expect(containers()).toEqual([living]);
  });
});
