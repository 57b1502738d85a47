/**
 * The first place of so many at which something is so that is so from then on, by halving. What a
 * log holds is in order, and is asked for once for each piece of work.
 */
export function firstWhere(length: number, isSo: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
