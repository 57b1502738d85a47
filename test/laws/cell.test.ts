import { describe, expect, test } from 'vitest';
import type { Cell } from '#core/cell.ts';
import { minutes } from '#core/duration.ts';
import { LAYERS, REALMS } from '#core/effect.ts';
import { pieces } from './modules.ts';

const cells = await pieces<Cell>('harness/cells');

describe.each(cells)('$id', ({ id, value: cell }) => {
  test('it is called what its file is called, and says what it is', () => {
    expect(cell.name).toBe(id);
    expect(cell.about).toMatch(/\S/);
  });

  test('it disturbs layers that there are, in their order', () => {
    expect(cell.layers.length).toBeGreaterThan(0);
    const known = [...LAYERS, ...REALMS].filter((layer) => cell.layers.includes(layer));
    expect(known).toEqual(cell.layers);
  });

  test('what runs programs is sealed', () => {
    if (cell.programs) expect(cell.sealed).toBe(true);
  });

  test('it is there, or says why not and what would help', async () => {
    const refusal = await cell.refusal();
    if (refusal !== undefined) expect(refusal).toMatch(/^\S.*\b(would help|will help)\b.*\.$/);
  });

  test('it says in what time a flight of an hour will be flown', async () => {
    const { kind, factor } = await cell.time(minutes(60));
    if (kind === 'virtual') expect(factor).toBe(0);
    else if (kind === 'real') expect(factor).toBe(1);
    else expect(factor).toBeGreaterThan(1);
  });
});
