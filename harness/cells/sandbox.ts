import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Cell } from '#core/cell.ts';
import { LAYERS, REALMS } from '#core/effect.ts';
import { ROOT } from '#harness/registry.ts';
import { sealedOff } from '#harness/sealed/bubblewrap.ts';
import { INSIDE, insideOf, PARTS, performing, ROOM } from '#harness/sealed/handover.ts';
import { lackingSealed } from '#harness/sealed/lacking.ts';
import { find, supervise } from '#harness/sealed/process.ts';
import { warp } from '#harness/sealed/warp.ts';

/** In a bubblewrap sandbox: real names, ports, processes and files, and no way out. */
export const sandbox: Cell = {
  name: 'sandbox',
  about: 'sealed by bubblewrap: any program, real DNS and TLS, time warped by libfaketime',
  layers: [...LAYERS, ...REALMS],
  lacks: lackingSealed,
  sealed: true,
  programs: true,

  async refusal() {
    if (process.platform !== 'linux') {
      return 'bubblewrap is a tool of Linux; --cell container would help.';
    }
    if (!(await find('bwrap'))) {
      return (
        'bubblewrap is not installed; ' +
        'the package bubblewrap (`apt-get install bubblewrap`) would help.'
      );
    }
    const trial = await supervise('bwrap', [...(await walls()), 'true'], { input: '' });
    return trial.code === 0
      ? undefined
      : `bubblewrap cannot make a sandbox here (${trial.stderr.trim().split('\n').at(-1)}); ` +
          'allowing unprivileged user namespaces would help.';
  },

  time: (span) => warp(span),

  async perform(order, _adapter, flight) {
    await mkdir(dirname(flight.log), { recursive: true });
    await writeFile(flight.log, '');
    const binds = [
      ...PARTS.flatMap((part) => ['--ro-bind', `${ROOT}${part}`, `${INSIDE.root}/${part}`]),
      ...(flight.installed === undefined ? [] : ['--ro-bind', flight.installed, INSIDE.client]),
      ...['--bind', flight.log, INSIDE.log],
    ];
    const args = [...(await walls()), ...binds, ...insideOf(order)];
    await performing('sandbox', order, flight, (input, limit) =>
      supervise('bwrap', args, { input, limit, signal: flight.signal }),
    );
  },
};

/**
 * The place itself: its own everything, the system's programs to read, and nothing of the user's.
 */
async function walls(): Promise<readonly string[]> {
  const environment = { HOME: INSIDE.home, PATH: INSIDE.path, GROUNDSTOP_SEALED: '1' };
  return [
    ...(await sealedOff()),
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--uid', '0', '--gid', '0', '--hostname', 'localhost'],
    // Ports 53 and 443, and no other power.
    ...['--cap-add', 'CAP_NET_BIND_SERVICE'],
    ...['--dir', '/etc', '--dir', '/run'],
    // A file system of its own, so that it can run full.
    ...['--size', String(ROOM), '--tmpfs', INSIDE.home, '--chdir', INSIDE.home],
  ];
}
