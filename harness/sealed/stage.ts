import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import type { ClientAdapter } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';
import { seeded } from '#time/seeded.ts';
import { openSockets } from '#transports/sockets.ts';
import type { Session, Stage } from '../stage.ts';
import { Home } from './home.ts';
import { eachLine } from './lines.ts';
import { proveSealed } from './seal.ts';
import { warpedAlike } from './warp.ts';

/** Where a client is at home, in every cell. */
export const HOME = '/home/user';

const AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/** A stage of real sockets, files and processes, for the inside of a sealed place. */
export function realStage(adapter: ClientAdapter, seed: number, clock: Clock): Stage {
  const home = new Home(HOME, adapter.store);
  return {
    clock,
    random: seeded(seed),
    home: home.path,
    prove: () => proveSealed(home.path),
    async open(gate, { serviceAt }) {
      const sockets = await openSockets({ gate, profile: adapter.profile, serviceAt, clock });
      await furnish(sockets.caPem);
      return {
        probe: async (host) => {
          await sockets.probe(host);
        },
        visit: () => Promise.reject(new Error('nobody browses here yet')),
        async close() {
          home.close();
          await sockets.close();
        },
      };
    },
    lay: (launch) => home.lay(launch),
    start: async ({ argv: [program, ...args], env }, line) => {
      const child = spawn(program, args, {
        cwd: home.path,
        env: {
          PATH: process.env.PATH,
          ...warpedAlike(),
          HOME: home.path,
          NODE_EXTRA_CA_CERTS: AUTHORITIES,
          SSL_CERT_FILE: AUTHORITIES,
          ...env,
        },
        stdio: ['pipe', 'pipe', 'pipe'],
        // A group of its own: whatever it starts ends with it.
        detached: true,
      });
      eachLine(child.stdout, (text) => line('stdout', text));
      eachLine(child.stderr, (text) => line('stderr', text));
      // Work for a client that is gone: its exit is what counts.
      child.stdin.on('error', () => undefined);
      return session(child);
    },
    act: () => {
      throw new Error('nothing can be done here yet');
    },
    look: () => home.look(),
    watch: (changed) => home.watch(changed),
    leftovers: () => home.leftovers(),
  };

  function session(child: ReturnType<typeof spawn>): Session {
    const exited = new Promise<{ code: number | null; signal?: string }>((resolve) => {
      child.once('error', (error) => {
        process.stderr.write(`${error.message}\n`);
        resolve({ code: 127 });
      });
      child.once('exit', (code, signal) => {
        const left = () => resolve({ code, ...(signal && { signal }) });
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
    const end = (signal: NodeJS.Signals) => {
      try {
        process.kill(-child.pid!, signal);
      } catch {
        // All of it is gone already.
      }
    };
    return {
      send: (text) => {
        child.stdin?.write(`${text}\n`);
      },
      end: () => {
        child.stdin?.end();
      },
      exited,
      async kill() {
        end('SIGTERM');
        const patience = clock.after(seconds(30), () => end('SIGKILL'));
        await exited;
        patience.clear();
        end('SIGKILL');
      },
    };
  }
}

/** Longest wait for output after a client has left, in its own time. */
const LAST_WORDS = seconds(30);

/** Make this place one in which names are asked of us and our certificates are believed. */
async function furnish(caPem: string): Promise<void> {
  await mkdir('/etc/ssl/certs', { recursive: true });
  await writeFile(AUTHORITIES, caPem);
  await writeFile('/etc/resolv.conf', 'nameserver 127.0.0.1\n');
  await writeFile('/etc/hosts', '127.0.0.1 localhost\n');
}
