import { hours } from '#core/duration.ts';
import type { Entry, Fact } from '#core/entry.ts';
import { record } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { Recorder } from '#evidence/recorder.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { profile } from '#fixtures/clients/reference/hosts.ts';
import { Gate } from '#harness/gate.ts';
import { provide } from '#services/provider.ts';
import { seeded } from '#time/seeded.ts';
import { wallClock } from '#time/wall.ts';
import { openSockets } from '#transports/sockets.ts';
import calm from '../../../scenarios/calm.ts';

/**
 * Our services as they are flown, under the process's clock: every request passes the gate, every
 * fact is recorded, and a fault is scheduled, for tomorrow.
 */
export function world(write: (entry: Entry) => void) {
  const clock = wallClock();
  const zero = clock.now();
  const random = seeded(1);
  const recorder = new Recorder(() => clock.now() - zero, write);
  const gate = new Gate([during({ from: hours(24), until: 'the end' }, nxdomain('oauth'))], {
    now: () => clock.now() - zero,
    tell: (fact) => recorder.tell(fact),
    random: random.fork('gate'),
    act: () => undefined,
  });
  const surroundings = { clock, random, tell: (fact: Fact) => gate.tell(fact), zero: () => zero };
  const provided = provide(surroundings, profile, record('calm', calm));
  const { ledger, serviceAt } = provided;
  return {
    ...provided,
    gate,
    clock,
    /** A new login, whose access token lasts for a day. */
    signIn: () => ledger.signIn(profile.clientId, zero + hours(24)),
    /** All of it behind real sockets, at any free ports. */
    open: () => openSockets({ gate, profile, serviceAt, ports: { dns: 0, tls: 0 } }),
  };
}
