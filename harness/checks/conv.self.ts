import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import type { Evidence, Worked } from '#core/evidence.ts';

/**
 * The outage is over and everybody else is working. A client that has talked itself into being
 * signed out stays where it is until somebody notices, and at night nobody does.
 *
 * Asked of the turns that were handed over after the last fault had closed and that could have
 * been done, from the truth and not from what the client believed: of all, for a token that has
 * some minutes left hides for as long that nothing will renew it, and of every session, for those
 * that lose a race are the ones that latch. Where nobody attends, it is asked of what was in hand
 * at that moment, too: who would hand it over again? What takes no server, or a person, tells
 * nothing. A client that had left by then has not come back. It is put to the test only where
 * trouble had reached it. Decided: a struck attempt is trouble enough, so that a client which rode
 * the outage out is not asked to have failed first.
 */
export const convSelf = defineCheck({
  id: 'conv.self',
  must: 'work again by itself once the trouble is over',
  severity: 'sev2',
  axis: 'converge',
  loses: 'The outage goes on, for this user, until somebody restarts or signs in again.',
  source: 'Contract, C1; Claude Code changelog 2.1.178; openai/codex#6498',
  judge(evidence) {
    const repaired = evidence.calmFrom;
    if (evidence.spans.length === 0 || repaired === undefined) {
      return unwitnessed('There was no fault that came to an end.');
    }
    const closed = Math.max(...evidence.spans.map(({ exhibits }) => exhibits[1]!));
    const trouble =
      evidence.struck[0] ??
      evidence.works.find(
        ({ exhibits, outcome }) => exhibits[0]! < closed && outcome !== 'answered',
      );
    if (!trouble) return unwitnessed('No trouble reached the client before the repair.');
    const asked = evidence.works.filter(
      (work) =>
        work.deed === 'turn' &&
        ((work.exhibits[0]! > closed && evidence.attainable(work)) ||
          isInHand(evidence, work, repaired, closed)),
    );
    // What was not done, whosever it was; otherwise the first that was handed over.
    const isUndone = ({ outcome }: Worked) => outcome !== 'answered' && outcome !== 'pending';
    const isNew = ({ exhibits }: Worked) => exhibits[0]! > closed;
    const next = asked.find(isNew);
    const first = asked.find(isUndone) ?? next ?? asked[0];
    if (!first) return unwitnessed('No work that could have been done came after the repair.');
    const { work, at, endedAt, outcome, exhibits } = first;
    const witness = [trouble.exhibits[0]!, closed, exhibits[0]!];
    const whence = !isNew(first)
      ? 'in hand at'
      : first === next
        ? 'the first work after'
        : 'work after';
    const since = `${whence} the repair at ${onTheClock(repaired)}`;
    if (outcome === 'pending') {
      return unwitnessed(`Still in hand when the log ended was ${work}, ${since}.`, { witness });
    }
    const restarted = evidence
      .of('client.started')
      .filter(({ session }) => session === first.session)
      .find((start) => start.seq > closed && start.seq < exhibits[1]! && !isOurs(evidence, start));
    if (outcome === 'answered' && !restarted) {
      return kept(`Within ${inWords((endedAt ?? at) - at)} came an answer to ${work}, ${since}.`, {
        witness,
        exhibits,
      });
    }
    const why = {
      answered: 'was answered only after a restart',
      failed: 'failed',
      lost: 'was lost, for the client had left',
      interrupted: 'was stopped',
    }[outcome];
    const exit = outcome === 'lost' ? lastExit(evidence, first.session, exhibits[1]!) : undefined;
    return broken(
      `At ${onTheClock(endedAt ?? at)} ${work}, ${since}, ${why}, ` +
        'although nothing stood in its way.',
      {
        witness,
        exhibits: [...(exit ? [exit.seq] : []), ...exhibits].sort((one, other) => one - other),
      },
    );
  },
});

/** Whether it was still to be done when the trouble was over, with nobody to ask for it again. */
const isInHand = (evidence: Evidence, work: Worked, repaired: number, closed: number): boolean =>
  evidence.scenario.work.mode === 'unattended' &&
  work.exhibits[0]! < closed &&
  (work.exhibits[1] ?? Number.POSITIVE_INFINITY) > closed &&
  evidence.attainable({ ...work, at: repaired });

/** Whether it was started again because it had been killed, which is the trouble and no cure. */
const isOurs = (evidence: Evidence, { session, seq }: Of<'client.started'>): boolean =>
  lastExit(evidence, session, seq)?.by === 'harness';

/** How a client had last left, before an entry. */
const lastExit = (evidence: Evidence, session: number | undefined, before: number) =>
  evidence.of('client.exited').findLast((exit) => exit.session === session && exit.seq < before);
