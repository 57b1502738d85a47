import { execFileSync } from 'node:child_process';
import type { TimeKind } from '#core/entry.ts';
import { find } from './process.ts';

/** How long a flight may take on the wall, in milliseconds, before it is worth speeding up. */
const BEARABLE = 30_000;

/** Factors that time is sped up by. More than sixty, and a client's own work looks like waiting. */
const FACTORS = [1, 2, 5, 10, 20, 30, 60] as const;

/**
 * The time in which to fly something that lasts so long (scenario time): warped by the smallest
 * factor that makes the wait bearable, or real where libfaketime is missing.
 *
 * The smaller the factor, the finer the times: all that a client computes is stretched with it.
 */
export async function warp(span: number): Promise<TimeKind> {
  const factor = FACTORS.find((each) => span / each <= BEARABLE) ?? 60;
  if (factor === 1 || !(await find('faketime'))) return { kind: 'real', factor: 1 };
  return { kind: 'warped', factor };
}

/** What a reader should know where time could not be warped. */
export const REAL_TIME =
  'libfaketime is missing, so this was flown in real time; the package faketime would help.';

/** What the wrapper puts into the environment of a process whose time it warps. */
const WRAPPED = /^[+-]\S+ x(\d+)$/;

/** Wall time from the reading below to the moment at which a started program looks at its clock. */
const STARTING = 0.02;

/**
 * The environment that gives a program, started now, the same warped time as this process.
 *
 * The wrapper's own way, a start of time shared through a semaphore, ends native programs whose
 * allocator asks for the time before the semaphore can be opened (seen with Claude Code 2.1.329 on
 * libfaketime 0.9.10). So the program is told how far warped time is from the wall now; it is
 * within a second or two of ours, of scenario time, at a factor of sixty.
 */
export function warpedAlike(): Readonly<Record<string, string>> {
  const { FAKETIME = '', LD_PRELOAD = '' } = process.env;
  const factor = Number(WRAPPED.exec(FAKETIME)?.[1]);
  if (!factor) return {};
  // A program outside the warp, to read the wall.
  const wall = Number(execFileSync('date', ['+%s.%N'], { env: {} }).toString());
  const ahead = Date.now() / 1_000 - wall + STARTING * (factor - 1);
  return { LD_PRELOAD, FAKETIME: `${ahead < 0 ? '' : '+'}${ahead.toFixed(3)} x${factor}` };
}
