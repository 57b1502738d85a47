// Runs in a sealed place: real names on real ports, and a Node of which nothing is changed.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Fact } from '#core/entry.ts';
import type { Errand } from '#test/transports/fetches.ts';
import { gatesOf, greeting, PROXIED, profileOf, ROWS } from '#test/transports/rows.ts';
import { openSockets } from '#transports/sockets.ts';

const proxy = process.argv[2] === 'through a proxy';
const rows = proxy ? PROXIED : ROWS;
const logs: Record<string, Fact[]> = Object.fromEntries(rows.map(({ host }) => [host, []]));
const sockets = await openSockets({
  gate: gatesOf(rows, { tell: (host, fact) => logs[host]?.push(fact) }),
  profile: profileOf(rows),
  serviceAt: () => greeting,
  proxy,
});
writeFileSync('/etc/resolv.conf', 'nameserver 127.0.0.1\n');
writeFileSync('/etc/hosts', '127.0.0.1 localhost\n');
writeFileSync('/tmp/ca.pem', sockets.caPem);
const errand: Errand = { hosts: rows.map(({ host }) => host), port: 443 };
const client = new URL('../transports/fetches.ts', import.meta.url).pathname;
const { stdout } = await promisify(execFile)(process.execPath, [client, JSON.stringify(errand)], {
  env: {
    NODE_EXTRA_CA_CERTS: '/tmp/ca.pem',
    // All look-ups at once: four at a time, those that wait ten seconds would hold up the others.
    UV_THREADPOOL_SIZE: '64',
    ...(proxy && { HTTPS_PROXY: sockets.proxyUrl, NODE_USE_ENV_PROXY: '1' }),
  },
});
await sockets.close();
process.stdout.write(JSON.stringify({ results: JSON.parse(stdout), logs }));
