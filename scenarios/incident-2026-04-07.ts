import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'On 7 April 2026, sign-in is out from 14:32 to 15:12 UTC, and DNS is blamed',
  why: `Forty minutes. Users found a name that did not resolve, and the name that they looked up
        is one that no measured client asks for: see the decoy. Staged with both readings after
        one another: the token endpoint answers errors for twenty minutes, and then its name is
        gone for twenty. The cause was never published.`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-07',
      'Sign-in failed from 14:32 to 15:12 UTC',
      'Anthropic status page, by way of type0.ai',
    ),
    incident('2026-04-06', 'nslookup: Non-existent domain', 'anthropics/claude-code#44275, #33238'),
  ],
  given: signedIn({ accessToken: minutes(14) }),
  work: turns({ count: 12, every: minutes(5) }),
  faults: [
    during({ from: minutes(5), until: minutes(25) }, refreshUnavailable('oauth', { status: 500 })),
    during({ from: minutes(25), until: minutes(45) }, nxdomain('oauth')),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'dns.rcode',
    'dns.negative-recovery',
    'dns.polite',
    'iso.breaker',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
  ],
});
