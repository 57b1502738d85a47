import type { Of } from './entry.ts';
import type { Evidence } from './evidence.ts';

/** Work that failed, or a crash, and what the user was told of it. */
export interface Failure {
  /** The work's name, or `the client` where it crashed with nothing in hand. */
  readonly what: string;
  /** Whose it was, of several clients. */
  readonly session?: number | undefined;
  readonly from: number;
  readonly until: number;
  readonly text: string;
  readonly exhibits: readonly number[];
}

/**
 * Everything that failed and was not lost. Leaving when the work is over is no failure. Several
 * checks ask, of the same log.
 */
export const failures = (evidence: Evidence): readonly Failure[] => evidence.once(failuresOf);

function failuresOf(evidence: Evidence): readonly Failure[] {
  const works = evidence.works.flatMap((work): readonly Failure[] => {
    const { outcome, claim, at, endedAt, session } = work;
    if (outcome !== 'failed' || endedAt === undefined || evidence.killed(work)) return [];
    // Where the client made no claim it was gone, and the last words on the work are our own.
    const text =
      claim === 'none'
        ? leftBehind(evidence, session, at)
        : work.text.trim() || told(evidence, session, at, endedAt);
    return [{ what: work.work, session, from: at, until: endedAt, text, exhibits: work.exhibits }];
  });
  const crash = evidence
    .of('client.exited')
    .find((exit) => exit.by === 'client' && exit.code !== 0 && wasIdle(evidence, exit));
  if (!crash) return works;
  const from = Math.max(
    ...evidence.works.map(({ endedAt = 0 }) => endedAt).filter((at) => at <= crash.at),
  );
  const { at, seq } = crash;
  const text = leftBehind(evidence, crash.session, from);
  return [
    ...works,
    { what: 'the client', session: crash.session, from, until: at, text, exhibits: [seq] },
  ];
}

/** Whether it had nothing in hand, and there was work to come. Leaving at the end is no crash. */
function wasIdle(evidence: Evidence, exit: Of<'client.exited'>): boolean {
  const works = evidence.works.filter(({ session }) => session === exit.session);
  return (
    works.some(({ outcome }) => outcome === 'lost') &&
    works.every(({ at, endedAt = Infinity }) => at > exit.at || endedAt < exit.at)
  );
}

/** What the user was told between two moments: messages, or else whatever there was. */
function told(
  evidence: Evidence,
  session: number | undefined,
  from: number,
  until: number,
): string {
  const all = evidence
    .of('client.told')
    .filter((one) => one.session === session && one.at >= from && one.at <= until);
  const messages = all.filter(({ as }) => as === 'message');
  return (messages.length > 0 ? messages : all).map(({ text }) => text).join('\n');
}

/** The last lines on stderr, where a program that dies says why. They may be read after its end. */
const leftBehind = (evidence: Evidence, session: number | undefined, from: number): string =>
  evidence
    .of('client.said')
    .filter((one) => one.session === session && one.stream === 'stderr' && one.at >= from)
    .slice(-40)
    .map(({ text }) => text)
    .join('\n') || told(evidence, session, from, evidence.end);
