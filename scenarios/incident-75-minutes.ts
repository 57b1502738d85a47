import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { unanswered } from '#faults/unanswered.ts';

export default scenario({
  title: 'An hour and a quarter of errors on sign-in',
  why: `The incident with the tidy ending: found, looked into, repaired, in seventy-five
        minutes. What an overloaded service does before it says no is to say nothing: staged as
        half an hour in which no token request is answered, and three quarters of an hour in
        which every other one is. The shares are ours.`,
  family: 'incident',
  seen: [
    incident(
      '2026',
      'Elevated errors on login, resolved within about 75 minutes',
      'status page, by way of the press',
    ),
  ],
  given: signedIn({ accessToken: minutes(22), lifetime: minutes(20) }),
  work: turns({ count: 10, every: minutes(10) }),
  faults: [
    during({ from: minutes(5), until: minutes(35) }, unanswered('oauth')),
    during({ from: minutes(35), until: minutes(80), share: 0.5 }, unanswered('oauth')),
  ],
  exercises: [
    'keep.valid-token',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'iso.auth-not-model',
    'keep.ride-through',
    'bound.no-crash',
  ],
});
