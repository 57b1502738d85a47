import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { handshakeEndless } from '#faults/handshake-endless.ts';

export default scenario({
  title: 'The handshake with the sign-in host never ends',
  why: `The connection is there, the greeting is taken, and nothing more comes. Libraries limit
        the wait for a connection and forget the wait for a handshake.`,
  family: 'connection',
  seen: [
    incident('2.1.222', 'A connectivity check that hung behind a proxy', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, handshakeEndless('oauth'))],
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
  ],
});
