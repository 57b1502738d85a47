import { access, constants, open, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What may stand in the environment of whoever runs in here, and nothing else. */
const ENVIRONMENT = new RegExp(
  `^(${[
    'HOME|PATH|PWD|SHLVL|_|OLDPWD|HOSTNAME|TERM',
    'LD_PRELOAD|FAKETIME.*|NO_FAKE_STAT|GROUNDSTOP_SEALED',
    'NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE',
  ].join('|')})$`,
);

/**
 * Show that there is no way out of this place: no interface but the loopback, no route, nothing of
 * the user's. Looks and dials nothing.
 *
 * @returns what was shown, a sentence each
 * @throws Error naming the way out that was found
 */
export async function proveSealed(home: string): Promise<readonly string[]> {
  const interfaces = (await table('/proc/net/dev'))
    .slice(2)
    .map((line) => line.split(':')[0]!.trim());
  // A table that cannot be read shows nothing, and here nothing must not pass for emptiness.
  if (!interfaces.includes('lo')) throw leak('its network interfaces cannot be seen');
  const others = interfaces.filter((name) => name !== 'lo');
  if (others.length > 0) throw leak(`there is a network interface ${others.join(', ')}`);
  const routes = (await table('/proc/net/route')).slice(1);
  if (routes.length > 0) throw leak('there is a route to somewhere else');
  const routes6 = (await table('/proc/net/ipv6_route')).filter((line) => !line.endsWith(' lo'));
  if (routes6.length > 0) throw leak('there is an IPv6 route to somewhere else');
  for (const folder of ['/root', '/home']) {
    const found = (await list(folder)).map((name) => `${folder}/${name}`);
    const foreign = found.filter((path) => path !== home);
    if (foreign.length > 0) throw leak(`${foreign[0]} can be seen`);
  }
  const strange = Object.keys(process.env).filter((name) => !ENVIRONMENT.test(name));
  if (strange.length > 0) throw leak(`the environment has ${strange.join(', ')}`);
  const powers = await capabilities();
  if ((powers & POWERS) !== 0n) throw leak('whoever runs in here may mount, trace or reconfigure');
  if (await writable(OURSELVES)) throw leak('the project can be written to');
  for (const socket of ['/var/run/docker.sock', '/run/docker.sock', '/run/dbus', '/run/user']) {
    if (await exists(socket)) throw leak(`${socket} can be reached`);
  }
  return [
    'the only network interface is lo',
    'there is no route',
    'no home but its own can be seen',
    'the environment holds nothing of the user',
    'no socket of another service can be reached',
    'nothing in here has the power to mount, to trace or to reconfigure the network',
    'the project cannot be written to',
  ];
}

/** NET_ADMIN, NET_RAW, SYS_MODULE, SYS_RAWIO, SYS_PTRACE and SYS_ADMIN (capabilities(7)). */
const POWERS = [12n, 13n, 16n, 17n, 19n, 21n].reduce((all, bit) => all | (1n << bit), 0n);

const OURSELVES = fileURLToPath(new URL('../../package.json', import.meta.url));

/** What this process, and with it whatever it starts, may do beyond an ordinary one. */
async function capabilities(): Promise<bigint> {
  const [, bits] =
    /^CapEff:\s*([0-9a-f]+)$/m.exec(await readFile('/proc/self/status', 'utf8')) ?? [];
  if (bits === undefined) throw leak('its capabilities cannot be seen');
  return BigInt(`0x${bits}`);
}

const writable = (path: string): Promise<boolean> =>
  open(path, 'r+').then(
    async (file) => {
      await file.close();
      return true;
    },
    () => false,
  );

const leak = (what: string) => new Error(`this place is not sealed: ${what}`);

/** The lines of a table of the kernel; none where the kernel has no such table. */
const table = async (path: string): Promise<readonly string[]> =>
  (await readFile(path, 'utf8').catch(() => '')).split('\n').filter((line) => line.trim() !== '');

const list = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
