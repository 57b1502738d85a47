import type { Of } from './entry.ts';
import type { Attempted, OpenSpan, Worked } from './evidence.ts';
import type { FaultWindowRecord } from './timeline.ts';

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
