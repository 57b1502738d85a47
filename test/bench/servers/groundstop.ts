import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logFile } from '#evidence/file.ts';
import { exchange } from '#transports/exchange.ts';
import { FAMILIES, MODEL, OAUTH, ready } from './ready.ts';
import { world } from './world.ts';

// `plain` is asked over HTTP, as the peers are, and drops each entry once it is made; `flown` is
// asked over TLS, and writes each entry through to a file, as it does in a sandbox; `leaking` is
// plain, and keeps one object for each entry: it shows that a leak would be seen.

const [how = 'plain'] = process.argv.slice(2);
const flown = how === 'flown';
const folder = mkdtempSync(join(tmpdir(), 'groundstop-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = flown ? logFile(join(folder, 'run.ndjson')) : undefined;
/** As little as anything can be that is left behind. */
class Leaked {}
const kept: Leaked[] = [];

const { gate, clock, serviceAt, script, signIn, open } = world((entry) => {
  file?.write(entry);
  if (how === 'leaking' && entry.kind === 'attempt.began') kept.push(new Leaked());
});
const logins = Array.from({ length: FAMILIES }, signIn);

/** One host over plain HTTP. Resolves to its address. */
const door = (role: 'oauth' | 'model', host: string): Promise<string> =>
  new Promise((resolve) => {
    const asked = { role, host, service: serviceAt(host) };
    const server = createServer((incoming, outgoing) => {
      void exchange(gate, clock, asked, incoming, outgoing);
    });
    server.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    });
  });

const { addressOf, ports, caPem } = await open();
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
