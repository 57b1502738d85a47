import { isQuality, QUALITY, type Verdict } from '#core/verdict.ts';
import type { Night } from './flown.ts';
import { type Pairing, pairings } from './pairing.ts';
import { counted, listed } from './words.ts';

/** The first sentence of a report, and those that go with it. Facts put into templates, no more. */
export interface Headline {
  readonly first: string;
  readonly rest: readonly string[];
}

export function headline(night: Night): Headline {
  const all = pairings(night);
  const tested = all.filter(({ control }) => !control);
  const controls = all.filter(({ control }) => control);
  const first =
    all.length === 0
      ? 'Nothing was flown.'
      : tested.length > 0
        ? aboutTested(tested)
        : aboutControls(controls);
  const instrument = tested.length > 0 && controls.length > 0 ? [aboutControls(controls)] : [];
  return { first, rest: [...instrument, ...tally(night, all)] };
}

const clientsOf = (some: readonly Pairing[]): readonly string[] => [
  ...new Set(some.map(({ client }) => client)),
];

const scenarios = (some: readonly Pairing[]): number =>
  new Set(some.map(({ scenario }) => scenario)).size;

const FELL: Readonly<Record<string, string>> = {
  harmful: 'did harm',
  grounded: 'was grounded',
};

const badly = ({ verdict }: Pairing): boolean => verdict === 'grounded' || verdict === 'harmful';

function aboutTested(tested: readonly Pairing[]): string {
  const clients = clientsOf(tested);
  const bad = tested.filter(badly);
  const fell = clientsOf(bad);
  if (fell.length > 1) {
    const all = clients.length === 2 ? 'Both clients' : `All ${clients.length} clients`;
    const some = `${fell.length} of ${clients.length} clients`;
    const who = fell.length === clients.length ? all : some;
    return `${who} did harm or were grounded: ${listed(fell)}.`;
  }
  if (fell[0] !== undefined) {
    const flown = scenarios(tested.filter(({ client }) => client === fell[0]));
    if (flown === 1) return `${fell[0]} ${FELL[bad[0]!.verdict]} in ${bad[0]!.scenario}.`;
    const did = [
      { fate: 'did harm', times: scenarios(bad.filter(({ verdict }) => verdict === 'harmful')) },
      {
        fate: 'was grounded',
        times: scenarios(bad.filter(({ verdict }) => verdict === 'grounded')),
      },
    ]
      .filter(({ times }) => times > 0)
      .map(({ fate, times }) => `${fate} in ${times}`);
    return `${fell[0]} ${listed(did)} of ${counted(flown, 'scenario')}.`;
  }
  const told = tested.filter(({ verdict }) => isQuality(verdict));
  const held = clientsOf(told);
  const lowest = worst(told);
  if (!lowest) return `${listed(clients)} left no verdict.`;
  const all = clients.length === 2 ? 'Both clients' : `All ${clients.length} clients`;
  const who = held.length < clients.length ? listed(held) : held.length === 1 ? held[0]! : all;
  return `${who} held up in ${counted(scenarios(told), 'scenario')}: ${lowest} at worst.`;
}

function aboutControls(controls: readonly Pairing[]): string {
  const compared = controls.filter((one) => one.standing !== 'not compared');
  const odd = compared.filter((one) => one.standing !== 'as expected');
  if (odd.length > 0) {
    const which = odd.map(({ client, scenario }) => `${client} in ${scenario}`).slice(0, 5);
    const those = `${odd.length} of ${counted(compared.length, 'control flight')}`;
    return `${those} did not go as expected: ${listed(which)}.`;
  }
  const clients = clientsOf(controls);
  const count = scenarios(controls);
  const where = count === 1 ? controls[0]!.scenario : `${count} scenarios`;
  const each = clients.map((client) => {
    const lowest = worst(controls.filter((one) => one.client === client));
    return `${client} ${lowest ? `was ${lowest}` : 'left no verdict'}`;
  });
  const fates = each.length > 4 ? '' : `: ${count > 1 ? 'at worst, ' : ''}${listed(each)}`;
  const who =
    ['The control', 'Both controls'][clients.length - 1] ?? `All ${clients.length} controls`;
  const did = compared.length > 0 ? 'behaved as expected in' : 'flew';
  return `${who} ${did} ${where}${fates}.`;
}

function worst(some: readonly Pairing[]): Verdict | undefined {
  const reached = some.map(({ verdict }) => verdict).filter(isQuality);
  return QUALITY.toReversed().find((quality) => reached.includes(quality));
}

function tally(night: Night, all: readonly Pairing[]): readonly string[] {
  const untold = night.flown.filter(({ judgement }) => !isQuality(judgement.verdict)).length;
  const odd = all.filter(({ standing }) => standing === 'worse').length;
  const better = all.filter(({ standing }) => standing === 'better').length;
  return [
    ...(odd > 0 ? [`${counted(odd, 'outcome')} fell short of what was expected.`] : []),
    ...(better > 0 ? [`${counted(better, 'outcome')} went better than the baseline says.`] : []),
    ...(untold > 0 && untold < night.flown.length
      ? [`${counted(untold, 'run')} left no verdict.`]
      : []),
    ...(night.notFlown.length > 0
      ? [`${counted(night.notFlown.length, 'flight')} could not be made.`]
      : []),
  ];
}
