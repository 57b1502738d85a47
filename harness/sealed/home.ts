import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Launch } from '#core/client.ts';

/** Leftovers larger than this are read in part. */
const LARGEST = 4_000_000;

/** A client's home: the files that it finds there, its store, and what it leaves behind. */
export class Home {
  readonly path: string;
  readonly #store: string;
  #watcher: FSWatcher | undefined;

  /** @param store path of the store, relative to the home */
  constructor(path: string, store: string) {
    this.path = path;
    this.#store = join(path, store);
  }

  async lay({ files }: Launch): Promise<void> {
    await mkdir(dirname(this.#store), { recursive: true, mode: 0o700 });
    for (const [name, { text, mode }] of Object.entries(files)) {
      const path = join(this.path, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, text);
      await chmod(path, mode);
    }
  }

  look(): { readonly text: string; readonly mode: number } | undefined {
    try {
      return { text: readFileSync(this.#store, 'utf8'), mode: statSync(this.#store).mode };
    } catch {
      return undefined;
    }
  }

  /**
   * Watch the folder and not the file: a store that is replaced by a rename is another file. The
   * kernel may fold two quick changes into one; what is seen then is the later state.
   */
  watch(changed: () => void): void {
    this.#watcher = watch(dirname(this.#store), () => changed());
    this.#watcher.on('error', () => undefined);
  }

  close(): void {
    this.#watcher?.close();
  }

  /** Text of every file under the home and /tmp, but for the store. */
  async *leftovers(): AsyncIterable<{ readonly path: string; readonly text: string }> {
    for (const folder of [this.path, '/tmp']) {
      const names = await readdir(folder, { recursive: true }).catch(() => []);
      for (const name of names.sort()) {
        const path = join(folder, name);
        if (path === this.#store) continue;
        const file = await stat(path).catch(() => undefined);
        if (!file?.isFile()) continue;
        const bytes = await readFile(path).catch(() => Buffer.alloc(0));
        yield { path, text: bytes.subarray(0, LARGEST).toString('latin1') };
      }
    }
  }
}
