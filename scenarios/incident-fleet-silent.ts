import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';

export default scenario({
  title: 'One login for all agents runs out, and nobody notices',
  why: `Agents in terminals that stay open, on one login whose refresh fails without a word.
        Every process is alive, every message is received, and nothing is answered. Staged with
        six agents, a token of two hours, and a grant that the server no longer honours.`,
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
  work: turns({ count: 9, every: minutes(25) }),
  faults: [once(minutes(60), grantRevoked())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.layer'],
});
