import { createHash } from 'node:crypto';

/** A secret by its name, and its text. */
export interface Secret {
  readonly name: string;
  readonly text: string;
  /** How many characters at its beginning are no secret: up to the last hyphen, if not said. */
  readonly shared?: number;
}

/** Text that is safe to keep, and the names of the secrets that were in it. */
export interface Searched {
  readonly text: string;
  readonly found: readonly string[];
}

/** The shortest piece of a secret that counts: long enough to be no accident. */
const PIECE = 16;
/** Every piece, wherever it stands, covers a stretch of this length that begins at a multiple. */
const HALF = PIECE / 2;

/**
 * Search text for secrets and take them out, before anything is written down.
 *
 * Finds any sixteen characters of a secret in a row, as they are, in hexadecimal, or in base64 at
 * any offset. The prefix that all tokens of a provider share is not secret.
 */
export class SecretSearch {
  readonly #pieces = new Map<string, string>();
  readonly #halves = new Set<string>();
  readonly #known = new Set<string>();

  /** Learn a secret. Learning it again does nothing. */
  learn({ name, text, shared = text.lastIndexOf('-') + 1 }: Secret): void {
    if (this.#known.has(name)) return;
    this.#known.add(name);
    const body = text.slice(shared);
    for (const form of forms(body)) {
      for (let at = 0; at + PIECE <= form.length; at += 1) {
        this.#pieces.set(form.slice(at, at + PIECE), name);
      }
      for (let at = 0; at + HALF <= form.length; at += 1) {
        this.#halves.add(form.slice(at, at + HALF));
      }
    }
  }

  search(text: string): Searched {
    const found = new Set<string>();
    let kept = '';
    let from = 0;
    for (let half = 0; half + HALF <= text.length; half += HALF) {
      if (!this.#halves.has(text.slice(half, half + HALF))) continue;
      for (let at = Math.max(from, half - HALF + 1); at <= half; at += 1) {
        const name = this.#pieces.get(text.slice(at, at + PIECE));
        if (!name) continue;
        let end = at + PIECE;
        while (this.#pieces.get(text.slice(end + 1 - PIECE, end + 1)) === name) end += 1;
        found.add(name);
        kept += `${text.slice(from, at)}‹${name}›`;
        from = end;
        at = end - 1;
      }
    }
    return { text: kept + text.slice(from), found: [...found] };
  }
}

/** The first eight hexadecimal digits of a secret's SHA-256: enough to tell two apart. */
export const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

function forms(body: string): readonly string[] {
  const bytes = Buffer.from(body);
  const shifted = [0, 1, 2].map((offset) =>
    // The characters at either end also depend on the neighbours.
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .slice(4, -4),
  );
  const hex = bytes.toString('hex');
  return [body, hex, hex.toUpperCase(), ...shifted];
}
