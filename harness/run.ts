import type { ClientAdapter, Heard, Launch } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { type Duration, milliseconds, minutes, seconds } from '#core/duration.ts';
import type { Fact, RunOrder, StoreState } from '#core/entry.ts';
import { FORMAT } from '#core/entry.ts';
import { reason } from '#core/errors.ts';
import type { Random } from '#core/random.ts';
import { hostsOf } from '#core/role.ts';
import { clockTimes, type Timeline } from '#core/timeline.ts';
import { fingerprint, SecretSearch } from '#evidence/secrets.ts';
import { type Provided, provide } from '#services/provider.ts';
import { Gate } from './gate.ts';

/** A client that has been started. */
export interface Session {
  send(line: string): void;
  /** No more work: end of its input. */
  end(): void;
  readonly exited: Promise<{ readonly code: number | null; readonly signal?: string }>;
  /** End it, and resolve when it is gone or cannot be ended. */
  kill(): Promise<void>;
}

/** Services in front of a client. */
export interface Transport {
  /** Look a name up ourselves, through the gate. */
  probe(host: string): Promise<void> | void;
  close(): Promise<void> | void;
}

/** What a place offers to the run that is performed in it. */
export interface Stage {
  readonly clock: Clock;
  readonly random: Random;
  /** Scenario time from now until the flight begins: the client must be ready by then. */
  readonly boarding: Duration;
  /** The client's home. */
  readonly home: string;
  /** Show that there is no way out. Throws where there is one. */
  prove(): Promise<readonly string[]>;
  open(gate: Gate, provided: Provided): Promise<Transport>;
  /** Lay out the files that the client finds in its home. */
  lay(launch: Launch): Promise<void> | void;
  /** Start the client. `line` is called for each line of its output. */
  start(
    launch: Launch,
    line: (stream: 'stdout' | 'stderr', text: string) => void,
  ): Promise<Session>;
  /** The store's text and permission bits, or undefined where there is none. */
  look(): { readonly text: string; readonly mode?: number } | undefined;
  /** Call on every change of the store. */
  watch(changed: () => void): void;
  /** Text of every file that the client left behind, but for its store. */
  leftovers(): AsyncIterable<{ readonly path: string; readonly text: string }>;
}

/** Where facts go, and what they are reckoned from. */
export interface RunLog {
  /** The clock's reading when the flight begins. */
  readonly zero: number;
  tell(fact: Fact): void;
  /** Where the client was installed. */
  readonly installed?: string;
}

/** Longest wait for a piece of work: past every bound that a check holds it to (660 s). */
const PATIENCE = minutes(12);
/** How long a client may take to leave when its input has ended. */
const FAREWELL = seconds(15);
/** Characters of one line of output that are kept. */
const KEPT = 2_000;

/**
 * Perform one order: put the services up, start the client, give it its work, and write down
 * everything. Whatever goes wrong on our side is a fact in the log, and the run still ends.
 */
export async function fly(
  order: RunOrder,
  adapter: ClientAdapter,
  timeline: Timeline,
  stage: Stage,
  log: RunLog,
): Promise<void> {
  await new Run(order, adapter, timeline, stage, log).perform();
}

class Run {
  readonly #gate: Gate;
  readonly #provided: Provided;
  readonly #secrets = new SecretSearch();
  readonly #searched = { stdout: 0, stderr: 0, file: 0 };
  #transport: Transport | undefined;
  #session: Session | undefined;
  #gone = false;
  #store = '';
  /** The piece of work in hand, and what to call when it is done. */
  #pending: { readonly work: string; done(): void } | undefined;

  private readonly order: RunOrder;
  private readonly adapter: ClientAdapter;
  private readonly timeline: Timeline;
  private readonly stage: Stage;
  private readonly log: RunLog;

  constructor(
    order: RunOrder,
    adapter: ClientAdapter,
    timeline: Timeline,
    stage: Stage,
    log: RunLog,
  ) {
    this.order = order;
    this.adapter = adapter;
    this.timeline = timeline;
    this.stage = stage;
    this.log = log;
    const now = () => stage.clock.now() - log.zero;
    this.#gate = new Gate(timeline, { now, tell: (fact) => log.tell(fact) });
    const world = {
      clock: stage.clock,
      random: stage.random.fork('services'),
      tell: (fact: Fact) => this.#gate.tell(fact),
      zero: () => log.zero,
    };
    this.#provided = provide(world, order.profile, order.scenario);
  }

