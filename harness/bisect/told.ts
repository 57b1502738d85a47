import { section } from '../listing.ts';
import type { Bisected, Tried } from './bisect.ts';
import type { Flip } from './search.ts';

/** What was looked for. */
export interface Asked {
  readonly client: string;
  readonly scenario: string;
  readonly check: string;
  readonly versions: readonly string[];
}

/** Two releases between which a promise flips, in the words of a changelog. */
export interface Turn {
  readonly what: 'fixed' | 'broken';
  readonly in: string;
  readonly last: string;
  /** Releases between the two of which nobody can tell. */
  readonly between: readonly string[];
}

/** A flip as the history of a program tells it: from the older release to the newer one. */
export function turn({ kept, broken, between }: Flip, versions: readonly string[]): Turn {
  const isFix = kept > broken;
  return {
    what: isFix ? 'fixed' : 'broken',
    in: versions[Math.max(kept, broken)]!,
    last: versions[Math.min(kept, broken)]!,
    between: [...between].sort((one, other) => one - other).map((place) => versions[place]!),
  };
}

/** The table of what was flown, and what it comes to. */
export function text(found: Bisected, asked: Asked): string {
  const { client, scenario, check, versions } = asked;
  const rows = found.tried
    .toSorted((one, other) => versions.indexOf(one.version) - versions.indexOf(other.version))
    .map((each) => [each.version, MARKS[each.outcome], often(each), shortened(each.because)]);
  const title = `${client}: ${check} in ${scenario}`;
  return `${section(title, rows)}\n${sentences(found, asked).join('\n')}\n`;
}

const MARKS = { kept: '✓ kept', broken: '✗ broken', unknown: '? skipped' } as const;

const often = ({ told, flights }: Tried): string =>
  flights === 1 ? '' : `${told} of ${flights} flights`;

const WIDEST = 110;

const shortened = (because: string): string =>
  because.length > WIDEST ? `${because.slice(0, WIDEST - 1)}…` : because;

/** What was found, or why nothing was, for whoever asked. */
export function sentences(found: Bisected, { client, versions }: Asked): readonly string[] {
  const { flip, unlike, lost, tried } = found;
  if (unlike) {
    const other = unlike.outcome === 'kept' ? '--bad' : '--good';
    return [
      `${unlike.version} is not as ${other} has it: the promise is ${unlike.outcome} there. ` +
        'Another release, or another check, would help.',
    ];
  }
  if (lost) {
    const end = lost === 'kept' ? '--good' : '--bad';
    return [`No release could be flown that stands for ${end}. Another one would help.`];
  }
  if (!flip) {
    return [`Interrupted after ${tried.length} releases. The same command goes on from there.`];
  }
  const { what, in: first, last, between } = turn(flip, versions);
  const [verb, does] = what === 'fixed' ? ['Fixed', 'breaks'] : ['Broken', 'keeps'];
  const exact = `${verb} in ${client}@${first}; ${last}, the release before, ${does} the promise.`;
  const vague =
    `${verb} in ${client}@${first}, or in ${between.join(', ')}: nobody can tell of those. ` +
    `${last} ${does} the promise.`;
  const unseen = versions.length - tried.length;
  const others = found.flips
    .map((each) => turn(each, versions))
    .filter((each) => each.in !== first)
    .map((each) => `${each.what} in ${each.in}`);
  return [
    between.length === 0 ? exact : vague,
    ...(others.length > 0 ? [`It goes back and forth: ${others.join(', ')}.`] : []),
    ...(unseen > 0
      ? [`${unseen} of ${versions.length} releases were not flown; --sweep would fly them, too.`]
      : []),
  ];
}

/** The same for a program. */
export const json = (found: Bisected, asked: Asked): string => {
  const { flip, flips, unlike, lost, tried } = found;
  const { versions, ...rest } = asked;
  return `${JSON.stringify(
    {
      schema: 1,
      ...rest,
      releases: versions.length,
      tried,
      ...(flip && { result: turn(flip, versions) }),
      flips: flips.map((each) => turn(each, versions)),
      ...(unlike && { unlike: unlike.version }),
      ...(lost && { lost }),
    },
    undefined,
    2,
  )}\n`;
};
