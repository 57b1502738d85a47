import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import { needs, type Wait, waitsOf } from '#core/retries.ts';

/**
 * Clients that failed together and wait equally long come back together, however long they wait:
 * a service that has just got up is knocked down again, by everybody at once.
 *
 * Waits at the same place of their sequences (the third before a third retry, say) are held against
 * each other, for each service by itself: so many sessions in one log, or so many works of one,
 * stand in for the repeats of which the contract speaks. Their spread is the standard deviation over
 * the mean, pooled over all places of which there are enough. A client that does not ask again keeps
 * this promise.
 *
 * Decided: a wait that the server asked for is not the client's own and does not count. Nor do the
 * waits for sign-in of sessions that share a login: they ask for a token one after the other, and
 * wait for each other in between. Where time is warped, noise looks like jitter: a spread that may
 * be nothing else leaves the question open.
 */
export const retryJitter = defineCheck({
  id: 'retry.jitter',
  must: 'wait for a time that differs from client to client',
  severity: 'sev3',
  axis: 'polite',
  loses: 'Everybody who failed together comes back together, and all of them fail again.',
  source: 'Contract, Y3; AWS Well-Architected, REL05-BP03',
  judge(evidence) {
    const { jitter, jitterFrom, jitterSequences } = evidence.bounds;
    const all = needs(evidence);
    const failed = all.find(({ tries }) => !tries[0]!.answered);
    if (!failed) return unwitnessed('No attempt failed while the client had work.');
    const witness = [failed.tries[0]!.exhibits[0]!];
    const placed = all.flatMap(({ of, tries }) =>
      waitsOf(tries).map((wait, place) => ({ wait, of, place: `${of} ${place}` })),
    );
    if (placed.length === 0) {
      return kept('The client did not ask again for anything that had failed.', {
        witness,
        exhibits: failed.tries[0]!.exhibits,
      });
    }
    const isFleet = (evidence.scenario.given.sessions ?? 1) > 1;
    const own = placed.filter(
      ({ wait, of }) => wait.asked === undefined && !(isFleet && of === 'oauth'),
    );
    const alike = [...Map.groupBy(own, ({ place }) => place).values()]
      .map((each) => spreadOf(each.map(({ wait }) => wait)))
      .filter(({ waits, mean }) => waits.length >= jitterSequences && mean >= jitterFrom);
    const [first] = alike;
    if (!first) {
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
      exhibits: first.waits.slice(0, 3).flatMap(({ exhibits }) => exhibits),
    } as const;
    const said = `${count} waits like the one of ${inWords(first.waits[0]!.ms)} before`;
    const when = `${said} ${onTheClock(first.waits[0]!.at)} differed by ${percent}`;
    if (spread < jitter) return broken(`${when}; ${100 * jitter} % was the least.`, shown);
    if (pooled(alike, ({ deviation }) => deviation) <= evidence.resolution)
      return unwitnessed(`${when}, which may be no more than what is blurred here.`, { witness });
    return kept(`${when}.`, shown);
  },
});

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
