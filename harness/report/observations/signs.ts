import { inWords, milliseconds } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { type Observation, observed, quoted } from '../observation.ts';
import { atClock } from '../words.ts';

interface Sign {
  readonly at: number;
  readonly text: string;
  readonly seq: number;
}

/** When whoever sat in front of it was first told that something was wrong, and in what words. */
export function signs(evidence: Evidence): readonly Observation[] {
  const [struck] = evidence.struck;
  if (!struck) return [];
  const sign = [...told(evidence), ...failures(evidence)]
    .filter(({ at }) => at >= struck.at)
    .sort((one, other) => one.at - other.at || one.seq - other.seq)[0];
  if (!sign) {
    const failed = evidence.works.some(({ outcome }) => outcome === 'failed');
    const text = 'It told the user nothing of the trouble.';
    return failed ? [observed(text, [struck.exhibits[0]!])] : [];
  }
  const late = sign.at - struck.at;
  const when = late === 0 ? 'at once' : `${inWords(milliseconds(late))} after the first strike`;
  const text = `It first told the user ${when}, ${atClock(sign.at)}: ${quoted(sign.text)}`;
  return [observed(text, [struck.exhibits[0]!, sign.seq])];
}

const told = (evidence: Evidence): readonly Sign[] => evidence.of('client.told');

/** A failure that is answered with words is a sign as well. */
const failures = ({ works }: Evidence): readonly Sign[] =>
  works
    .filter(({ outcome, claim, text }) => outcome === 'failed' && claim === 'failure' && text)
    .map(({ at, endedAt, text, exhibits }) => ({ at: endedAt ?? at, text, seq: exhibits.at(-1)! }));
