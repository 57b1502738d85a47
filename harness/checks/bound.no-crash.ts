import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import type { Evidence } from '#core/evidence.ts';

/**
 * A client that dies of an outage takes with it what it had in hand and all that was queued behind
 * it, and whoever watches over it restarts it into the same outage.
 *
 * An exit is a crash where it was by a signal that was not ours, or with any code but 0 while there
 * was work in hand or to come, or where what was said last on stderr is what runtimes say of an
 * error that nobody caught. Decided: the code alone is no crash at the end of the input, for "the
 * last turn failed" is a thing that a code may say (Claude Code docs, headless); and to leave with
 * a 0 is no crash either: whether that was honest is `bound.honest-outcome`. Left out is what a log
 * cannot show: a core, and an end by a supervisor of the client's own that started it again.
 */
export const boundNoCrash = defineCheck({
  id: 'bound.no-crash',
  must: 'stay alive through every failure',
  severity: 'sev2',
  axis: 'bound',
  loses: 'The session is gone, and with it whatever was in hand or queued.',
  source: 'Contract, B2; Claude Code docs, headless: exit codes; nodejs/docker-node#1030',
  judge(evidence) {
    const crashes = evidence.of('client.exited').filter((exit) => isCrash(evidence, exit));
    const trouble = evidence.struck[0];
    const [first] = crashes;
    const measured = { value: crashes.length, unit: 'crashes', compare: '==', bound: 0 } as const;
    if (first) {
      const panic = panicBefore(evidence, first);
      const how = first.signal === undefined ? `code ${first.code}` : `signal ${first.signal}`;
      const words = panic ? `, saying “${panic.text.trim().slice(0, 120)}”` : '';
      const fault = evidence.openBetween(first.at, first.at)[0];
      const during = fault ? ` while ${fault.record.fault.name} was open` : '';
      return broken(`At ${onTheClock(first.at)} the client died by ${how}${during}${words}.`, {
        measured,
        witness: [first.seq],
        exhibits: [...(trouble?.exhibits ?? []), ...(panic ? [panic.seq] : []), first.seq]
          .filter((seq) => seq <= first.seq)
          .sort((one, other) => one - other),
      });
    }
    if (!trouble) return unwitnessed('No trouble reached the client.');
    const after = lifeAfter(evidence, trouble.exhibits[0]!);
    if (after === undefined) {
      return unwitnessed('Nothing shows that the client was alive after trouble had reached it.');
    }
    return kept(
      `Trouble reached the client at ${onTheClock(trouble.at)} for the first of ` +
        `${evidence.struck.length} times, and it did not die of it.`,
      { measured, witness: [trouble.exhibits[0]!], exhibits: [...trouble.exhibits, after] },
    );
  },
});

/** What Node, Bun, Python, Go, Rust and libc say of what nobody caught. */
const PANIC = new RegExp(
  [
    '^(?:Uncaught|Unhandled)|UnhandledPromiseRejection|triggerUncaughtException',
    '^Traceback \\(most recent|^panic: |^fatal error: |panicked at ',
    '^Segmentation fault|^Aborted|heap out of memory',
  ].join('|'),
);
/** Lines before its end among which its last words are. */
const LAST = 40;

function isCrash(evidence: Evidence, exit: Of<'client.exited'>): boolean {
  if (exit.by === 'harness') return false;
  if (exit.signal !== undefined) return true;
  if (exit.code === 0 || exit.code === null) return false;
  return hadWork(evidence, exit) || panicBefore(evidence, exit) !== undefined;
}

/** Whether it left work behind, and not because it was told to leave after waiting in vain. */
function hadWork(evidence: Evidence, { at, session, seq }: Of<'client.exited'>): boolean {
  return evidence.works.some((work) => {
    if (work.session !== session) return false;
    const [began, ended = Number.POSITIVE_INFINITY] = work.exhibits;
    if (began! > seq) return work.outcome === 'lost';
    return ended > seq && at - work.at <= evidence.bounds.model;
  });
}

function panicBefore(evidence: Evidence, { session, seq }: Of<'client.exited'>) {
  return evidence
    .of('client.said')
    .filter((said) => said.session === session && said.seq < seq)
    .slice(-LAST)
    .find(({ stream, text }) => stream === 'stderr' && PANIC.test(text));
}

/** The first thing after a moment that only a client which lives can do. */
function lifeAfter(evidence: Evidence, seq: number): number | undefined {
  const ended = evidence.of('work.ended').find((end) => end.seq > seq && end.claim !== 'none');
  const left = evidence.of('client.exited').find((exit) => exit.seq > seq && exit.by === 'client');
  return ended?.seq ?? left?.seq;
}
