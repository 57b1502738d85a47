import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, minutes, onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import type { Evidence } from '#core/evidence.ts';

/**
 * An outage lasts for hours, and a client that spins, leaks or prints its way through it takes the
 * machine with it: the laptop's battery, the log's disk, the work of everybody else on it.
 *
 * Judged is what can be seen where it was flown, and no more: of a program its share of a processor
 * over ten seconds of the wall, its memory and its descriptors; of a client in this process how
 * often its timers go off, for where computing takes no time a busy-wait is a storm of timers; of
 * both what they print. Decided against the contract: growth is counted from the end of the first
 * piece of work, for what a program takes to warm up is no leak; there is no baseline run in a log,
 * so that the share is one number; no slope is drawn out to MiB in an hour, for a flight of minutes
 * on a shared machine does not carry it. A busy-wait of seconds of scenario time is too short to be
 * seen where time is warped.
 */
export const boundResources = defineCheck({
  id: 'bound.resources',
  must: 'use no more of the machine in trouble than a client at rest would',
  severity: 'sev3',
  axis: 'bound',
  loses: 'The machine is busy with nothing, until its memory, its disk or its battery is gone.',
  source: 'Contract, B5; Claude Code changelog 2.1.178: out of memory on a stale descriptor',
  judge(evidence) {
    const uses = livesOf(evidence).flatMap((samples) => [
      ...wakes(evidence, samples),
      ...growth(evidence, samples),
      ...processor(evidence, samples),
    ]);
    const trouble = evidence.struck[0];
    const troubled = trouble?.exhibits[0] ?? Number.POSITIVE_INFINITY;
    const after = evidence.of('client.sampled').find(({ seq }) => seq > troubled);
    const all = [...uses, ...printed(evidence)];
    const worst = all.reduce<Use | undefined>(
      (most, use) => (most && ratio(most) >= ratio(use) ? most : use),
      undefined,
    );
    const isOver = worst !== undefined && worst.value > worst.bound;
    if (!worst || (!isOver && (!after || uses.length === 0))) {
      return unwitnessed('Nobody looked at what the client used of the machine in trouble.');
    }
    const { value, unit, bound, at, exhibits } = worst;
    const shown = {
      measured: { value: rounded(value), unit, compare: '<=', bound },
      witness: after ? [after.seq] : exhibits,
      exhibits,
    } as const;
    const said = `${rounded(value)} ${unit} of ${bound} that it may`;
    return isOver
      ? broken(`By ${onTheClock(at)} the client had used ${said}.`, shown)
      : kept(`At the most, by ${onTheClock(at)}, the client had used ${said}.`, shown);
  },
});

type Sample = Of<'client.sampled'>;

/** How much of something was used, and what shows it. */
interface Use {
  readonly value: number;
  readonly unit: string;
  readonly bound: number;
  readonly at: number;
  readonly exhibits: readonly number[];
}

const ratio = ({ value, bound }: Use): number => value / bound;
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The samples of each life of each client: who was started again begins anew. */
function livesOf(evidence: Evidence): readonly (readonly Sample[])[] {
  const starts = evidence.of('client.started');
  const lives = Map.groupBy(evidence.of('client.sampled'), ({ session, seq }) =>
    starts.findLast((start) => start.session === session && start.seq < seq),
  );
  return [...lives.values()];
}

const wakes = ({ bounds }: Evidence, samples: readonly Sample[]): readonly Use[] =>
  samples.flatMap(({ wakes: value, at, seq }) => {
    const use = { unit: 'timers in ten seconds', bound: bounds.wakes, at, exhibits: [seq] };
    return value === undefined ? [] : [{ ...use, value }];
  });

function growth({ bounds }: Evidence, [first, ...later]: readonly Sample[]): readonly Use[] {
  const { memory, files } = first ?? {};
  return later.flatMap((sample) => {
    const about = { at: sample.at, exhibits: [first!.seq, sample.seq] };
    const more = (one: number | undefined, other: number | undefined) =>
      one === undefined || other === undefined ? [] : [Math.max(0, other - one)];
    return [
      ...more(memory, sample.memory).map((value) => ({
        ...{ ...about, unit: 'KiB more than at first', bound: bounds.memoryGrowth },
        value,
      })),
      ...more(files, sample.files).map((value) => ({
        ...{ ...about, unit: 'descriptors more than at first', bound: bounds.filesGrowth },
        value,
      })),
    ];
  });
}

/** Its share of a processor, from each look back to the last one that is far enough away. */
function processor(evidence: Evidence, samples: readonly Sample[]): readonly Use[] {
  const { processor: bound, processorOver } = evidence.bounds;
  const span = evidence.stretched(processorOver);
  if (span === 0) return [];
  let from = 0;
  return samples.flatMap((sample) => {
    while (samples[from + 1] && sample.at - samples[from + 1]!.at >= span) from += 1;
    const before = samples[from]!;
    const passed = (sample.at - before.at) / (evidence.order.time.factor || 1);
    if (sample.at - before.at < span) return [];
    if (sample.processor === undefined || before.processor === undefined) return [];
    const value = (sample.processor - before.processor) / passed;
    const unit = `of a processor over ${inWords(passed)}`;
    return [{ value, unit, bound, at: sample.at, exhibits: [before.seq, sample.seq] }];
  });
}

/** What it printed in the minute before each line. */
function printed(evidence: Evidence): readonly Use[] {
  const lines = evidence.of('client.said');
  let from = 0;
  let value = 0;
  let most: { readonly value: number; readonly first: Line; readonly last: Line } | undefined;
  for (const last of lines) {
    value += sizeOf(last);
    while (lines[from]!.at <= last.at - minutes(1)) value -= sizeOf(lines[from++]!);
    if (!most || value > most.value) most = { value, first: lines[from]!, last };
  }
  if (!most) return [];
  const { first, last } = most;
  const about = { unit: 'characters of output in a minute', bound: evidence.bounds.printed };
  const exhibits = [...new Set([first.seq, last.seq])];
  return [{ ...about, value: most.value, at: last.at, exhibits }];
}

type Line = Of<'client.said'>;

const sizeOf = ({ text, cut = 0 }: Line): number => text.length + cut;
