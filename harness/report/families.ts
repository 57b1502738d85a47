import { FAMILIES, type Family } from '#core/scenario.ts';

/** Families as headings. */
const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  dns: 'DNS',
  connection: 'Connection and TLS',
  'sign-in': 'Signing in and out',
  refresh: 'Refresh',
  rotation: 'Rotation and races',
  token: 'Rejected tokens',
  entitlement: 'Entitlement',
  model: 'Model API',
  store: 'Stored login',
  clock: 'Clock',
  fleet: 'Fleets',
  human: 'People and status pages',
  incident: 'Incidents and issues',
  decoy: 'Decoys',
  control: 'Controls',
};

/** Things by their family, in the order in which families are shown; what has none comes last. */
export function byFamily<T>(
  things: readonly T[],
  familyOf: (thing: T) => string | undefined,
): readonly { readonly name: string; readonly members: readonly T[] }[] {
  const known: readonly string[] = FAMILIES;
  const groups = FAMILIES.map((family) => ({
    name: FAMILY_NAMES[family],
    members: things.filter((thing) => familyOf(thing) === family),
  }));
  const rest = things.filter((thing) => !known.includes(familyOf(thing) ?? ''));
  return [...groups, { name: 'Others', members: rest }].filter(({ members }) => members.length > 0);
}
