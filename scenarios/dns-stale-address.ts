import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { certificateWrongHost } from '#faults/certificate-wrong-host.ts';
import { servfail } from '#faults/servfail.ts';

export default scenario({
  title: 'The name is lost, and its old address is somebody else’s',
  why: `An address that was given back is somebody else's by now, with a certificate of their own.
        For some minutes no name server can be asked either. Whoever falls back on the last address
        that was good has only the certificate to go by.`,
  family: 'dns',
  seen: [incident('2020-03', 'What can go wrong with stale data', 'RFC 8767, section 10')],
  given: signedIn({ accessToken: minutes(60) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(8), until: minutes(13) }, servfail('model')),
    during({ from: minutes(5), until: minutes(17) }, certificateWrongHost('model')),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'conv.self',
    'sec.valid-tls',
    'dns.stale',
  ],
});
