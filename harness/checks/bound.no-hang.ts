import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { claims, layerAtFault } from '#core/truth.ts';

const { sign, auth, model, stall } = thresholds();

/**
 * Somebody waits for each piece of work. Without an end they wait for ever; without a sign they
 * cannot tell a slow model from a dead session, and kill the one that would have come through.
 *
 * What counts as a sign: whatever the adapter heard as a message, a notice or a retry; and a line
 * of output that names a cause and is not the same line again, for clients whose output nobody
 * has taught us. Frames of a spinner, banners and bytes as such do not: they look the same when
 * nothing will ever come of it. A wait that was announced ("in 32 s") is no silence until it is
 * over: the contract would count it, but whoever was told how long knows what is going on. Warped
 * time stretches whatever holds a machine up for a moment, so that much is forgiven.
 */
export const boundNoHang = defineCheck({
  id: 'bound.no-hang',
  must: 'end every piece of work in bounded time, and give a sign while it goes on',
  severity: 'sev2',
  axis: 'bound',
  loses: 'The user waits, and cannot tell whether anything will come of it.',
  source: 'Contract, B1; anthropics/claude-code-action#1386, #671',
  judge(evidence) {
    const given = evidence.works.filter(({ outcome }) => outcome !== 'lost');
    const slack = evidence.stretched(stall);
    const waits = given.flatMap((work) => [duration(evidence, work), silence(evidence, work)]);
    const over = waits.filter(({ ms, bound }) => ms > bound + slack);
    const done = given.filter(({ outcome }) => outcome !== 'pending');
    const longest = [...(over.length > 0 ? over : waits)].sort(
      (one, other) => other.ms / other.bound - one.ms / one.bound,
    )[0];
    if (!longest || (done.length === 0 && over.length === 0)) {
      return unwitnessed('No work came to an end, and none was pending for longer than it may be.');
    }
    const { ms, bound, work, what } = longest;
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: (bound + slack) / 1_000 },
      witness: given.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
      exhibits: longest.exhibits,
    } as const;
    const blur =
      slack > 0 ? ` (give or take ${inWords(slack)}, which are blurred at this speed)` : '';
    const said = `${what} ${inWords(ms)} at ${work.work}, begun at ${onTheClock(work.at)}`;
    return over.length > 0
      ? broken(`The client ${said}; ${inWords(bound)}${blur} was the bound.`, shown)
      : kept(
          `Of ${given.length} works ${done.length} came to an end in time; at the worst ` +
            `the client ${said}, within ${inWords(bound)}${blur}.`,
          shown,
        );
  },
});

interface Wait {
  readonly work: Worked;
  readonly what: string;
  readonly ms: number;
  readonly bound: number;
  readonly exhibits: readonly number[];
}

function duration(evidence: Evidence, work: Worked): Wait {
  const until = work.endedAt ?? evidence.end;
  // An attempt that is still out when the work ends is trouble too: nothing has come back.
  const trouble = evidence
    .during(work)
    .filter((attempt) => layerAtFault(attempt) || (attempt.endedAt ?? Infinity) > until);
  const authOnly = trouble.every(
    (attempt) => attempt.role === 'oauth' || layerAtFault(attempt) === 'AUTH',
  );
  return {
    work,
    what: work.outcome === 'pending' ? 'had still not ended after' : 'took',
    ms: until - work.at,
    bound: trouble.length > 0 && authOnly ? auth : model,
    exhibits: [...(trouble[0]?.exhibits ?? []), ...work.exhibits].sort((one, other) => one - other),
  };
}

/** The longest stretch of a piece of work in which nothing was to be seen. */
function silence(evidence: Evidence, work: Worked): Wait {
  const until = work.endedAt ?? evidence.end;
  let heardAt = work.at;
  let last = work.exhibits[0]!;
  let longest = { ms: 0, exhibits: work.exhibits };
  const listen = (at: number, seq: number | undefined) => {
    if (at - heardAt <= longest.ms) return;
    longest = { ms: at - heardAt, exhibits: seq === undefined ? [last] : [last, seq] };
  };
  for (const { at, seq, text } of signs(evidence, work.at, until)) {
    listen(at, seq);
    heardAt = Math.max(heardAt, Math.min(at + announced(text), until));
    last = seq;
  }
  listen(until, work.exhibits[1]);
  return { work, what: 'gave no sign for', bound: sign, ...longest };
}

function signs(evidence: Evidence, from: number, until: number) {
  let before = '';
  const meant = evidence.of('client.said').filter(({ text }) => {
    const fresh = text !== before && claims(text, evidence.hosts).length > 0;
    before = text;
    return fresh;
  });
  return [...evidence.of('client.told'), ...meant]
    .filter(({ at }) => at >= from && at <= until)
    .sort((one, other) => one.seq - other.seq);
}

/** How long a sign says that nothing will happen, in milliseconds. */
function announced(text: string): number {
  const wait = /\bin (\d+(?:\.\d+)?) ?(ms|s|min)\b/i.exec(text);
  return wait ? Number(wait[1]) * { ms: 1, s: 1_000, min: 60_000 }[wait[2]!.toLowerCase()]! : 0;
}
