import { type Duration, milliseconds, seconds } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import type { Deed } from '#core/scenario.ts';
import type { Conversation } from './conversation.ts';
import type { Boarding, Exit, RunLog, Session, Stage } from './stage.ts';

/** How long a client may take to leave when its input has ended. */
const FAREWELL = seconds(15);

/** What one of a run's clients needs to be started, and started again. */
interface Terms {
  readonly stage: Stage;
  readonly log: RunLog;
  readonly boarding: Omit<Boarding, 'line'>;
  converse(log: RunLog): Conversation;
  /** Where what goes wrong on our side while the client is calling is told. */
  guard(call: () => void): void;
  /** Notice the windows. */
  turn(): void;
  /** Somebody is there who does what the client says. */
  readonly isAttended: boolean;
}

/** A piece of work, and what it is. */
interface Piece {
  readonly work: string;
  readonly deed: Deed;
  /** When it is to be handed over, by the stage's clock. */
  readonly due: number;
  /** How long after that somebody thinks better of it, where anybody does. */
  readonly stopsAfter?: Duration;
}

/**
 * One client of a run, from its first start to its end: its process, and what is said with it. It
 * is one client also where the process is killed and started again.
 */
export class Flier {
  readonly #terms: Terms;
  readonly #log: RunLog;
  readonly #conversation: Conversation;
  #session: Session | undefined;
  #starting: Promise<void> = Promise.resolve();
  #frozen = false;
  /** Nobody will start it again. */
  #gone = false;

  constructor(terms: Terms) {
    this.#terms = terms;
    const { log, boarding } = terms;
    this.#log = boarding.oneOfSeveral ? under(boarding.session, log) : log;
    this.#conversation = terms.converse(this.#log);
  }

  start(): Promise<void> {
    this.#starting = this.#start();
    return this.#starting;
  }

  /** Hand over its work, each piece at its time, or as soon as the one before is done. */
  async work(pieces: readonly Piece[]): Promise<void> {
    const { clock } = this.#terms.stage;
    for (const piece of pieces) {
      await clock.sleep(milliseconds(piece.due - clock.now()));
      this.#terms.turn();
      if (!(await this.#one(piece))) return;
      const heeds = this.#terms.isAttended && this.#conversation.advised;
      if (heeds && !(await this.#heed(piece))) return;
    }
  }

  /** Sign in, as the client says that one should. */
  #heed({ work, due }: Piece): Promise<boolean> {
    this.#log.tell({ kind: 'human.did', what: 'took the advice to sign in' });
    return this.#one({ work: `${work}-sign-in`, deed: 'sign-in', due });
  }

  freeze(): void {
    this.#frozen = true;
    this.#session?.freeze();
  }

  thaw(): void {
    this.#frozen = false;
    this.#session?.thaw();
  }

  /** Stop it for a moment, if it does not stand still anyhow. Returns what lets it go on. */
  hold(): () => void {
    this.#session?.freeze();
    return () => {
      if (!this.#frozen) this.#session?.thaw();
    };
  }

  /**
   * End it without warning, and start it again at once, as whoever watches over it would: also
   * where it has left by itself.
   */
  crash(): void {
    const session = this.#session;
    if (!session) throw new Error('there is no client to kill');
    this.#session = undefined;
    if (!this.#gone) {
      session.crash();
      this.#log.tell({ kind: 'client.exited', code: null, signal: 'SIGKILL', by: 'harness' });
    }
    this.#gone = false;
    this.#terms.guard(() => this.#conversation.breakOff());
    this.start().catch((thrown: unknown) =>
      this.#terms.guard(() => {
        throw thrown;
      }),
    );
  }

  /** End of its work: it may leave, and is made to where it does not. */
  async leave(): Promise<void> {
    await this.#starting.catch(() => undefined);
    const session = this.#session;
    if (!session) return;
    session.end();
    const wait = new AbortController();
    const farewell = this.#terms.stage.clock.sleep(FAREWELL, wait.signal).then(
      () => false,
      () => true,
    );
    const left = await Promise.race([session.exited.then(() => true), farewell]);
    wait.abort();
    if (left) return;
    this.#gone = true;
    await session.kill();
    this.#log.tell({ kind: 'client.exited', code: null, by: 'harness' });
  }

  async #start(): Promise<void> {
    const { stage, boarding, guard } = this.#terms;
    this.#log.tell({ kind: 'client.started' });
    // What the last one still says belongs to nobody's work.
    let isCurrent = true;
    const session = await stage.start({
      ...boarding,
      line: (stream, text) => {
        if (isCurrent) guard(() => this.#conversation.hear(stream, text));
      },
    });
    this.#session = session;
    if (this.#frozen) session.freeze();
    void session.exited.then((exit) => {
      isCurrent = this.#session === session;
      if (isCurrent) this.#exited(exit);
    });
  }

  /** One piece of work, from being handed over to its end. False where it never ended. */
  async #one({ work, deed, stopsAfter }: Piece): Promise<boolean> {
    this.#log.tell({ kind: 'work.began', work, ...(deed !== 'turn' && { deed }) });
    await this.#starting;
    if (this.#gone || !this.#session) {
      const lost = { outcome: 'lost', claim: 'none', nonce: false } as const;
      this.#log.tell({ kind: 'work.ended', work, ...lost, text: 'The client was gone.' });
      return true;
    }
    const ended = this.#conversation.handOver(work, this.#session, deed);
    const { stage, guard } = this.#terms;
    const stop = () => guard(() => this.#conversation.interrupt(work));
    const timer = stopsAfter === undefined ? undefined : stage.clock.after(stopsAfter, stop);
    const hasEnded = await ended;
    timer?.clear();
    this.#sample();
    return hasEnded;
  }

  /** See what it uses of the machine, if it is there. */
  #sample(): void {
    if (this.#gone || !this.#session) return;
    this.#log.tell({ kind: 'client.sampled', ...this.#session.usage() });
  }

  #exited(exit: Exit): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#log.tell({ kind: 'client.exited', ...exit, by: 'client' });
    this.#conversation.breakOff();
  }
}

/** Facts that are about one client and nobody else. */
const OF_ONE: ReadonlySet<Fact['kind']> = new Set([
  'client.started',
  'client.said',
  'client.told',
  'client.exited',
  'client.interrupted',
  'client.sampled',
  'work.began',
  'human.did',
]);

/** A log in which whatever one client did stands under its number. */
const under = (session: number, log: RunLog): RunLog => ({
  ...log,
  tell: (fact) => log.tell(OF_ONE.has(fact.kind) ? ({ ...fact, session } as Fact) : fact),
});
