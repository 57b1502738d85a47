import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { type Life, lives, type Recalling, troubled } from '#core/recall.ts';

/**
 * What a user has typed during an outage they take for said. A client that has dropped it answers
 * the next question as if there had been none, and nobody sees what is missing.
 *
 * The truth is what the model was sent: the last request of each life of a client must still hold
 * every prompt that it was given in that life, also those of turns that failed, and every result
 * that a tool had brought by then. The contract says "in the transcript", which is the client's own
 * book; what the model is not told is lost to the user wherever else it is kept. Whether it
 * outlives the client is for `work.resumable`. An answer that broke off may be thrown away: nobody
 * had handed it over.
 */
export const workNoLoss = defineCheck({
  id: 'work.no-loss',
  must: 'keep whatever it was given in hand, also through turns that failed',
  severity: 'sev1',
  axis: 'save',
  loses: 'What the user had said, or what had been done for them, is forgotten without a word.',
  source: 'Contract, W1; Claude Code docs, errors: your original message is still there',
  judge(evidence) {
    const trouble = troubled(evidence);
    const judged = lives(evidence).flatMap((life) => {
      const last = life.requests.at(-1);
      const tested =
        last && life.turns.find((turn) => isBefore(turn, last) && trouble.has(turn.work));
      return last && tested ? [{ life, last, tested, missing: missing(evidence, life, last) }] : [];
    });
    if (judged.length === 0) {
      return unwitnessed('Nothing was asked of the model after a turn that had met with trouble.');
    }
    const lost = judged.flatMap(({ last, missing }) => missing.map((item) => ({ last, ...item })));
    const shown = {
      measured: { value: lost.length, unit: 'items lost', compare: '==', bound: 0 },
      witness: judged
        .slice(0, 3)
        .flatMap(({ tested, last }) => [tested.exhibits[0]!, last.exhibits[0]!]),
    } as const;
    const [first] = lost;
    if (first) {
      return broken(
        `At ${onTheClock(first.last.at)} the model was not told ${first.what} of ${first.work} ` +
          `any more: ${lost.length} of what the client had been given were gone.`,
        { ...shown, exhibits: [first.seq, first.last.exhibits[0]!] },
      );
    }
    const { last } = judged.at(-1)!;
    return kept(
      `The model's last request, at ${onTheClock(last.at)}, held all ${last.recalls.length} ` +
        'prompts, and whatever tools had brought.',
      { ...shown, exhibits: last.exhibits },
    );
  },
});

const isBefore = (
  { work, exhibits }: Life['turns'][number],
  { work: now, exhibits: [began] }: Recalling,
): boolean => work !== now && exhibits[0]! < began!;

/** What a request should still hold and does not. */
function missing(evidence: Evidence, { turns, requests }: Life, last: Recalling) {
  const prompts = turns.filter((turn) => isBefore(turn, last) && !last.recalls.includes(turn.work));
  const own = new Set(turns.map(({ work }) => work));
  const brought = new Map<string, number>();
  for (const { returns = [], exhibits } of requests) {
    for (const work of returns) if (!brought.has(work)) brought.set(work, exhibits[0]!);
  }
  for (const { key, seq } of evidence.of('effect.applied')) {
    const isOwn = own.has(key) && seq > requests[0]!.exhibits[0]!;
    if (isOwn && seq < last.exhibits[0]! && !brought.has(key)) brought.set(key, seq);
  }
  const results = [...brought].filter(([work]) => !last.returns?.includes(work));
  return [
    ...prompts.map(({ work, exhibits }) => ({ what: 'the prompt', work, seq: exhibits[0]! })),
    ...results.map(([work, seq]) => ({ what: "a tool's result", work, seq })),
  ];
}
