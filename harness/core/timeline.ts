import { type Duration, inWords, milliseconds } from './duration.ts';
import type { Fact } from './entry.ts';
import type { Act, Endpoint, Fault, FaultRecord } from './fault.ts';
import type { Role } from './role.ts';

/**
 * A moment in a run. Counting what happened is better than reading the clock: a moment that counts
 * comes at the same place in every run, on a slow machine as on a fast one.
 */
export type Moment =
  /** Before the client is started. */
  | { readonly on: 'start' }
  /** So long after the flight began. */
  | { readonly on: 'clock'; readonly at: Duration }
  /** When this window's fault has struck so many times. */
  | { readonly on: 'strikes'; readonly count: number }
  /** When so many requests have reached hosts of a role. */
  | { readonly on: 'requests'; readonly count: number; readonly role: Role }
  /** When the authorization server has rotated so many refresh tokens. */
  | { readonly on: 'refreshes'; readonly count: number }
  /** When so many requests to an endpoint have been answered well, and the answers delivered. */
  | { readonly on: 'answers'; readonly count: number; readonly endpoint: Endpoint }
  /** When what the client has stored has been seen to change so often, half a change being one. */
  | { readonly on: 'writes'; readonly count: number }
  /** When this window's fault has struck, and has then been left alone for so long. */
  | { readonly on: 'quiet'; readonly for: Duration }
  | { readonly on: 'both'; readonly of: readonly [Moment, Moment] };

/** When a window closes; `at once` where something is done and there is nothing to undo. */
export type Until = Moment | 'the end' | 'at once';

export interface FaultWindow {
  readonly fault: Fault | Act;
  readonly from: Moment;
  readonly until: Until;
  /** Of the attempts that it could strike, the share that it does, drawn from the run's seed. */
  readonly share?: number;
}

export interface FaultWindowRecord extends Omit<FaultWindow, 'fault'> {
  readonly fault: FaultRecord;
}

/** Windows in order of precedence: where two would strike the same attempt, the first one does. */
export type Timeline = readonly FaultWindow[];

const moment = (when: Moment | Duration): Moment =>
  typeof when === 'number' ? { on: 'clock', at: when } : when;

/** When this fault has struck so many times. */
export const strikes = (count: number): Moment => ({ on: 'strikes', count });

/** When so many requests have reached a role. Attempts that died on the way are not counted. */
export const requests = (count: number, role: Role): Moment => ({ on: 'requests', count, role });

/** When the client has obtained so many new tokens. */
export const refreshes = (count: number): Moment => ({ on: 'refreshes', count });

/** When so many requests to an endpoint have been answered well, down to the last byte. */
export const answers = (count: number, endpoint: Endpoint): Moment => ({
  on: 'answers',
  count,
  endpoint,
});

/**
 * When the client has written to its store, so many times. What is emptied before it is filled is
 * written twice, and whoever does something at the first of them does it in between.
 */
export const writes = (count: number): Moment => ({ on: 'writes', count });

/** When the fault has struck, and nobody has run into it again for so long: it is *enforced*. */
export const quiet = (time: Duration): Moment => ({ on: 'quiet', for: time });

/**
 * When both moments have come. A window that only counts strikes rewards the impatient: a client
 * that hammers burns through them in a millisecond. Add a time to it.
 */
export const both = (one: Moment | Duration, other: Moment | Duration): Moment => ({
  on: 'both',
  of: [moment(one), moment(other)],
});

/** From before the client starts to the end of the run. */
export const throughout = (fault: Fault | Act): FaultWindow => ({
  fault,
  from: { on: 'start' },
  until: 'the end',
});

/** Between two moments; without `from`, since before the client starts. */
export const during = (
  span: {
    readonly from?: Moment | Duration;
    readonly until: Moment | Duration | 'the end';
    readonly share?: number;
  },
  fault: Fault | Act,
): FaultWindow => ({
  fault,
  from: span.from === undefined ? { on: 'start' } : moment(span.from),
  until: span.until === 'the end' ? span.until : moment(span.until),
  ...(span.share !== undefined && { share: span.share }),
});

/** Done once, when the moment comes. Nothing undoes it. */
export const once = (when: Moment | Duration, act: Act): FaultWindow => ({
  fault: act,
  from: moment(when),
  until: 'at once',
});

/** On and off again: open for `lasting`, so many times, from one opening to the next `every`. */
export const flapping = (
  beat: {
    readonly from: Duration;
    readonly every: Duration;
    readonly lasting: Duration;
    readonly times: number;
  },
  fault: Fault,
): Timeline =>
  Array.from({ length: beat.times }, (_, index) => {
    const from = milliseconds(beat.from + index * beat.every);
    return during({ from, until: milliseconds(from + beat.lasting) }, fault);
  });

/** What the moments count. A fold over the facts, so that it can be recomputed from any log. */
export interface Tally {
  readonly strikes: ReadonlyMap<number, number>;
  readonly requests: ReadonlyMap<Role, number>;
  readonly refreshes: number;
  readonly answers: ReadonlyMap<Endpoint, number>;
  readonly writes: number;
  /** When each window's fault last struck, in scenario time. */
  readonly struckAt: ReadonlyMap<number, number>;
  /** What is under way: attempts that have not ended, by what they ask for. */
  readonly asking: ReadonlyMap<number, Endpoint>;
}

