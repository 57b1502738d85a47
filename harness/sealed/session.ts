import { type ChildProcess, spawn } from 'node:child_process';
import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';
import type { Boarding, Exit, Session } from '../stage.ts';
import { eachLine } from './lines.ts';
import { usageOf } from './usage.ts';
import { warpedAlike } from './warp.ts';

/** The authorities that a client believes, wherever it looks for them. */
export const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** Longest wait for output after a client has left, in its own time. */
const LAST_WORDS = seconds(30);

/** What a client finds around it. */
interface Around {
  /** By how much its clock is ahead of ours, in milliseconds. */
  readonly ahead: number;
  readonly hasBrowser: boolean;
  /** Programs that come before all others. */
  readonly bin?: string;
}

/** Start a client as a process with a group of its own: whatever it starts ends with it. */
export function startedIn(home: string, { launch, line }: Boarding, around: Around): ChildProcess {
  const [program, ...args] = launch.argv;
  const child = spawn(program, args, {
    cwd: home,
    env: {
      PATH: [around.bin, process.env.PATH].filter((part) => part !== undefined).join(':'),
      ...warpedAlike(around.ahead),
      HOME: home,
      NODE_EXTRA_CA_CERTS: AUTHORITIES,
      SSL_CERT_FILE: AUTHORITIES,
      // A browser that takes every page; what comes of it is up to whoever sits before it.
      BROWSER: around.hasBrowser ? '/bin/true' : '',
      ...launch.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  eachLine(child.stdout, (text) => line('stdout', text));
  eachLine(child.stderr, (text) => line('stderr', text));
  // Work for a client that is gone: its exit is what counts.
  child.stdin.on('error', () => undefined);
  return child;
}

/** The way to talk to a client that was started, and to end it. */
export function session(child: ChildProcess, clock: Clock): Session {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // All of it is gone already.
    }
  };
  const exited = exitOf(child, clock);
  return {
    send: (text) => {
      child.stdin?.write(`${text}\n`);
    },
    end: () => {
      child.stdin?.end();
    },
    exited,
    async kill() {
      signal('SIGTERM');
      const patience = clock.after(seconds(30), () => signal('SIGKILL'));
      await exited;
      patience.clear();
      signal('SIGKILL');
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    crash: () => signal('SIGKILL'),
    usage: () => usageOf(child.pid!),
  };
}

const exitOf = (child: ChildProcess, clock: Clock): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve({ code: 127 });
    });
    child.once('exit', (code, signal) => {
      // What it wrote last is seen by whoever watches its files before anybody hears that it left.
      const left = () =>
        setImmediate(() => setImmediate(() => resolve({ code, ...(signal && { signal }) })));
      // Its last words are still on their way. Something that it started may hold the pipe open
      // for ever; that is none of its words.
      const drained = clock.after(LAST_WORDS, () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        left();
      });
      child.once('close', () => {
        drained.clear();
        left();
      });
    });
  });
