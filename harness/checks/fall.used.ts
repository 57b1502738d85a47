import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';
import { hasFallback, hasStandby, loginServes, standbyServes } from '#core/standing-by.ts';

/**
 * A second credential is carried for the day on which the first one is worth nothing. Whoever finds
 * out on that day that it is not used has paid for it in vain.
 *
 * Asked only of a client that says it has a fallback, in a scenario that gives it one. The login
 * must have been in use before: a key that comes first anyhow is precedence and no fallback. Put to
 * the test is each turn for which the login could not have brought a token while the model was up.
 * Decided: what the contract calls the loss of the primary is here the turn's own beginning, since
 * a client that is given nothing to do has no need to switch; and a capability token, which is of
 * the same login and bills nobody else, is held to the same.
 */
export const fallUsed = defineCheck({
  id: 'fall.used',
  must: 'go on with the credential that was declared for it while its login brings no token',
  severity: 'sev2',
  axis: 'keep',
  loses: 'Work stands still beside a key that was put there so that it would not.',
  source: 'Contract, F1; anthropics/claude-code#48745, point 2',
  concerns: hasStandby,
  judge(evidence) {
    const { auth, stall } = evidence.bounds;
    const before = evidence.attempts.find(wasServed);
    if (!before) return unwitnessed('The login was never in use, so that nothing took its place.');
    const works = evidence.works.filter(
      (work) => work.exhibits[0]! > before.exhibits[0]! && hadToFallBack(evidence, work),
    );
    if (works.length === 0) {
      return unwitnessed('No work began for which the login could not have brought a token.');
    }
    const witness = [...before.exhibits.slice(0, 1), ...works.slice(0, 5).map(firstOf)];
    const spare = hasFallback(evidence.order) ? 'key' : 'capability token';
    const undone = works.filter(({ outcome }) => outcome !== 'answered');
    const [first] = undone;
    if (first) {
      return broken(
        `At ${onTheClock(first.at)} ${first.work} was ${first.outcome}, with a ${spare} at hand ` +
          `that was declared for this: ${undone.length} of ${works.length} works were not done.`,
        {
          measured: { value: undone.length, unit: 'works', compare: '==', bound: 0 },
          witness,
          exhibits: undone.slice(0, 3).flatMap(({ exhibits }) => exhibits),
        },
      );
    }
    const bound = auth + evidence.stretched(stall);
    const took = ({ at, endedAt = at }: Worked) => endedAt - at - evidence.asleep(at, endedAt);
    const slowest = works.toSorted((one, other) => took(other) - took(one))[0]!;
    const shown = {
      measured: { value: took(slowest) / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness,
      exhibits: slowest.exhibits,
    } as const;
    const said = `${slowest.work} at ${onTheClock(slowest.at)} took ${inWords(took(slowest))}`;
    return took(slowest) > bound
      ? broken(`The client fell back on its ${spare} too late: ${said}.`, shown)
      : kept(
          `Of ${works.length} works that the login had no token for, ${works.length} were done; ` +
            `at the longest, ${said}.`,
          shown,
        );
  },
});

const firstOf = ({ exhibits }: Worked): number => exhibits[0]!;

const wasServed = ({ endpoint, status = 599, error, presents }: Attempted): boolean =>
  endpoint === 'messages' &&
  status < 400 &&
  error === undefined &&
  presents.some(({ kind }) => kind === 'access');

/** Whether only another credential could have got this work done. */
function hadToFallBack(evidence: Evidence, { at, deed, outcome }: Worked): boolean {
  const until = at + evidence.bounds.span;
  return (
    deed === 'turn' &&
    evidence.awake(at, until) &&
    evidence.up('model', at, until) &&
    !loginServes(evidence, at, until) &&
    standbyServes(evidence, at, until) &&
    // What somebody stopped, nobody could finish.
    outcome !== 'interrupted' &&
    (outcome !== 'pending' || evidence.end - at > evidence.bounds.auth)
  );
}
