import type { Place } from '#core/client.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import type { Fault } from '#core/fault.ts';
import { record, type Scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { run } from '#fixtures/clients/reference/client.ts';
import type { Configuration } from '#fixtures/clients/reference/configurations.ts';
import { CALLBACK_PORT, CLIENT_ID, profile } from '#fixtures/clients/reference/hosts.ts';
import type { Command } from '#fixtures/clients/reference/inbox.ts';
import { Gate } from '#harness/gate.ts';
import { Human, isLoopback } from '#harness/human.ts';
import { Loopback } from '#harness/in-process/loopback.ts';
import { provide } from '#services/provider.ts';
import { Kernel } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';
import { inProcess } from '#transports/in-process.ts';

/** What somebody asks of a client at a desk, and what is wrong around it. */
export interface Desk {
  readonly configuration: Configuration;
  /** One after the other, each as soon as the one before has ended. */
  readonly asks: readonly (Command | 'turn')[];
  /** Whether somebody is signed in to begin with. */
  readonly signedIn?: boolean;
  readonly fault?: Fault;
  readonly portTaken?: boolean;
  readonly noBrowser?: boolean;
  /** Nobody follows a link. */
  readonly nobody?: boolean;
  /** What the disk says to a write. */
  readonly disk?: string;
}

export interface Sat {
  /** How the client ended each thing: whether well, and in which words. */
  readonly results: readonly { readonly well: boolean; readonly text: string }[];
  readonly notices: readonly string[];
  readonly stderr: string;
  readonly code: number | undefined;
  /** The store at the end, by the names of its tokens. */
  readonly access: string;
  readonly did: readonly string[];
  readonly facts: readonly Fact[];
  /** The paths of the requests, and when, in milliseconds from the beginning. */
  readonly sent: readonly { readonly path: string; readonly at: number }[];
  /** How long all of it took, in milliseconds. */
  readonly took: number;
}

const EPOCH = Date.UTC(2026, 3, 7, 14, 27);

/** Sit a client down with the real authorization server, a person and a browser. */
export async function sit(desk: Desk): Promise<Sat> {
  const kernel = new Kernel(EPOCH);
  const facts: Fact[] = [];
  const random = seeded(1);
  const given = signedIn({ accessToken: minutes(50) });
  const story = { given, work: turns({ count: 1, every: minutes(5) }) } as Scenario;
  const clock = kernel.clock('network');
  const windows = desk.fault ? [during({ from: seconds(0), until: hours(3) }, desk.fault)] : [];
  const sent: { path: string; at: number }[] = [];
  const gate = new Gate(windows, {
    now: () => kernel.now() - EPOCH,
    random,
    act: () => undefined,
    tell(fact) {
      facts.push(fact);
      if (fact.kind !== 'attempt.began' || fact.layer !== 'http' || fact.by === 'human') return;
      sent.push({ path: fact.operation, at: kernel.now() - EPOCH });
    },
  });
  const provided = provide(
    { clock, random, tell: (fact) => gate.tell(fact), zero: () => EPOCH },
    profile,
    record('desk', { ...story, faults: [] }),
  );
  const { ledger, serviceAt } = provided;
  const network = inProcess({ gate, profile, clock, serviceAt });
  const loopback = new Loopback();
  const taken = async () => ({ status: 404, text: 'not this one' });
  if (desk.portTaken) loopback.listen(CALLBACK_PORT, taken);
  const human = new Human({
    clock: kernel.clock('human'),
    visit: (url, init) => (isLoopback(url) ? loopback.visit(url) : network.visit(url, init)),
    tell: (what) => facts.push({ kind: 'human.did', what }),
  });
  const login = ledger.signIn(CLIENT_ID, EPOCH + minutes(50));
  const { accessToken, refreshToken, expiresAt } = login;
  let stored =
    desk.signedIn === false
      ? undefined
      : JSON.stringify({ accessToken, refreshToken, expiresAt }, null, 2);

  const results: { well: boolean; text: string }[] = [];
  const notices: string[] = [];
  const stderr: string[] = [];
  const lines = [...desk.asks].map((ask, n) =>
    ask === 'turn'
      ? { type: 'user', message: { role: 'user', content: provided.script.prompt(`w${n + 1}`) } }
      : { type: 'command', command: ask },
  );
  const pasted: string[] = [];
  let wake = () => {};
  const place: Place = {
    fetch: network.fetch,
    clock: kernel.clock('client'),
    random: random.fork('client'),
    store: {
      read: () => stored,
      write(text) {
        if (desk.disk) throw Object.assign(new Error(desk.disk), { code: desk.disk });
        stored = text;
      },
      remove() {
        stored = undefined;
      },
    },
    lock: { hold: (work) => work() },
    input: (async function* () {
      for (const [n, line] of lines.entries()) {
        yield JSON.stringify(line);
        while (results.length <= n) {
          const code = pasted.shift();
          if (code !== undefined) yield JSON.stringify({ type: 'paste', text: code });
          else
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
        }
      }
    })(),
    listen: async (port, answer) => loopback.listen(port, async (url) => answer(url)),
    browse: async () => {
      if (desk.noBrowser) throw new Error('spawn xdg-open ENOENT');
    },
    print(stream, text) {
      if (stream === 'stderr') return void stderr.push(text);
      const said = JSON.parse(text);
      if (said.subtype === 'notice') notices.push(said.text);
      if (said.subtype === 'link' && !desk.nobody) {
        void human.follow(said, (code) => {
          pasted.push(code);
          wake();
        });
      }
      if (said.type !== 'result') return;
      results.push({ well: !said.is_error, text: said.result });
      wake();
    },
  };
  let code: number | undefined;
  let over = false;
  run(place, desk.configuration)
    .then(
      (exited) => {
        code = exited;
      },
      (thrown: unknown) => {
        stderr.push(String(thrown));
        code = 1;
      },
    )
    .finally(() => {
      over = true;
    });
  await kernel.run({ until: EPOCH + hours(2), events: 200_000, settled: () => over });
  const at = kernel.now() - EPOCH;
  return {
    ...{ results, notices, code, facts, sent, took: at },
    stderr: stderr.join('\n'),
    did: facts.flatMap((fact) => (fact.kind === 'human.did' ? [fact.what] : [])),
    access: nameIn(stored, (text) => ledger.nameOf(text)),
  };
}

function nameIn(stored: string | undefined, nameOf: (text: string) => string): string {
  if (stored === undefined) return 'absent';
  const { accessToken } = JSON.parse(stored);
  return accessToken === '' ? 'blank' : nameOf(accessToken);
}
