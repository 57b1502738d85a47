import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { tries } from '#core/tries.ts';

/**
 * What set it off is long over, and the service is still down: it is busy turning away those who
 * come because they were turned away. Such a failure feeds on itself, and ends only when somebody
 * switches the clients off.
 *
 * Asked where the model's API has limited room (`given.capacity`). Load is all that is asked of it
 * for each piece of work that is handed over, goodput the share of these that is answered: as they
 * were before the trouble, so they must be once a minute has passed since the repair. What is asked
 * within that minute is backlog, and allowed.
 *
 * Decided: for each piece of work and not for each second, as the contract has it, since all
 * sessions are handed their work at the same beat and do nothing between. Load is counted whoever's
 * it is: a request for work that was given up long ago is load like any other.
 */
export const herdMetastable = defineCheck({
  id: 'herd.metastable',
  must: 'leave a service the room to recover',
  severity: 'sev2',
  axis: 'polite',
  loses: 'The outage outlives its cause, and nobody can end it but by stopping everybody.',
  source: 'Contract, H2; Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021',
  concerns: ({ scenario }) => scenario.given.capacity !== undefined,
  judge(evidence) {
    const { recovery, loadBack, goodputBack } = evidence.bounds;
    const spans = evidence.spans.filter(({ record }) => record.fault.role === 'model');
    const repaired = Math.max(...spans.map(({ until = Infinity }) => until));
    const [first] = spans;
    if (!first || repaired === Infinity) return unwitnessed('No overload came to an end.');
    const shed = evidence.attempts.find(
      ({ role, at, status = 0 }) => role === 'model' && status >= 500 && at < repaired,
    );
    const before = trafficOf(evidence, Number.NEGATIVE_INFINITY, first.from);
    const after = trafficOf(evidence, repaired + recovery, evidence.end);
    if (!shed) return unwitnessed('Nobody was turned away.');
    if (before.works.length === 0 || after.works.length === 0) {
      return unwitnessed('There was no work both before the overload and long enough after it.');
    }
    if (before.count === 0 || before.goodput === 0) {
      return unwitnessed('Nothing went well before the overload that could come back.');
    }
    const load = after.load / before.load;
    const goodput = after.goodput / before.goodput;
    const shown = {
      witness: [shed.exhibits.at(-1)!, first.exhibits.at(-1)!, after.works[0]!.exhibits[0]!],
      exhibits: [first.exhibits.at(-1)!, ...after.seen.slice(0, 5)],
    } as const;
    const said =
      `From ${onTheClock(repaired + recovery)} on, ${after.count} requests came for ` +
      `${after.works.length} pieces of work, ${percent(after.goodput)} of which were done; ` +
      `before, it was ${before.count} for ${before.works.length}, and ${percent(before.goodput)}`;
    if (!(load <= loadBack)) {
      const measured = {
        value: load,
        unit: 'of the load',
        compare: '<=',
        bound: loadBack,
      } as const;
      return broken(`${said}.`, { measured, ...shown });
    }
    const measured = {
      value: goodput,
      unit: 'of the goodput',
      compare: '>=',
      bound: goodputBack,
    } as const;
    return goodput >= goodputBack
      ? kept(`${said}.`, { measured, ...shown })
      : broken(`${said}.`, { measured, ...shown });
  },
});

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What was asked of the model between two moments, for the work that was handed over then. */
function trafficOf(evidence: Evidence, from: number, until: number) {
  const works: readonly Worked[] = evidence.works.filter(
    ({ at, deed, outcome }) => deed === 'turn' && at >= from && at < until && outcome !== 'pending',
  );
  const asked = tries(evidence, 'model', from, until);
  const done = works.filter(({ outcome }) => outcome === 'answered').length;
  return {
    works,
    count: asked.length,
    load: asked.length / works.length,
    goodput: done / works.length,
    seen: asked.map(({ exhibits }) => exhibits[0]!).sort((one, other) => one - other),
  };
}
