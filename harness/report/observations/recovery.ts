import { inWords, milliseconds } from '#core/duration.ts';
import type { Evidence, OpenSpan } from '#core/evidence.ts';
import { type Observation, observed } from '../observation.ts';
import { serviceOf } from '../trouble.ts';
import { clock, counted } from '../words.ts';

/** Whether and when service came back once the last fault was over. */
export function recovery(evidence: Evidence): readonly Observation[] {
  const { calmFrom, works, spans } = evidence;
  const over = spans.filter(({ until }) => until === calmFrom).at(-1);
  if (calmFrom === undefined || !over || gone(evidence, calmFrom)) return [];
  const before = works.filter(({ at }) => at < calmFrom);
  const after = works.filter(({ at }) => at >= calmFrom);
  if (after.length === 0 || before.every(({ outcome }) => outcome === 'answered')) return [];
  const back = after.findIndex(({ outcome }) => outcome === 'answered');
  const first = after[back];
  const calm = `after ${returned(over)}`;
  if (!first) {
    const none =
      after.length === 1
        ? `the one piece of work ${calm} failed`
        : `none of the ${after.length} pieces of work ${calm} was done`;
    const text = `It did not recover: ${none}.`;
    return [
      observed(text, [...over.exhibits.slice(-1), ...after.map((one) => one.exhibits.at(-1)!)]),
    ];
  }
  const exhibits = [...over.exhibits.slice(-1), first.exhibits.at(-1)!];
  const when = clock(first.at);
  if (back === 0) {
    return [
      observed(`It recovered by itself at ${when}, the first piece of work ${calm}.`, exhibits),
    ];
  }
  const late = inWords(milliseconds(first.at - calmFrom));
  const missed = counted(back, 'piece of work', 'pieces of work');
  const text = `It recovered by itself at ${when}, ${late} ${calm}; ${missed} failed in between.`;
  return [observed(text, exhibits)];
}

/** Whether the client had left by itself before it could show that it recovers. */
const gone = (evidence: Evidence, calmFrom: number): boolean =>
  evidence.of('client.exited').some(({ by, at }) => by === 'client' && at <= calmFrom);

function returned({ record: { fault }, from, until }: OpenSpan): string {
  // Nothing was undone: it had happened, and that was all.
  if (until === from && fault.role === 'client') return `${fault.name} had happened`;
  switch (fault.layer) {
    case 'dns':
      return 'the name returned';
    case 'connect':
      return 'connections went through again';
    case 'tls':
      return 'the certificate was good again';
    case 'http':
      return `${serviceOf(fault.role)} answered as usual again`;
    case 'store':
      return 'the store was as before';
    case 'clock':
      return 'the clock was right again';
    case 'process':
      return 'it was running again';
    case 'grant':
      return 'the grant was as before';
    case 'place':
      return 'its place was as before';
  }
}
