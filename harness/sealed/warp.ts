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
 * The environment that gives a program, started now, the same warped time as this process; or a
 * clock that is wrong from the start.
 *
 * The wrapper's own way, a start of time shared through a semaphore, ends native programs whose
 * allocator asks for the time before the semaphore can be opened (seen with Claude Code 2.1.329 on
 * libfaketime 0.9.10). So the program is told how far warped time is from the wall now; it is
 * within a second or two of ours, of scenario time, at a factor of sixty.
 *
 * That cannot be changed while the program runs. libfaketime can read a new offset from a file, but
 * it moves the clock that timers run on as well: a timer of five seconds fired at once when the
 * clock was moved by an hour (0.9.10, Node 24), and a clock that is set does no such thing.
 *
 * @param skew by how many milliseconds of its own time the program's clock is ahead
 * @throws where time is not warped and libfaketime is missing
 */
export function warpedAlike(skew = 0): Readonly<Record<string, string>> {
  const { FAKETIME = '', LD_PRELOAD = '' } = process.env;
  const factor = Number(WRAPPED.exec(FAKETIME)?.[1]);
  if (!factor && skew === 0) return {};
  if (!factor) return { LD_PRELOAD: preloaded(), FAKETIME: offset(skew / 1_000) };
  // A program outside the warp, to read the wall.
  const wall = Number(execFileSync('date', ['+%s.%N'], { env: {} }).toString());
  const ahead = Date.now() / 1_000 - wall + STARTING * (factor - 1) + skew / 1_000;
  return { LD_PRELOAD, FAKETIME: `${offset(ahead)} x${factor}` };
}

const offset = (seconds: number) => `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)}`;

/** Where the wrapper finds the library that it loads into a program. */
const preloaded = (): string =>
  execFileSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD']).toString().trim();
