import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import { growths, leastGrown } from '#core/growth.ts';
import { isInTurn, needs, type Wait, waitsOf } from '#core/retries.ts';
import type { Bounds } from '#core/thresholds.ts';

/**
 * Whoever asks again at once, or at a steady beat, adds load when there is least to spare.
 *
 * A wait runs from the end of one attempt to the beginning of the next at the same thing within
 * the same piece of work. An attempt with a new token is not the same thing: a refresh after a 401
 * is a cure and no retry. A client that does not ask again keeps this promise.
 *
 * Decided against the contract, whose median of ten ratios calls one honest client in five with
 * full jitter a sinner: a ratio counts as grown or not, and the client fails where fewer have grown
 * than full jitter would leave in 99 runs of 100. It takes five ratios to tell, and only the first
 * three waits of a sequence are looked at, before any cap. Where time is warped, what lies within
 * its resolution speaks for the client. Whoever waits for as long as the server asked it to is not
 * held to grow: it was told when to come back. Nor are sessions that share a login, which ask for a
 * token one after the other and wait for each other.
 */
export const retryBackoff = defineCheck({
  id: 'retry.backoff',
  must: 'wait before it asks again, and longer each time',
  severity: 'sev3',
  axis: 'polite',
  loses: 'A service that is coming back is knocked down again.',
  source: 'Contract, Y2; AWS Well-Architected, REL05-BP03',
  judge(evidence) {
    const { growth } = evidence.bounds;
    const all = needs(evidence);
    const [failed] = all.flatMap(({ tries }) => tries).filter(({ answered }) => !answered);
    if (!failed) return unwitnessed('No attempt failed while the client had work.');
    const retried = all
      .map(({ of, tries }) => ({ of, waits: waitsOf(tries) }))
      .filter(({ waits }) => waits.length > 0);
    const waits = retried.map((each) => each.waits);
    const witness = [failed.exhibits[0]!];
    if (waits.length === 0) {
      return kept('The client did not ask again for anything that had failed.', { witness });
    }
    const slack = evidence.resolution;
    const hasty = hastiest(waits, evidence.bounds);
    if (hasty.ms + slack < hasty.floor) {
      return broken(
        `At ${onTheClock(hasty.at)} the client asked again after ${inWords(hasty.ms)}; ` +
          `${inWords(hasty.floor)} was the least.`,
        {
          measured: { value: hasty.ms, unit: 'ms', compare: '>=', bound: hasty.floor },
          witness,
          exhibits: hasty.exhibits,
        },
      );
    }
    const apart = retried.filter(({ of }) => !isInTurn(evidence, of));
    const grown = apart.flatMap(({ waits: each }) => {
      const ofItsOwn = each.filter(({ ms, asked = Infinity }) => ms + slack < asked);
      const beforeAnyCap = ofItsOwn.slice(0, 3).map(({ ms }) => ms);
      return growths(beforeAnyCap, growth, slack);
    });
    const least = leastGrown(grown.length, growth);
    const count = grown.filter(Boolean).length;
    const exhibits = waits[0]!.slice(0, 3).flatMap((wait) => wait.exhibits);
    const measured = { value: count, unit: 'waits grown', compare: '>=', bound: least } as const;
    const said = `${count} of ${grown.length} waits were longer by half than the one before`;
    if (count < least)
      return broken(`Only ${said}; ${least} was the least.`, { measured, witness, exhibits });
    if (hasty.ms < hasty.floor) {
      return unwitnessed(
        `The client asked again within ${inWords(hasty.ms)} at ${onTheClock(hasty.at)}, which is ` +
          'less than can be measured here.',
        { witness, exhibits: hasty.exhibits },
      );
    }
    return kept(
      `The client waited ${inWords(hasty.ms)} or more, and ${said}` +
        (least === 0 ? ', too few to tell whether they grow.' : '.'),
      { ...(least > 0 && { measured }), witness, exhibits },
    );
  },
});

/** The wait that is shortest by what it should at least have been. */
const hastiest = (waits: readonly (readonly Wait[])[], { firstWait, anyWait }: Bounds) =>
  waits
    .flatMap((each) => each.map((wait, index) => ({ ...wait, floor: index ? anyWait : firstWait })))
    .sort((one, other) => one.ms / one.floor - other.ms / other.floor)[0]!;
