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
      `Failed to find cell ${JSON.stringify(name)}: there is none. ${didYouMean('cell', name, known)}`,
    );
  }
  return (await import(`./cells/${name}.ts`))[exportName(name)];
}

/** Every cell, in the order of their names. */
export const everyCell = async (): Promise<readonly Cell[]> =>
  Promise.all((await ids('harness/cells')).map(cell));
