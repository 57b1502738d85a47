import { inWords, milliseconds, onTheClock } from '#core/duration.ts';

/** Scenario time laid out from left to right. */
export interface Scale {
  readonly from: number;
  readonly until: number;
  x(at: number): number;
}

/** What lies outside is drawn at the edge. */
export const scale = (
  time: { readonly from: number; readonly until: number },
  room: { readonly left: number; readonly right: number },
): Scale => ({
  ...time,
  x: (at) => {
    const part = (at - time.from) / (time.until - time.from);
    const within = Math.min(1, Math.max(0, part));
    return Math.round((room.left + within * (room.right - room.left)) * 10) / 10;
  },
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Steps that a clock's reader expects. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((count) => count * HOUR),
];

const MOST = 12;

export interface Tick {
  readonly at: number;
  readonly says: string;
}

/** Round moments along the scale, a dozen at most. */
export function ticks({ from, until }: Scale): readonly Tick[] {
  const step = STEPS.find((one) => (until - from) / one <= MOST) ?? (until - from) / MOST;
  const first = Math.ceil(from / step);
  const count = Math.floor(until / step) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const at = (first + index) * step;
    return { at, says: step < SECOND ? inWords(milliseconds(at)) : onTheClock(at) };
  });
}
