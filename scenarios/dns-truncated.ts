import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsTruncated } from '#faults/dns-truncated.ts';

export default scenario({
  title: 'Answers about the sign-in host do not fit into a datagram',
  why: `The answer is cut short over UDP and whole over TCP, which is what the flag is for.
        Programs that bring a small resolver of their own forget the second half.`,
  family: 'dns',
  seen: [
    incident('2016-03', 'A resolver must be able to ask again over TCP', 'RFC 7766, section 5'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, dnsTruncated('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'bound.no-crash', 'dns.tcp'],
});
