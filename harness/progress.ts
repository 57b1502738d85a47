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

/**
 * Progress on stderr: on a terminal one line that is rewritten, elsewhere a line for each thing
 * that takes longer than a second. Nothing is said of what is over at once.
 */
export function progress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const live = stream.isTTY === true && !process.env.CI;
  let timer: NodeJS.Timeout | undefined;
  let noted = '';
  const show = (text: string) => {
    const width = stream.columns ?? 80;
    if (live) stream.write(`\r\u001b[2K${styleText('dim', text.slice(0, width - 1))}`);
    else stream.write(`${text}\n`);
  };
  const clear = () => {
    clearInterval(timer);
    timer = undefined;
    if (live) stream.write('\r\u001b[2K');
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
