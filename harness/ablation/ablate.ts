import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { virtual } from '#cells/virtual.ts';
import type { Check } from '#core/check.ts';
import type { Entry } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { clientWith } from '#fixtures/clients/reference/adapter.ts';
import {
  type Configuration,
  configurations,
  having,
  without,
} from '#fixtures/clients/reference/configurations.ts';
import type { Mitigation } from '#fixtures/clients/reference/mitigations.ts';
import { judge } from '../judge.ts';
import { orderFor } from '../orders.ts';
import { type Bought, compare, type Pair } from './compare.ts';
import { type Measured, measure } from './measure.ts';
import type { Measure } from './measures.ts';

/** The two clients in which a measure is looked at: switched off in the one, on in the other. */
export const SUBJECTS = ['hardened', 'naive'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** What a measure buys: in a client that has everything else, and in one that has nothing else. */
export interface Row {
  readonly measure: Measure;
  readonly bought: Readonly<Partial<Record<Subject, Bought>>>;
}

export interface Ablation {
  readonly scenarios: readonly ScenarioRecord[];
  readonly measures: readonly Measure[];
  readonly subjects: readonly Subject[];
  readonly seed: number;
  readonly checks: ReadonlyMap<string, Check>;
  readonly signal: AbortSignal;
  /** Called before each flight. */
  onFlight?(done: number, of: number, what: string): void;
}

/** A run of a subject, and the mitigations that it asked for on its way. */
interface Flown {
  readonly measured: Measured;
  readonly asked: ReadonlySet<Mitigation>;
}

/** One flight that is to show what a switch does. */
interface Task {
  readonly measure: Measure;
  readonly subject: Subject;
  readonly scenario: ScenarioRecord;
  readonly configuration: Configuration;
  readonly story: ScenarioRecord;
}

/**
 * Fly the catalogue with each measure switched, in virtual time, and say what each of them buys.
 *
 * A run repeats exactly. So a client that never asked whether it has a mitigation would do the same
 * with it as without: such a pair is not flown, and differs in nothing.
 */
export async function ablate(ablation: Ablation): Promise<readonly Row[]> {
  const { scenarios, subjects, measures, signal, onFlight } = ablation;
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-ablation-'));
  const fly = (configuration: Configuration, story: ScenarioRecord) =>
    flown(ablation, join(folder, 'run.ndjson'), configuration, story);
  try {
    const before = new Map<string, Flown>();
    const first = subjects.length * scenarios.length;
    for (const subject of subjects) {
      for (const scenario of scenarios) {
        if (signal.aborted) return [];
        onFlight?.(before.size, first, `${scenario.id} · ${subject}`);
        before.set(`${subject} ${scenario.id}`, await fly(configurations[subject], scenario));
      }
    }
    const tasks = subjects.flatMap((subject) =>
      scenarios.flatMap((scenario) =>
        measures.flatMap((measure) =>
          taskOf(measure, subject, scenario, before.get(`${subject} ${scenario.id}`)!.asked),
        ),
      ),
    );
    const pairs = new Map<Measure, Map<Subject, Pair[]>>();
    // One measure after the other: what is whole when somebody interrupts is worth having.
    const inOrder = measures.flatMap((one) => tasks.filter(({ measure }) => measure === one));
    for (const [index, task] of inOrder.entries()) {
      if (signal.aborted) break;
      const { measure: of, subject, scenario, configuration, story } = task;
      onFlight?.(first + index, first + tasks.length, `${scenario.id} · ${of.name} · ${subject}`);
      const { measured: without } = before.get(`${subject} ${scenario.id}`)!;
      const flight = await fly(configuration, story);
      const other = spared(flight.measured);
      // The hardened client has a mitigation until it is switched off.
      const isOff = subject === 'hardened' && !of.switch?.change;
      const pair = { scenario: scenario.id, without, with: other };
      const ofSubject = pairs.get(of) ?? new Map<Subject, Pair[]>();
      const known = ofSubject.get(subject) ?? [];
      known.push(isOff ? { ...pair, without: other, with: without } : pair);
      pairs.set(of, ofSubject.set(subject, known));
    }
    const last = signal.aborted ? [...pairs.keys()].at(-1) : undefined;
    return measures
      .filter((one) => one !== last && (!signal.aborted || pairs.has(one)))
      .map((one) => ({
        measure: one,
        bought: Object.fromEntries(
          one.switch
            ? subjects.map((subject) => [subject, compare(pairs.get(one)?.get(subject) ?? [])])
            : [],
        ),
      }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function taskOf(
  measure: Measure,
  subject: Subject,
  scenario: ScenarioRecord,
  asked: ReadonlySet<Mitigation>,
): readonly Task[] {
  const { switch: by } = measure;
  if (!by) return [];
  const { mitigations = [] } = by;
  if (by.change) {
    const changed = by.change(scenario);
    // What the story was to put to the test need not come up with the measure.
    const story = changed && { ...changed, exercises: [] };
    const configuration = subject === 'hardened' ? configurations.hardened : having(mitigations);
    return story ? [{ measure, subject, scenario, story, configuration }] : [];
  }
  if (!mitigations.some((name) => asked.has(name))) return [];
  const configuration = subject === 'hardened' ? without(mitigations) : having(mitigations);
  return [{ measure, subject, scenario, story: scenario, configuration }];
}

async function flown(
  { seed, checks, signal }: Ablation,
  log: string,
  configuration: Configuration,
  story: ScenarioRecord,
): Promise<Flown> {
  const mitigations = new Watched(configuration.mitigations);
  const client = clientWith({ ...configuration, mitigations }, 'reference', configuration.about);
  const order = await orderFor(story, { adapter: client }, virtual, seed);
  const entries: Entry[] = [];
  await virtual.perform(order, client, {
    ...{ log, signal },
    onEntry: (entry) => entries.push(entry),
  });
  const judgement = judge(entries, checks);
  return { measured: measure(new Evidence(entries), judgement), asked: mitigations.asked };
}

/**
 * A fault that a measure keeps away from a client strikes nobody, so that the run carries no
 * verdict. Here that is the point of it: where all work was done, it was as if nothing had been.
 */
function spared(measured: Measured): Measured {
  const { verdict, struck, done, works, failed } = measured;
  const isSpared = verdict === 'invalid' && struck === 0;
  const isWell = done === works && failed.length === 0;
  return isSpared && isWell ? { ...measured, verdict: 'transparent' } : measured;
}

/** Mitigations that remember which of them were asked for. */
class Watched extends Set<Mitigation> {
  readonly asked = new Set<Mitigation>();

  override has(mitigation: Mitigation): boolean {
    this.asked.add(mitigation);
    return super.has(mitigation);
  }
}
