import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { handshakeRefused } from '#faults/handshake-refused.ts';

export default scenario({
  title: 'The sign-in host breaks the handshake off with an alert',
  why: `No version or cipher in common, or a server that wants a certificate from the client. It
        is deliberate, and the next attempt will end like this one.`,
  family: 'connection',
  seen: [incident('2018-08', 'handshake_failure', 'RFC 8446, section 6.2')],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, handshakeRefused('oauth'))],
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
