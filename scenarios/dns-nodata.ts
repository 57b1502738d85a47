import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nodata } from '#faults/nodata.ts';

export default scenario({
  title: 'The sign-in host exists and has no address',
  why: `NOERROR and nothing in it: a record that was edited by hand, a zone half way through a
        change. To the program it looks like a name that does not exist, and like that it
        passes.`,
  family: 'dns',
  seen: [
    incident(
      '1998-03',
      'NODATA is an answer of its own, and may be remembered like NXDOMAIN',
      'RFC 2308, section 2.2',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, nodata('oauth'))],
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
