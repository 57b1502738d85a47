import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import { resolutionOf } from '#core/entry.ts';
import { isInTurn, needs, type Wait, waitsOf } from '#core/retries.ts';
import { thresholds } from '#core/thresholds.ts';
import type { Try } from '#core/tries.ts';

/**
 * Clients that failed together and wait equally long come back together, however long they wait:
 * a service that has just got up is knocked down again, by everybody at once.
 *
 * Waits at the same place of their sequences (the third before a third retry, say) are held against
 * each other, for each service by itself: so many sessions in one log, or so many works of one,
 * stand in for the repeats of which the contract speaks. Their spread is the standard deviation
 * over the mean, pooled over all places of which there are enough. A client that never asks again,
 * with as many reasons to, keeps this promise.
 *
 * Decided: a wait that the server asked for is not the client's own and does not count. Nor do the
 * waits for sign-in of sessions that share a login: they ask for a token one after the other, and
 * wait for each other in between. Where time is warped, noise looks like jitter: a spread that may
 * be nothing else leaves the question open, and where all of it is noise it is not asked.
 */
export const retryJitter = defineCheck({
  id: 'retry.jitter',
  must: 'wait for a time that differs from client to client',
  severity: 'sev3',
  axis: 'polite',
  loses: 'Everybody who failed together comes back together, and all of them fail again.',
  source: 'Contract, Y3; AWS Well-Architected, REL05-BP03',
  concerns: ({ scenario, time }) =>
    2 * resolutionOf(time) < thresholds(scenario.work.mode).jitterFrom,
  judge(evidence) {
    const { jitter, jitterFrom, jitterSequences } = evidence.bounds;
    const all = needs(evidence);
    const failed = all.filter(({ tries: [first] }) => isOutage(first!));
    const [first] = failed;
    if (!first) return unwitnessed('Nothing failed that asking again could have mended.');
    const witness = failed.slice(0, 6).map(({ tries }) => tries[0]!.exhibits[0]!);
    const placed = failed.flatMap(({ of, tries }) =>
      waitsOf(tries).map((wait, place) => ({ wait, of, place: `${of} ${place}` })),
    );
    if (placed.length === 0 && failed.length >= jitterSequences) {
      return kept(`Something failed ${failed.length} times, and the client never asked again.`, {
        witness,
        exhibits: witness,
      });
    }
    const own = placed.filter(
      ({ wait, of }) => wait.asked === undefined && !isInTurn(evidence, of),
    );
    const alike = [...Map.groupBy(own, ({ place }) => place).values()]
      .map((each) => spreadOf(each.map(({ wait }) => wait)))
      .filter(({ waits, mean }) => waits.length >= jitterSequences && mean >= jitterFrom);
    const [example] = alike;
    if (!example) {
      return unwitnessed(
        `There were not ${jitterSequences} waits of ${inWords(jitterFrom)} or more to compare.`,
        { witness },
      );
    }
    const spread = pooled(alike, ({ mean, deviation }) => deviation / mean);
    const count = alike.reduce((sum, { waits }) => sum + waits.length, 0);
    const percent = `${(100 * spread).toFixed(1)} %`;
    const shown = {
      measured: { value: spread, unit: 'spread', compare: '>=', bound: jitter },
      witness,
      exhibits: example.waits.slice(0, 3).flatMap(({ exhibits }) => exhibits),
    } as const;
    const { ms, at } = example.waits[0]!;
    const when =
      `The ${count} waits like that of ${inWords(ms)} which ended at ${onTheClock(at)} ` +
      `differed by ${percent} from one another`;
    if (spread < jitter) return broken(`${when}; ${100 * jitter} % was the least.`, shown);
    if (pooled(alike, ({ deviation }) => deviation) <= evidence.resolution)
      return unwitnessed(`${when}, which may be no more than what is blurred here.`, { witness });
    return kept(`${when}.`, shown);
  },
});

/** To ask again for what was refused for good, or with the same token, is another matter. */
const isOutage = ({ answered, settled, status }: Try): boolean =>
  !answered && settled === undefined && status !== 401;

interface Spread {
  readonly waits: readonly Wait[];
  readonly mean: number;
  readonly deviation: number;
}

function spreadOf(waits: readonly Wait[]): Spread {
  const mean = waits.reduce((sum, { ms }) => sum + ms, 0) / waits.length;
  const squares = waits.reduce((sum, { ms }) => sum + (ms - mean) ** 2, 0);
  return { waits, mean, deviation: Math.sqrt(squares / Math.max(1, waits.length - 1)) };
}

/** The root of the mean square, each place counting as often as there are waits at it. */
function pooled(all: readonly Spread[], of: (each: Spread) => number): number {
  const count = all.reduce((sum, { waits }) => sum + waits.length, 0);
  const squares = all.reduce((sum, each) => sum + each.waits.length * of(each) ** 2, 0);
  return Math.sqrt(squares / count);
}
