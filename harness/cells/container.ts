import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ContainerRuntimeClient } from 'testcontainers';
import type { Cell } from '#core/cell.ts';
import { LAYERS, REALMS } from '#core/effect.ts';
import { HarnessError, reason } from '#core/errors.ts';
import { ROOT } from '#harness/registry.ts';
import { ask, engineRefusal } from '#harness/sealed/engine.ts';
import { INSIDE, insideOf, PARTS, performing, ROOM } from '#harness/sealed/handover.ts';
import { lackingSealed } from '#harness/sealed/lacking.ts';
import { type Ended, isAlive } from '#harness/sealed/process.ts';
import { warp } from '#harness/sealed/warp.ts';

/** What the image is made from, and how. */
const MAKING = `${ROOT}fixtures/cell-image`;

/** On every container of ours: who started it, so that what was left behind can be told apart. */
export const OWNER = 'groundstop.owner';

/**
 * In a container without a network: the same place as the sandbox, where an engine is what you
 * have. testcontainers finds the engine and builds the image. It takes a second to load, so it is
 * loaded for a flight and not for a question.
 */
export const container: Cell = {
  name: 'container',
  about: 'sealed by a container without a network: the same as the sandbox, where Docker runs',
  layers: [...LAYERS, ...REALMS],
  lacks: lackingSealed,
  sealed: true,
  programs: true,

  async refusal() {
    if (process.platform !== 'linux') {
      return (
        `the programs that were installed here are for ${process.platform} and do not run in ` +
        'a container of Linux; a Linux machine would help.'
      );
    }
    const refused = await engineRefusal();
    if (refused !== undefined) return refused;
    if ((await has(await imageName())) || (await canBuild())) return undefined;
    return (
      `the image ${await imageName()} is not there and no registry can be reached to build it ` +
      'from; `sudo fixtures/cell-image/bootstrap.sh` would help.'
    );
  },

  time: (span) => warp(span),

  async perform(order, _adapter, flight) {
    await mkdir(dirname(flight.log), { recursive: true });
    await writeFile(flight.log, '');
    // Root in there has no power over files of others, and the log is one that it must write.
    await chmod(flight.log, 0o666);
    const mounts = [
      ...PARTS.map((part) => mount(`${ROOT}${part}`, `${INSIDE.root}/${part}`)),
      ...(flight.installed === undefined ? [] : [mount(flight.installed, INSIDE.client)]),
      mount(flight.log, INSIDE.log, false),
    ];
    try {
      await performing('container', order, flight, (input, limit) =>
        contained(insideOf(order), mounts, { input, limit, signal: flight.signal }),
      );
    } finally {
      await chmod(flight.log, 0o644);
    }
  },
};

type Mount = ReturnType<typeof mount>;

/** A mount and not a bind: what is not there is then an error, and not made as an empty folder. */
const mount = (Source: string, Target: string, ReadOnly = true) =>
  ({ Type: 'bind', Source, Target, ReadOnly }) as const;

const imageName = async () => (await readFile(`${MAKING}/name`, 'utf8')).trim();

/** Whether the engine has an image of that name. */
const has = async (image: string) => (await ask(`/images/${image}/json`)) === 200;

/** Whether the engine has, or can fetch, what our image is built from. */
async function canBuild(): Promise<boolean> {
  const [, base = ''] = /^FROM (\S+)$/m.exec(await readFile(`${MAKING}/Dockerfile`, 'utf8')) ?? [];
  if (await has(base)) return true;
  return (await ask(`/distribution/${base}/json`).catch(() => 0)) === 200;
}

/** The image's name, once there is such an image. */
async function image(): Promise<string> {
  const name = await imageName();
  if (await has(name)) return name;
  const { GenericContainer } = await library();
  // Otherwise testcontainers starts a container of its own that cleans up after this process. It
  // has an image of its own, which may be out of reach; and there is nothing to clean up.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const start = Date.now();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say(`Building ${name}, once; it takes a minute or two.`);
  const still = setInterval(
    () => say(`Building ${name}: ${Math.round((Date.now() - start) / 1_000)} s so far.`),
    15_000,
  );
  try {
    await GenericContainer.fromDockerfile(MAKING).build(name, { deleteOnExit: false });
  } catch (cause) {
    throw new HarnessError(
      'IMAGE_NOT_BUILT',
      `Failed to build ${name}: ${reason(cause)}. ` +
        '`docker build fixtures/cell-image` says more; ' +
        'where there is no way to Debian from within the engine, ' +
        '`sudo fixtures/cell-image/bootstrap.sh` would help.',
      { cause, blame: 'machine' },
    );
  } finally {
    clearInterval(still);
  }
  return name;
}

