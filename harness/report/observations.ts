import { Evidence } from '#core/evidence.ts';
import { type Flown, legible } from './flown.ts';
import type { Observation, Observer } from './observation.ts';
import { ending } from './observations/ending.ts';
import { notices } from './observations/notices.ts';
import { recovery } from './observations/recovery.ts';
import { secrets } from './observations/secrets.ts';
import { signs } from './observations/signs.ts';
import { store } from './observations/store.ts';
import { strikes } from './observations/strikes.ts';
import { tokens } from './observations/tokens.ts';
import { claims, waiting, work } from './observations/work.ts';

/** In the order in which a reader asks: what became of it, then why, then our own notes. */
const OBSERVERS: readonly Observer[] = [
  secrets,
  work,
  claims,
  ending,
  store,
  recovery,
  tokens,
  waiting,
  signs,
  strikes,
  notices,
];

/** What a log shows that is worth a sentence, whether or not a check broke. Pure. */
export const observations = (evidence: Evidence): readonly Observation[] =>
  OBSERVERS.flatMap((observe) => observe(evidence));

/** The same for a run; nothing where its log cannot be read as one. */
export const observationsOf = (flown: Flown): readonly Observation[] =>
  legible(flown) ? observations(new Evidence(flown.entries)) : [];
