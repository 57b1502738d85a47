import type { Of } from './entry.ts';
import type { Evidence, Worked } from './evidence.ts';
import { firstWhere } from './ordered.ts';
import { remembered } from './remembered.ts';
import { claims, troubles } from './truth.ts';

/**
 * Whether anything stood in a client's way between two moments: a fault that was delivered to it
 * and was open, something that was done to its world and not undone, or an answer that it could
 * not take for one. Of several clients, what nobody can be told to have met, all have.
 */
export class Trouble {
  readonly #evidence: Evidence;
  /** Windows that have struck somebody other than ourselves, or were an act. */
  readonly #delivered: ReadonlySet<number>;
  /** When attempts failed, in order, by the session that they were of. */
  readonly #failed: ReadonlyMap<number | undefined, readonly number[]>;
  /** From when on something was done that was not undone. */
  readonly #spoiltFrom: number;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    const acts = evidence.of('act.done');
    const ours = new Set<number>();
    for (const { by, attempt } of evidence.of('attempt.began')) {
      if (by === 'harness') ours.add(attempt);
    }
    const delivered = new Set(acts.map(({ window }) => window));
    for (const { attempt, struckBy } of evidence.of('attempt.ended')) {
      if (struckBy !== undefined && !ours.has(attempt)) delivered.add(struckBy);
    }
    this.#delivered = delivered;
    const undone = new Set(acts.filter((act) => act.undone).map(({ window }) => window));
    this.#spoiltFrom = acts.find(({ window }) => !undone.has(window))?.at ?? Infinity;
    const failed = new Map<number | undefined, number[]>();
    const atFault = new Set(troubles(evidence));
    for (const attempt of evidence.attempts) {
      const { at, endedAt = at, error, status = 200, session } = attempt;
      if (error === undefined && status < 400 && !atFault.has(attempt)) continue;
      const times = failed.get(session) ?? [];
      times.push(at, endedAt);
      failed.set(session, times);
    }
    for (const times of failed.values()) times.sort((one, other) => one - other);
    this.#failed = failed;
  }

  between(session: number | undefined, from: number, until: number): boolean {
    return (
      until >= this.#spoiltFrom ||
      this.#evidence.openBetween(from, until).some(({ window }) => this.#delivered.has(window)) ||
      falls(this.#failed.get(session), from, until) ||
      falls(this.#failed.get(undefined), from, until)
    );
  }
}

/** Whether one of some moments, in order, falls between two. */
function falls(times: readonly number[] = [], from: number, until: number): boolean {
  const next = firstWhere(times.length, (index) => times[index]! >= from);
  return next < times.length && times[next]! <= until;
}

/** Something that a client has put up for its user to see, and whether it was taken away. */
export interface Alarm {
  /** When the work went on: from then on there was nothing to show. */
  readonly from: number;
  /** Undefined where it was never taken away. */
  readonly until?: number;
  readonly exhibits: readonly number[];
}

/** The alarms of a client that says when it takes them back, as far as its work went on again. */
export function alarms(evidence: Evidence): readonly Alarm[] {
  const told = evidence.of('client.told');
  const sessions = new Set(told.map(({ session }) => session));
  return [...sessions].flatMap((session) => {
    const own = told.filter((one) => one.session === session);
    const answered = evidence.works.filter(
      (work) => work.session === session && work.outcome === 'answered',
    );
    const exits = evidence.of('client.exited').filter((exit) => exit.session === session);
    return stretches(own).flatMap(({ last, cleared }): readonly Alarm[] => {
      const next = answered.find(({ endedAt = Infinity }) => endedAt > last.at);
      if (next?.endedAt === undefined) return [];
      // What a process has put up is gone with it.
      const gone = exits.find(({ seq }) => seq > last.seq && (!cleared || seq < cleared.seq));
      if (gone && gone.at <= next.endedAt) return [];
      const exhibits = [last.seq, ...next.exhibits, ...(cleared ? [cleared.seq] : [])];
      return [
        {
          from: next.endedAt,
          ...(cleared && { until: cleared.at }),
          exhibits: exhibits.sort((one, other) => one - other),
        },
      ];
    });
  });
}

/** From the last retry that was told to what took it back, if anything did. */
function stretches(told: readonly Of<'client.told'>[]) {
  const found: { last: Of<'client.told'>; cleared?: Of<'client.told'> }[] = [];
  let last: Of<'client.told'> | undefined;
  for (const one of told) {
    if (one.as === 'retry') last = one;
    if (one.as !== 'cleared' || !last) continue;
    found.push({ last, cleared: one });
    last = undefined;
  }
  return last ? [...found, { last }] : found;
}

/** A word of trouble, and where it stands. */
export interface Word {
  readonly at: number;
  readonly session?: number;
  readonly text: string;
  readonly exhibits: readonly number[];
  /** What it was said of; undefined where the client had nothing in hand. */
  readonly work?: Worked;
}

/** What sounds of trouble without saying which. */
const LOUD = /\b(?:error|fail(?:s|ed|ure)?|cannot|can't|could not|couldn't|unable|wrong)\b/i;

/** Whether a message speaks of trouble. */
const isLoud = remembered(
  (text, hosts): boolean => LOUD.test(text) || claims(text, hosts).length > 0,
);

/**
 * Everything that sounds of an error: retries, results that say that it failed, and of the messages
 * those which name a trouble, or say that there is one. A line on stderr may be anything.
 */
export function words(evidence: Evidence): readonly Word[] {
  const told = evidence
    .of('client.told')
    .filter(({ as, text }) => as === 'retry' || (as === 'message' && isLoud(text, evidence.hosts)));
  const spoken = told.map(({ at, seq, session, text }): Word => {
    const works = evidence.worksBySession.get(session) ?? [];
    const work = works.findLast((each) => each.at <= at && at <= (each.endedAt ?? Infinity));
    return {
      ...{ at, text, exhibits: [seq] },
      ...(session !== undefined && { session }),
      ...(work && { work }),
    };
  });
  const ended = evidence.works.flatMap((work): readonly Word[] => {
    const { claim, endedAt, session, text, exhibits } = work;
    if (claim !== 'failure' || endedAt === undefined) return [];
    return [{ at: endedAt, text, exhibits, work, ...(session !== undefined && { session }) }];
  });
  return [...spoken, ...ended].sort((one, other) => one.at - other.at);
}
