import { alarms, Trouble, type Word, words } from '#core/alarm.ts';
import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';

/**
 * Whoever hears of errors when there are none stops listening, and misses the one that counts. A
 * banner that says "retrying" an hour after the answer came is of the same kind.
 *
 * An alarm is a message that speaks of trouble, a retry that is told, or a result that says failed;
 * a notice is none. It is false where nothing stood in the client's way, from the beginning of that
 * piece of work on, or for as long as a sign may take where there was none: no fault that was
 * delivered to anybody was open, nothing was done to its world, no answer of those it got was an
 * error; and where the work could have been done. Who refuses work because of a trouble that is
 * over raises one, too.
 *
 * Beyond the contract: whether an indicator clears cannot be seen in lines of output, unless the
 * client says when it takes it away. So only a client that declares to say so (`indicates`) is held
 * to it, and from the end of the first work that was answered: before that it cannot know. The
 * calm scenarios are where false alarms are counted with nothing in the way at all.
 */
export const truthNoCryWolf = defineCheck({
  id: 'truth.no-cry-wolf',
  must: 'raise no alarm where nothing is wrong, and take it back when all is well again',
  severity: 'sev3',
  axis: 'truth',
  loses: 'The user learns to overlook what the client says.',
  source: 'Contract, T4; Claude Code changelog 2.1.181: a retry indicator that stayed',
  judge(evidence) {
    const trouble = new Trouble(evidence);
    const quiet = evidence.works.filter(
      ({ outcome, session, at, endedAt }) =>
        outcome === 'answered' && !trouble.between(session, at, endedAt!),
    );
    const raised = evidence.order?.client.declares?.indicates ? alarms(evidence) : [];
    const loud = words(evidence).filter((word) => isFalse(evidence, trouble, word));
    const witness = [...quiet, ...raised].slice(0, 3).map(({ exhibits }) => exhibits.at(-1)!);
    const [first] = loud;
    if (first) {
      return broken(
        `At ${onTheClock(first.at)} the client said “${quoted(first.text)}”, and nothing was ` +
          `wrong: ${loud.length} false alarms.`,
        {
          measured: { value: loud.length, unit: 'false alarms', compare: '==', bound: 0 },
          witness: [...witness, ...first.exhibits],
          exhibits: first.exhibits,
        },
      );
    }
    if (witness.length === 0) {
      return unwitnessed('There was no moment at which nothing was wrong and the client at work.');
    }
    const slack = evidence.stretched(evidence.bounds.stall);
    const bound = evidence.bounds.sign + slack;
    const stale = raised
      .map((alarm) => ({ ...alarm, ms: (alarm.until ?? evidence.end) - alarm.from }))
      .sort((one, other) => other.ms - one.ms)[0];
    const measured = stale
      ? ({
          value: Math.max(0, stale.ms) / 1_000,
          unit: 's',
          compare: '<=',
          bound: bound / 1_000,
        } as const)
      : ({ value: 0, unit: 'false alarms', compare: '==', bound: 0 } as const);
    if (stale && stale.ms > bound) {
      return broken(
        `At ${onTheClock(stale.from)} the work went on, and the client still showed that it was ` +
          `trying again ${inWords(milliseconds(stale.ms))} later.`,
        { measured, witness, exhibits: stale.exhibits },
      );
    }
    const cleared = stale ? ', and what was shown of trouble was taken back' : '';
    return kept(
      `Of ${evidence.works.length} pieces of work ${quiet.length} went by undisturbed, and the ` +
        `client raised no alarm over any of them${cleared}.`,
      { measured, witness, exhibits: (stale ?? quiet[0])!.exhibits },
    );
  },
});

/** Whether nothing was wrong when something was said to be. */
function isFalse(evidence: Evidence, trouble: Trouble, { at, session, work }: Word): boolean {
  const from = work?.at ?? at - evidence.bounds.sign;
  if (trouble.between(session, from, at)) return false;
  return work === undefined || evidence.attainable(work);
}

const quoted = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 120);
