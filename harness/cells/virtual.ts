import type { Cell } from '#core/cell.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import { LAYERS, REALMS } from '#core/effect.ts';
import type { Entry } from '#core/entry.ts';
import { Recorder } from '#evidence/recorder.ts';
import { writeLog } from '#evidence/whole.ts';
import { memoryStage } from '#harness/in-process/stage.ts';
import { timeline } from '#harness/registry.ts';
import { fly } from '#harness/run.ts';
import { Kernel } from '#time/kernel.ts';

/** When virtual time begins: shortly before the outage of 7 April 2026, for something to read. */
const EPOCH = Date.UTC(2026, 3, 7, 14, 27);

/** More events than any run needs that is not going round in circles. */
const EVENTS = 2_000_000;

/** In this process, in virtual time: hours in milliseconds, the same bytes from the same seed. */
export const virtual: Cell = {
  name: 'virtual',
  about: 'in this process, in virtual time: reference clients only',
  layers: [...LAYERS, ...REALMS],
  sealed: false,
  programs: false,
  refusal: async () => undefined,
  time: async () => ({ kind: 'virtual', factor: 0 }),

  async perform(order, adapter, flight) {
    const kernel = new Kernel(EPOCH);
    const boarding = seconds(2);
    const zero = EPOCH + boarding;
    const entries: Entry[] = [];
    const recorder = new Recorder(
      () => kernel.now() - zero,
      (entry) => {
        entries.push(entry);
        flight.onEntry?.(entry);
      },
    );
    const stage = memoryStage(adapter, kernel, order.seed);
    const windows = await timeline(order.scenario);
    let over = false;
    const flown = fly(order, adapter, windows, stage, {
      zero,
      tell: (fact) => recorder.tell(fact),
    }).finally(() => {
      over = true;
    });
    const { work } = order.scenario;
    const until = zero + work.count * work.every + hours(2) + minutes(15);
    const stop = await kernel.run({ until, events: EVENTS, settled: () => over });
    if (stop === 'settled') await flown;
    else recorder.tell({ kind: 'harness.failed', error: `virtual time stopped early: ${stop}` });
    await writeLog(flight.log, entries);
  },
};
