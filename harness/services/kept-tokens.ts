import type { CredentialKind } from '#core/fault.ts';
import type { Token } from './token.ts';

/**
 * How much is remembered, so that a server under load does not grow: of each kind so many that are
 * alive, and so many that died last. No scenario comes near; what happens there is told in the log
 * all the same. A token that died before the last four thousand is as unknown as one that was
 * never issued: its reuse is refused, and no longer detected.
 */
export const KEPT = { alive: 8_192, dead: 4_096 } as const;

/**
 * Tokens by their text, their name, their family, and within a longer text. Finding one takes the
 * same time however many there are.
 */
export class KeptTokens {
  readonly #bySecret = new Map<string, Token>();
  readonly #byName = new Map<string, Token>();
  readonly #families = new Map<string, Set<Token>>();
  readonly #alive = new Map<CredentialKind, Set<Token>>();
  readonly #dead = new Set<Token>();
  /** The last ones that were issued, of which the first is the `#dropped`th of all. */
  #issued: Token[] = [];
  #dropped = 0;

  /** Keep a token. Returns the oldest of its kind where there is no room for it any more. */
  add(token: Token): Token | undefined {
    this.#bySecret.set(token.secret, token);
    this.#byName.set(token.name, token);
    this.#issued.push(token);
    if (this.#issued.length > 2 * KEPT.alive) {
      this.#issued = this.#issued.slice(KEPT.alive);
      this.#dropped += KEPT.alive;
    }
    within(this.#families, token.family).add(token);
    const alive = within(this.#alive, token.kind).add(token);
    return alive.size > KEPT.alive ? alive.values().next().value : undefined;
  }

  /** A token is of no use any more: keep it for a while, in case that it comes back. */
  bury(token: Token): void {
    if (!this.#alive.get(token.kind)?.delete(token)) return;
    this.#dead.add(token);
    if (this.#dead.size <= KEPT.dead) return;
    const [forgotten] = this.#dead;
    this.#forget(forgotten!);
  }

  /** The token whose text, or whose name, this is. */
  find(textOrName: string): Token | undefined {
    const named = this.#byName.get(textOrName);
    if (named) return named;
    const token = this.#bySecret.get(textOrName.slice(-LENGTH)) ?? this.#signed(textOrName);
    return token?.text === textOrName ? token : undefined;
  }

  /** Every token that stands in a text, in the order in which it meets them. */
  in(text: string): readonly Token[] {
    const found = new Set<Token>();
    for (const { 0: run } of text.matchAll(RUN)) {
      // What stands before it may look like a part of it: `%2d` does.
      for (let at = 0; at + LENGTH <= run.length; at += 1) {
        const token = this.#bySecret.get(run.slice(at, at + LENGTH));
        if (token) found.add(token);
      }
    }
    // Seldom there, and sooner looked for than matched.
    if (!text.includes('eyJ')) return [...found];
    for (const { 0: signed } of text.matchAll(SIGNED)) {
      const token = this.#signed(signed);
      if (token) found.add(token);
    }
    return [...found];
  }

  /** What is left of a family, in the order of issue. */
  family(family: string): readonly Token[] {
    return [...(this.#families.get(family) ?? [])];
  }

  /** How many were ever issued. */
  get count(): number {
    return this.#dropped + this.#issued.length;
  }

  /** Those that were issued after the first so many, as far as they are still kept. */
  since(count: number): readonly Token[] {
    return this.#issued.slice(Math.max(0, count - this.#dropped));
  }

  #signed(text: string): Token | undefined {
    return this.#bySecret.get(text.slice(text.lastIndexOf('.') + 1));
  }

  #forget(token: Token): void {
    this.#dead.delete(token);
    this.#bySecret.delete(token.secret);
    this.#byName.delete(token.name);
    const family = this.#families.get(token.family);
    family?.delete(token);
    if (family?.size === 0) this.#families.delete(token.family);
  }
}

/** How many characters of a token nobody can guess, where it is not a signature. */
export const LENGTH = 64;

/** What may hold those characters; and what looks like something signed (RFC 7515, section 7.1). */
const RUN = /[a-z0-9]{64,}/g;
const SIGNED = /(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]{43,}/g;

function within<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  const set = sets.get(key) ?? new Set<V>();
  sets.set(key, set);
  return set;
}
