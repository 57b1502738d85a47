import type { RunOrder } from './entry.ts';
import type { Evidence } from './evidence.ts';

/** Severity belongs to the check: harmful, grounding, degrading, advisory. */
export const SEVERITIES = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a client owes: see the contract's eight axes. */
export type Axis = 'keep' | 'bound' | 'truth' | 'save' | 'polite' | 'converge' | 'secret' | 'see';

/** A number against its bound, with the authority for the bound. */
export interface Measure {
  readonly value: number;
  readonly unit: string;
  readonly compare: '<=' | '>=' | '==';
  readonly bound: number;
}

/** One check's answer: an outcome, the reason in a sentence, and the entries that show it. */
export interface Finding {
  /**
   * `na`: the scenario does not put this promise to the test. `inconclusive`: it should have,
   * and the log does not show that it did.
   */
  readonly outcome: 'pass' | 'fail' | 'na' | 'inconclusive';
  /** A sentence in the past tense about this client in this run. */
  readonly because: string;
  readonly measured?: Measure;
  /** Entries which prove that the precondition occurred. */
  readonly witness: readonly number[];
  /** Entries that show the outcome, the oldest first. */
  readonly exhibits: readonly number[];
  /** Where this failure is graver or lighter than the check's usual one. */
  readonly severity?: Severity;
}

/** Something that a client must do, and how to tell from the log alone whether it did. */
export interface Check {
  readonly id: string;
  /** The promise, as the end of a sentence that begins "The client must". */
  readonly must: string;
  readonly severity: Severity;
  readonly axis: Axis;
  /** What the user loses where it is broken. */
  readonly loses: string;
  /** The authority for the definition and for the bound. */
  readonly source: string;
  /** Asked in every scenario, whether it says so or not. */
  readonly standing?: true;
  /**
   * Whether it concerns this scenario and this client at all, from the order and what the client
   * declares: how the client behaves has no say. It concerns all where this is left out.
   */
  concerns?(order: RunOrder): boolean;
  /** Pure: no clock, no randomness, no other input. */
  judge(evidence: Evidence): Finding;
}

export const defineCheck = (check: Check): Check => check;

type Shown = Partial<Pick<Finding, 'measured' | 'witness' | 'exhibits' | 'severity'>>;

const finding =
  (outcome: Finding['outcome']) =>
  (because: string, shown: Shown = {}): Finding => ({
    outcome,
    because,
    witness: [],
    exhibits: [],
    ...shown,
  });

/** The promise was put to the test and held. */
export const kept = finding('pass');
/** The promise was put to the test and did not hold. */
export const broken = finding('fail');
/** The log does not show that the promise was put to the test. */
export const unwitnessed = finding('inconclusive');
