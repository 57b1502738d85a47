import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { type Try, tries, triesDuring } from '#core/tries.ts';

/**
 * A service that is down is kept down by those who will not let it be. Three numbers, each with a
 * bound of its own: attempts at one answer of the model, attempts to refresh within any minute
 * that brought no token, and how often a token is shown again after it was refused.
 *
 * Decided: an answer starts the count anew, so that a tool's second request is not the first one's
 * retry. A token counts as refused only within the piece of work in which it was: it may have been
 * an incident, and asking once more the next time is how a client finds out that it is over.
 */
export const retryAttempts = defineCheck({
  id: 'retry.attempts',
  must: 'stop asking after a bounded number of attempts',
  severity: 'sev3',
  axis: 'polite',
  loses: 'The service is kept down, and the user waits for attempts that cannot succeed.',
  source: 'Contract, Y1; Claude Code docs, env-vars; RFC 6750, section 3.1',
  judge(evidence) {
    const counts = [
      ...evidence.works.flatMap((work) => [atTheModel(evidence, work), refused(evidence, work)]),
      refreshes(evidence),
    ].filter(({ made }) => made.length > 0);
    const worst = counts.sort((one, other) => excess(other) - excess(one))[0];
    if (!worst) return unwitnessed('The client asked neither for a token nor for an answer.');
    const { made, bound, what } = worst;
    const shown = {
      measured: { value: made.length, unit: 'attempts', compare: '<=', bound },
      witness: [made[0]!.exhibits[0]!],
      exhibits: [...made.slice(0, 3), ...made.slice(3).slice(-3)].map(
        ({ exhibits }) => exhibits[0]!,
      ),
    } as const;
    const often = made.length === 1 ? 'once' : `${made.length} times`;
    const said = `${what} ${often} from ${onTheClock(made[0]!.at)} on`;
    return excess(worst) > 1
      ? broken(`The client ${said}; ${bound} was the bound.`, shown)
      : kept(
          `The client stayed within bounds; at the worst it ${said}, of ${bound} allowed.`,
          shown,
        );
  },
});

interface Count {
  readonly made: readonly Try[];
  readonly bound: number;
  readonly what: string;
}

const excess = ({ made, bound }: Count): number => made.length / bound;

/** The longest run of attempts that brought no answer, and the one that did. */
function atTheModel(evidence: Evidence, worked: Worked): Count {
  const { work } = worked;
  let run: Try[] = [];
  let longest = run;
  for (const next of triesDuring(evidence, 'model', worked)) {
    if (next.work !== undefined && next.work !== work) continue;
    run.push(next);
    if (run.length > longest.length) longest = run;
    if (next.answered) run = [];
  }
  return {
    made: longest,
    bound: evidence.bounds.modelAttempts,
    what: `asked the model for ${work}`,
  };
}

/** The attempts in a piece of work that carried a token which it had seen refused. */
function refused(evidence: Evidence, worked: Worked): Count {
  const { work } = worked;
  const asked = triesDuring(evidence, 'model', worked);
  let most: readonly Try[] = [];
  for (const [index, first] of asked.entries()) {
    if (first.status !== 401 || first.token === undefined || first.work !== work) continue;
    const again = asked
      .slice(index + 1)
      .filter((each) => each.work === work && each.token === first.token);
    if (again.length > most.length) most = again;
  }
  const bound = evidence.bounds.refusedPresentations;
  return { made: most, bound, what: `showed a refused token in ${work}` };
}

/** The most attempts of one client to refresh within a period, a new token starting it anew. */
function refreshes(evidence: Evidence): Count {
  const counts = Map.groupBy(tries(evidence, 'oauth'), ({ session }) => session);
  const most = [...counts.values()]
    .map((asked) => refreshesOf(evidence, asked))
    .reduce((one, other) => (other.length > one.length ? other : one), []);
  return { made: most, bound: evidence.bounds.refreshAttempts, what: 'tried to refresh' };
}

function refreshesOf(evidence: Evidence, asked: readonly Try[]): readonly Try[] {
  const period = evidence.bounds.refreshPeriod - evidence.resolution;
  const runs = asked.map((first, index) => {
    const brought = asked.findIndex(({ answered }, at) => at >= index && answered);
    return asked
      .slice(index, brought < 0 ? undefined : brought + 1)
      .filter(({ at }) => at < first.at + period);
  });
  return runs.reduce((one, other) => (other.length > one.length ? other : one), []);
}
