import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';

/**
 * Whoever sees that nothing comes of it wants to stop it, and to go on with something else. A
 * client that hears them only once its wait is over leaves them to kill it, and all that it had.
 *
 * Obeyed is an interruption when the piece of work has come to an end, in whatever words, or when
 * the client has left; and when nothing more is asked of the model for it. A refresh may be brought
 * to its end: its answer may be the only copy of a login. Decided against the contract: what stops
 * the work is the line that the client's own protocol has for it, which is the Ctrl-C of a session
 * without a terminal; a signal ends such a client, and that is another promise. Left out is that
 * keys are echoed meanwhile (`T_echo`): that takes a terminal, and none is flown here. The moments
 * are those that the scenario chose, in a connection, in a backoff, at the token endpoint: what the
 * client was doing then stands in the sentence, from what was seen on the wire.
 */
export const boundInterruptible = defineCheck({
  id: 'bound.interruptible',
  must: 'stop a piece of work when it is told to, whatever it waits for',
  severity: 'sev2',
  axis: 'bound',
  loses: 'The user can only kill the session, and loses what it had.',
  source: 'Contract, B4; Claude Code changelog 2.1.142: Ctrl+C works during startup',
  concerns: ({ scenario }) => (scenario.work.interrupts ?? []).length > 0,
  judge(evidence) {
    const bound = evidence.bounds.cancel + evidence.stretched(evidence.bounds.stall);
    const stops = evidence.of('client.interrupted').flatMap((fact) => {
      const work = evidence.works.find((one) => one.work === fact.work);
      const found = work && stopOf(evidence, fact, work, bound);
      return found ? [found] : [];
    });
    const [first] = stops.toSorted((one, other) => other.ms - one.ms);
    if (!first) return unwitnessed('No piece of work was stopped that was still in hand.');
    const bad = stops.filter(({ ms, wentOn }) => ms > bound || wentOn);
    const { fact, work, ms, wentOn } = bad.includes(first) ? first : (bad[0] ?? first);
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: stops.slice(0, 6).map((stop) => stop.fact.seq),
      exhibits: [
        work.exhibits[0]!,
        fact.seq,
        ...work.exhibits.slice(1),
        ...(wentOn ? wentOn.exhibits : []),
      ],
    } as const;
    const told = `At ${onTheClock(fact.at)}, ${phase(evidence, fact, work)}, the client was told`;
    if (bad.length === 0) {
      return kept(`${told} to stop ${work.work}, and did within ${inWords(ms)}.`, shown);
    }
    return broken(
      ms > bound
        ? `${told} to stop ${work.work}, and went on for ${inWords(ms)}; ${inWords(bound)} was ` +
            'the bound.'
        : `${told} to stop ${work.work}, said that it had, and asked the model again for it.`,
      {
        ...shown,
        ...(ms <= bound && {
          measured: { value: bad.length, unit: 'works', compare: '==', bound: 0 },
        }),
      },
    );
  },
});

/** An interruption, and what came of it. */
interface Stop {
  readonly fact: Of<'client.interrupted'>;
  readonly work: Worked;
  /** From the interruption to the end of the work, or of the log. */
  readonly ms: number;
  /** What was asked of the model for it afterwards. */
  readonly wentOn: Attempted | undefined;
}

/** Undefined where the log ends before the bound: it cannot tell. */
function stopOf(
  evidence: Evidence,
  fact: Of<'client.interrupted'>,
  work: Worked,
  bound: number,
): Stop | undefined {
  const until = work.endedAt ?? evidence.end;
  const ms = until - fact.at - evidence.asleep(fact.at, until);
  if (work.endedAt === undefined && ms <= bound) return undefined;
  const wentOn = evidence.attempts.find(
    (attempt) => attempt.work === work.work && attempt.at > until + evidence.resolution,
  );
  return { fact, work, ms, wentOn };
}

/** What it was doing, as far as it could be seen. */
function phase(evidence: Evidence, { seq }: Of<'client.interrupted'>, work: Worked): string {
  const during = evidence.during(work).filter(({ exhibits }) => exhibits[0]! < seq);
  // What the interruption ended had been open until then.
  const open = during.findLast(({ exhibits }) => (exhibits[1] ?? Number.POSITIVE_INFINITY) > seq);
  if (open) return `in the middle of ${IN_WORDS[open.layer]} ${open.host}`;
  return during.length > 0 ? 'between two attempts' : 'before its first attempt';
}

const IN_WORDS = {
  dns: 'looking up',
  connect: 'connecting to',
  tls: 'a handshake with',
  http: 'a request to',
} as const;
