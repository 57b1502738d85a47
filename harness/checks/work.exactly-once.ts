import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { troubled } from '#core/recall.ts';

/**
 * A tool that has run has run: the mail is sent, the row is deleted. Whoever asks the model again
 * after a stream has broken, and runs what it says once more, does it twice; whoever tells the
 * model of a result that nothing brought has it build on what was never done.
 *
 * The scripted model wants one thing done for each piece of work, however often it is asked, so
 * that a piece of work is the key of its effect: a second one is a second one also where the model
 * had to say so twice. Effects are read where they are done, and not from what the client says of
 * them. Where nobody can look (a client whose tool is a shell of its own), what it tells the model
 * stands for it: two results for one piece of work are two runs. A run whose result it threw away
 * is then not seen, and an effect that is missing cannot be.
 */
export const workExactlyOnce = defineCheck({
  id: 'work.exactly-once',
  must: 'do once, and not twice, what the model has it do',
  severity: 'sev1',
  axis: 'save',
  loses: 'Something is done twice that cannot be undone, or believed done that never was.',
  source: 'Contract, W2; Claude Code docs, errors: the same tool calls could be executed twice',
  judge(evidence) {
    const works = new Map(evidence.works.map((work) => [work.work, work]));
    const told = results(evidence);
    const applied = Map.groupBy(evidence.of('effect.applied'), ({ key }) => key);
    const isSeen = applied.size > 0;
    const done = new Map(
      isSeen
        ? [...applied].map(([key, facts]) => [key, facts.map(({ seq }) => seq)])
        : [...told].map(([key, { count, seq }]) => [key, Array<number>(count).fill(seq)]),
    );
    const tested = [...done.keys()].flatMap((key) => works.get(key) ?? []);
    const inTrouble = tested.filter(({ work }) => troubled(evidence).has(work));
    const witness = inTrouble.slice(0, 6).map(({ exhibits }) => exhibits[0]!);
    const twice = [...done].filter(([, seqs]) => seqs.length > 1);
    const never = isSeen ? [...told].filter(([key]) => !applied.has(key)) : [];
    const wrong = twice.length + never.length;
    const measured = { value: wrong, unit: 'effects amiss', compare: '==', bound: 0 } as const;
    const [again] = twice;
    if (again) {
      const [key, seqs] = again;
      return broken(
        `What the model wanted done for ${key}${begun(works.get(key))} was done ` +
          `${seqs.length} times: so it was with ${twice.length} of ${done.size} effects.`,
        { measured, witness: seqs.slice(0, 1), exhibits: [...new Set(seqs)].slice(0, 6) },
      );
    }
    const [feigned] = never;
    if (feigned) {
      const [key, { seq }] = feigned;
      return broken(
        `The model was told what came of ${key}${begun(works.get(key)) || ','} ` +
          'and nothing had been done.',
        { measured, witness: [seq], exhibits: [seq] },
      );
    }
    if (inTrouble.length === 0) return unwitnessed('No tool ran in work that met with trouble.');
    return kept(
      `Each of ${done.size} effects was ${isSeen ? 'applied' : 'told of'} once, ` +
        `${inTrouble.length} of them in work that had met with trouble.`,
      { measured, witness, exhibits: [...done.values()].flat().slice(-3) },
    );
  },
});

const begun = (work: Worked | undefined): string =>
  work ? `, begun at ${onTheClock(work.at)},` : '';

/** What the model was told that tools had brought: how often in one conversation, and where. */
function results(evidence: Evidence): ReadonlyMap<string, { count: number; seq: number }> {
  const found = new Map<string, { count: number; seq: number }>();
  for (const { returns, exhibits } of evidence.attempts) {
    if (!returns) continue;
    const counts = new Map<string, number>();
    for (const work of returns) counts.set(work, (counts.get(work) ?? 0) + 1);
    for (const [work, count] of counts) {
      if (count > (found.get(work)?.count ?? 0)) found.set(work, { count, seq: exhibits[0]! });
    }
  }
  return found;
}
