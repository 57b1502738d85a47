import type { Duration } from '#core/duration.ts';
import type { World } from '#core/service.ts';
import type { Ledger } from '../ledger.ts';
import type { Granted } from '../token.ts';

/** Where the parts of an authorization server are: paths, whatever the host. */
export interface Paths {
  readonly token: string;
  /** Pages on which somebody consents. */
  readonly authorize: readonly string[];
  /** The page that shows a code to be carried over by hand. */
  readonly codePage: string;
  readonly device: string;
  /** The page on which somebody types what a device shows. */
  readonly verification: string;
  readonly revoke: string;
  readonly capability: string;
  readonly metadata: string;
  readonly keys: string;
}

/** How one provider's authorization server is set up. */
export interface Options {
  readonly world: World;
  readonly ledger: Ledger;
  /** The public clients that it knows. */
  readonly clients: readonly string[];
  /** Every scope that can be asked for. */
  readonly scopes: readonly string[];
  readonly paths: Paths;
  /** Who may believe what it signs (RFC 7519, section 4.1.3). */
  readonly audience: string;
  /** How long a device waits between two questions: five seconds. */
  readonly interval?: Duration;
  /** Whatever else stands in a token response. */
  readonly also?: (granted: Granted) => Readonly<Record<string, unknown>>;
}

/**
 * Where Claude Code's provider has them, as far as that is known; the rest is at home beside it.
 * @see https://code.claude.com/docs/en/network-config for the hosts
 */
export const ANTHROPIC: Paths = {
  token: '/v1/oauth/token',
  authorize: ['/oauth/authorize', '/cai/oauth/authorize'],
  codePage: '/oauth/code/callback',
  device: '/v1/oauth/device',
  verification: '/oauth/device',
  revoke: '/v1/oauth/revoke',
  capability: '/v1/oauth/capability',
  metadata: '/.well-known/oauth-authorization-server',
  keys: '/.well-known/jwks.json',
};
