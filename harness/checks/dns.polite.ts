import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { densest } from '#core/densest.ts';
import { minutes, onTheClock, seconds } from '#core/duration.ts';
import { failedLookUps, type LookUp } from '#core/look-ups.ts';

/**
 * A name that does not resolve costs nothing to ask for, and so it is asked for in loops. Resolvers
 * do not remember every failure, and whoever runs one sees the load of an attack, made of clients.
 *
 * Counted are look-ups and not queries: that a resolver asks for both families, and asks again
 * where no answer comes, is one look-up. Two bounds: so many in any minute, and so many in any
 * second where each of them began after the one before had failed.
 *
 * Decided against the contract, which allows no second look-up of a name within a second: the first
 * retry of a widespread SDK comes after half of one. Three are no loop yet; look-ups that are made
 * side by side, for requests that are, are none at all. The bound on look-ups by the number of
 * attempts is left to `retry.attempts`, which counts the same ones.
 */
export const dnsPolite = defineCheck({
  id: 'dns.polite',
  must: 'not ask in a loop for a name that does not resolve',
  severity: 'sev3',
  axis: 'polite',
  loses: 'A resolver that is in trouble is kept there, and so is everybody who shares it.',
  source: 'Contract, N3; RFC 9520, section 3.1',
  judge(evidence) {
    const names = failedLookUps(evidence);
    if (names.length === 0) return unwitnessed('Every name that was asked for resolved.');
    const { lookUps, lookUpsAtOnce } = evidence.bounds;
    // What is blurred may have made them look closer together than they were.
    const second = seconds(1) - evidence.resolution;
    const counts = names.flatMap((asked) => [
      { most: densest(asked, minutes(1) - evidence.resolution), bound: lookUps, within: 'minute' },
      { most: densest(inTurn(asked), second), bound: lookUpsAtOnce, within: 'second' },
    ]);
    const [worst] = counts.sort(
      (one, other) => other.most.length / other.bound - one.most.length / one.bound,
    );
    const { most, bound, within } = worst!;
    const [first] = most as [LookUp];
    const shown = {
      measured: { value: most.length, unit: `look-ups in a ${within}`, compare: '<=', bound },
      witness: [first.exhibits[0]!],
      exhibits: most.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
    } as const;
    const often = most.length === 1 ? 'once' : `${most.length} times`;
    const said =
      `asked for ${first.host}, which did not resolve, ${often} within a ${within}, ` +
      `from ${onTheClock(first.at)} on`;
    return most.length > bound
      ? broken(`The client ${said}; ${bound} was the bound.`, shown)
      : kept(`At the worst the client ${said}, of ${bound} allowed.`, shown);
  },
});

/** Those that were made one after the other, without what was made beside them. */
function inTurn(asked: readonly LookUp[]): readonly LookUp[] {
  const turn: LookUp[] = [];
  for (const next of asked) {
    const last = turn.at(-1);
    if (!last || next.at >= (last.endedAt ?? Infinity)) turn.push(next);
  }
  return turn;
}
