import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { halfOpen } from '#faults/half-open.ts';

export default scenario({
  title: 'The other end has forgotten the connection',
  why: `The machine behind the address was replaced, and what arrives there belongs to nobody.
        The greeting is taken and never answered.`,
  family: 'connection',
  seen: [incident('2.1.214', 'A stale connection from the pool', 'Claude Code changelog')],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, halfOpen('oauth'))],
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
