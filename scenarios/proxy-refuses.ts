import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { proxyRefuses } from '#faults/proxy-refuses.ts';

export default scenario({
  title: 'The proxy does not let the client through to sign-in',
  why: `The company's proxy wants a password, or has dropped the host from its list. It speaks
        before the sign-in service can, and it is the proxy that has to be named.`,
  family: 'connection',
  seen: [
    incident(
      '2025',
      'ERR_PROXY_TUNNEL, and hangs behind dead proxies',
      'anthropics/claude-code#15615, #25888',
    ),
    incident('2025', 'fetch failed behind a proxy', 'github/copilot-cli#175'),
  ],
  given: signedIn({ accessToken: minutes(10), behind: 'proxy' }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, proxyRefuses('oauth'))],
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
