import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { answer, claims, groundTruth } from '#core/truth.ts';

/**
 * The message is all that the user has to go by. Who reads "your token has expired" while a name
 * does not resolve signs in again, in vain, and looks in the wrong place for an hour.
 *
 * The truth is the first thing on the wire that stood in the way of that piece of work, and not
 * the scenario's name. Judged is the work's last word; failing that, what was told while it was
 * pending; for a client that crashed, what it left on stderr. A message may name a consequence
 * beside the cause: two layers are taken, three are a guess. Each failure is judged, for a client
 * that guessed right once has not told the truth the other six times.
 */
export const truthLayer = defineCheck({
  id: 'truth.layer',
  must: 'name the layer that failed, and no other',
  severity: 'sev3',
  axis: 'truth',
  loses: 'The user mends what is not broken.',
  source: 'Contract, T1 and section 4; anthropics/claude-code#48745, fixed alike in 2.1.206',
  judge(evidence) {
    const judged = failures(evidence).flatMap((failure) => {
      const truth = groundTruth(evidence, failure.from, failure.until);
      if (truth.layers.size === 0) return [];
      const named = claims(failure.text, evidence.hosts);
      return [{ ...failure, truth, named, verdict: answer(named, truth.layers) }];
    });
    if (judged.length === 0) return unwitnessed('No work failed for a reason that the log shows.');
    const wrong = judged.filter(({ verdict }) => verdict === 'wrong');
    const amiss = judged.filter(({ verdict }) => verdict !== 'right');
    const first = wrong[0] ?? amiss[0] ?? judged[0]!;
    const { text, named, truth, verdict } = first;
    const layers = [...truth.layers].join(' or ');
    const shown = {
      measured: { value: amiss.length, unit: 'messages amiss', compare: '==', bound: 0 },
      witness: [...truth.exhibits],
      exhibits: [...truth.exhibits, ...first.exhibits].sort((one, other) => one - other),
    } as const;
    const about = `At ${onTheClock(first.until)} ${first.what} failed at ${layers}`;
    const words = text.trim() === '' ? 'nothing' : `“${text.trim().slice(0, 160)}”`;
    if (verdict === 'right') {
      return kept(`${about}, and the client said so: ${words}; all ${judged.length} alike.`, shown);
    }
    const blamed = [...new Set(named.map(({ layer }) => layer))].join(', ') || 'no layer';
    return broken(
      `${about}, and the client said ${words}, which names ${blamed}: ` +
        `${amiss.length} of ${judged.length} messages amiss.`,
      { ...shown, ...(wrong.length > 0 && { severity: 'sev2' }) },
    );
  },
});

interface Failure {
  readonly what: string;
  readonly from: number;
  readonly until: number;
  readonly text: string;
  readonly exhibits: readonly number[];
}

function failures(evidence: Evidence): readonly Failure[] {
  const works = evidence.works.flatMap((work): readonly Failure[] => {
    const { outcome, claim, at, endedAt } = work;
    if (outcome !== 'failed' || endedAt === undefined) return [];
    // Where the client made no claim it was gone, and the last words on the work are our own.
    const text =
      claim === 'none'
        ? leftBehind(evidence, at, endedAt)
        : work.text.trim() || told(evidence, at, endedAt);
    return [{ what: work.work, from: at, until: endedAt, text, exhibits: work.exhibits }];
  });
  const crash = evidence
    .of('client.exited')
    .find(({ by, code, at }) => by === 'client' && code !== 0 && idleAt(evidence, at));
  if (!crash) return works;
  const from = Math.max(
    ...evidence.works.map(({ endedAt = 0 }) => endedAt).filter((at) => at <= crash.at),
  );
  const { at, seq } = crash;
  const text = leftBehind(evidence, from, at);
  return [...works, { what: 'the client', from, until: at, text, exhibits: [seq] }];
}

/** Whether it had nothing in hand, and there was work to come. Leaving at the end is no crash. */
const idleAt = (evidence: Evidence, exitedAt: number): boolean =>
  evidence.works.some(({ outcome }) => outcome === 'lost') &&
  evidence.works.every(({ at, endedAt = Infinity }) => at > exitedAt || endedAt < exitedAt);

/** What the user was told between two moments: messages, or else whatever there was. */
function told(evidence: Evidence, from: number, until: number): string {
  const all = evidence.of('client.told').filter(({ at }) => at >= from && at <= until);
  const messages = all.filter(({ as }) => as === 'message');
  return (messages.length > 0 ? messages : all).map(({ text }) => text).join('\n');
}

/** The last lines on stderr, where a program that dies says why. */
const leftBehind = (evidence: Evidence, from: number, until: number): string =>
  evidence
    .of('client.said')
    .filter(({ stream, at }) => stream === 'stderr' && at >= from && at <= until)
    .slice(-40)
    .map(({ text }) => text)
    .join('\n') || told(evidence, from, until);
