import type { Launch, Store } from '#core/client.ts';
import type { Acts } from '#core/effect.ts';
import { spoiled } from '../spoilt.ts';
import type { Renew, StoreFile } from '../stage.ts';

/** What a store refuses while something is wrong with it, as Node would say it. */
const REFUSALS = {
  'read-only': { code: 'EACCES', message: 'EACCES: permission denied, open' },
  full: { code: 'ENOSPC', message: 'ENOSPC: no space left on device, write' },
  locked: { code: 'EBUSY', message: 'EBUSY: resource busy or locked, open' },
  // What `security` on macOS exits with and says (errSecInteractionNotAllowed, -25308).
  'keychain-locked': { code: 36, message: 'User interaction is not allowed.' },
} as const;

type Refusal = keyof typeof REFUSALS;

const isRefusal = (deed: Acts['store']): deed is Refusal => Object.hasOwn(REFUSALS, deed);

/** The one file that matters, in memory. */
export class MemoryStore implements Store {
  #file: { readonly text: string; readonly mode: number; readonly inode: number } | undefined;
  #inodes = 0;
  #changed: (() => void) | undefined;
  readonly #refusing = new Set<Refusal>();

  lay({ files }: Launch, path: string): void {
    const file = files[path];
    this.#file = file && { text: file.text, mode: file.mode, inode: this.#next() };
  }

  look(): StoreFile | undefined {
    return this.#file;
  }

  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** Do something to it. Returns what undoes it, where it can be undone. */
  act(deed: Acts['store'], renew: Renew): (() => void) | undefined {
    if (isRefusal(deed)) {
      this.#refusing.add(deed);
      return () => this.#refusing.delete(deed);
    }
    if (deed === 'removed') {
      this.#file = undefined;
      return undefined;
    }
    const isNew = deed === 'renewed' || deed === 'replaced';
    this.#replace(isNew ? renew(deed) : spoiled(deed, this.#file?.text));
    return undefined;
  }

  read(): string | undefined {
    if (this.#refusing.has('keychain-locked')) throw refusal('keychain-locked');
    return this.#file?.text;
  }

  write(text: string): void {
    this.#admit();
    this.#replace(text);
    this.#changed?.();
  }

  /**
   * As a file is that is opened, and cut off by that, and then written to. Somebody may look in
   * between, and whoever writes may be gone by then.
   */
  overwrite(text: string, isAlive: () => boolean = () => true): void {
    this.#admit();
    const { mode, inode } = this.#file ?? { mode: 0o600, inode: this.#next() };
    for (const step of ['', text]) {
      if (!isAlive()) return;
      this.#file = { text: step, mode, inode };
      this.#changed?.();
    }
  }

  remove(): void {
    this.#admit();
    this.#file = undefined;
    this.#changed?.();
  }

  #replace(text: string): void {
    this.#file = { text, mode: this.#file?.mode ?? 0o600, inode: this.#next() };
  }

  #next(): number {
    this.#inodes += 1;
    return this.#inodes;
  }

  #admit(): void {
    const [first] = this.#refusing;
    if (first) throw refusal(first);
  }
}

const refusal = (deed: Refusal): Error =>
  Object.assign(new Error(REFUSALS[deed].message), { code: REFUSALS[deed].code });
