/**
 * What a host is for, whatever it is called. Faults aim at roles and never at host names.
 *
 * - `oauth`: where tokens are issued and refreshed
 * - `model`: where the work is done
 * - `status`: the provider's status page
 * - `alerts`: whom a client calls when it cannot go on
 * - `decoy`: a name that sounds right and that no client asks for
 * - `other`: everything else a client asks for (telemetry, updates, feature flags)
 */
export type Role = 'oauth' | 'model' | 'status' | 'alerts' | 'decoy' | 'other';

export const ROLES = [
  'oauth',
  'model',
  'status',
  'alerts',
  'decoy',
  'other',
] as const satisfies readonly Role[];

/** Which hosts play which role for one client, learnt from what the client really asks for. */
export interface Profile {
  readonly provider: string;
  readonly hosts: Readonly<Record<string, Role>>;
  /** The public OAuth client id under which the client's tokens are issued. */
  readonly clientId: string;
}

/** The role of a host; a name that the profile does not list is `other`. */
export const roleOf = ({ hosts }: Profile, host: string): Role =>
  // A client may ask for a host called `constructor`.
  Object.hasOwn(hosts, host) ? hosts[host]! : 'other';

/** The hosts that play a role, in the profile's order. */
export const hostsOf = (profile: Profile, role: Role): readonly string[] =>
  Object.keys(profile.hosts).filter((host) => profile.hosts[host] === role);
