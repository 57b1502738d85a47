import type { Fact } from '#core/entry.ts';
import type { Timeline } from '#core/timeline.ts';
import { Gate } from '#harness/gate.ts';
import { seeded } from '#time/seeded.ts';

/** A gate for whatever needs one: at time zero, writing nothing down, doing nothing to anybody. */
export const gateFor = (
  timeline: Timeline,
  log: { now?(): number; tell?(fact: Fact): void } = {},
): Gate =>
  new Gate(timeline, {
    now: () => 0,
    tell: () => undefined,
    ...log,
    random: seeded(1),
    act: () => undefined,
  });
