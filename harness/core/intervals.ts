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
  readonly endpoint?: Endpoint;
  readonly work?: string;
  readonly session?: number;
  readonly presents: readonly Presented[];
  readonly recalls?: readonly string[];
  readonly returns?: readonly string[];
  readonly certificate?: Spoilt;
  readonly at: number;
  /** Undefined where the log ends first. */
  readonly endedAt?: number;
  readonly struckBy?: number;
  readonly effect?: Effects[Layer];
  readonly status?: number;
  readonly error?: string;
  /** The entry that began it, and the one that ended it. */
  readonly exhibits: readonly number[];
}

/** One piece of work from being handed over to being done, or not. */
export interface Worked {
  readonly work: string;
  readonly deed: Deed;
  readonly session?: number;
  readonly at: number;
  readonly endedAt?: number;
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

/** Each attempt of the client, put together from its beginning and its end. */
export function attemptsOf(
  beginnings: readonly Of<'attempt.began'>[],
  endings: readonly Of<'attempt.ended'>[],
): readonly Attempted[] {
  const ends = new Map(endings.map((end) => [end.attempt, end]));
  return beginnings
    .filter((began) => began.by === 'client')
    .map((began) => {
      const ended = ends.get(began.attempt);
      const { attempt, layer, role, host, operation, endpoint, work, certificate, at } = began;
      return {
        attempt,
        layer,
        role,
        host,
        operation,
        at,
        presents: began.presents ?? [],
        ...(endpoint && { endpoint }),
        ...(work && { work }),
        ...(began.recalls && { recalls: began.recalls }),
        ...(began.returns && { returns: began.returns }),
        ...(certificate && { certificate }),
        ...(began.session !== undefined && { session: began.session }),
        ...(ended && { endedAt: ended.at }),
        ...(ended?.struckBy !== undefined && { struckBy: ended.struckBy }),
        ...(ended?.effect !== undefined && { effect: ended.effect }),
        ...(ended?.status !== undefined && { status: ended.status }),
        ...(ended?.error !== undefined && { error: ended.error }),
        exhibits: ended ? [began.seq, ended.seq] : [began.seq],
      };
    });
}

/** Each piece of work, put together in the same way. */
export function worksOf(
  beginnings: readonly Of<'work.began'>[],
  endings: readonly Of<'work.ended'>[],
): readonly Worked[] {
  const ends = new Map(endings.map((end) => [end.work, end]));
  return beginnings.map((began) => {
    const ended = ends.get(began.work);
    return {
      work: began.work,
      deed: began.deed ?? 'turn',
      ...(began.session !== undefined && { session: began.session }),
      at: began.at,
      ...(ended && { endedAt: ended.at }),
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
