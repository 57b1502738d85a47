import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { densest } from '#core/densest.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { ASKED, type Asked, type Try, triesDuring } from '#core/tries.ts';

/**
 * A breaker that opens late, or looks all the time whether it may close, is none: the service that
 * it is there to spare has no rest, and its user waits for what the client knows will fail.
 *
 * Asked only of a client that declares one. It is read from outside: five pieces of work in a row
 * that asked one service and had nothing from it have opened the breaker to it, and from then on
 * one request in half a minute is allowed, until one of them is answered. That it closes with that
 * one is for `conv.self` to say.
 *
 * Decided against the contract: pieces of work are counted, and not requests. A client that retries
 * as often as `retry.attempts` allows it would have to open in the middle of its first retries, and
 * could ride nothing out. What is refused for good says nothing about the service and counts as an
 * answer. Where time is so warped that half a minute cannot be told it is not asked.
 */
export const isoBreaker = defineCheck({
  id: 'iso.breaker',
  must: 'leave a service alone that keeps failing, if it says that it does',
  severity: 'sev4',
  axis: 'polite',
  loses: 'A service that is down is kept busy by those who promised not to.',
  source: 'Contract, I3; Nygard, Release It!, Circuit Breaker',
  concerns: ({ client, scenario, time }) => {
    const { breakerPeriod, stall } = thresholds(scenario.work.mode);
    return client.declares?.breaker === true && stall * time.factor < breakerPeriod;
  },
  judge(evidence) {
    const { breakerFailures, breakerPeriod, stall } = evidence.bounds;
    const period = breakerPeriod - evidence.stretched(stall);
    const opened = [...evidence.worksBySession.values()].flatMap((own) =>
      ASKED.flatMap((role) => openings(evidence, own, role)),
    );
    const [first] = opened;
    if (!first) {
      return unwitnessed(
        `No service failed ${breakerFailures} pieces of work in a row and was asked after that.`,
      );
    }
    const [worst] = opened
      .map((each) => ({ ...each, most: densest(each.probes, period) }))
      .sort((one, other) => other.most.length - one.most.length);
    const { most, works: failed } = worst!;
    const shown = {
      measured: { value: most.length, unit: 'requests', compare: '<=', bound: 1 },
      witness: failed.slice(-breakerFailures).map(({ exhibits }) => exhibits[0]!),
      exhibits: most.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
    } as const;
    const said =
      `after ${failed.length} pieces of work in vain the client asked ` +
      `${most.length === 1 ? 'once' : `${most.length} times`} within ${inWords(breakerPeriod)}, ` +
      `from ${onTheClock(most[0]!.at)} on`;
    return most.length > 1
      ? broken(`The breaker did not hold: ${said}.`, shown)
      : kept(`The breaker held: ${said}.`, shown);
  },
});

/** A breaker that must be open, and what went through all the same. */
interface Opening {
  readonly works: readonly Worked[];
  readonly probes: readonly Try[];
}

/** For one session and one service, each stretch in which the breaker between them was open. */
function openings(evidence: Evidence, works: readonly Worked[], role: Asked): readonly Opening[] {
  const found: { works: Worked[]; probes: Try[] }[] = [];
  let failed: Worked[] = [];
  for (const work of works) {
    const asked = triesDuring(evidence, role, work);
    if (asked.length === 0) continue;
    const end = asked.findIndex(isServed);
    if (failed.length === evidence.bounds.breakerFailures) {
      found.push({ works: failed, probes: [] });
    }
    if (failed.length >= evidence.bounds.breakerFailures) {
      found.at(-1)!.probes.push(...(end < 0 ? asked : asked.slice(0, end + 1)));
    }
    failed = end < 0 ? [...failed, work] : [];
  }
  return found;
}

/** Somebody was there: they answered, or refused for a reason that is not theirs. */
const isServed = ({ answered, settled, status }: Try): boolean =>
  answered || settled !== undefined || status === 401;
