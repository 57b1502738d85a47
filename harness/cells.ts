import type { Cell } from '#core/cell.ts';
import { HarnessError } from '#core/errors.ts';
import { exportName, ids } from './registry.ts';
import { didYouMean } from './scenarios.ts';

/**
 * A cell by its name. Loaded only when it is asked for: a cell may bring a container engine.
 *
 * @throws HarnessError CELL_UNKNOWN
 */
export async function cell(name: string): Promise<Cell> {
  const known = await ids('harness/cells');
  if (!known.includes(name)) {
    throw new HarnessError(
      'CELL_UNKNOWN',
      `Failed to find cell ${JSON.stringify(name)}: there is none. ` +
        didYouMean('cell', name, known),
    );
  }
  return (await import(`./cells/${name}.ts`))[exportName(name)];
}

/** Every cell, in the order of their names. */
export const everyCell = async (): Promise<readonly Cell[]> =>
  Promise.all((await ids('harness/cells')).map(cell));

/**
 * A sealed cell that works here, for clients that are programs of their own, or why there is none.
 */
export async function sealedCell(): Promise<
  { readonly cell: Cell } | { readonly cell?: undefined; readonly because: string }
> {
  const reasons: string[] = [];
  for (const name of ['sandbox', 'container']) {
    const place = await cell(name);
    const refusal = await place.refusal();
    if (refusal === undefined) return { cell: place };
    reasons.push(refusal);
  }
  return { because: reasons.join(' ') };
}
