import type { Role } from './role.ts';

/** What the hosts are for that a text may name. */
export type Hosts = Readonly<Record<string, Role>>;

/** How many texts are remembered for each set of hosts, and how many such sets. */
const TEXTS = 1_000;
const SETS = 10;

/**
 * Makes something of a text, and remembers what it has made of the last ones. Clients say the same
 * few sentences in one log after the other, and in each of them as a line, as a message and as a
 * result, of which several checks ask; to hold one text against all patterns takes as long as a
 * whole check. It is bounded, and the oldest are forgotten first, since there is no end to what
 * is said only once.
 */
export function remembered<T>(
  read: (text: string, hosts: Hosts) => T,
): (text: string, hosts?: Hosts) => T {
  // Each log has a set of its own that says the same.
  const sets = new Map<string, Map<string, T>>();
  const known = new WeakMap<Hosts, Map<string, T>>();
  const textsOf = (hosts: Hosts): Map<string, T> => {
    const set = JSON.stringify(hosts);
    if (!sets.has(set) && sets.size >= SETS) sets.clear();
    const texts = sets.get(set) ?? new Map<string, T>();
    sets.set(set, texts);
    known.set(hosts, texts);
    return texts;
  };
  return (text, hosts = NONE) => {
    const texts = known.get(hosts) ?? textsOf(hosts);
    let made = texts.get(text);
    if (made === undefined) {
      made = read(text, hosts);
      if (texts.size >= TEXTS) texts.delete(texts.keys().next().value!);
      texts.set(text, made);
    }
    return made;
  };
}

const NONE: Hosts = {};
