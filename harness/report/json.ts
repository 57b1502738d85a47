import type { Finding, Measure, Severity } from '#core/check.ts';
import type { TimeKind } from '#core/entry.ts';
import type { Quality, Verdict } from '#core/verdict.ts';
import { type Classifier, classifier } from './classifier.ts';
import { type Expectation, type Flown, label, logOf, type Night, replay } from './flown.ts';
import type { Observation } from './observation.ts';
import { observationsOf } from './observations.ts';
import { type Pairing, pairings } from './pairing.ts';
import { type ScoreJson, scoresJson } from './scores-json.ts';
import { type Standing, standing } from './standing.ts';

/** Raise it when a program that reads the old `report.json` would misread the new one. */
const SCHEMA = 1;

/** `report.json`: all that the page says, for programs. */
export interface ReportJson {
  readonly schema: typeof SCHEMA;
  readonly command: string;
  readonly circumstances: readonly { readonly name: string; readonly value: string }[];
  /** One for each scenario, client and cell; several runs are taken together. */
  readonly cells: readonly CellJson[];
  /** One for each client and cell, where the whole catalogue was to be flown. */
  readonly scores: readonly ScoreJson[];
  readonly notFlown: Night['notFlown'];
  readonly runs: readonly RunJson[];
  /** How far verdicts on messages can be trusted. */
  readonly classifier: Classifier;
}

interface Outcome {
  readonly scenario: string;
  /** `name@version`; a control by its name alone. */
  readonly client: string;
  readonly cell: string;
  readonly control: boolean;
  readonly verdict: Verdict;
  readonly ceiling: Quality;
  /** Steps from the ceiling down to the verdict; null where the verdict carries no quality. */
  readonly regret: number | null;
  readonly standing: Standing;
  /** Ids of the failed checks, the gravest first. */
  readonly failed: readonly string[];
}

export interface CellJson extends Outcome {
  /** Ids of the runs. */
  readonly runs: readonly string[];
}

export interface RunJson extends Outcome {
  readonly id: string;
  readonly seed: number;
  readonly time: TimeKind;
  readonly because: string;
  readonly expected: Expectation | null;
  readonly findings: readonly FindingJson[];
  readonly observations: readonly Observation[];
  readonly replay: string;
  /** Relative to the report. */
  readonly log: string;
}

export interface FindingJson {
  readonly check: string;
  readonly outcome: Finding['outcome'];
  readonly severity: Severity;
  readonly because: string;
  readonly measured: Measure | null;
  readonly witness: readonly number[];
  readonly exhibits: readonly number[];
}

export const reportJson = (night: Night): ReportJson => ({
  schema: SCHEMA,
  command: night.command,
  circumstances: night.circumstances ?? [],
  cells: pairings(night).map(cell),
  scores: scoresJson(night),
  notFlown: night.notFlown,
  runs: night.flown.map(run),
  classifier: classifier(),
});

/** As text, the same for the same night to the last byte. */
export const reportJsonText = (night: Night): string =>
  `${JSON.stringify(reportJson(night), null, 2)}\n`;

const cell = (pairing: Pairing): CellJson => ({
  scenario: pairing.scenario,
  client: pairing.client,
  cell: pairing.cell,
  control: pairing.control,
  verdict: pairing.verdict,
  ceiling: pairing.ceiling,
  regret: pairing.regret ?? null,
  standing: pairing.standing,
  failed: pairing.failed,
  runs: pairing.runs.map(({ order }) => order.id),
});

function run(flown: Flown): RunJson {
  const { order, judgement } = flown;
  return {
    id: order.id,
    scenario: order.scenario.id,
    client: label(flown),
    cell: order.cell,
    control: flown.control,
    seed: order.seed,
    time: order.time,
    verdict: judgement.verdict,
    because: judgement.because,
    ceiling: judgement.ceiling,
    regret: judgement.regret ?? null,
    expected: flown.expected ?? null,
    standing: standing(flown),
    failed: judgement.failed,
    findings: judgement.findings.map((finding) => ({
      check: finding.check,
      outcome: finding.outcome,
      severity: finding.severity,
      because: finding.because,
      measured: finding.measured ?? null,
      witness: finding.witness,
      exhibits: finding.exhibits,
    })),
    observations: observationsOf(flown),
    replay: replay(flown),
    log: logOf(flown),
  };
}
