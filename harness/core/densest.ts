/**
 * The most that happened within a time, from a first one on. They are given in order; what comes
 * just when the time is over is not within it.
 */
export function densest<T extends { readonly at: number }>(
  all: readonly T[],
  time: number,
): readonly T[] {
  let most = all.slice(0, 1);
  for (let [from, until] = [0, 0]; until < all.length; until += 1) {
    while (from < until && all[until]!.at - all[from]!.at >= time) from += 1;
    if (until - from + 1 > most.length) most = all.slice(from, until + 1);
  }
  return most;
}
