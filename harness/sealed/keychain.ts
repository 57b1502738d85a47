import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A keychain of one item, in a folder, and the program that stands in for its keeper. */
export interface Keychain {
  /** To be put before all other folders of programs. */
  readonly bin: string;
  /** The file that holds the item, for us to look at. */
  readonly item: string;
  /** Lock it. Returns what unlocks it. */
  lock(): () => void;
}

/**
 * What clients ask of `security` on macOS, as far as it is about one password: to find it, to add
 * or update it, to delete it. Locked, it says what that program says where nobody is there to type
 * a password, with the exit code 36 (errSecInteractionNotAllowed, -25308); an item that is not
 * there is 44 (errSecItemNotFound, -25300). The text is the last argument, after `-w`.
 */
const program = (folder: string) => `#!/bin/sh
cd '${folder}' || exit 1
if [ -e locked ]; then
  echo 'security: SecKeychainItemCopyContent: User interaction is not allowed.' >&2
  exit 36
fi
case "$1" in
  add-generic-password)
    for text in "$@"; do :; done
    (umask 077 && printf '%s' "$text" > item.new) && mv item.new item
    ;;
  find-generic-password | delete-generic-password)
    if [ ! -e item ]; then
      echo 'security: SecKeychainSearchCopyNext: The specified item could not be found.' >&2
      exit 44
    fi
    if [ "$1" = find-generic-password ]; then cat item; else rm item; fi
    ;;
  *)
    exit 2
    ;;
esac
`;

/** Make a keychain in a folder of its own. */
export function keychainIn(folder: string): Keychain {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true, mode: 0o700 });
  writeFileSync(join(bin, 'security'), program(folder));
  chmodSync(join(bin, 'security'), 0o755);
  const locked = join(folder, 'locked');
  return {
    bin,
    item: join(folder, 'item'),
    lock() {
      if (existsSync(locked)) throw new Error('the keychain is locked already');
      writeFileSync(locked, '');
      return () => rmSync(locked, { force: true });
    },
  };
}
