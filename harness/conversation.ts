import type { ClientAdapter, Heard } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { minutes } from '#core/duration.ts';
import type { Deed } from '#core/scenario.ts';
import type { Script } from '#services/script.ts';
import type { LeakSearch } from './leaks.ts';
import type { RunLog, Session } from './stage.ts';

/** Longest wait for a piece of work: past every bound that a check holds it to (660 s). */
const PATIENCE = minutes(12);
/** Characters of one line of output that are kept. */
const KEPT = 2_000;

/** What it takes to talk to a client, and to understand it. */
interface Terms {
  readonly adapter: ClientAdapter;
  readonly script: Script;
  readonly leaks: LeakSearch;
  readonly clock: Clock;
  readonly log: RunLog;
}

/** How a piece of work came to its end, in the client's own words or, where it is gone, in ours. */
interface End {
  readonly claim: 'success' | 'failure' | 'none';
  readonly text: string;
}

/** What is said between us and the client: work is handed over, and its output is heard. */
export class Conversation {
  readonly #terms: Terms;
  /** The piece of work in hand, and what to call when it is done. */
  #pending: { readonly work: string; done(): void } | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** Hand over a piece of work. Resolves when it has ended, or with false where it never did. */
  handOver(work: string, session: Session, deed: Deed = 'turn'): Promise<boolean> {
    const { adapter, script, clock } = this.#terms;
    const ended = new Promise<boolean>((resolve) => {
      const patience = clock.after(PATIENCE, () => resolve(false));
      this.#pending = {
        work,
        done: () => {
          patience.clear();
          resolve(true);
        },
      };
    });
    session.send(deed === 'turn' ? adapter.turn(script.prompt(work)) : adapter.ask!(deed));
    return ended;
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
    if (heard.what === 'ready' || heard.what === 'link') return;
    const { leaks, log } = this.#terms;
    const text = leaks.redact(heard.text).slice(0, KEPT);
    if (heard.what === 'ended') this.#end({ claim: heard.claim, text }, heard.text);
    else log.tell({ kind: 'client.told', as: heard.what, text });
  }

  /** The piece of work in hand has come to its end. */
  #end(end: End, answer = ''): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    const nonce = this.#terms.script.holds(pending.work, answer);
    const outcome = nonce ? 'answered' : 'failed';
    this.#terms.log.tell({ kind: 'work.ended', work: pending.work, outcome, nonce, ...end });
    pending.done();
  }
}
