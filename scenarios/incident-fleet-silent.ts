import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshDenied } from '#faults/refresh-denied.ts';

export default scenario({
  title: 'One login for all agents runs out, and nobody notices',
  why: `Agents in terminals that stay open, on one login whose refresh fails without a word.
        Every process is alive, every message is received, and nothing is answered. Staged with
        six agents, a token of two hours, and a token endpoint that from the first hour on says
        invalid_grant of a login that nobody has revoked.`,
  family: 'incident',
  seen: [
    incident(
      '2026',
      'All agents went silent at the same time',
      'outage analysis of a Telegram and Discord fleet',
    ),
    incident(
      '2025-11',
      'OAuth token expiration disrupts autonomous workflows',
      'anthropics/claude-code#12447',
    ),
  ],
  given: signedIn({ accessToken: minutes(120), sessions: 6 }),
  work: turns({ count: 9, every: minutes(25), mode: 'unattended' }),
  faults: [during({ from: minutes(60), until: 'the end' }, refreshDenied('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'truth.next-step',
    'truth.advice-works',
    'bound.no-crash',
    'see.sign',
    'see.watchdog',
  ],
});
