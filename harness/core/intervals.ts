import { isAside } from './aim.ts';
import type { Effects, Layer, Spoilt } from './effect.ts';
import type { Of } from './entry.ts';
import type { Endpoint, Presented } from './fault.ts';
import type { Role } from './role.ts';
import type { Deed } from './scenario.ts';
import type { FaultWindowRecord } from './timeline.ts';

/** One attempt from its first line to its last. */
export interface Attempted {
  readonly attempt: number;
  readonly layer: Layer;
  readonly role: Role;
  readonly host: string;
  readonly operation: string;
  readonly endpoint?: Endpoint | undefined;
  readonly work?: string | undefined;
  readonly session?: number | undefined;
  readonly presents: readonly Presented[];
  readonly recalls?: readonly string[] | undefined;
  readonly returns?: readonly string[] | undefined;
  readonly certificate?: Spoilt | undefined;
  readonly at: number;
  /** Undefined where the log ends first. */
  readonly endedAt?: number | undefined;
  readonly struckBy?: number | undefined;
  readonly effect?: Effects[Layer] | undefined;
  readonly status?: number | undefined;
  readonly error?: string | undefined;
  /** The entry that began it, and the one that ended it. */
  readonly exhibits: readonly number[];
}

/** One piece of work from being handed over to being done, or not. */
export interface Worked {
  readonly work: string;
  readonly deed: Deed;
  readonly session?: number | undefined;
  readonly at: number;
  readonly endedAt?: number | undefined;
  readonly outcome: 'answered' | 'failed' | 'lost' | 'interrupted' | 'pending';
  readonly claim: 'success' | 'failure' | 'none';
  readonly nonce: boolean;
  readonly text: string;
  readonly exhibits: readonly number[];
}

/** A stretch of time in which a window's fault was open. */
export interface OpenSpan {
  readonly window: number;
  readonly record: FaultWindowRecord;
  readonly from: number;
  /** Undefined where it was still open at the end. */
  readonly until?: number;
  readonly exhibits: readonly number[];
}

/** Whether a fault was open at some time between two moments. */
export const isOpen = (
  { from: opened, until: closed = Infinity }: OpenSpan,
  from: number,
  until: number,
): boolean => opened <= until && closed > from;

/** Whether a fault is about a role, and leaves nothing to whoever depends on it. */
export const isAbout = ({ record: { fault } }: OpenSpan, role: Role): boolean =>
  fault.role === role && fault.leaves === undefined;

/** Whether it is also aimed at what the role is there for. */
export const isAtIts = (span: OpenSpan, role: Role): boolean => {
  const { layer, params } = span.record.fault;
  return isAbout(span, role) && (layer !== 'http' || !isAside(role, params));
};

/**
 * Each attempt of the client, put together from its beginning and its end. All have the same fields
 * in the same order, also where there is nothing to say: every check reads them, and reads objects
 * of one shape several times as fast.
 */
export function attemptsOf(
  beginnings: readonly Of<'attempt.began'>[],
  endings: readonly Of<'attempt.ended'>[],
): readonly Attempted[] {
  const ends = new Map<number, Of<'attempt.ended'>>();
  for (const end of endings) ends.set(end.attempt, end);
  const attempts: Attempted[] = [];
  for (const began of beginnings) {
    if (began.by !== 'client') continue;
    const ended = ends.get(began.attempt);
    attempts.push({
      attempt: began.attempt,
      layer: began.layer,
      role: began.role,
      host: began.host,
      operation: began.operation,
      at: began.at,
      presents: began.presents ?? NONE,
      endpoint: began.endpoint,
      work: began.work || undefined,
      recalls: began.recalls,
      returns: began.returns,
      certificate: began.certificate,
      session: began.session,
      endedAt: ended?.at,
      struckBy: ended?.struckBy,
      effect: ended?.effect,
      status: ended?.status,
      error: ended?.error,
      exhibits: ended ? [began.seq, ended.seq] : [began.seq],
    });
  }
  return attempts;
}

const NONE: readonly Presented[] = [];

/** Each piece of work, put together in the same way. */
export function worksOf(
  beginnings: readonly Of<'work.began'>[],
  endings: readonly Of<'work.ended'>[],
): readonly Worked[] {
  const ends = new Map<string, Of<'work.ended'>>();
  for (const end of endings) ends.set(end.work, end);
  return beginnings.map((began) => {
    const ended = ends.get(began.work);
    return {
      work: began.work,
      deed: began.deed ?? 'turn',
      session: began.session,
      at: began.at,
      endedAt: ended?.at,
      outcome: ended?.outcome ?? 'pending',
      claim: ended?.claim ?? 'none',
      nonce: ended?.nonce ?? false,
      text: ended?.text ?? '',
      exhibits: ended ? [began.seq, ended.seq] : [began.seq],
    };
  });
}

/** Each stretch in which a fault was open. A window may open more than once. */
export function spansOf(
  openings: readonly Of<'fault.opened'>[],
  closings: readonly Of<'fault.closed'>[],
  windows: readonly FaultWindowRecord[],
): readonly OpenSpan[] {
  const closed = [...closings];
  return openings.flatMap((opened) => {
    const record = windows[opened.window];
    if (!record) return [];
    const index = closed.findIndex(
      (close) => close.window === opened.window && close.seq > opened.seq,
    );
    const [close] = index < 0 ? [] : closed.splice(index, 1);
    return {
      window: opened.window,
      record,
      // What was open before boarding was open whenever it matters.
      from: opened.at,
      ...(close && { until: close.at }),
      exhibits: close ? [opened.seq, close.seq] : [opened.seq],
    };
  });
}

/**
 * Whether something began while a piece of work was in hand. By the order of the log and not by the
 * clock: what ends one piece of work, and what begins the next, happen in one and the same moment.
 */
export const isDuring = (
  { exhibits: [began, ended = Infinity] }: Worked,
  { exhibits: [first] }: Pick<Attempted, 'exhibits'>,
): boolean => first! > began! && first! < ended;

/** Whether it takes a person, and brings a login. */
export const isSignIn = (deed: Deed): boolean => deed.startsWith('sign-in');

/** Whether the client was killed over a piece of work, so that nothing more is to be had of it. */
export const wasKilled = (work: Worked, exits: readonly Of<'client.exited'>[]): boolean =>
  work.outcome === 'failed' &&
  work.claim === 'none' &&
  exits.some(
    ({ by, session, seq }) =>
      by === 'harness' && session === work.session && isDuring(work, { exhibits: [seq] }),
  );
