import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { type Evidence, isSignIn } from '#core/evidence.ts';
import { type Failure, failures } from '#core/failures.ts';
import { answer, blamed, claims, groundTruth } from '#core/truth.ts';

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
      if (isElsewhere(evidence, failure)) return [];
      const truth = groundTruth(evidence, failure);
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
    const words = quoted(text) === '' ? 'nothing' : `“${quoted(text)}”`;
    if (verdict === 'right') {
      return kept(
        `${about}, and the client said so: ${words}; ` +
          `${judged.length} of ${judged.length} messages did.`,
        shown,
      );
    }
    const names = [...blamed(named)].join(', ') || 'no layer';
    return broken(
      `${about}, and the client said ${words}, which names ${names}: ` +
        `${amiss.length} of ${judged.length} messages amiss.`,
      { ...shown, ...(wrong.length > 0 && { severity: 'sev2' }) },
    );
  },
});

/** What stops a person in their browser, the client that waits for them cannot know. */
function isElsewhere(evidence: Evidence, { what, until }: Failure): boolean {
  const work = evidence.works.find((each) => each.work === what);
  if (!work || !isSignIn(work.deed)) return false;
  // By its place in the log: what struck the work before it may have been in the same moment.
  return !evidence.struck.some(
    ({ at, exhibits }) => exhibits[0]! > work.exhibits[0]! && at <= until,
  );
}

const quoted = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 160);
