import type { ClientAdapter, Setting } from '#core/client.ts';
import type { Acts } from '#core/effect.ts';
import type { Act } from '#core/fault.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Ledger } from '#services/ledger.ts';
import { loginOf } from '#services/token.ts';
import type { Carried } from './credentials.ts';
import type { Flier } from './flier.ts';
import type { ObservedStore } from './observed-store.ts';
import type { Stage } from './stage.ts';

/** Whom and what acts are done to. */
interface Terms {
  readonly adapter: ClientAdapter;
  readonly scenario: ScenarioRecord;
  readonly stage: Stage;
  readonly ledger: Ledger;
  readonly store: ObservedStore;
  readonly fliers: readonly Flier[];
  /** What the client was given, and how it was started with it. */
  readonly carried: Carried;
  readonly setting: Setting;
}

/**
 * Do something to a client's world. What the authorization server knows and what becomes of the
 * processes is decided here; the rest is for the place in which they are.
 *
 * @returns what undoes it, where it can be undone
 * @throws where it cannot be done, which makes the run invalid and is none of the client's trouble
 */
export function done(act: Act, terms: Terms): (() => void) | undefined {
  const { stage, store, fliers } = terms;
  switch (act.layer) {
    case 'grant':
      toGrant(act.deed as Acts['grant'], terms);
      return undefined;
    case 'process':
      if (act.deed === 'killed') {
        for (const flier of fliers) flier.crash();
        return undefined;
      }
      for (const flier of fliers) flier.freeze();
      return () => {
        for (const flier of fliers) flier.thaw();
      };
    case 'store': {
      const undo = stage.act(act, (deed) => anotherText(deed, terms));
      store.look('act');
      return (
        undo &&
        (() => {
          undo();
          store.look('act');
        })
      );
    }
    default:
      return stage.act(act, (deed) => anotherText(deed, terms));
  }
}

/** The store's text after another program has refreshed, or after somebody else has signed in. */
function anotherText(
  deed: 'renewed' | 'replaced',
  { adapter, ledger, scenario, setting, ...terms }: Terms,
): string {
  const { clientId } = adapter.profile;
  const lifetime = terms.stage.clock.now() + scenario.given.lifetime;
  const login =
    deed === 'replaced'
      ? ledger.signIn(clientId, lifetime)
      : renewed(ledger.refresh(storedRefresh({ adapter, ...terms }), clientId));
  const { files } = adapter.launch({ ...setting, login });
  const file = files[adapter.store];
  if (!file) throw new Error(`${adapter.name} lays out no store for a login`);
  return file.text;
}

function renewed(pair: ReturnType<Ledger['refresh']>) {
  if (typeof pair === 'string') throw new Error(`the stored login could not be renewed: ${pair}`);
  return loginOf(pair.access, pair.refresh);
}

/** The refresh token that stands in the store now. */
function storedRefresh({ adapter, stage }: Pick<Terms, 'adapter' | 'stage'>): string {
  const text = stage.look()?.text;
  const token = text === undefined ? undefined : adapter.readStore(text)?.refreshToken;
  if (!token) throw new Error('there is no login in the store');
  return token;
}

function toGrant(deed: Acts['grant'], terms: Terms): void {
  const { ledger } = terms;
  const family = familyOf(terms);
  if (deed === 'rotated-elsewhere') ledger.rotateElsewhere(family);
  else if (deed === 'revoked') ledger.revoke(family, 'the grant was revoked');
  else ledger.revokeAccess(family, 'the access token was revoked');
}

/** The grant that the client lives on: the one in its store, or else what it was started with. */
function familyOf({ adapter, stage, ledger, carried }: Terms): string {
  const text = stage.look()?.text;
  const stored = text === undefined ? undefined : adapter.readStore(text);
  const { token, apiKey, login } = carried;
  const texts = [stored?.refreshToken, stored?.accessToken, login?.refreshToken, token];
  for (const secret of [...texts, apiKey?.text]) {
    const family = secret ? ledger.familyOf(secret) : undefined;
    if (family !== undefined) return family;
  }
  throw new Error('the client has no grant');
}
