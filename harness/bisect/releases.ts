import { HarnessError } from '#core/errors.ts';
import { byVersion } from '../install/version.ts';

/** The releases between two, both of them among them, and where each of the two stands. */
export interface Stretch {
  readonly versions: readonly string[];
  readonly kept: number;
  readonly broken: number;
}

/**
 * The published releases from one to the other, the oldest first. Numbers that were never published
 * are no releases: neighbours are neighbours in the registry's list.
 *
 * @throws HarnessError BISECT_RANGE where one of them was not published, or both are the same
 */
export function stretch(published: readonly string[], good: string, bad: string): Stretch {
  for (const end of [good, bad]) {
    if (!published.includes(end)) throw unpublished(end, published);
  }
  if (good === bad) {
    throw new HarnessError(
      'BISECT_RANGE',
      `Failed to bisect: --good and --bad are both ${good}. Two releases would help.`,
    );
  }
  const places = [good, bad].map((end) => published.indexOf(end));
  const versions = published.slice(Math.min(...places), Math.max(...places) + 1);
  return { versions, kept: versions.indexOf(good), broken: versions.indexOf(bad) };
}

function unpublished(asked: string, published: readonly string[]): HarnessError {
  const before = published.findLast((each) => byVersion(each, asked) < 0);
  const after = published.find((each) => byVersion(each, asked) > 0);
  const near = [before, after].filter((each) => each !== undefined);
  return new HarnessError(
    'BISECT_RANGE',
    `Failed to bisect: ${asked} was never published. ` +
      `${near.join(' or ') || 'Another version'} would help.`,
  );
}
