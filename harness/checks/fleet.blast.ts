import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { credentialEvents, lostTo, probedAfter } from '#core/fleets.ts';
import { fleetSize } from '#core/grants.ts';

/**
 * One login for a fleet is one thing that can fail for all of it at once. How far a single event
 * reaches is decided by how the clients share it: a token that runs out need not cost anybody
 * anything, and a quarrel over it can cost everybody everything.
 *
 * The bound follows the design that the scenario declares. Every fleet here shares one login: what
 * the server ends of its own accord may cost all of them, and the share is reported. What the
 * clients bring about themselves, by spending a token twice, by signing out what is not theirs
 * alone, by emptying the store of all, may cost no more than the one that did it. Counted are
 * sessions that were answered nothing more, to the end of the log; each must have had work after
 * the event, for one that idles looks healthy.
 */
export const fleetBlast = defineCheck({
  id: 'fleet.blast',
  must: 'cost no other session its service by what it does with the login that they share',
  severity: 'sev3',
  axis: 'save',
  loses: 'One client’s trouble with its login is the trouble of the whole fleet.',
  source: 'Contract, L1; outage analysis of a fleet with one token; anthropics/claude-code#48786',
  concerns: ({ scenario }) => (scenario.given.sessions ?? 1) > 1,
  judge(evidence) {
    const sessions = fleetSize(evidence);
    const events = credentialEvents(evidence);
    const costs = events.map((event) => {
      const lost = event.by === 'renewal' ? [] : lostTo(evidence, event);
      return { event, lost, bound: event.by === 'own' ? 1 / sessions : 1 };
    });
    const worst = costs.toSorted(
      (one, other) => other.lost.length / other.bound - one.lost.length / one.bound,
    )[0];
    if (!worst || probedAfter(evidence, worst.event) < sessions) {
      return unwitnessed('Nothing happened to the login after which every session had work.');
    }
    const { event, lost, bound } = worst;
    const shown = {
      measured: { value: lost.length / sessions, unit: 'of the fleet', compare: '<=', bound },
      witness: [event.seq],
      exhibits: [event.seq, ...lost.slice(0, 5).map(({ seq }) => seq)].sort(
        (one, other) => one - other,
      ),
    } as const;
    const said =
      `After ${onTheClock(event.at)}, when ${event.what}, ${lost.length} of ${sessions} sessions ` +
      'were answered nothing more';
    return lost.length / sessions > bound
      ? broken(`${said}, by the fleet’s own doing.`, shown)
      : kept(`${said}.`, shown);
  },
});
