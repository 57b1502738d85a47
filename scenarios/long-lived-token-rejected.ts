import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { credentialsRefused } from '#faults/credentials-refused.ts';

export default scenario({
  title: 'The token of a year is rejected in its first month',
  why: `The advice that ends every thread about expiry: a token that does not expire. When it is
        rejected all the same there is nothing to refresh, and the message has to name the
        variable that it came from.`,
  family: 'token',
  seen: [
    incident(
      '2026',
      '401 Invalid bearer token, while the status says signed in',
      'anthropics/claude-code#40860, #84903',
    ),
    incident(
      '2026',
      'A token that was cut in two when it was copied',
      'anthropics/claude-code#65320',
    ),
  ],
  given: signedOut({ credentials: 'long-lived-token' }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(2), until: minutes(14) }, credentialsRefused('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'retry.attempts',
    'truth.next-step',
    'truth.advice-works',
    'bound.no-crash',
  ],
});