  async perform(): Promise<void> {
    const { log, order } = this;
    log.tell({ kind: 'run.began', format: FORMAT, ...order });
    try {
      await this.#board();
      await this.#work();
    } catch (thrown) {
      log.tell({ kind: 'harness.failed', error: reason(thrown) });
    }
    try {
      await this.#leave();
    } catch (thrown) {
      log.tell({ kind: 'harness.failed', error: reason(thrown) });
    }
    log.tell({ kind: 'run.ended' });
  }

  /** Everything up to the moment at which the flight begins. */
  async #board(): Promise<void> {
    const { stage, log, adapter, order } = this;
    const proofs = await stage.prove();
    log.tell({ kind: 'place.proved', sealed: order.cell !== 'virtual', proofs });
    this.#gate.turn();
    this.#transport = await stage.open(this.#gate, this.#provided);
    const expiresAt = log.zero + order.scenario.given.accessToken;
    const login = this.#provided.ledger.signIn(order.profile.clientId, expiresAt);
    const launch = adapter.launch({
      home: stage.home,
      login,
      seed: order.seed,
      ...(log.installed !== undefined && { installed: log.installed }),
    });
    await stage.lay(launch);
    this.#lookAtStore('before');
    stage.watch(() => this.#guard(() => this.#lookAtStore('change')));
    log.tell({ kind: 'client.started' });
    const session = await stage.start(launch, (stream, text) =>
      this.#guard(() => this.#hear(stream, text)),
    );
    this.#session = session;
    void session.exited.then((exit) => this.#exited(exit, 'client'));
    for (const at of this.timeline.flatMap(clockTimes)) {
      const left = milliseconds(log.zero + at - stage.clock.now());
      stage.clock.after(left, () => this.#guard(() => this.#turn()));
    }
    const left = log.zero - stage.clock.now();
    if (left < 0) throw new Error('the client was not started in time for the flight');
    await stage.clock.sleep(milliseconds(left));
    log.tell({ kind: 'flight.began' });
    this.#turn();
  }

  /** Hand over the work, each piece at its time, or as soon as the one before is done. */
  async #work(): Promise<void> {
    const { stage, log } = this;
    const { count, every } = this.order.scenario.work;
    for (let index = 0; index < count; index += 1) {
      const due = log.zero + index * every;
      await stage.clock.sleep(milliseconds(due - stage.clock.now()));
      this.#turn();
      if (!(await this.#one(`w${index + 1}`))) return;
    }
  }

  /** One piece of work, from being handed over to its end. False where it never ended. */
  async #one(work: string): Promise<boolean> {
    const { log, stage } = this;
    log.tell({ kind: 'work.began', work });
    if (this.#gone) {
      const lost = { outcome: 'lost', claim: 'none', nonce: false } as const;
      log.tell({ kind: 'work.ended', work, ...lost, text: 'The client was gone.' });
      return true;
    }
    const ended = new Promise<boolean>((resolve) => {
      const patience = stage.clock.after(PATIENCE, () => resolve(false));
      this.#pending = {
        work,
        done: () => {
          patience.clear();
          resolve(true);
        },
      };
    });
    this.#session!.send(this.adapter.turn(this.#provided.script.prompt(work)));
    return ended;
  }

  /** End the session, take the last look, and put everything away. */
  async #leave(): Promise<void> {
    const { log, stage } = this;
    const session = this.#session;
    if (session) {
      session.end();
      const wait = new AbortController();
      const farewell = stage.clock.sleep(FAREWELL, wait.signal).then(
        () => false,
        () => true,
      );
      const left = await Promise.race([session.exited.then(() => true), farewell]);
      wait.abort();
      if (!left) {
        this.#gone = true;
        await session.kill();
        log.tell({ kind: 'client.exited', code: null, by: 'harness' });
      }
      this.#lookAtStore('after');
      for await (const { path, text } of stage.leftovers()) this.#search('file', path, text);
    }
    await this.#transport?.close();
    for (const sink of ['stdout', 'stderr', 'file'] as const) {
      log.tell({ kind: 'sink.searched', sink, bytes: this.#searched[sink] });
    }
  }

  /** What fails in here while the client is calling must not become the client's own trouble. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.log.tell({ kind: 'harness.failed', error: reason(thrown) });
    }
  }

  /** Notice the windows; where the scenario is a decoy, show that it is in force. */
  #turn(): void {
    this.#gate.turn();
    if (!this.order.scenario.decoy) return;
    for (const { fault } of this.timeline) {
      for (const host of hostsOf(this.order.profile, fault.role)) this.#transport?.probe(host);
    }
  }

  #exited(exit: { readonly code: number | null; readonly signal?: string }, by: 'client'): void {
    if (this.#gone) return;
    this.#gone = true;
    this.log.tell({ kind: 'client.exited', ...exit, by });
    this.#end({ claim: 'none', text: 'The client exited.' });
  }

  /** Take in one line of output: search it, keep it, and see what it means. */
  #hear(stream: 'stdout' | 'stderr', line: string): void {
    const text = this.#search(stream, stream, line);
    const cut = text.length - KEPT;
    this.log.tell({
      kind: 'client.said',
      stream,
      text: text.slice(0, KEPT),
      ...(cut > 0 && { cut }),
    });
    for (const heard of this.adapter.hear(stream, line)) this.#understand(heard);
  }

