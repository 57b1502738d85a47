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
