import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Launch } from '#core/client.ts';
import type { Leftover, StoreFile } from '../stage.ts';

/** Leftovers larger than this are not searched, and are said not to have been. */
const LARGEST = 64_000_000;
/** No login is as long as this. */
const LARGEST_STORE = 1_000_000;

/** A client's home: the files that it finds there, its store, and what it leaves behind. */
export class Home {
  readonly path: string;
  /** Absolute path of the store. */
  readonly store: string;
  #watcher: FSWatcher | undefined;
  #followed: { readonly watcher: FSWatcher; read(): void } | undefined;

  readonly #laid: string;

  /**
   * @param store path of the store, relative to the home
   * @param item where the store is instead, for a client that keeps it in a keychain
   */
  constructor(path: string, store: string, item?: string) {
    this.path = path;
    this.#laid = join(path, store);
    this.store = item ?? this.#laid;
  }

  async lay({ files }: Launch): Promise<void> {
    await mkdir(dirname(this.store), { recursive: true, mode: 0o700 });
    for (const [name, { text, mode }] of Object.entries(files)) {
      const inHome = join(this.path, name);
      const path = inHome === this.#laid ? this.store : inHome;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, text);
      await chmod(path, mode);
    }
  }

  look(): StoreFile | undefined {
    try {
      const file = statSync(this.store);
      // A pipe or a device would keep us reading for ever.
      const isStore = file.isFile() && file.size <= LARGEST_STORE;
      if (!isStore) return undefined;
      return { text: readFileSync(this.store, 'utf8'), mode: file.mode, inode: file.ino };
    } catch {
      return undefined;
    }
  }

  /**
   * Watch the folder and not the file: a store that is replaced by a rename is another file. The
   * kernel may fold two quick changes into one; what is seen then is the later state.
   */
  watch(changed: () => void): void {
    this.#watcher = watch(dirname(this.store), () => changed());
    this.#watcher.on('error', () => undefined);
  }

  /** Call with each line that is added to a file under the home; what comes last, on closing. */
  follow(file: string, added: (line: string) => void): void {
    const path = join(this.path, file);
    let known = 0;
    const read = () => {
      const lines = linesIn(path);
      for (const line of lines.slice(known)) added(line);
      known = Math.max(known, lines.length);
    };
    const watcher = watch(dirname(path), read);
    watcher.on('error', () => undefined);
    this.#followed = { watcher, read };
  }

  close(): void {
    this.#watcher?.close();
    this.#followed?.watcher.close();
    this.#followed?.read();
  }

  /** Every file that the client may have left, but for its store; without text, if unreadable. */
  async *leftovers(): AsyncIterable<Leftover> {
    for (const folder of [this.path, '/tmp', '/var/tmp', '/dev/shm', '/run']) {
      yield* this.#files(folder);
    }
  }

  async *#files(folder: string): AsyncIterable<Leftover> {
    // A folder that its owner has locked is opened again: we are the same user.
    await chmod(folder, 0o700).catch(() => undefined);
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? [] : undefined,
    );
    if (!names) yield { path: folder };
    for (const name of names?.sort() ?? []) {
      const path = join(folder, name);
      const file = await lstat(path).catch(() => undefined);
      if (file?.isDirectory()) yield* this.#files(path);
      else if (file?.isFile() && path !== this.store) yield await leftover(path, file.size);
    }
  }
}

/** The whole lines of a file: one that is still being written is none yet. */
function linesIn(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

async function leftover(path: string, size: number): Promise<Leftover> {
  if (size > LARGEST) return { path };
  await chmod(path, 0o600).catch(() => undefined);
  const bytes = await readFile(path).catch(() => undefined);
  return bytes ? { path, text: bytes.toString('latin1') } : { path };
}
