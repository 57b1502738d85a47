import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Fact } from '#core/entry.ts';
import { ROOT } from '#harness/registry.ts';
import { sealedOff } from '#harness/sealed/bubblewrap.ts';
import { needs } from '#test/tools.ts';
import { inVirtualTime } from '#test/transports/in-virtual-time.ts';
import type { Outcome } from '#test/transports/outcome.ts';
import { PROXIED, ROWS, type Row } from '#test/transports/rows.ts';

const INSIDE = '/opt/groundstop';

interface Sealed {
  readonly results: Readonly<Record<string, { readonly outcome: Outcome; readonly took: number }>>;
  readonly logs: Readonly<Record<string, readonly Fact[]>>;
}

/** Ask every host from within a sealed place: names by glibc at port 53, all else by Node alone. */
async function sealed(...args: readonly string[]): Promise<Sealed> {
  const parts = ['harness', 'fixtures', 'test', 'node_modules', 'package.json'].flatMap((part) => [
    ...['--ro-bind', realpathSync(join(ROOT, part)), `${INSIDE}/${part}`],
  ]);
  const walls = [
    ...(await sealedOff()),
    ...['--uid', '0', '--gid', '0', '--cap-add', 'CAP_NET_BIND_SERVICE', '--dir', '/etc'],
    ...['--ro-bind', realpathSync(process.execPath), '/opt/node'],
  ];
  const program = ['/opt/node', `${INSIDE}/test/tools/sealed-fetches.ts`, ...args];
  const { stdout } = await promisify(execFile)('bwrap', [...walls, ...parts, ...program], {
    maxBuffer: 100_000_000,
  });
  return JSON.parse(stdout);
}

/**
 * What was tried and what struck it. A resolver of the C library asks for A and for AAAA, and more
 * than once, all for one look-up: attempts at a name with the same result are one.
 */
function struck(log: readonly Fact[]): readonly string[] {
  const tried = log.filter((fact) => fact.kind === 'attempt.began');
  const lines = tried.map((began) => {
    const fact = log.find(
      (each) => each.kind === 'attempt.ended' && each.attempt === began.attempt,
    );
    const effect = fact?.kind === 'attempt.ended' ? fact.effect : undefined;
    return `${began.layer} ${began.host} ${JSON.stringify(effect)}`;
  });
  return lines.filter((line, at) => !line.startsWith('dns') || lines.indexOf(line) === at);
}

async function compare(rows: readonly Row[], place: Sealed, proxy: boolean) {
  for (const { host, becomes } of rows) {
    const { outcome, took, log } = await inVirtualTime(rows, host, { proxy });
    const real = place.results[host]!;
    expect('status' in real.outcome ? real.outcome.status : real.outcome.code, host).toBe(becomes);
    expect(real.outcome, host).toEqual(outcome);
    // Give or take what a busy machine needs: a wait of ten seconds is one, and none is none.
    expect(Math.abs(real.took - took), `${host} took ${real.took} ms, not ${took}`).toBeLessThan(
      2_500,
    );
    expect(struck(place.logs[host]!), host).toEqual(struck(log));
  }
}

needs('bwrap')('an unmodified fetch in a sealed place meets what it meets in process', async () => {
  await compare(ROWS, await sealed(), false);
});

needs('bwrap')('so it does behind a proxy', async () => {
  await compare(PROXIED, await sealed('through a proxy'), true);
});
