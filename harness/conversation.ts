import type { ClientAdapter, Heard } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { milliseconds, minutes } from '#core/duration.ts';
import type { StoreState } from '#core/entry.ts';
import type { Deed } from '#core/scenario.ts';
import type { Script } from '#services/script.ts';
import { advisesSignIn, type Human } from './human.ts';
import type { LeakSearch } from './leaks.ts';
import type { RunLog, Session } from './stage.ts';

/** Longest wait for a piece of work: past every bound that a check holds it to (660 s). */
export const PATIENCE = minutes(12);
/** Characters of one line of output that are kept. */
const KEPT = 2_000;

/** What it takes to talk to a client, and to understand it. */
interface Terms {
  readonly adapter: ClientAdapter;
  readonly script: Script;
  readonly leaks: LeakSearch;
  readonly clock: Clock;
  readonly log: RunLog;
  /** What the store holds now. */
  store(): StoreState;
  /** Whether the server takes the access token that is in it. */
  isHonoured(): boolean;
  /** Whoever follows the client's links. */
  readonly human: Human;
  /** Until when work is waited for where nobody is there: then it may take as long as it likes. */
  readonly waitsUntil?: number;
}

/** A piece of work in hand, and what to call when it is done. */
interface Pending {
  readonly work: string;
  readonly deed: Deed;
  /** The access token that the store held when it began, by its name. */
  readonly held: string;
  /** It has been told to stop. */
  isStopped: boolean;
  done(): void;
}

/** How a piece of work came to its end, in the client's own words or, where it is gone, in ours. */
interface End {
  readonly claim: 'success' | 'failure' | 'none';
  readonly text: string;
}

/** What is said between us and the client: work is handed over, and its output is heard. */
export class Conversation {
  readonly #terms: Terms;
  #pending: Pending | undefined;
  #session: Session | undefined;
  #advised = false;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** Whether the last thing that the client said of its work was to sign in. */
  get advised(): boolean {
    return this.#advised;
  }

  /** Hand over a piece of work. Resolves when it has ended, or with false where it never did. */
  handOver(work: string, session: Session, deed: Deed = 'turn'): Promise<boolean> {
    const { adapter, script, clock, store, waitsUntil } = this.#terms;
    this.#session = session;
    this.#advised = false;
    // What a turn leaves in the store says nothing of whether it was answered.
    const held = deed === 'turn' ? '' : store().access;
    const ended = new Promise<boolean>((resolve) => {
      const left = milliseconds((waitsUntil ?? 0) - clock.now());
      const patience = clock.after(left > PATIENCE ? left : PATIENCE, () => resolve(false));
      this.#pending = {
        ...{ work, deed, held, isStopped: false },
        done: () => {
          patience.clear();
          resolve(true);
        },
      };
    });
    session.send(deed === 'turn' ? adapter.turn(script.prompt(work)) : adapter.ask!(deed));
    return ended;
  }

  /** Tell the client to stop a piece of work, where it still has it in hand. */
  interrupt(work: string): void {
    const pending = this.#pending;
    if (pending?.work !== work || pending.isStopped) return;
    pending.isStopped = true;
    this.#terms.log.tell({ kind: 'client.interrupted', work });
    this.#session?.send(this.#terms.adapter.interrupt!());
  }

  /** Take in one line of output: search it, keep it, and see what it means. */
  hear(stream: 'stdout' | 'stderr', line: string): void {
    const { adapter, leaks, log } = this.#terms;
    const text = leaks.search(stream, stream, line);
    const cut = text.length - KEPT;
    log.tell({
      kind: 'client.said',
      stream,
      text: text.slice(0, KEPT),
      ...(cut > 0 && { cut }),
    });
    for (const heard of adapter.hear(stream, line)) this.#understand(heard);
  }

  /** The client is gone, and its work in hand with it. */
  breakOff(): void {
    this.#end({ claim: 'none', text: 'The client exited.' });
  }

  #understand(heard: Heard): void {
    if (heard.what === 'ready') return;
    const { adapter, human, leaks, log } = this.#terms;
    if (heard.what === 'link') {
      const { url, code } = heard;
      const session = this.#session;
      void human.follow({ url, ...(code !== undefined && { code }) }, (text) =>
        session?.send(adapter.paste!(text)),
      );
      return;
    }
    const text = leaks.redact(heard.text).slice(0, KEPT);
    if (heard.what === 'ended') this.#end({ claim: heard.claim, text }, heard.text);
    else log.tell({ kind: 'client.told', as: heard.what, text });
  }

  /** The piece of work in hand has come to its end. */
  #end(end: End, answer = ''): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const { script, log } = this.#terms;
    const isTurn = pending.deed === 'turn';
    const nonce = isTurn ? script.holds(pending.work, answer) : this.#isDone(pending, end);
    const outcome = nonce ? 'answered' : pending.isStopped ? 'interrupted' : 'failed';
    this.#advised = isTurn && !nonce && advisesSignIn(end.text);
    log.tell({ kind: 'work.ended', work: pending.work, outcome, nonce, ...end });
    pending.done();
  }

  /** Whether what was asked for has come to pass, from what can be seen and not from the claim. */
  #isDone({ deed, held }: Pending, { claim }: End): boolean {
    if (deed === 'status') return claim === 'success';
    const { access, refresh } = this.#terms.store();
    if (deed === 'sign-out') return [access, refresh].every((name) => EMPTY.includes(name));
    // A token that the server has issued and still takes, and that was not there before. One that
    // came expired is no sign-in, whatever a page has said.
    return ![...EMPTY, 'unknown', held].includes(access) && this.#terms.isHonoured();
  }
}

/** What a store holds where it holds no token. */
const EMPTY = ['absent', 'blank'];
