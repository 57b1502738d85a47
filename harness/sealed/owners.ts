import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { End, OwnerOf } from '#transports/owner.ts';

/**
 * Who has the other end of a connection, by what the kernel tells: its tables of sockets name an
 * inode for each end (proc(5), /proc/net/tcp), and a process that has it open has a descriptor
 * that leads there. Every client was started as the leader of a session of processes, so whatever
 * it starts is known by that (field 6 of /proc/<pid>/stat).
 *
 * It costs a few hundred small reads for each connection, so it is asked only where there are
 * several clients. A client that is gone by then, or that handed the socket to a process which left
 * its session, cannot be told.
 *
 * @param clients the process that leads each client, and the client's number
 */
export const ownersAmong =
  (clients: ReadonlyMap<number, number>): OwnerOf =>
  (end) => {
    const inode = inodeOf(end);
    if (inode === undefined) return undefined;
    const link = `socket:[${inode}]`;
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid)) continue;
      const client = clients.get(leaderOf(pid) ?? 0);
      if (client !== undefined && descriptors(pid).includes(link)) return client;
    }
    return undefined;
  };

/** A line of the kernel's table: number, local end, remote end, and after six more the inode. */
function inodeOf({ protocol, address, port }: End): string | undefined {
  const digits = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  const at = digits.reverse().join('').toUpperCase();
  const suffix = port.toString(16).toUpperCase().padStart(4, '0');
  // A datagram may be sent from a socket that is bound to no address in particular.
  const ends = [`${at}:${suffix}`, `00000000:${suffix}`];
  const line = lines(`/proc/net/${protocol}`).find((fields) => ends.includes(fields[1] ?? ''));
  return line?.[9] === '0' ? undefined : line?.[9];
}

const lines = (path: string): readonly (readonly string[])[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));

/** The session of processes that one belongs to; its name may hold anything, so from its end. */
function leaderOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
  } catch {
    return undefined;
  }
}

function descriptors(pid: string): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
