import type { Evidence } from '#core/evidence.ts';
import { type Observation, observed } from '../observation.ts';

/** Tokens that turned up where no token belongs. */
export const secrets = (evidence: Evidence): readonly Observation[] =>
  evidence
    .of('secret.found')
    .map(({ token, sink, where, seq }) =>
      observed(`The token ${token} turned up in ${where} (${sink}).`, [seq]),
    );
