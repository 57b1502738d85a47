import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsTruncatedWithoutTcp } from '#faults/dns-truncated-without-tcp.ts';

export default scenario({
  title: 'Answers are cut short, and TCP to the resolver is blocked',
  why: `A firewall that lets DNS through on UDP only, the commonest mistake there is. Everything
        works until an answer grows.`,
  family: 'dns',
  seen: [incident('2016-03', 'Middleboxes that block DNS over TCP', 'RFC 7766, section 1')],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, dnsTruncatedWithoutTcp('oauth'))],
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
    'dns.tcp',
  ],
});
