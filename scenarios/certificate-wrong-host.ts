import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { certificateWrongHost } from '#faults/certificate-wrong-host.ts';

export default scenario({
  title: 'The sign-in host shows a certificate for another name',
  why: `A load balancer with the wrong configuration, or somebody in between. Nothing may be
        sent there, however good the certificate is.`,
  family: 'connection',
  seen: [
    incident(
      '2025',
      'ERR_TLS_CERT_ALTNAME_INVALID behind a company proxy',
      'anthropics/claude-code#25084',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, certificateWrongHost('oauth'))],
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
