import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FaultKind } from '#core/fault.ts';
import { pieces } from '#test/laws/modules.ts';
import { openSockets } from '#transports/sockets.ts';
import type { Errand } from './fetches.ts';
import { inVirtualTime, looksUp } from './in-virtual-time.ts';
import type { Outcome } from './outcome.ts';
import { gatesOf, greeting, PROXIED, profileOf, ROWS, type Row } from './rows.ts';

// The third arm, in which nothing is different from a user's machine, is in test/tools/: it needs
// a place of its own, with port 53 and a resolv.conf.

const FETCHES = new URL('fetches.ts', import.meta.url).pathname;

/** Ask every host over real sockets, on whatever ports are free. */
async function overSockets(
  rows: readonly Row[],
  proxy: boolean,
): Promise<Record<string, { outcome: Outcome }>> {
  const sockets = await openSockets({
    gate: gatesOf(rows),
    profile: profileOf(rows),
    serviceAt: () => greeting,
    ports: { dns: 0, tls: 0, proxy: 0 },
    proxy,
  });
  const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
  onTestFinished(async () => {
    await sockets.close();
    rmSync(folder, { recursive: true });
  });
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, sockets.caPem);
  const errand: Errand = {
    hosts: rows.map(({ host }) => host),
    port: sockets.ports.tls,
    // Behind a proxy nobody looks a name up, and so there is nothing to change in Node at all.
    ...(!proxy && { resolver: `127.0.0.1:${sockets.ports.dns}`, patience: 3_000 }),
  };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [FETCHES, JSON.stringify(errand)],
    {
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: ca,
        ...(proxy && { HTTPS_PROXY: sockets.proxyUrl, NODE_USE_ENV_PROXY: '1' }),
      },
    },
  );
  return JSON.parse(stdout);
}

const seen = (outcome: Outcome | undefined) =>
  outcome && ('status' in outcome ? outcome.status : outcome.code);

test('every fault below HTTP has its row', async () => {
  const kinds = (await pieces<FaultKind>('harness/faults')).map(({ value }) => value);
  const below = kinds.filter(({ layer }) => ['dns', 'connect', 'tls'].includes(layer));
  const rows = new Set([...ROWS, ...PROXIED].map(({ fault }) => fault.name));
  expect(below.map(({ fault }) => fault).filter((name) => !rows.has(name))).toEqual([]);
});

describe('in process', () => {
  test.each(ROWS)('$host becomes $becomes', async ({ host, becomes }) => {
    expect(seen((await inVirtualTime(ROWS, host)).outcome)).toBe(becomes);
  });

  test.each(PROXIED)('$host becomes $becomes through a proxy', async ({ host, becomes }) => {
    const { outcome, log } = await inVirtualTime(PROXIED, host, { proxy: true });
    expect(seen(outcome)).toBe(becomes);
    expect(log.some(looksUp)).toBe(false);
  });
});

test('over sockets, Node’s fetch says the same; of names it says what c-ares does', async () => {
  const results = await overSockets(ROWS, false);
  const codes = ROWS.map(({ host }) => [host, seen(results[host]?.outcome)]);
  expect(Object.fromEntries(codes)).toEqual(
    Object.fromEntries(ROWS.map(({ host, asked }) => [host, asked])),
  );
  // And not only the code: of connections and handshakes, all that can be seen of an error.
  for (const { host, fault } of ROWS.filter(({ fault: { layer } }) => layer !== 'dns')) {
    const { outcome } = await inVirtualTime(ROWS, host);
    if (seen(outcome) !== 'UND_ERR_CONNECT_TIMEOUT') {
      expect(results[host]?.outcome, fault.name).toEqual(outcome);
    }
  }
});

test('behind a proxy, an unmodified fetch says all of the same', async () => {
  const results = await overSockets(PROXIED, true);
  for (const { host } of PROXIED) {
    const { outcome } = await inVirtualTime(PROXIED, host, { proxy: true });
    expect(results[host]?.outcome, host).toEqual(outcome);
  }
});
