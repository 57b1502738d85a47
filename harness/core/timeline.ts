import { type Duration, inWords, milliseconds } from './duration.ts';
import type { Fact } from './entry.ts';
import type { Fault, FaultRecord } from './fault.ts';
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
  | { readonly on: 'both'; readonly of: readonly [Moment, Moment] };

export interface FaultWindow {
  readonly fault: Fault;
  readonly from: Moment;
  readonly until: Moment | 'the end';
}

export interface FaultWindowRecord {
  readonly fault: FaultRecord;
  readonly from: Moment;
  readonly until: Moment | 'the end';
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

/**
 * When both moments have come. A window that only counts strikes rewards the impatient: a client
 * that hammers burns through them in a millisecond. Add a time to it.
 */
export const both = (one: Moment | Duration, other: Moment | Duration): Moment => ({
  on: 'both',
  of: [moment(one), moment(other)],
});

/** From before the client starts to the end of the run. */
export const throughout = (fault: Fault): FaultWindow => ({
  fault,
  from: { on: 'start' },
  until: 'the end',
});

/** Between two moments; without `from`, since before the client starts. */
export const during = (
  span: { readonly from?: Moment | Duration; readonly until: Moment | Duration },
  fault: Fault,
): FaultWindow => ({
  fault,
  from: span.from === undefined ? { on: 'start' } : moment(span.from),
  until: moment(span.until),
});

/** What the moments count. A fold over the facts, so that it can be recomputed from any log. */
export interface Tally {
  readonly strikes: ReadonlyMap<number, number>;
  readonly requests: ReadonlyMap<Role, number>;
  readonly refreshes: number;
}

export const NOTHING_YET: Tally = { strikes: new Map(), requests: new Map(), refreshes: 0 };

export function count(tally: Tally, fact: Fact): Tally {
  const more = <K>(counts: ReadonlyMap<K, number>, key: K) =>
    new Map(counts).set(key, (counts.get(key) ?? 0) + 1);
  if (fact.kind === 'attempt.began' && fact.layer === 'http' && fact.by === 'client') {
    return { ...tally, requests: more(tally.requests, fact.role) };
  }
  if (fact.kind === 'attempt.ended' && fact.struckBy !== undefined) {
    return { ...tally, strikes: more(tally.strikes, fact.struckBy) };
  }
  if (fact.kind === 'ledger' && fact.act === 'rotated') {
    return { ...tally, refreshes: tally.refreshes + 1 };
  }
  return tally;
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
      case 'both':
        return when.of.every(reached);
    }
  };
  return reached(window.from) && (window.until === 'the end' || !reached(window.until));
}

/** The clock times that a moment waits for, so that windows are noticed when nobody asks. */
export function clockTimes(window: FaultWindow | FaultWindowRecord): readonly Duration[] {
  const times = (when: Moment | 'the end'): readonly Duration[] => {
    if (when === 'the end') return [];
    if (when.on === 'clock') return [when.at];
    return when.on === 'both' ? when.of.flatMap(times) : [];
  };
  return [...times(window.from), ...times(window.until)];
}

/** `5 min to 45 min`, `throughout`, `until 4 strikes`. */
export function spanInWords({ from, until }: FaultWindowRecord | FaultWindow): string {
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
    case 'both':
      return when.of.map(inWord).join(' and ');
  }
}
