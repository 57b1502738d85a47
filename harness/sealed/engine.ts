import { get } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Longest wait for an answer that only decides whether something can be used. */
const PATIENCE = 1_500;

/** Where an engine may be listening when DOCKER_HOST does not say: the order of testcontainers. */
const sockets = (): readonly string[] => [
  '/var/run/docker.sock',
  ...(process.env.XDG_RUNTIME_DIR ? [join(process.env.XDG_RUNTIME_DIR, 'docker.sock')] : []),
  join(homedir(), '.docker/run/docker.sock'),
  join(homedir(), '.docker/desktop/docker.sock'),
];

/**
 * Ask a container engine for something by its HTTP interface, without any library: whoever only
 * wants to know whether there is one should not wait a second for one to load.
 *
 * @returns the status of the answer
 * @throws Error with a `code` where nothing answers
 */
export async function ask(path: string): Promise<number> {
  const named = process.env.DOCKER_HOST;
  if (named) return status(address(named), path);
  let trouble: unknown;
  for (const socketPath of sockets()) {
    try {
      return await status({ socketPath }, path);
    } catch (thrown) {
      // One that we may not use says more than the next one that is not there.
      if (!trouble || codeOf(trouble) === 'ENOENT') trouble = thrown;
    }
  }
  throw trouble;
}

/** Why no engine can be used, or undefined if one answers. */
export async function engineRefusal(): Promise<string | undefined> {
  try {
    const answer = await ask('/_ping');
    if (answer !== 200) throw new Error(`it answers ${answer}, as no engine does`);
    return undefined;
  } catch (thrown) {
    const where = process.env.DOCKER_HOST ? ` at DOCKER_HOST=${process.env.DOCKER_HOST}` : '';
    if (codeOf(thrown) === 'EACCES') {
      return (
        `the container engine${where} may not be used by this user; ` +
        'membership of its group (docker) would help.'
      );
    }
    return (
      `no container engine answers${where}; installing one (\`apt-get install docker.io\`) ` +
      'and starting it (`sudo dockerd`) would help.'
    );
  }
}

type Address = { readonly socketPath: string } | { readonly host: string; readonly port: string };

/** @throws Error for an address of any other kind: those engines are on other machines */
function address(text: string): Address {
  const { protocol, pathname, hostname, port } = new URL(text);
  if (protocol === 'unix:') return { socketPath: pathname };
  if (protocol === 'tcp:' || protocol === 'http:') return { host: hostname, port: port || '2375' };
  throw new Error(`${protocol} is not supported`);
}

const status = (where: Address, path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = get({ ...where, path, signal: AbortSignal.timeout(PATIENCE) }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
  });

const codeOf = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code;
