import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { blackHole } from '#faults/black-hole.ts';

export default scenario({
  title: 'The sign-in host takes connections and swallows what is said',
  why: `A firewall that has lost its state, a host that hangs. There is no error, only silence:
        a client without a time limit of its own waits for as long as the network does, which is
        for ever.`,
  family: 'connection',
  seen: [
    incident(
      '2025',
      'A hang without output until somebody killed it',
      'anthropics/claude-code-action#671',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, blackHole('oauth'))],
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
    'bound.resources',
    'see.sign',
  ],
});
