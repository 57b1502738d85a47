import type { Attempted, Evidence } from './evidence.ts';
import { layerAtFault } from './truth.ts';

/** Looked for once for each log: several checks begin with it. */
const FOUND = new WeakMap<Evidence, readonly Attempted[]>();

/** Every attempt of which a layer is at fault, in order. */
export function troubles(evidence: Evidence): readonly Attempted[] {
  const known = FOUND.get(evidence);
  if (known) return known;
  const found = evidence.attempts.filter((attempt) => layerAtFault(attempt) !== undefined);
  FOUND.set(evidence, found);
  return found;
}
