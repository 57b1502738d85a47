import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';
import type { Acts } from '#core/effect.ts';
import { spoiled } from '../spoilt.ts';
import type { Renew, StoreFile } from '../stage.ts';

/** Where a store is, and what is around it. */
interface Place {
  readonly path: string;
  readonly home: string;
  readonly clock: Clock;
  look(): StoreFile | undefined;
}

/**
 * Do something to a store in a file. Returns what undoes it, where it can be undone.
 *
 * @throws where this machine cannot do it
 */
export function onStore(deed: Acts['store'], place: Place, renew: Renew): (() => void) | undefined {
  switch (deed) {
    case 'read-only':
      return readOnly(place.path);
    case 'full':
      return full(place.home);
    case 'locked':
      return locked(place.path, place.clock);
    case 'keychain-locked':
      throw new Error('this client keeps its login in a file');
    case 'removed':
      rmSync(place.path, { force: true });
      return undefined;
    case 'renewed':
    case 'replaced':
      return put(place, renew(deed));
    default:
      return put(place, spoiled(deed, place.look()?.text));
  }
}

/** In one move, so that nobody reads half of it: that would be another trouble. */
function put({ path, home, look }: Place, text: string): undefined {
  const draft = join(home, '.another');
  writeFileSync(draft, text, { mode: (look()?.mode ?? 0o600) & 0o777 });
  renameSync(draft, path);
}

/**
 * The file and its folder may be read and not written. The mode binds although whoever runs in here
 * is root: root without the power to override it (CAP_DAC_OVERRIDE) is an owner like any other.
 */
function readOnly(path: string): () => void {
  const folder = dirname(path);
  const before = [path, folder].flatMap((each) => {
    const mode = statSync(each, { throwIfNoEntry: false })?.mode;
    return mode === undefined ? [] : [{ path: each, mode: mode & 0o777 }];
  });
  for (const each of before) chmodSync(each.path, each.mode & 0o555);
  return () => {
    for (const each of before) {
      if (statSync(each.path, { throwIfNoEntry: false })) chmodSync(each.path, each.mode);
    }
  };
}

/** No home is larger than this where it can be filled up. */
const FILLABLE = 512_000_000;

/**
 * Fill the home's file system up to its last byte. A file that is rewritten in place still finds
 * the room that it had, so it is whoever writes a new one, as an atomic write does, that fails.
 */
function full(home: string): () => void {
  const { bavail, bsize } = statfsSync(home);
  if (bavail * bsize > FILLABLE) throw new Error('the home here is too large to be filled up');
  const path = join(home, '.filler');
  const file = openSync(path, 'w', 0o600);
  for (let size = 1 << 24; size >= 1; ) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size >>= 4;
    }
  }
  closeSync(file);
  return () => rmSync(path, { force: true });
}

/** Whoever locks takes a lock that is not touched for ten seconds for one that was left behind. */
const TOUCHED = seconds(3);

/**
 * Another process holds the lock: a folder beside the store, or beside its folder, kept fresh. That
 * is how proper-lockfile has it, and with it Claude Code. Who does not lock does not notice.
 */
function locked(path: string, clock: Clock): () => void {
  const locks = [`${path}.lock`, `${dirname(path)}.lock`];
  for (const lock of locks) mkdirSync(lock, { recursive: true });
  let timer = clock.after(TOUCHED, touch);
  function touch() {
    const now = clock.now() / 1_000;
    for (const lock of locks) {
      if (statSync(lock, { throwIfNoEntry: false })) utimesSync(lock, now, now);
    }
    timer = clock.after(TOUCHED, touch);
  }
  return () => {
    timer.clear();
    for (const lock of locks) rmSync(lock, { recursive: true, force: true });
  };
}