  #understand(heard: Heard): void {
    if (heard.what === 'ready') return;
    const text = this.#secrets.search(heard.text).text.slice(0, KEPT);
    if (heard.what === 'ended') this.#end({ claim: heard.claim, text }, heard.text);
    else this.log.tell({ kind: 'client.told', as: heard.what, text });
  }

  /** The piece of work in hand has come to its end. */
  #end(
    end: { readonly claim: 'success' | 'failure' | 'none'; readonly text: string },
    answer = '',
  ): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const nonce = this.#provided.script.holds(pending.work, answer);
    const outcome = nonce ? 'answered' : 'failed';
    this.log.tell({ kind: 'work.ended', work: pending.work, outcome, nonce, ...end });
    pending.done();
  }

  #lookAtStore(look: 'before' | 'change' | 'after'): void {
    this.#learnSecrets();
    const seen = this.stage.look();
    const state = this.#read(seen);
    const text = JSON.stringify(state);
    if (look === 'change' && text === this.#store) return;
    this.#store = text;
    this.log.tell({ kind: 'store', look, state });
  }

  #read(seen: { readonly text: string; readonly mode?: number } | undefined): StoreState {
    if (!seen) return { readable: false, access: 'absent', refresh: 'absent' };
    const mode = seen.mode === undefined ? {} : { mode: `0${(seen.mode & 0o777).toString(8)}` };
    const login = this.adapter.readStore(seen.text);
    if (!login) return { readable: false, access: 'absent', refresh: 'absent', ...mode };
    const name = (text: string | undefined) =>
      text === undefined ? 'absent' : text === '' ? 'blank' : this.#provided.ledger.nameOf(text);
    return {
      readable: true,
      access: name(login.accessToken),
      refresh: name(login.refreshToken),
      // A blanked login has 0 here: no time at all, and not one in 1970.
      ...(login.expiresAt && { expiresAt: Math.round(login.expiresAt - this.log.zero) }),
      ...mode,
    };
  }

  #learnSecrets(): void {
    for (const { name, text } of this.#provided.ledger.secrets())
      this.#secrets.learn({ name, text });
  }

  /** Take secrets out of a text, and tell of each that was there. */
  #search(sink: 'stdout' | 'stderr' | 'file', where: string, text: string): string {
    this.#learnSecrets();
    this.#searched[sink] += text.length;
    const searched = this.#secrets.search(text);
    for (const token of searched.found) {
      const secret = this.#provided.ledger.secrets().find(({ name }) => name === token)!;
      this.log.tell({
        kind: 'secret.found',
        sink,
        where,
        token,
        fingerprint: fingerprint(secret.text),
      });
    }
    return searched.text;
  }
}
