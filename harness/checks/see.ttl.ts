import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';

/**
 * A script that could ask how long a token is good for would not start a night's work with four
 * minutes left. Where nothing says it, the first sign of the end is the end.
 *
 * Read is what `status` says: seconds under a name that is about what is left, or a time in words.
 * Of several, the one that is nearest to the truth counts: which token it means, nobody can tell
 * from outside. The truth is the ledger's, for the access token in the store. A moment by the
 * client's own calendar is not read, for a log has none.
 */
export const seeTtl = defineCheck({
  id: 'see.ttl',
  must: 'say, when asked, how long its token is good for',
  severity: 'sev4',
  axis: 'see',
  loses: 'Nobody can plan around the end of a token that nothing tells.',
  source: 'Contract, D4; Claude Code docs, cli-reference: auth status',
  judge(evidence) {
    const { lifetime, stall } = evidence.bounds;
    const bound = lifetime + evidence.stretched(stall);
    const told = evidence.works.flatMap((work) => answered(evidence, work));
    const [worst] = told.toSorted((one, other) => other.error - one.error);
    if (!worst) return unwitnessed('Nobody asked for its status while it had a good token.');
    const { work, left, error, issue } = worst;
    const shown = {
      witness: told.slice(0, 6).map((each) => each.issue),
      exhibits: [issue, ...work.exhibits].sort((one, other) => one - other),
    } as const;
    if (error === Infinity) {
      return broken(
        `At ${onTheClock(work.at)} the client, asked for its status, did not say that its token ` +
          `was good for another ${inWords(milliseconds(left))}.`,
        shown,
      );
    }
    const measured = {
      value: Math.round(error / 1_000),
      unit: 's',
      compare: '<=',
      bound: bound / 1_000,
    } as const;
    const said =
      `what the client said of its token’s life was off by ${inWords(milliseconds(error))}, ` +
      `when ${inWords(milliseconds(left))} were left`;
    return error > bound
      ? broken(`At ${onTheClock(work.at)} ${said}.`, { ...shown, measured })
      : kept(`At the worst, ${said}; it was asked ${told.length} times.`, { ...shown, measured });
  },
});

/** What the client made of one question for its status, where there was a life to tell of. */
function answered(evidence: Evidence, work: Worked) {
  const { deed, at, endedAt = at, outcome } = work;
  if (deed !== 'status' || outcome !== 'answered') return [];
  const held = evidence.storeAt(at)?.access;
  const [issue, ...ends] = evidence.of('ledger').filter(({ token }) => token === held);
  const isOver = ends.some((end) => end.at <= at);
  const left = (issue?.expiresAt ?? 0) - at;
  if (!issue || isOver || left <= 0) return [];
  // It may have looked at its watch at any time until it had answered.
  const errors = livesIn(work.text).map((said) =>
    Math.max(0, said - left, left - (endedAt - at) - said),
  );
  return [{ work, left, issue: issue.seq, error: Math.min(Infinity, ...errors) }];
}

const FIELD =
  /"\w*(?:seconds?_?left|expires_?in|remaining(?:_?seconds?)?|ttl)"\s*:\s*(-?\d+(?:\.\d+)?)/gi;
const WORDS = /\d+(?:\.\d+)? ?(?:days?|d|hours?|h|minutes?|min|m|seconds?|s)\b/gi;
const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };

/** Every length of time that a text tells, in milliseconds. */
function livesIn(text: string): readonly number[] {
  const fields = [...text.matchAll(FIELD)].map(([, count]) => Number(count) * 1_000);
  const spans: { ms: number; to: number }[] = [];
  for (const { 0: words, index } of text.matchAll(WORDS)) {
    const unit = /[a-z]/i.exec(words)![0].toLowerCase();
    const ms = Number.parseFloat(words) * UNITS[unit]! * 1_000;
    const last = spans.at(-1);
    const to = index + words.length;
    // "1 h 15 min" is one length of time.
    if (last && /^[\s,]*(?:and )?$/.test(text.slice(last.to, index))) {
      Object.assign(last, { ms: last.ms + ms, to });
    } else spans.push({ ms, to });
  }
  return [...fields, ...spans.map(({ ms }) => ms)];
}
