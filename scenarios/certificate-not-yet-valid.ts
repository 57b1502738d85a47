import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { certificateNotYetValid } from '#faults/certificate-not-yet-valid.ts';

export default scenario({
  title: 'The certificate of the sign-in host is not valid yet',
  why: `Rolled out an hour too early, or met by a machine whose clock is behind. The second is
        the commoner one, so a client that names the certificate has told half of it.`,
  family: 'connection',
  seen: [
    incident('2.1.133', 'Machines whose clock is behind after a suspend', 'microsoft/WSL#10006'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, certificateNotYetValid('oauth'))],
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
