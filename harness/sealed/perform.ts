import { milliseconds } from '#core/duration.ts';
import type { RunOrder } from '#core/entry.ts';
import { HarnessError, reason } from '#core/errors.ts';
import { logFile } from '#evidence/file.ts';
import { Recorder } from '#evidence/recorder.ts';
import { wallClock } from '#time/wall.ts';
import { client, timeline } from '../registry.ts';
import { fly } from '../run.ts';
import { proveSealed } from './seal.ts';
import { HOME, realStage } from './stage.ts';

/** What a cell hands to the harness that it starts inside. */
export interface Inside {
  readonly order: RunOrder;
  readonly log: string;
  readonly installed?: string;
  /** Something that whoever reads the result should know about this place. */
  readonly notices: readonly string[];
}

/**
 * Perform an order in here. Only a cell calls this, inside a place that it has sealed; the run
 * itself looks again before it starts the client.
 */
export async function performInside({ order, log, installed, notices }: Inside): Promise<void> {
  if (process.env.GROUNDSTOP_SEALED !== '1') {
    throw new HarnessError(
      'NOT_SEALED',
      'Failed to perform: this is not the inside of a cell. `npm run scenario` would help.',
    );
  }
  const adapter = await client(order.client.name);
  if (!adapter) {
    throw new HarnessError('CLIENT_UNKNOWN', `Failed to perform: no client ${order.client.name}.`, {
      blame: 'harness',
    });
  }
  // Before anything is opened: the run proves it once more, for its log.
  await proveSealed(HOME).catch((cause: unknown) => {
    throw new HarnessError('NOT_SEALED', `Failed to perform: ${reason(cause)}.`, { cause });
  });
  const file = logFile(log);
  // Two start in the time of one.
  const pairs = Math.ceil((order.scenario.given.sessions ?? 1) / 2);
  const boarding = milliseconds(adapter.boarding * pairs * order.time.factor);
  const zero = Date.now() + boarding;
  const recorder = new Recorder(
    () => Date.now() - zero,
    (entry) => file.write(entry),
  );
  const windows = await timeline(order.scenario);
  const clock = wallClock();
  const stage = realStage(adapter, order.seed, clock, order.scenario.given.keeps);
  const tell: Recorder['tell'] = (fact) => {
    recorder.tell(fact);
    if (fact.kind === 'run.began') {
      for (const text of notices) recorder.tell({ kind: 'notice', text });
    }
  };
  await fly(order, adapter, windows, stage, {
    zero,
    tell,
    ...(installed !== undefined && { installed }),
  });
  clock.close();
  file.close();
}
