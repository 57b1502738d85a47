import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'The sign-in host vanishes from DNS for forty minutes',
  why: `Sessions whose token is still good should not notice. The others should say what is wrong,
        keep their login, and come back by themselves when the name does.`,
  family: 'dns',
  seen: [
    incident(
      '2026-04-07',
      'Sign-in to Claude Code failed from 14:32 to 15:12 UTC; users found a name not to resolve',
      'anthropics/claude-code#33238, #44275',
    ),
  ],
  given: signedIn({ accessToken: minutes(9) }),
  work: turns({ count: 12, every: minutes(5) }),
  faults: [during({ from: minutes(5), until: minutes(45) }, nxdomain('oauth'))],
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
    'see.sign',
    'dns.re-resolve',
  ],
});
