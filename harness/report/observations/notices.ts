import type { Evidence } from '#core/evidence.ts';
import { type Observation, observed } from '../observation.ts';

/** What the harness itself wanted the reader to know. */
export const notices = (evidence: Evidence): readonly Observation[] =>
  evidence.of('notice').map(({ text, seq }) => observed(text, [seq]));
