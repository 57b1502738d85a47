import { virtual } from '#cells/virtual.ts';
import type { ClientAdapter } from '#core/client.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import type { Entry, Fact } from '#core/entry.ts';
import { isAct } from '#core/fault.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { FaultWindow } from '#core/timeline.ts';
import { Recorder } from '#evidence/recorder.ts';
import type { Gate } from '#harness/gate.ts';
import { memoryStage } from '#harness/in-process/stage.ts';
import { orderFor } from '#harness/orders.ts';
import { timeline } from '#harness/registry.ts';
import { fly } from '#harness/run.ts';
import type { Stage } from '#harness/stage.ts';
import { Kernel } from '#time/kernel.ts';

/** One part of a harness that does not do what it is there for. */
interface Break {
  readonly window?: (window: FaultWindow) => FaultWindow;
  readonly stage?: (stage: Stage) => Stage;
  readonly now?: (now: number) => number;
  readonly isLost?: () => (fact: Fact) => boolean;
}

/** Fly a scenario in virtual time with a harness of which one part is broken. */
async function flyBroken(
  scenario: ScenarioRecord,
  adapter: ClientAdapter,
  { window = (own) => own, stage = (own) => own, now = (at) => at, isLost }: Break,
): Promise<readonly Entry[]> {
  const order = await orderFor(scenario, { adapter }, virtual, 1);
  const kernel = new Kernel(Date.UTC(2026, 3, 7, 14, 27));
  const zero = kernel.now() + seconds(2);
  const entries: Entry[] = [];
  const recorder = new Recorder(
    () => now(kernel.now() - zero),
    (entry) => entries.push(entry),
  );
  const isUntold = isLost?.() ?? (() => false);
  const tell = (fact: Fact) => {
    if (!isUntold(fact)) recorder.tell(fact);
  };
  const windows = (await timeline(scenario)).map(window);
  let over = false;
  const own = stage(memoryStage(adapter, kernel, order.seed));
  const flown = fly(order, adapter, windows, own, { zero, tell }).finally(() => {
    over = true;
  });
  const { count, every } = scenario.work;
  const until = zero + count * every + hours(2) + minutes(15);
  await kernel.run({ until, events: 2_000_000, settled: () => over });
  await flown;
  return entries;
}

/** A gate that is never asked about names. */
const pastNames = (gate: Gate) =>
  ({
    tell: (fact: Fact) => gate.tell(fact),
    cross: (...[attempt, by, session]: Parameters<Gate['cross']>) =>
      attempt.layer === 'dns'
        ? { effect: undefined, answering: () => undefined, end: () => undefined }
        : gate.cross(attempt, by, session),
  }) as Gate;

const losesNames = () => {
  const names = new Set<number>();
  return (fact: Fact) => {
    if (fact.kind === 'attempt.began' && fact.layer === 'dns') names.add(fact.attempt);
    return 'attempt' in fact && names.has(fact.attempt);
  };
};

/** Where each break would let a client look better than it is. */
const BREAKS: Readonly<Record<string, Break & { readonly scenarios: readonly string[] }>> = {
  'no fault strikes': {
    scenarios: ['nxdomain', 'certificate-expired', 'model-overloaded', 'refresh-denied'],
    window: (window) =>
      isAct(window.fault)
        ? window
        : { ...window, fault: { ...window.fault, strike: () => undefined } },
  },
  'nothing is done to the store': {
    scenarios: ['store-removed', 'store-truncated', 'store-corrupt', 'store-read-only'],
    stage: (stage) => ({ ...stage, act: () => () => undefined }),
  },
  'the recorder loses look-ups': {
    scenarios: ['nxdomain', 'calm', 'dns-flapping'],
    isLost: losesNames,
  },
  'look-ups pass no gate': {
    scenarios: ['calm', 'model-overloaded'],
    stage: (stage) => ({
      ...stage,
      open: (gate, ...rest) => stage.open(pastNames(gate), ...rest),
    }),
  },
  'nobody watches the store': {
    scenarios: ['calm', 'nxdomain', 'refresh-unavailable'],
    stage: (stage) => ({ ...stage, watch: () => undefined }),
  },
  'the clock of the log stands still': {
    scenarios: ['calm', 'nxdomain', 'model-overloaded'],
    now: () => -2_000,
  },
  'the clock of the log stops': {
    scenarios: ['calm', 'nxdomain', 'model-overloaded'],
    now: (at) => Math.min(at, minutes(1)),
  },
  'the ledger is not heard': {
    scenarios: ['calm', 'nxdomain', 'refresh-denied'],
    isLost: () => (fact) => fact.kind === 'ledger',
  },
};

/** Harnesses that are broken, what is broken about them, and where to fly them. */
export const brokenHarnesses = Object.entries(BREAKS).map(([what, broken]) => ({
  what,
  scenarios: broken.scenarios,
  fly: (scenario: ScenarioRecord, adapter: ClientAdapter) => flyBroken(scenario, adapter, broken),
}));
