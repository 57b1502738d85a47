import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { densest } from '#core/densest.ts';
import { onTheClock, seconds } from '#core/duration.ts';
import { resolutionOf } from '#core/entry.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { ASKED, type Asked, type Try, triesBy, triesDuring } from '#core/tries.ts';

/**
 * A service that has just been repaired meets everybody who was waiting for it. If they all come
 * within the same second it goes down again, and the outage has a second part that nobody caused.
 *
 * Asked of a fleet of twenty or more who had been turned away by the same service and still had
 * that work in hand when it was repaired: what share of them asked it within any one second, each
 * by its first attempt after the repair. Whoever is spared the question, because another session
 * has refreshed for all of them, has not come. Work that was handed over later comes when it is
 * handed over, and says nothing about the client; nor do requests to a service that had not failed.
 * Where time is so warped that seconds cannot be told apart it is not asked.
 *
 * Decided against the contract, whose bound of 0.2 is the mean of three hundred fleets: one fleet
 * may be unlucky. It fails where fewer than one in a hundred whose mean is 0.2 would have come to
 * this, by the normal approximation; of 24 sessions that is more than nine in a second. A client
 * that ends its work within half a minute cannot do much better: 24 sessions spread evenly over the
 * seventeen seconds that are left have a worst second of 0.2. The bound for what is grave stays.
 */
export const herdRecoveryPeak = defineCheck({
  id: 'herd.recovery-peak',
  must: 'come back after an outage at another moment than everybody else',
  severity: 'sev3',
  axis: 'polite',
  loses: 'The service goes down again under those who waited for it.',
  source: 'Contract, H1; AWS Builders’ Library, Timeouts, retries and backoff with jitter',
  concerns: ({ scenario, time }) =>
    (scenario.given.sessions ?? 1) > 1 && resolutionOf(time) < SECOND / 2,
  judge(evidence) {
    const { fleet, peak, peakGrave } = evidence.bounds;
    const [worst] = evidence.spans
      .flatMap(({ until }) => (until === undefined ? [] : ASKED.map((role) => ({ until, role }))))
      .filter(({ until, role }) => evidence.up(role, until))
      .map(({ until, role }) => comeback(evidence, role, until))
      .filter(({ waiting }) => waiting.length >= fleet)
      .sort((one, other) => share(other) - share(one));
    if (!worst) {
      return unwitnessed(
        `No ${fleet} sessions were waiting for the same service when it was repaired.`,
      );
    }
    const { repaired, waiting, rush } = worst;
    const bound = likely(peak, waiting.length);
    const shown = {
      measured: { value: share(worst), unit: 'of the fleet', compare: '<=', bound },
      witness: waiting.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
      exhibits: (rush.length > 0 ? rush : waiting).slice(0, 6).map(({ exhibits }) => exhibits[0]!),
    } as const;
    const said =
      `Of ${waiting.length} sessions that waited for the repair at ${onTheClock(repaired)}, ` +
      `${rush.length} asked within the same second`;
    const from = rush[0] ? `, from ${onTheClock(rush[0].at)} on` : '';
    if (share(worst) <= bound) return kept(`${said}${from}.`, shown);
    return broken(`${said}${from}; ${Math.floor(bound * waiting.length)} was the bound.`, {
      ...shown,
      ...(share(worst) > peakGrave && { severity: 'sev2' }),
    });
  },
});

const SECOND = seconds(1);

interface Comeback {
  readonly repaired: number;
  readonly waiting: readonly Worked[];
  /** Those who asked within the worst second. */
  readonly rush: readonly Try[];
}

const share = ({ waiting, rush }: Comeback): number => rush.length / waiting.length;

/** Who was waiting when a service was repaired, and how they came back to it. */
function comeback(evidence: Evidence, role: Asked, repaired: number): Comeback {
  const waiting = evidence.works.filter((work) => {
    const { at, endedAt = evidence.end, session } = work;
    if (session === undefined || endedAt <= repaired) return false;
    const last = triesBy(evidence, session, role, at, repaired - 1).at(-1);
    return last?.answered === false;
  });
  const firsts = waiting
    .flatMap((work) => {
      const since = triesDuring(evidence, role, work).filter(({ at }) => at >= repaired);
      return since.slice(0, 1);
    })
    .sort((one, other) => one.at - other.at);
  return { repaired, waiting, rush: densest(firsts, SECOND) };
}

/** What 99 fleets of 100 stay below whose share is this one in the mean. */
const likely = (mean: number, count: number): number =>
  mean + 2.326 * Math.sqrt((mean * (1 - mean)) / count);
