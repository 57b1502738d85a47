import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { type Observation, observed, quoted } from '../observation.ts';

/** When whoever sat in front of it was first told that something was wrong, and in what words. */
export function signs(evidence: Evidence): readonly Observation[] {
  const [struck] = evidence.struck;
  if (!struck) return [];
  const told = evidence.of('client.told').find(({ at }) => at >= struck.at);
  if (!told) {
    return [
      observed('It told the user nothing of the trouble while it ran.', [struck.exhibits[0]!]),
    ];
  }
  const late = told.at - struck.at;
  const when = late === 0 ? 'at once' : `${inWords(milliseconds(late))} after the first strike`;
  const text = `It first told the user ${when}, at ${onTheClock(told.at)}: ${quoted(told.text)}`;
  return [observed(text, [struck.exhibits[0]!, told.seq])];
}
