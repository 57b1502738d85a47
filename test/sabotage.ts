import type { Layer } from '#core/effect.ts';
import type { Entry, Kind } from '#core/entry.ts';

type Log = readonly Entry[];

/** A log as a recorder would have numbered it that was not told of these. */
const untold = (log: Log, isLost: (entry: Entry) => boolean): Log =>
  log.filter((entry) => !isLost(entry)).map((entry, seq) => ({ ...entry, seq }));

/** Facts of these kinds get lost on their way to the log. */
export const without =
  (...kinds: readonly Kind[]) =>
  (log: Log): Log =>
    untold(log, ({ kind }) => kinds.includes(kind));

const numbersAt = (log: Log, layer: Layer): ReadonlySet<number> =>
  new Set(
    log.flatMap((entry) =>
      entry.kind === 'attempt.began' && entry.layer === layer ? [entry.attempt] : [],
    ),
  );

/** What passes the gate at a layer gets lost on its way to the log. */
export const withoutLayer =
  (layer: Layer) =>
  (log: Log): Log => {
    const lost = numbersAt(log, layer);
    return untold(log, (entry) => 'attempt' in entry && lost.has(entry.attempt));
  };

/** What happens at a layer never comes to the gate, so that nobody numbers it. */
export const pastTheGate =
  (layer: Layer) =>
  (log: Log): Log => {
    const numbers = new Map<number, number>();
    return withoutLayer(layer)(log).map((entry) => {
      if (entry.kind === 'attempt.began') numbers.set(entry.attempt, numbers.size + 1);
      if (entry.kind !== 'attempt.began' && entry.kind !== 'attempt.ended') return entry;
      return { ...entry, attempt: numbers.get(entry.attempt)! };
    });
  };

/** Looks of one kind are not taken. */
export const withoutLooks =
  (look: 'before' | 'change' | 'act' | 'after') =>
  (log: Log): Log =>
    untold(log, (entry) => entry.kind === 'store' && entry.look === look);

/** Every attempt goes through as if nothing were wrong. */
export const undelivered = (log: Log): Log =>
  log.map((entry) => {
    if (entry.kind !== 'attempt.ended') return entry;
    const { struckBy: _, effect: __, ...rest } = entry;
    return rest;
  });

const middle = (log: Log): number => log.at(-1)!.at / 2;

/** A clock that stands still from a moment on. */
const stuckAt = (log: Log, moment: number): Log =>
  log.map((entry) => ({ ...entry, at: Math.min(entry.at, moment) }));

export const CLOCKS: Readonly<Record<string, (log: Log) => Log>> = {
  'never moved': (log) => stuckAt(log, log[0]!.at),
  'stopped as the flight began': (log) => stuckAt(log, 0),
  'stopped in the middle': (log) => stuckAt(log, middle(log)),
  'ran backwards': (log) => log.map((entry) => ({ ...entry, at: -entry.at })),
  'jumped back': (log) =>
    log.map((entry) => {
      const at = entry.at > middle(log) ? entry.at - middle(log) : entry.at;
      return { ...entry, at };
    }),
};

/** Whether one log is the other, so that nothing has been broken. */
export const isSame = (one: Log, other: Log): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
