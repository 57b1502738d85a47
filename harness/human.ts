import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';

/** A link that a client has shown; `code` is what has to be typed there. */
export interface Link {
  readonly url: string;
  readonly code?: string;
}

/** What a person needs to do what a client asks of them. */
interface Terms {
  readonly clock: Clock;
  /** Open a page, following no redirect. */
  visit(url: string, init?: RequestInit): Promise<Response>;
  /** Write down what they did. */
  tell(what: string): void;
}

/** How long they take to notice a link, and to carry a code from one window to another. */
const NOTICING = seconds(4);
const CARRYING = seconds(3);
/** How often they try a page that does not open, and how long they wait before they try again. */
const TRIES = 3;
const PATIENCE = seconds(10);
/** Nobody is sent on for longer than this. */
const STEPS = 10;

/**
 * Somebody who signs in when a client asks them to: opens its link, says yes to whatever is asked
 * there, types the code that the client has shown, or carries the one that they are shown back to
 * it. They know nothing of what goes on behind a page, and give up after a few tries.
 */
export class Human {
  readonly #terms: Terms;
  readonly #opened = new Set<string>();

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** A client shows a link. `paste` hands a code over to it. The same link is opened once. */
  async follow(link: Link, paste: (code: string) => void): Promise<void> {
    if (this.#opened.has(link.url) && link.code === undefined) return;
    this.#opened.add(link.url);
    const { clock, tell } = this.#terms;
    await clock.sleep(NOTICING);
    for (let tried = 1; tried <= TRIES; tried += 1) {
      const trouble = await this.#open(link, paste).catch(reasonOf);
      if (trouble === undefined) return;
      tell(`could not sign in: ${trouble}`);
      if (tried < TRIES) await clock.sleep(PATIENCE);
    }
    tell('gave up on the link');
  }

  /** From the link to wherever it leads. Resolves to what went wrong, where anything did. */
  async #open(link: Link, paste: (code: string) => void): Promise<string | undefined> {
    const { clock, tell, visit } = this.#terms;
    tell(`opened ${shown(link.url)}`);
    let url = link.url;
    let response = await visit(url);
    for (let step = 0; step < STEPS; step += 1) {
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        url = new URL(location, url).href;
        if (isLoopback(url)) tell(`was sent back to the client: ${outcomeIn(url)}`);
        response = await visit(url);
        continue;
      }
      const text = await response.text();
      if (!response.ok) return `${shown(url)} answered ${response.status}`;
      const code = /<pre id="code">([^<]+)<\/pre>/.exec(text)?.[1];
      if (code !== undefined) {
        await clock.sleep(CARRYING);
        tell('carried the code to the client');
        paste(unescaped(code));
        return undefined;
      }
      const form = formIn(text, url, link.code);
      if (!form) return undefined;
      if (link.code !== undefined) await clock.sleep(CARRYING);
      tell(link.code === undefined ? 'said yes' : 'typed the code and said yes');
      url = form.url;
      response = await visit(url, { method: 'POST', body: form.body });
    }
    return 'it led nowhere';
  }
}

/** Whether a message tells its reader to sign in, also in the words of a command. */
export const advisesSignIn = (text: string): boolean =>
  /(?<![\w/])\/login\b|\b(?:sign|log) in\b/i.test(text);

/** A form as it leaves the browser of somebody who says yes. */
function formIn(
  text: string,
  at: string,
  code: string | undefined,
): { readonly url: string; readonly body: URLSearchParams } | undefined {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(text);
  if (!form) return undefined;
  const [, head = '', inside = ''] = form;
  const body = new URLSearchParams();
  for (const [tag] of inside.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    if (name !== undefined) body.set(name, code ?? attribute(tag, 'value') ?? '');
  }
  // The first button is the one that goes on.
  const button = /<button\b[^>]*>/i.exec(inside)?.[0] ?? '';
  const name = attribute(button, 'name');
  if (name !== undefined) body.set(name, attribute(button, 'value') ?? '');
  return { url: new URL(attribute(head, 'action') ?? '', at).href, body };
}

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** What HTML writes with an ampersand, by number or by name. */
const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (entity, number?: string, name = '') =>
    number === undefined ? (NAMED[name] ?? entity) : String.fromCodePoint(Number(number)),
  );

export const isLoopback = (url: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);

/** An address as it may be written down: what is asked or told in it may be a secret. */
function shown(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}

const outcomeIn = (url: string): string => new URL(url).searchParams.get('error') ?? 'with a code';

/** `ENOTFOUND`, from the cause of what `fetch` throws, or else what it says itself. */
function reasonOf(thrown: unknown): string {
  const { cause, message } = thrown as { cause?: { code?: unknown }; message?: unknown };
  return String(cause?.code ?? message ?? thrown);
}
