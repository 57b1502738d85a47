import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { densest, extraRefreshes, skewed, skewOf } from '#core/clocks.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';

/**
 * Clocks differ by minutes, and nobody knows. A client that believes its own to the second takes
 * good tokens for dead ones and good answers for forged ones, on one machine in a hundred.
 *
 * No work may fail that could have been done, and no more than one refresh in the life of a token
 * may be needless: the client may find out in this way that its clock is wrong. A client that goes
 * by the time that has passed, or by the server's, never sees the skew: it has kept the promise all
 * the same. Decided: a refresh is needless where the old token had half of its life before it; how
 * far ahead a client refreshes is its own choice.
 */
export const clkSkew = defineCheck({
  id: 'clk.skew',
  must: 'work with a clock that is a few minutes wrong',
  severity: 'sev2',
  axis: 'bound',
  loses: 'Work fails on a machine whose only fault is a clock that is minutes off.',
  source: 'Contract, Q1; RFC 7519, section 4.1.4; Claude Code docs, troubleshooting',
  concerns: ({ scenario }) => skewOf(scenario) > 0,
  judge(evidence) {
    const skew = evidence.order ? skewOf(evidence.scenario) : 0;
    const spans = skew > 0 && skew <= evidence.bounds.skew ? skewed(evidence) : [];
    const works = evidence.works.filter(
      (work) =>
        spans.some(({ from, until = Infinity }) => from <= work.at && work.at < until) &&
        work.outcome !== 'pending' &&
        evidence.attainable(work),
    );
    const [first] = works;
    if (!first) return unwitnessed('No work was done with clocks a few minutes apart.');
    const witness = works.slice(0, 6).map(({ exhibits }) => exhibits[0]!);
    const by = `with clocks ${inWords(milliseconds(skew))} apart`;
    const undone = works.filter(({ outcome }) => outcome !== 'answered');
    const [failed] = undone;
    if (failed) {
      return broken(
        `At ${onTheClock(failed.at)} ${failed.work} was ${failed.outcome} ${by}, although ` +
          `nothing stood in its way: ${undone.length} of ${works.length} were not done.`,
        {
          measured: { value: undone.length, unit: 'works', compare: '==', bound: 0 },
          witness,
          exhibits: undone.slice(0, 3).flatMap(({ exhibits }) => exhibits),
        },
      );
    }
    const most = densest(extraRefreshes(evidence), evidence.scenario.given.lifetime);
    const bound = evidence.bounds.extraRefreshes;
    const shown = {
      measured: { value: most.length, unit: 'needless refreshes', compare: '<=', bound },
      witness,
      exhibits: most.length > 0 ? most.slice(0, 6) : first.exhibits,
    } as const;
    return most.length > bound
      ? broken(
          `The client refreshed ${most.length} times ${by}, within the life of one token, while ` +
            'the old one was good.',
          shown,
        )
      : kept(
          `All of ${works.length} works were done ${by}, with ${most.length} needless ` +
            'refreshes in the life of a token.',
          shown,
        );
  },
});
