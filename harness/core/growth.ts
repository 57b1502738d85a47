/**
 * Of each value but the first, whether it is `factor` times the one before. All are blurred by
 * `slack`, which speaks for growth; what is lost in it altogether is left out.
 */
export const growths = (
  values: readonly number[],
  factor: number,
  slack: number,
): readonly boolean[] =>
  values.slice(1).flatMap((value, index) => {
    const before = values[index]!;
    return before <= slack ? [] : [value + slack >= factor * (before - slack)];
  });

/**
 * A sign test: the fewest of `n` growths that full jitter leaves in 99 runs of 100, or 0 where `n`
 * is too few to tell.
 */
export function leastGrown(n: number, factor: number): number {
  // Full jitter draws each wait evenly from nothing up to a bound that doubles.
  const p = 1 - factor / 4;
  let chance = (1 - p) ** n;
  let below = 0;
  for (let k = 0; k < n && below + chance <= 0.01; k += 1) {
    below += chance;
    chance *= ((n - k) / (k + 1)) * (p / (1 - p));
    if (below + chance > 0.01) return k + 1;
  }
  return 0;
}
