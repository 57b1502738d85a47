import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsMalformed } from '#faults/dns-malformed.ts';

export default scenario({
  title: 'What comes back about the sign-in host is no answer',
  why: `Header counts that lie, pointers that go round in circles: a broken forwarder, or
        somebody who tries. Resolvers disagree on whether to wait or to give up, so a client may
        hear of it at once or in ten seconds.`,
  family: 'dns',
  seen: [
    incident('2017-03', 'Malformed answers, and what resolvers make of them', 'nodejs/node#14086'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, dnsMalformed('oauth', { how: 'counts' })),
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
