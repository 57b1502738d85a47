import published, { type Builder, type TestCase } from 'junit-report-builder';
import { isQuality } from '#core/verdict.ts';
import { type Flown, label, logOf, type Night, type NotFlown, replay } from './flown.ts';
import { observationsOf } from './observations.ts';
import { plain } from './plain.ts';
import { type Standing, standing } from './standing.ts';

/** Its types promise an ES module, and what is published is a CommonJS one: the builder itself. */
const junit = published as unknown as Builder;

/**
 * `junit.xml`, for continuous integration: one suite a scenario, one case a run. A control that
 * crashes as expected passes; what leaves no verdict is an error, not a failure; what was not
 * flown is skipped.
 */
export function junitXml(night: Night): string {
  const builder = junit.newBuilder().name('groundstop');
  for (const scenario of scenarios(night)) {
    const suite = builder.testSuite().name(legal(scenario));
    for (const flown of night.flown.filter(({ order }) => order.scenario.id === scenario)) {
      report(suite.testCase(), flown);
    }
    for (const refused of night.notFlown.filter((one) => one.scenario === scenario)) {
      skip(suite.testCase(), refused);
    }
  }
  return `${builder.build()}\n`;
}

const scenarios = ({ flown, notFlown }: Night): readonly string[] => [
  ...new Set([
    ...flown.map(({ order }) => order.scenario.id),
    ...notFlown.map(({ scenario }) => scenario),
  ]),
];

function report(testCase: TestCase, flown: Flown): void {
  const { order, judgement } = flown;
  const name = `${label(flown)} in ${order.cell}, seed ${order.seed}`;
  testCase.className(legal(`groundstop.${order.scenario.id}`)).name(legal(name));
  const message = legal(`${judgement.verdict}: ${judgement.because}`);
  const details = legalLines(evidence(flown));
  const stood = standing(flown);
  if (isAmiss(stood, flown)) {
    const kind = judgement.failed[0] ?? stood;
    if (isQuality(judgement.verdict)) testCase.failure(message, legal(kind)).stacktrace(details);
    else testCase.error(message, judgement.verdict, details);
  } else testCase.standardOutput(`${message}\n${details}`);
}

const isAmiss = (stood: Standing, { judgement }: Flown): boolean =>
  stood === 'not compared' ? !isQuality(judgement.verdict) : stood !== 'as expected';

const evidence = (flown: Flown): readonly string[] => [
  ...(flown.expected ? [`expected: ${expectation(flown)}`] : []),
  `best possible: ${flown.judgement.ceiling}`,
  ...flown.judgement.findings
    .filter(({ outcome }) => outcome === 'fail' && flown.judgement.verdict !== 'invalid')
    .map(({ check, because, exhibits }) => `${check}: ${because}${lines(exhibits)}`),
  ...observationsOf(flown).map(({ text, exhibits }) => `- ${text}${lines(exhibits)}`),
  `replay: ${replay(flown)}`,
  `log: ${logOf(flown)}`,
];

const expectation = ({ expected }: Flown): string =>
  expected?.by === 'floor' ? `at least ${expected.verdict}` : `${expected?.verdict}`;

const lines = (exhibits: readonly number[]): string =>
  exhibits.length > 0 ? ` [${exhibits.map((seq) => `#${seq}`).join(' ')}]` : '';

function skip(testCase: TestCase, refused: NotFlown): void {
  const name = `${refused.client} in ${refused.cell}`;
  testCase
    .className(legal(`groundstop.${refused.scenario}`))
    .name(legal(name))
    .standardOutput(legal(`not flown: ${refused.because}`))
    .skipped();
}

/**
 * Text that XML can hold: most control characters cannot be written in it, not even escaped. The
 * builder puts output into CDATA sections and leaves what would end one as it is.
 */
const legal = (text: string): string =>
  plain(text)
    .replace(/[\ufffe\uffff]/g, '')
    .replaceAll(']]>', ']] >');

const legalLines = (texts: readonly string[]): string => texts.map(legal).join('\n');
