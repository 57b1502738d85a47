import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { type Life, lives } from '#core/recall.ts';

/**
 * A session is worth what it knows. One that is started again and knows nothing is another session
 * under the same name, and an hour of explaining is gone.
 *
 * Asked of clients that say they go on where they were, whenever one was started again after it
 * had been given something: the first request of the new life must hold every prompt of the lives
 * before it, so that a client that begins afresh cannot pass for one that goes on. A prompt that
 * came too late to have been read is not asked for. The contract has the broken turn itself go on
 * to its end. Here the next prompt comes from whoever had started it; decided, for a client that
 * went on unasked with what a kill had cut off would surprise its user as often as it would please
 * them.
 */
export const workResumable = defineCheck({
  id: 'work.resumable',
  must: 'know, when it is started again, what it was told before',
  severity: 'sev2',
  axis: 'save',
  loses: 'The conversation is gone, and with it what had been agreed on in it.',
  source: 'Contract, W3; Claude Code docs, headless: resume continues the turn',
  concerns: ({ client }) => client.declares?.resumes === true,
  judge(evidence) {
    const resumed = restarts(evidence);
    if (resumed.length === 0) {
      return unwitnessed(
        'No client that had been given work was started again and asked the model.',
      );
    }
    const lost = resumed.flatMap(({ owed, request }) =>
      owed.filter(({ work }) => !request.recalls.includes(work)).map((turn) => ({ turn, request })),
    );
    const shown = {
      measured: { value: lost.length, unit: 'turns lost', compare: '==', bound: 0 },
      witness: resumed
        .slice(0, 3)
        .flatMap(({ life, request }) => [life.started, request.exhibits[0]!]),
    } as const;
    const [first] = lost;
    if (first) {
      return broken(
        `At ${onTheClock(first.request.at)}, after it was started again, the client asked the ` +
          `model without ${first.turn.work}: ${lost.length} turns were lost.`,
        { ...shown, exhibits: [first.turn.exhibits[0]!, ...first.request.exhibits] },
      );
    }
    const { owed, request } = resumed[0]!;
    return kept(
      `After it was started again, the client's first request, at ${onTheClock(request.at)}, ` +
        `held all ${owed.length} prompts of before.`,
      { ...shown, exhibits: request.exhibits },
    );
  },
});

/** Each new life that asked the model for something, and what it should have known. */
function restarts(evidence: Evidence) {
  const owed = new Map<number | undefined, Worked[]>();
  return lives(evidence).flatMap((life: Life) => {
    const { session, requests, turns } = life;
    const known = owed.get(session) ?? [];
    owed.set(session, [...known, ...turns.filter((turn) => wasTaken(evidence, turn))]);
    const [request] = requests;
    return known.length > 0 && request ? [{ life, request, owed: known }] : [];
  });
}

/** Whether a client showed that it had been given it: it ended it, or did something for it. */
const wasTaken = (evidence: Evidence, turn: Worked): boolean =>
  turn.claim !== 'none' || evidence.during(turn).length > 0;
