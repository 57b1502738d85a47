import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';

/**
 * Two services, and only one of them is out. A client that keeps one lock, one queue or one circuit
 * breaker for both of them has made one of the two, and it is the one that fails more often.
 *
 * Put to the test is each turn that began while sign-in was out, with the model up and a token that
 * is good: that a request went to the model, and how long it was kept back. The contract compares
 * with a flight in which nothing is wrong; one log has none, and a request that is missing shows
 * here all the same, since the turn is there and nothing was asked for it. Decided against the
 * contract's bound of one and a half times that flight's latency: of the few turns of a run no
 * percentile can be had, and trying once to renew a token that is about to end is care and no
 * coupling. What is too long is a wait that outlasts one refresh; as the answer does come, it is
 * the lighter failure.
 */
export const isoAuthNotModel = defineCheck({
  id: 'iso.auth-not-model',
  must: 'ask the model while sign-in is out and its token is good, and not wait for sign-in first',
  severity: 'sev2',
  axis: 'keep',
  loses: 'An outage of sign-in becomes one of everything.',
  source: 'Contract, I1; anthropics/claude-code#48745, point 4',
  judge(evidence) {
    const outages = evidence.spans.filter(({ record }) => record.fault.role === 'oauth');
    const turns = evidence.works
      .filter((work) => outages.some((span) => isWithin(work, span)) && isFree(evidence, work))
      .map((work) => ({ work, request: firstRequest(evidence, work) }));
    if (turns.length === 0) {
      return unwitnessed('No turn began while sign-in was out and the token was still good.');
    }
    const witness = [
      outages[0]!.exhibits[0]!,
      ...turns.slice(0, 5).map(({ work }) => firstOf(work)),
    ];
    const [never, ...more] = turns.filter(({ request }) => request === undefined);
    if (never) {
      const { work, at, outcome } = never.work;
      return broken(
        `At ${onTheClock(at)} the model was never asked for ${work}, which was ${outcome}, ` +
          `although the token was good: so it was ${more.length + 1} times of ${turns.length}.`,
        {
          measured: { value: more.length + 1, unit: 'turns not asked', compare: '==', bound: 0 },
          witness,
          exhibits: [never, ...more].slice(0, 3).flatMap(({ work }) => work.exhibits),
        },
      );
    }
    const { refreshWait, stall } = evidence.bounds;
    const bound = refreshWait + evidence.stretched(stall);
    const [slowest] = turns
      .map(({ work, request }) => ({ work, request, ms: waited(evidence, work, request!) }))
      .sort((one, other) => other.ms - one.ms);
    const { work, ms, request } = slowest!;
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness,
      exhibits: [firstOf(work), ...request!.exhibits],
    } as const;
    const said =
      `${work.work}, begun at ${onTheClock(work.at)}, ` +
      (ms < 1 ? 'at once' : `after ${inWords(ms)}`);
    return ms > bound
      ? broken(`The model was asked for ${said}: for so long the client waited for sign-in.`, {
          ...shown,
          severity: 'sev3',
        })
      : kept(
          `With sign-in out, the model was asked ${turns.length} times of ${turns.length}; ` +
            `at the latest for ${said}.`,
          shown,
        );
  },
});

const firstOf = ({ exhibits }: Worked): number => exhibits[0]!;

const isWithin = ({ at }: Worked, { from, until = Infinity }: { from: number; until?: number }) =>
  from <= at && at < until;

/** Whether nothing but sign-in stood in the way of a turn. */
function isFree(evidence: Evidence, work: Worked): boolean {
  const { at, deed, outcome } = work;
  const until = at + evidence.bounds.span;
  return (
    deed === 'turn' &&
    outcome !== 'lost' &&
    outcome !== 'interrupted' &&
    !evidence.killed(work) &&
    evidence.awake(at, until) &&
    evidence.up('model', at, until) &&
    evidence.tokenValid(at, until) &&
    (outcome !== 'pending' || evidence.end - at > evidence.bounds.refreshWait)
  );
}

/** The first thing that was tried at the model for a piece of work. */
const firstRequest = (evidence: Evidence, work: Worked): Attempted | undefined =>
  evidence.during(work).find(({ role, layer, endpoint }) => {
    return role === 'model' && (layer !== 'http' || endpoint === 'messages');
  });

/** How long it took the client to ask. What it was made to sleep is not its own. */
const waited = (evidence: Evidence, work: Worked, request: Attempted): number =>
  request.at - work.at - evidence.asleep(work.at, request.at);
