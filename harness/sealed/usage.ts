import { readdirSync, readFileSync } from 'node:fs';
import type { Usage } from '#core/entry.ts';

/** Milliseconds of a tick (`getconf CLK_TCK`), and KiB of a page. */
const TICK = 10;
const PAGE = 4;

/**
 * What a process uses, and all that belongs to its session: so children count that it has started,
 * and those that it has waited for. Not of this process: what is gone between two looks is gone.
 */
export function usageOf(leader: number): Usage {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const one = processOf(pid);
      return one?.session === leader ? [one] : [];
    });
  if (all.length === 0) return {};
  const sum = (of: (one: Process) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    processor: sum(({ ticks }) => ticks) * TICK,
    memory: sum(({ pages }) => pages) * PAGE,
    files: sum(({ files }) => files),
  };
}

interface Process {
  readonly session: number;
  readonly ticks: number;
  readonly pages: number;
  readonly files: number;
}

/** See proc_pid_stat(5). Its name may hold anything, so it is read from the end of that. */
function processOf(pid: string): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const at = (place: number) => Number(fields[place - 3]);
    return {
      session: at(6),
      ticks: at(14) + at(15) + at(16) + at(17),
      pages: at(24),
      files: readdirSync(`/proc/${pid}/fd`).length,
    };
  } catch {
    // It has gone, or it is none of ours.
    return undefined;
  }
}
