import { expect, test } from 'vitest';
import { Kernel } from '#time/kernel.ts';
import { inProcess } from '#transports/in-process.ts';
import { openSockets } from '#transports/sockets.ts';
import { EDNS, exchanged, query } from './datagrams.ts';
import { gatesOf, greeting, profileOf, ROWS } from './rows.ts';

/** Faults of names that are answered at once. */
const ANSWERED = ROWS.filter(
  ({ fault, host }) => fault.layer === 'dns' && !/late|silen/.test(host),
);

const parts = () => ({
  gate: gatesOf(ANSWERED),
  profile: profileOf(ANSWERED),
  serviceAt: () => greeting,
});

test('a client in this process is told the same bytes as one at a socket', async () => {
  const sockets = await openSockets({ ...parts(), ports: { dns: 0, tls: 0 } });
  const kernel = new Kernel(0);
  const { askNames } = inProcess({ ...parts(), clock: kernel.clock('network') });
  try {
    for (const { host } of ANSWERED) {
      for (const type of ['A', 'AAAA'] as const) {
        const bytes = query(host, type, EDNS);
        const asked = askNames(bytes, 'UDP', new AbortController().signal);
        await kernel.run({ until: Infinity, events: 100, settled: () => false });
        const there = await exchanged(sockets, bytes);
        const here = Buffer.from(await asked);
        expect(here.toString('hex'), `${host} ${type}`).toBe(there.toString('hex'));
      }
    }
  } finally {
    await sockets.close();
  }
});
