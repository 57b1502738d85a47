import type { ClientAdapter, Setting } from '#core/client.ts';
import { milliseconds } from '#core/duration.ts';
import { type Fact, FORMAT, type RunOrder } from '#core/entry.ts';
import { reason } from '#core/errors.ts';
import { type Act, isAct } from '#core/fault.ts';
import { hostsOf } from '#core/role.ts';
import { clockTimes, type Timeline } from '#core/timeline.ts';
import { type Provided, provide } from '#services/provider.ts';
import { done } from './acts.ts';
import { Conversation, PATIENCE } from './conversation.ts';
import { type Carried, issue } from './credentials.ts';
import { Flier } from './flier.ts';
import { Gate } from './gate.ts';
import { Human } from './human.ts';
import { LeakSearch } from './leaks.ts';
import { ObservedStore } from './observed-store.ts';
import type { RunLog, Stage, Transport } from './stage.ts';

/** Characters that are kept of what a tool did. */
const KEPT = 100;

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
  /** Every client of this run; none before it is known how they are started. */
  #fliers: readonly Flier[] = [];
  #carried: Carried = {};
  #transport: Transport | undefined;

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
      act: (act) => this.#act(act),
      hold: () => {
        const held = this.#fliers.map((flier) => flier.hold());
        return () => {
          for (const release of held) release();
        };
      },
    });
    const world = {
      clock,
      random: stage.random.fork('services'),
      tell: (fact: Fact) => this.#gate.tell(fact),
      zero: () => log.zero,
    };
    this.#provided = provide(world, order.profile, order.scenario);
    const { ledger } = this.#provided;
    const told = { ...log, tell: world.tell };
    this.#store = new ObservedStore(stage, adapter, ledger, told);
    this.#leaks = new LeakSearch(ledger, log);
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
    const { given } = order.scenario;
    const proofs = await stage.prove();
    log.tell({ kind: 'place.proved', sealed: order.cell !== 'virtual', proofs });
    this.#transport = await stage.open(this.#gate, this.#provided, given.behind);
    this.#carried = issue(given.credentials ?? 'login', this.#provided.ledger, {
      clientId: order.profile.clientId,
      expiresAt: log.zero + given.accessToken,
      capabilityOf: this.#provided.capabilityOf,
      ...(given.loginEnds !== undefined && { endsAt: log.zero + given.loginEnds }),
    });
    const sessions = given.sessions ?? 1;
    this.#fliers = Array.from({ length: sessions }, (_, n) => this.#flier(n + 1, sessions > 1));
    await stage.lay(adapter.launch(this.#setting(1)));
    this.#store.look('before');
    // What is wrong from the start is wrong before anybody is there.
    this.#gate.turn();
    stage.watch(() =>
      this.#guard(() => {
        this.#store.look('change');
        // What is done to a client while it writes is done before it has written more.
        this.#gate.turn();
      }),
    );
    stage.onEffect((key) => this.#guard(() => this.#apply(key)));
    for (const flier of this.#fliers) await flier.start();
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

  /**
   * Hand over the work: at each beat one piece to every client, numbered over all of them, so that
   * a name says whose it is and when it was due.
   */
  async #work(): Promise<void> {
    const { count, every, deeds, interrupts = [] } = this.order.scenario.work;
    const { length } = this.#fliers;
    await Promise.all(
      this.#fliers.map((flier, place) =>
        flier.work(
          Array.from({ length: count }, (_, beat) => {
            const stop = interrupts.find((each) => each.beat === beat + 1);
            return {
              work: `w${beat * length + place + 1}`,
              deed: deeds?.[beat] ?? 'turn',
              due: this.log.zero + beat * every,
              ...(stop && { stopsAfter: stop.after }),
            };
          }),
        ),
      ),
    );
  }

  /** Undo what was done, let everybody leave, take the last look, and put everything away. */
  async #leave(): Promise<void> {
    const { stage } = this;
    this.#gate.settle();
    await Promise.all(this.#fliers.map((flier) => flier.leave()));
    if (this.#fliers.length > 0) {
      this.#store.look('after');
      for await (const { path, text } of stage.leftovers()) {
        if (text === undefined) this.#leaks.skip();
        else this.#leaks.search('file', path, text);
      }
    }
    await this.#transport?.close();
    this.#leaks.tellSearched();
  }

  /** How one of the clients finds itself. All have one home, and chance is each one's own. */
  #setting(session: number): Setting {
    const { installed } = this.log;
    const { keeps, setUp } = this.order.scenario.given;
    return {
      home: this.stage.home,
      ...this.#carried,
      ...(keeps && { keeps }),
      ...(setUp && { setUp }),
      seed: this.order.seed + session - 1,
      ...(installed !== undefined && { installed }),
    };
  }

  #flier(session: number, oneOfSeveral: boolean): Flier {
    const { adapter, stage, log } = this;
    const { work } = this.order.scenario;
    const { script } = this.#provided;
    const setting = this.#setting(session);
    const launch = adapter.launch(setting);
    const env = { ...launch.env, ...this.#transport?.environment };
    return new Flier({
      stage,
      log,
      boarding: { launch: { ...launch, env }, setting, session, oneOfSeveral },
      converse: (told) =>
        new Conversation({
          ...{ adapter, script, leaks: this.#leaks, clock: stage.clock, log: told },
          store: () => this.#store.state(),
          isHonoured: () => this.#store.isHonoured(),
          human: this.#human(told),
          ...(work.mode === 'unattended' && {
            waitsUntil: log.zero + work.count * work.every + PATIENCE,
          }),
        }),
      isAttended: work.attended === true,
      guard: (call) => this.#guard(call),
      turn: () => this.#turn(),
    });
  }

  /** Whoever sits before a client. */
  #human(log: RunLog): Human {
    return new Human({
      clock: this.stage.clock,
      visit: (url, init) => this.#transport!.visit(url, init),
      tell: (what) => log.tell({ kind: 'human.did', what: this.#leaks.redact(what) }),
    });
  }

  /** A tool has done something. What it wrote down is the client's text, and may be anything. */
  #apply(line: string): void {
    this.log.tell({ kind: 'effect.applied', key: this.#leaks.redact(line).slice(0, KEPT) });
  }

  #act(act: Act): (() => void) | undefined {
    return done(act, {
      adapter: this.adapter,
      scenario: this.order.scenario,
      stage: this.stage,
      ledger: this.#provided.ledger,
      store: this.#store,
      fliers: this.#fliers,
      carried: this.#carried,
      setting: this.#setting(1),
    });
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
}
