import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsSilent } from '#faults/dns-silent.ts';

export default scenario({
  title: 'Nobody answers questions about the sign-in host',
  why: `The resolver drops the question. The C library waits and asks again before it gives up,
        so every attempt costs ten seconds, and a client that retries in series keeps its user
        waiting while a good token is at hand.`,
  family: 'dns',
  seen: [
    incident(
      '2025',
      'Codex waits for a confirmation that never comes behind a resolver that does not answer',
      'openai/codex#3409',
    ),
    incident(
      '2.1.193',
      'Resolvers on HPC and WSL hosts that do not answer',
      'anthropics/claude-code#821',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, dnsSilent('oauth'))],
  exercises: [
    'keep.valid-token',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'bound.no-hang',
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
    'bound.resources',
    'see.sign',
  ],
});
