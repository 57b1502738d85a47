import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { unanswered } from '#faults/unanswered.ts';

export default scenario({
  title: 'The token endpoint takes the request and never answers',
  why: `The connection is good, the request is sent, and that is the end of it. There is nothing
        on the wire that says no.`,
  family: 'refresh',
  seen: [
    incident(
      '2025',
      'A refresh without a time limit',
      'anthropics/anthropic-sdk-typescript, user-oauth.ts',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, unanswered('oauth'))],
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
