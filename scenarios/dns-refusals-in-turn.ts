import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsRefused } from '#faults/dns-refused.ts';
import { nodata } from '#faults/nodata.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { servfail } from '#faults/servfail.ts';

export default scenario({
  title: 'The resolver says no in four ways, one after the other',
  why: `SERVFAIL, REFUSED, NXDOMAIN and an answer with nothing in it: to whoever waits for a turn
        they are one and the same, a name that cannot be had now. A client that knows one of them
        treats the next as an answer, or as the end of its login. The order is ours.`,
  family: 'dns',
  seen: [
    incident('2.1.193', 'EREFUSED for the API host', 'anthropics/claude-code#71824'),
    incident('2026', 'ESERVFAIL for the API host', 'anthropics/claude-code#72706'),
    incident('2025', 'ENOTFOUND for the API host', 'anthropics/claude-code#14983'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 15, every: minutes(2) }),
  faults: [
    during({ from: minutes(3), until: minutes(7) }, servfail('model')),
    during({ from: minutes(9), until: minutes(13) }, dnsRefused('model')),
    during({ from: minutes(15), until: minutes(19) }, nxdomain('model')),
    during({ from: minutes(21), until: minutes(25) }, nodata('model')),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'dns.rcode',
  ],
});
