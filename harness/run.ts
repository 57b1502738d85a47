import type { ClientAdapter } from '#core/client.ts';
import { milliseconds, seconds } from '#core/duration.ts';
import { type Fact, FORMAT, type RunOrder } from '#core/entry.ts';
import { reason } from '#core/errors.ts';
import { isAct } from '#core/fault.ts';
import { hostsOf } from '#core/role.ts';
import { clockTimes, type Timeline } from '#core/timeline.ts';
import { type Provided, provide } from '#services/provider.ts';
import { Conversation } from './conversation.ts';
import { Gate } from './gate.ts';
import { Human } from './human.ts';
import { LeakSearch } from './leaks.ts';
import { ObservedStore } from './observed-store.ts';
import type { Exit, RunLog, Session, Stage, Transport } from './stage.ts';

/** How long a client may take to leave when its input has ended. */
const FAREWELL = seconds(15);

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
  readonly #store: ObservedStore;
  readonly #leaks: LeakSearch;
  readonly #conversation: Conversation;
  #transport: Transport | undefined;
  #session: Session | undefined;
  #gone = false;

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
    const { clock } = stage;
    const now = () => clock.now() - log.zero;
    this.#gate = new Gate(timeline, {
      now,
      tell: (fact) => log.tell(this.#leaks.scrub(fact)),
      random: stage.random.fork('gate'),
      act: ({ deed }) => stage.act(deed, () => ''),
    });
    const world = {
      clock,
      random: stage.random.fork('services'),
      tell: (fact: Fact) => this.#gate.tell(fact),
      zero: () => log.zero,
    };
    this.#provided = provide(world, order.profile, order.scenario);
    const { ledger, script } = this.#provided;
    this.#store = new ObservedStore(stage, adapter, ledger, log);
    this.#leaks = new LeakSearch(ledger, log);
    this.#conversation = new Conversation({
      ...{ adapter, script, leaks: this.#leaks, clock, log },
      store: () => this.#store.state(),
      human: new Human({
        clock,
        visit: (url, init) => this.#transport!.visit(url, init),
        tell: (what) => log.tell({ kind: 'human.did', what }),
      }),
    });
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
    this.#store.look('before');
    stage.watch(() => this.#guard(() => this.#store.look('change')));
    log.tell({ kind: 'client.started' });
    const hear = (stream: 'stdout' | 'stderr', text: string) =>
      this.#guard(() => this.#conversation.hear(stream, text));
    const session = await stage.start(launch, hear, 1);
    this.#session = session;
    void session.exited.then((exit) => this.#exited(exit));
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
    this.log.tell({ kind: 'work.began', work });
    if (this.#gone) {
      const lost = { outcome: 'lost', claim: 'none', nonce: false } as const;
      this.log.tell({ kind: 'work.ended', work, ...lost, text: 'The client was gone.' });
      return true;
    }
    return this.#conversation.handOver(work, this.#session!);
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
      this.#store.look('after');
      for await (const { path, text } of stage.leftovers()) {
        if (text === undefined) this.#leaks.skip();
        else this.#leaks.search('file', path, text);
      }
    }
    await this.#transport?.close();
    this.#leaks.tellSearched();
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
      if (isAct(fault)) continue;
      for (const host of hostsOf(this.order.profile, fault.role)) this.#transport?.probe(host);
    }
  }

  #exited(exit: Exit): void {
    if (this.#gone) return;
    this.#gone = true;
    this.log.tell({ kind: 'client.exited', ...exit, by: 'client' });
    this.#conversation.breakOff();
  }
}
