import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from '#harness/registry.ts';
import { needs } from '#test/tools.ts';

const { uid = 0, gid = 0 } = { uid: process.getuid?.(), gid: process.getgid?.() };

/** A command of ours, with its report going to a disk that holds so many bytes, or is read-only. */
function onDisk(disk: readonly string[], ...args: readonly string[]) {
  const walls = ['--dev-bind', '/', '/', '--uid', String(uid), '--gid', String(gid)];
  return spawnSync(
    'bwrap',
    [
      ...['--unshare-user', '--die-with-parent', ...walls, ...disk],
      ...[process.execPath, '--import', 'tsx', join(ROOT, 'harness/cli.ts'), ...args],
      ...['--output', '/mnt'],
    ],
    { cwd: ROOT, encoding: 'utf8', timeout: 60_000 },
  );
}

const sandboxed = needs('bwrap');

sandboxed.each([
  ['a disk that is full at once', ['--size', '4096', '--tmpfs', '/mnt']],
  ['a disk that fills up under the logs', ['--size', '65536', '--tmpfs', '/mnt']],
  ['a disk that fills up under the report', ['--size', '262144', '--tmpfs', '/mnt']],
  ['a disk that is read-only', ['--tmpfs', '/mnt', '--remount-ro', '/mnt']],
])('%s gives one sentence with the remedy, and the results all the same', (_, disk) => {
  const { status, stderr } = onDisk(disk, 'scenario', '--all');
  expect(status).toBe(70);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^Failed to write .*: .*\. Another folder \(--output\) or more space/);
});
