import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hours } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import { record } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { logFile } from '#evidence/file.ts';
import { Recorder } from '#evidence/recorder.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { profile } from '#fixtures/clients/reference/hosts.ts';
import { Gate } from '#harness/gate.ts';
import { provide } from '#services/provider.ts';
import { seeded } from '#time/seeded.ts';
import { wallClock } from '#time/wall.ts';
import { exchange } from '#transports/exchange.ts';
import { openSockets } from '#transports/sockets.ts';
import calm from '../../../scenarios/calm.ts';
import { FAMILIES, MODEL, OAUTH, ready } from './ready.ts';

// Our services as they are flown: every request passes the gate, every fact is recorded, a fault
// is scheduled. `plain` is asked over HTTP, as the peers are, and drops each entry once it is made;
// `flown` is asked over TLS, and writes each entry through to a file, as it does in a sandbox.

const flown = process.argv[2] === 'flown';
const folder = mkdtempSync(join(tmpdir(), 'groundstop-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = flown ? logFile(join(folder, 'run.ndjson')) : undefined;

const clock = wallClock();
const zero = clock.now();
const random = seeded(1);
const recorder = new Recorder(
  () => clock.now() - zero,
  (entry) => file?.write(entry),
);
const gate = new Gate([during({ from: hours(24), until: 'the end' }, nxdomain('oauth'))], {
  now: () => clock.now() - zero,
  tell: (fact) => recorder.tell(fact),
  random: random.fork('gate'),
  act: () => undefined,
});
const world = { clock, random, tell: (fact: Fact) => gate.tell(fact), zero: () => zero };
const { ledger, script, serviceAt } = provide(world, profile, record('calm', calm));
const logins = Array.from({ length: FAMILIES }, () =>
  ledger.signIn(profile.clientId, zero + hours(24)),
);

/** One host over plain HTTP. Resolves to its address. */
const door = (role: 'oauth' | 'model', host: string): Promise<string> =>
  new Promise((resolve) => {
    const asked = { role, host, service: serviceAt(host) };
    const server = createServer((incoming, outgoing) => {
      void exchange(gate, asked, incoming, outgoing);
    });
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

const { addressOf, ports, caPem } = await openSockets({
  gate,
  profile,
  serviceAt,
  ports: { dns: 0, tls: 0 },
});
const at = async (role: 'oauth' | 'model', host: string) =>
  flown ? `https://${addressOf(host)}:${ports.tls}` : door(role, host);

ready({
  at: {
    oauth: await at('oauth', OAUTH),
    model: await at('model', MODEL),
    dns: `udp://127.0.0.1:${ports.dns}`,
  },
  refreshTokens: logins.map(({ refreshToken }) => refreshToken),
  accessToken: logins[0]!.accessToken,
  prompt: script.prompt('w1'),
  ...(flown && { caPem }),
});
