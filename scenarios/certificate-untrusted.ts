import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { certificateUntrusted } from '#faults/certificate-untrusted.ts';

export default scenario({
  title: 'A stranger answers at the sign-in host',
  why: `A proxy or a captive portal shows a certificate that the client has no reason to trust. It
        must not sign in there, must say that the certificate is the trouble, and must not lose
        the login over it.`,
  family: 'connection',
  seen: [
    incident('2.1.199', 'Certificate errors burned through all retries', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, certificateUntrusted('oauth'))],
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
