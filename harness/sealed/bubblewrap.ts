import { lstat, readlink } from 'node:fs/promises';

/**
 * The arguments with which bubblewrap makes a place that holds the system's programs to read and
 * nothing else: no network, no environment, no power, and no life beyond ours.
 */
export const sealedOff = async (): Promise<readonly string[]> => [
  '--unshare-all',
  // Whatever ends us ends everything in there.
  '--die-with-parent',
  '--new-session',
  '--clearenv',
  // Started by root, bubblewrap would pass on all that root may do, mounting among it.
  ...['--cap-drop', 'ALL'],
  ...['--ro-bind', '/usr', '/usr'],
  ...(await systemFolders()),
  ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp'],
];

/** /lib and its like: links into /usr on most systems, folders of their own on some. */
async function systemFolders(): Promise<readonly string[]> {
  const folders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];
  const parts = await Promise.all(
    folders.map(async (folder) => {
      const file = await lstat(folder).catch(() => undefined);
      if (!file) return [];
      if (file.isSymbolicLink()) return ['--symlink', await readlink(folder), folder];
      return ['--ro-bind', folder, folder];
    }),
  );
  return parts.flat();
}
