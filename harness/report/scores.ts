import { type Score, scoreOf } from '#score/score.ts';
import { label, legible, type Night } from './flown.ts';

/** How a client did over the catalogue, in one cell. */
export interface ClientScore {
  readonly client: string;
  readonly cell: string;
  readonly control: boolean;
  readonly score: Score;
}

const known = new WeakMap<Night, readonly ClientScore[]>();

/** A score for each client and cell, clients under test first. None without a yardstick. */
export function scoresOf(night: Night): readonly ClientScore[] {
  const before = known.get(night);
  if (before) return before;
  const scores = reckoned(night);
  known.set(night, scores);
  return scores;
}

function reckoned({ flown, yardstick }: Night): readonly ClientScore[] {
  if (!yardstick) return [];
  const groups = Map.groupBy(flown.filter(legible), (run) =>
    JSON.stringify([label(run), run.order.cell]),
  );
  return [...groups.values()]
    .map((runs): ClientScore => {
      const [first] = runs as [(typeof runs)[number], ...typeof runs];
      const { order, control } = first;
      return { client: label(first), cell: order.cell, control, score: scoreOf(runs, yardstick) };
    })
    .sort((one, other) => Number(one.control) - Number(other.control));
}

/** `0.83`, cut and not rounded: 0.899 has not reached 0.90. */
export const two = (value: number): string => (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);

/** `B (0.83, 0.80–0.86)`; `no grade (0.97 of what was flown)`. */
export function gradeInWords({ grade, provisional, value, interval, seen }: Score): string {
  if (grade === undefined) return `no grade (${two(seen)} of what was flown)`;
  const from = two(interval.low);
  const until = two(interval.high);
  const range = from === until ? '' : `, ${from}–${until}`;
  return `${grade}${provisional ? ', provisional' : ''} (${two(value)}${range})`;
}

/** Why it is not the grade of the score: the narrowest gate, or what is missing. */
export function whyInWords({ gates, because, grade }: Score): string {
  if (grade === undefined) return because ?? '';
  const narrowest = gates.find(({ atBest }) => atBest === grade);
  return [narrowest && `at best ${grade}: ${narrowest.because}`, because]
    .filter((part) => part !== undefined && part !== '')
    .join('; ');
}
