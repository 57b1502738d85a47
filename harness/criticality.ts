import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { HarnessError, reason } from '#core/errors.ts';
import { CLASSES, type Component, type Period } from '#score/yardstick.ts';
import { ROOT } from './registry.ts';

/** What a person has declared of each component, and the days over which incidents are counted. */
export interface Criticality {
  readonly components: readonly Component[];
  readonly period: Period;
}

const text = v.pipe(v.string(), v.nonEmpty());
const names = v.exactOptional(v.array(text));

const SHAPE = v.strictObject({
  schema: v.literal(1),
  scale: text,
  period: v.strictObject({
    from: v.pipe(v.string(), v.isoDate()),
    until: v.pipe(v.string(), v.isoDate()),
    days: v.pipe(v.number(), v.integer(), v.minValue(1)),
    source: text,
  }),
  components: v.array(
    v.strictObject({
      id: text,
      does: text,
      declared: v.picklist(CLASSES),
      why: text,
      source: text,
      aims: v.pipe(
        v.array(v.strictObject({ faults: names, layers: names, roles: names })),
        v.minLength(1),
      ),
    }),
  ),
});

export const CRITICALITY = `${ROOT}fixtures/criticality.json`;

/** Read what was declared. @throws HarnessError CRITICALITY_UNREADABLE */
export async function criticality(path = CRITICALITY): Promise<Criticality> {
  try {
    const { components, period } = v.parse(SHAPE, JSON.parse(await readFile(path, 'utf8')));
    return { components, period };
  } catch (cause) {
    throw new HarnessError(
      'CRITICALITY_UNREADABLE',
      `Failed to read the declared classes in ${path}: ${reason(cause)}. ` +
        'Restoring it from version control would help.',
      { cause },
    );
  }
}
