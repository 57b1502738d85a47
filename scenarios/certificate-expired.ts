import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { certificateExpired } from '#faults/certificate-expired.ts';

export default scenario({
  title: 'The certificate of the sign-in host has run out',
  why: `Somebody forgot to renew it. It is nobody's login that has expired, though the word is
        the same, and trying again will not renew it.`,
  family: 'connection',
  seen: [incident('2024', 'SSL certificate error (CERT_HAS_EXPIRED)', 'Claude Code docs, errors')],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, certificateExpired('oauth'))],
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
    'retry.eligible',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'sec.valid-tls',
  ],
});
