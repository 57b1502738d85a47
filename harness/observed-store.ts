import type { ClientAdapter } from '#core/client.ts';
import type { Fact, StoreState } from '#core/entry.ts';
import type { Ledger } from '#services/ledger.ts';
import type { RunLog, Stage, StoreFile } from './stage.ts';

type Looked = Extract<Fact, { readonly kind: 'store' }>['look'];

/** The store of a client under our eyes: every look that shows something new is a fact. */
export class ObservedStore {
  readonly #stage: Stage;
  readonly #adapter: ClientAdapter;
  readonly #ledger: Ledger;
  readonly #log: RunLog;
  #last = '';
  #inode: number | undefined;

  constructor(stage: Stage, adapter: ClientAdapter, ledger: Ledger, log: RunLog) {
    this.#stage = stage;
    this.#adapter = adapter;
    this.#ledger = ledger;
    this.#log = log;
  }

  /** What it holds now. */
  state(): StoreState {
    return this.#stateOf(this.#stage.look());
  }

  /** Whether the server takes the access token that it holds. */
  isHonoured(): boolean {
    const file = this.#stage.look();
    const token = file && this.#adapter.readStore(file.text)?.accessToken;
    return token !== undefined && this.#ledger.inspect(token) === 'good';
  }

  look(look: Looked): void {
    const file = this.#stage.look();
    const state = this.#stateOf(file);
    const text = JSON.stringify(state);
    const isNews = look === 'before' || look === 'after' || text !== this.#last;
    if (!isNews) return;
    this.#last = text;
    const isSame = file?.inode !== undefined && file.inode === this.#inode;
    this.#inode = file?.inode;
    const inPlace = look === 'change' && isSame;
    this.#log.tell({ kind: 'store', look, state, ...(inPlace && { inPlace }) });
  }

  #stateOf(file: StoreFile | undefined): StoreState {
    return storeState(file, this.#adapter, this.#ledger, this.#log.zero);
  }
}

const NOTHING = { readable: false, access: 'absent', refresh: 'absent' } as const;

/**
 * What a store holds, in words that may be written down: its tokens by the names that the ledger
 * has for them, and its times reckoned from `zero`, the moment at which the flight begins.
 */
function storeState(
  file: StoreFile | undefined,
  adapter: ClientAdapter,
  ledger: Ledger,
  zero: number,
): StoreState {
  if (!file) return NOTHING;
  const mode = file.mode === undefined ? {} : { mode: `0${(file.mode & 0o777).toString(8)}` };
  const login = adapter.readStore(file.text);
  if (!login) return { ...NOTHING, ...mode };
  const name = (text: string | undefined) =>
    text === undefined ? 'absent' : text === '' ? 'blank' : ledger.nameOf(text);
  return {
    readable: true,
    access: name(login.accessToken),
    refresh: name(login.refreshToken),
    // A blanked login has 0 here: no time at all, and not one in 1970.
    ...(login.expiresAt && { expiresAt: Math.round(login.expiresAt - zero) }),
    ...mode,
  };
}
