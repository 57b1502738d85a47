import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { shortLivedRecord } from '#faults/short-lived-record.ts';

export default scenario({
  title: 'The last good answer runs out, and then there is none',
  why: `Whoever asked shortly before goes on for as long as the answer lives; that is why an
        outage of a name reaches some users minutes after others. Nothing has changed for the
        client but the time.`,
  family: 'dns',
  seen: [
    incident(
      '2026-04-07',
      'Some users were cut off minutes after others',
      'anthropics/claude-code#33238, #44275',
    ),
  ],
  given: signedIn({ accessToken: minutes(7), lifetime: minutes(10) }),
  work: turns({ count: 10, every: minutes(3) }),
  faults: [
    during({ from: minutes(1), until: minutes(10) }, shortLivedRecord('oauth', { seconds: 60 })),
    during({ from: minutes(10), until: minutes(22) }, nxdomain('oauth')),
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
    'dns.re-resolve',
  ],
});
