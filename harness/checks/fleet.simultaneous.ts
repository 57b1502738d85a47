import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import { credentialEvents, type LostSession, lostTo, probedAfter } from '#core/fleets.ts';
import { fleetSize } from '#core/grants.ts';

/**
 * Ten agents that fail one by one are an inconvenience, and somebody notices the second one. Ten
 * that fail in the same minute are an outage, with nobody left to notice it.
 *
 * The largest share of a fleet that went silent within a minute, by the moment at which each one's
 * work was not answered for the first time, and then never again. The contract excepts a fleet on
 * one shared login which the server has ended: nothing in the clients could have spread that out.
 * Losses that no event of the login explains, a model that is down or a sign-in host that is away,
 * are not counted: they are everybody's, with or without a fleet.
 */
export const fleetSimultaneous = defineCheck({
  id: 'fleet.simultaneous',
  must: 'not go down with the rest of its fleet within a minute',
  severity: 'sev2',
  axis: 'save',
  loses: 'All agents stop at once, and none is left to say so.',
  source: 'Contract, L2; outage analysis of a fleet with one token; anthropics/claude-code#48786',
  concerns: ({ scenario }) => (scenario.given.sessions ?? 1) > 1,
  judge(evidence) {
    const sessions = fleetSize(evidence);
    const { fleetShare: bound, fleetPeriod: period } = evidence.bounds;
    const events = credentialEvents(evidence);
    const seen = events.filter((event) => probedAfter(evidence, event) === sessions);
    const [first] = seen;
    if (!first) return unwitnessed('Nothing happened to the login after which all had work.');
    const ended = events.find(({ by }) => by === 'server');
    const causes = seen.filter(({ by }) => by === 'own');
    const [cause] = causes;
    const silent = cause ? most(lostTo(evidence, cause), period) : [];
    const shown = {
      measured: { value: silent.length / sessions, unit: 'of the fleet', compare: '<=', bound },
      witness: [cause?.seq ?? first.seq],
    } as const;
    // One alone is no crowd, however small the fleet.
    if (cause && silent.length > 1 && silent.length / sessions > bound) {
      return broken(
        `Within ${inWords(milliseconds(period))} of ${onTheClock(silent[0]!.at)} ` +
          `${silent.length} of ${sessions} sessions went silent for good, after ${cause.what}.`,
        { ...shown, exhibits: [cause.seq, ...silent.slice(0, 5).map(({ seq }) => seq)] },
      );
    }
    const why = ended
      ? `The server ended the login of all ${sessions} sessions at ${onTheClock(ended.at)}, ` +
        'which none of them could help.'
      : `At most ${silent.length} of ${sessions} sessions went silent in any minute.`;
    return kept(why, { ...shown, exhibits: [ended?.seq ?? first.seq] });
  },
});

/** The largest group whose members were lost within a period. */
function most(lost: readonly LostSession[], period: number): readonly LostSession[] {
  let best: readonly LostSession[] = [];
  let from = 0;
  for (let to = 0; to < lost.length; to += 1) {
    while (lost[to]!.at - lost[from]!.at > period) from += 1;
    if (to - from + 1 > best.length) best = lost.slice(from, to + 1);
  }
  return best;
}
