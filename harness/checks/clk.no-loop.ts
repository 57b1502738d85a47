import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { densest, extraRefreshes, skewed, skewOf } from '#core/clocks.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';

/**
 * By a clock that is hours ahead every token has expired on arrival. A client that believes it asks
 * for the next one, and for the next, until the server takes it for an attack.
 *
 * Two rates are bounded: all requests for a token in any minute, answered or not, and the needless
 * ones in the life of a token, which catches a loop that turns once a turn. Decided: that a client
 * says nothing of a clock which is wrong by more than five minutes is told as well, but lightly.
 * Where it has done no harm, its user misses a hint and no work. The hint is due once an answer has
 * come, for each of them carries the time (RFC 9110, section 6.6.1).
 */
export const clkNoLoop = defineCheck({
  id: 'clk.no-loop',
  must: 'not refresh over and over because of a clock, and say that it is wrong',
  severity: 'sev2',
  axis: 'polite',
  loses: 'The login is refreshed until the server stops it, for a clock that nobody looks at.',
  source: 'Contract, Q2; Claude Code changelog 2.1.133, 2.1.218; microsoft/WSL#10006',
  concerns: ({ scenario }) => skewOf(scenario) > 0,
  judge(evidence) {
    const skew = evidence.order ? skewOf(evidence.scenario) : 0;
    const spans = skew > evidence.bounds.skew ? skewed(evidence) : [];
    const heard = evidence.attempts.filter(
      ({ at, status }) =>
        status !== undefined &&
        spans.some(({ from, until = Infinity }) => from <= at && at < until),
    );
    const [first] = heard;
    if (!first) return unwitnessed('No answer came while the clocks were far apart.');
    const by = `with clocks ${inWords(milliseconds(skew))} apart`;
    const rates = [requests(evidence), needless(evidence)];
    const [worst] = rates.toSorted((one, other) => excess(other) - excess(one));
    const { seqs, bound, what } = worst!;
    const shown = {
      measured: { value: seqs.length, unit: what, compare: '<=', bound },
      witness: [first.exhibits[0]!],
      exhibits:
        seqs.length > 0 ? [...seqs.slice(0, 3), ...seqs.slice(3).slice(-3)] : first.exhibits,
    } as const;
    if (seqs.length > bound) {
      return broken(`The client made ${seqs.length} ${what} ${by}; ${bound} was the bound.`, shown);
    }
    const word = hint(evidence);
    if (!word) {
      return broken(
        `The client made no more than ${seqs.length} ${what} ${by}, and never said a word about ` +
          `the clock, although it could have known at ${onTheClock(first.endedAt ?? first.at)}.`,
        { ...shown, severity: 'sev4' },
      );
    }
    return kept(
      `The client made no more than ${seqs.length} ${what} ${by}, and said at ` +
        `${onTheClock(word.at)} that the clock was wrong.`,
      { ...shown, exhibits: [...shown.exhibits, word.seq].sort((a, b) => a - b) },
    );
  },
});

interface Rate {
  readonly seqs: readonly number[];
  readonly bound: number;
  readonly what: string;
}

const excess = ({ seqs, bound }: Rate): number => seqs.length / bound;

/** The most requests for a token in any minute. */
function requests(evidence: Evidence): Rate {
  const { refreshAttempts, refreshPeriod } = evidence.bounds;
  const made = evidence.attempts
    .filter(({ endpoint }) => endpoint === 'token')
    .filter(({ presents }) => presents.some(({ kind }) => kind === 'refresh'))
    .map(({ at, exhibits }) => ({ at, seq: exhibits[0]! }));
  const seqs = densest(made, refreshPeriod);
  return { seqs, bound: refreshAttempts, what: 'requests for a token in a minute' };
}

/** The most needless refreshes in the life of one token. */
function needless(evidence: Evidence): Rate {
  const seqs = densest(extraRefreshes(evidence), evidence.scenario.given.lifetime);
  const bound = evidence.bounds.extraRefreshes;
  return { seqs, bound, what: 'needless refreshes in the life of a token' };
}

const CLOCK = /\bclock\b|\bsystem time\b|\bdate and time\b/i;

/** The first word about the clock, wherever the client said it. */
const hint = (evidence: Evidence) =>
  [...evidence.of('client.told'), ...evidence.of('client.said'), ...evidence.of('work.ended')].find(
    ({ text }) => CLOCK.test(text),
  );