export const NOTHING_YET: Tally = {
  strikes: new Map(),
  requests: new Map(),
  refreshes: 0,
  answers: new Map(),
  writes: 0,
  struckAt: new Map(),
  asking: new Map(),
};

/** @param at when the fact was told, in scenario time */
export function count(tally: Tally, fact: Fact, at: number): Tally {
  const more = <K>(counts: ReadonlyMap<K, number>, key: K) =>
    new Map(counts).set(key, (counts.get(key) ?? 0) + 1);
  if (fact.kind === 'attempt.began' && fact.layer === 'http' && fact.by === 'client') {
    const asking = new Map(tally.asking).set(fact.attempt, fact.endpoint ?? 'other');
    return { ...tally, asking, requests: more(tally.requests, fact.role) };
  }
  if (fact.kind === 'attempt.ended') return ended(tally, fact, at);
  if (fact.kind === 'ledger' && fact.act === 'rotated') {
    return { ...tally, refreshes: tally.refreshes + 1 };
  }
  if (fact.kind === 'store' && fact.look === 'change') {
    return { ...tally, writes: tally.writes + 1 };
  }
  return tally;
}

function ended(tally: Tally, fact: Extract<Fact, { kind: 'attempt.ended' }>, at: number): Tally {
  const { attempt, struckBy, status, error } = fact;
  const endpoint = tally.asking.get(attempt);
  const asking = new Map(tally.asking);
  asking.delete(attempt);
  const left = endpoint === undefined ? tally : { ...tally, asking };
  if (struckBy !== undefined) {
    return {
      ...left,
      strikes: new Map(left.strikes).set(struckBy, (left.strikes.get(struckBy) ?? 0) + 1),
      struckAt: new Map(left.struckAt).set(struckBy, at),
    };
  }
  if (endpoint === undefined || status === undefined || status >= 400 || error) return left;
  const answers = new Map(left.answers).set(endpoint, (left.answers.get(endpoint) ?? 0) + 1);
  return { ...left, answers };
}

/** Whether a window is open at `now` (scenario time), given what was counted until then. */
export function isOpen(
  window: FaultWindow | FaultWindowRecord,
  index: number,
  tally: Tally,
  now: number,
) {
  const reached = (when: Moment): boolean => {
    switch (when.on) {
      case 'start':
        return true;
      case 'clock':
        return now >= when.at;
      case 'strikes':
        return (tally.strikes.get(index) ?? 0) >= when.count;
      case 'requests':
        return (tally.requests.get(when.role) ?? 0) >= when.count;
      case 'refreshes':
        return tally.refreshes >= when.count;
      case 'answers':
        return (tally.answers.get(when.endpoint) ?? 0) >= when.count;
      case 'writes':
        return tally.writes >= when.count;
      case 'quiet':
        return now - (tally.struckAt.get(index) ?? Infinity) >= when.for;
      case 'both':
        return when.of.every(reached);
    }
  };
  const { from, until } = window;
  return reached(from) && (typeof until === 'string' || !reached(until));
}

/** The clock times that a moment waits for, so that windows are noticed when nobody asks. */
export function clockTimes(window: FaultWindow | FaultWindowRecord): readonly Duration[] {
  const times = (when: Until): readonly Duration[] => {
    if (typeof when === 'string') return [];
    if (when.on === 'clock') return [when.at];
    return when.on === 'both' ? when.of.flatMap(times) : [];
  };
  return [...times(window.from), ...times(window.until)];
}

/** `5 min to 45 min`, `throughout`, `until 4 strikes`. */
export function spanInWords(window: FaultWindowRecord | FaultWindow): string {
  const { share } = window;
  const part = share === undefined ? '' : `, ${Math.round(share * 100)} % of attempts`;
  return `${betweenMoments(window)}${part}`;
}

function betweenMoments({ from, until }: FaultWindowRecord | FaultWindow): string {
  if (until === 'at once') return `at ${inWord(from)}`;
  if (from.on === 'start') return until === 'the end' ? 'throughout' : `until ${inWord(until)}`;
  return until === 'the end' ? `from ${inWord(from)} on` : `${inWord(from)} to ${inWord(until)}`;
}

const counted = (count: number, what: string): string =>
  count === 1 ? `1 ${what}` : `${count} ${what}s`;

function inWord(when: Moment): string {
  switch (when.on) {
    case 'start':
      return 'the start';
    case 'clock':
      return inWords(milliseconds(when.at));
    case 'strikes':
      return counted(when.count, 'strike');
    case 'requests':
      return `${counted(when.count, 'request')} to ${when.role}`;
    case 'refreshes':
      return when.count === 1 ? 'a token was refreshed' : `${when.count} refreshes`;
    case 'answers':
      return `${counted(when.count, 'answer')} of ${when.endpoint}`;
    case 'writes':
      return `${counted(when.count, 'write')} to the store`;
    case 'quiet':
      return `left alone for ${inWords(when.for)}`;
    case 'both':
      return when.of.map(inWord).join(' and ');
  }
}
