import { styleText } from 'node:util';
import { inWords, milliseconds } from '#core/duration.ts';
import type { RunOrder } from '#core/entry.ts';
import { fullName } from './orders.ts';

/** What is going on, for a person who waits. */
export interface Progress {
  began(order: RunOrder, index: number, count: number): void;
  ended(): void;
  note(text: string): void;
}

/** How long anything may take before it is worth a word. */
const SOON = 1_000;
/** How often a line that is rewritten is, and how often another one is written where it cannot. */
const LIVELY = 100;
const STEADY = 5_000;

/**
 * Progress on stderr: on a terminal one line that is rewritten, elsewhere a line for each flight
 * that takes longer than a second, and one every few seconds for a series of short ones. Nothing
 * is said of what is over at once.
 */
export function progress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const line = lineOn(stream);
  const { live } = line;
  let timer: NodeJS.Timeout | undefined;
  let noted = '';
  let since: number | undefined;
  let shownAt: number | undefined;
  const show = (text: string) => {
    line.show(text);
    shownAt = now();
  };
  const clear = () => {
    clearInterval(timer);
    timer = undefined;
    if (shownAt !== undefined) line.clear();
  };
  /** A series of flights, none of which is worth a word, may be worth one all the same. */
  const due = () => {
    since ??= now();
    const last = shownAt ?? since + SOON - (live ? LIVELY : STEADY);
    return now() - last >= (live ? LIVELY : STEADY);
  };
  return {
    began(order, index, count) {
      const start = now();
      const { work } = order.scenario;
      const { factor } = order.time;
      const wall = factor > 0 ? milliseconds((work.count * work.every) / factor) : undefined;
      const { scenario, client, cell } = order;
      const pair = `${scenario.id} · ${fullName(client)} · ${cell}`;
      const what = `${index + 1}/${count} ${pair}`;
      const about = wall === undefined ? '' : ` (about ${inWords(wall)})`;
      if (due()) show(`${what}${about}`);
      let said = false;
      timer = setInterval(() => {
        if (said && !live) return;
        said = true;
        const elapsed = inWords(milliseconds(Math.floor((now() - start) / 1_000) * 1_000));
        show(live ? `${what}${about} ${elapsed}` : `${what}${about}`);
      }, SOON);
      timer.unref();
    },
    ended: clear,
    note(text) {
      if (live || text !== noted) show(text);
      noted = text;
    },
  };
}

/** The same for what is counted only: a line that is rewritten, or one every few seconds. */
export function counting(stream: NodeJS.WriteStream, now: () => number) {
  const line = lineOn(stream);
  let shownAt = now();
  return {
    at(done: number, of: number, what: string): void {
      if (now() - shownAt < (line.live ? LIVELY : STEADY)) return;
      shownAt = now();
      line.show(`${done + 1}/${of} ${what}`);
    },
    ended: line.clear,
  };
}

/** A line that is rewritten on a terminal; elsewhere each one stands under the last. */
function lineOn(stream: NodeJS.WriteStream) {
  const live = stream.isTTY === true && !process.env.CI;
  return {
    live,
    show(text: string): void {
      const width = stream.columns ?? 80;
      if (live) stream.write(`\r\u001b[2K${styleText('dim', text.slice(0, width - 1))}`);
      else stream.write(`${text}\n`);
    },
    clear(): void {
      if (live) stream.write('\r\u001b[2K');
    },
  };
}
