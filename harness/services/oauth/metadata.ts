import type { Options } from './options.ts';

export const GRANTS = {
  code: 'authorization_code',
  refresh: 'refresh_token',
  device: 'urn:ietf:params:oauth:grant-type:device_code',
} as const;

/** What an authorization server says of itself (RFC 8414, section 2). */
export function metadata(origin: string, { paths, scopes }: Options): object {
  const at = (path: string) => origin + path;
  return {
    issuer: origin,
    authorization_endpoint: at(paths.authorize[0]!),
    token_endpoint: at(paths.token),
    device_authorization_endpoint: at(paths.device),
    revocation_endpoint: at(paths.revoke),
    jwks_uri: at(paths.keys),
    scopes_supported: scopes,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: Object.values(GRANTS),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    revocation_endpoint_auth_methods_supported: ['none'],
  };
}