/**
 * testcontainers, without its manners at signals: a library of its own (proper-lockfile, by
 * signal-exit) listens from its loading on, and ends the process as soon as our listener has been
 * called, before the flight could be put away.
 */
async function library(): Promise<typeof import('testcontainers')> {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const ours = signals.map((signal) => process.listeners(signal));
  const loaded = await import('testcontainers');
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) {
      if (!ours[index]!.includes(listener)) process.off(signal, listener);
    }
  }
  return loaded;
}

type Engine = ContainerRuntimeClient['container']['dockerode'];

/** testcontainers' own connection to the engine: of its containers none has an open input. */
async function engine(): Promise<Engine> {
  const { getContainerRuntimeClient } = await library();
  return (await getContainerRuntimeClient()).container.dockerode;
}

/**
 * Run a program in a container of its own to its end, with a line of input, and end it if the
 * signal aborts. Its input stays open meanwhile: should this process die, the engine closes it,
 * and enter.sh ends the container.
 */
async function contained(
  program: readonly string[],
  mounts: readonly Mount[],
  options: { readonly input: string; readonly limit: number; readonly signal: AbortSignal },
): Promise<Ended> {
  const name = await image();
  const docker = await engine();
  await sweep(docker);
  const seconds = String(Math.ceil(options.limit / 1_000));
  const enter = ['bash', `${INSIDE.root}/fixtures/cell-image/enter.sh`, seconds, ...program];
  const place = await docker.createContainer(walls(name, enter, mounts));
  const end = () => place.remove({ force: true }).then(ignore, ignore);
  options.signal.addEventListener('abort', end, { once: true });
  const deadline = setTimeout(end, options.limit);
  try {
    const line = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    const lifeline = await place.attach(line);
    // A line to a container that is gone: its end is what counts.
    lifeline.on('error', ignore);
    const complaints = new Tail();
    docker.modem.demuxStream(lifeline, new Tail(), complaints);
    const removed = place.wait({ condition: 'removed' });
    // Whatever goes wrong from here is told by what is awaited first.
    removed.catch(ignore);
    await place.start();
    if (options.signal.aborted) await end();
    lifeline.write(`${options.input}\n`);
    const [{ StatusCode: code }] = await Promise.all([removed, finished(lifeline).catch(ignore)]);
    return { code, signal: code === 137 ? 'SIGKILL' : null, stderr: complaints.text };
  } finally {
    clearTimeout(deadline);
    options.signal.removeEventListener('abort', end);
    await end();
  }
}

/** The place itself: no network, no power, and an environment of three variables. */
const walls = (name: string, command: readonly string[], mounts: readonly Mount[]) => ({
  Image: name,
  Cmd: [...command],
  Hostname: 'localhost',
  WorkingDir: INSIDE.home,
  Env: [`HOME=${INSIDE.home}`, `PATH=${INSIDE.path}`, 'GROUNDSTOP_SEALED=1'],
  Labels: { [OWNER]: `${hostname()}/${process.pid}` },
  ...{ AttachStdin: true, AttachStdout: true, AttachStderr: true },
  // Open for as long as we are attached, and closed by the engine when we are not, for any reason.
  ...{ OpenStdin: true, StdinOnce: true },
  HostConfig: {
    NetworkMode: 'none',
    AutoRemove: true,
    Mounts: [...mounts],
    // A file system of its own, so that it can run full.
    Tmpfs: { [INSIDE.home]: `size=${ROOM},mode=755` },
    CapDrop: ['ALL'],
    // Ports 53 and 443. Root may write what is root's without any other.
    CapAdd: ['NET_BIND_SERVICE'],
    SecurityOpt: ['no-new-privileges'],
    LogConfig: { Type: 'none', Config: {} },
  },
});

/** Remove what a harness on this machine left behind that is no more. */
async function sweep(docker: Engine): Promise<void> {
  const found = await docker.listContainers({ all: true, filters: { label: [OWNER] } });
  const left = found.filter(({ Labels: { [OWNER]: owner = '' } }) => {
    const [machine, pid] = owner.split('/');
    return machine === hostname() && !isAlive(Number(pid));
  });
  await Promise.all(
    left.map(({ Id }) => docker.getContainer(Id).remove({ force: true }).then(ignore, ignore)),
  );
}

/** Keeps the end of what is written to it. */
class Tail extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text = (this.text + chunk.toString()).slice(-20_000);
    done();
  }
}

/** For what is gone already, and so cannot be ended again. */
const ignore = () => undefined;
