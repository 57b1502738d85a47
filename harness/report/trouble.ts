import type { Attempted } from '#core/evidence.ts';
import type { Role } from '#core/role.ts';

/** What went wrong with an attempt, as a clause; undefined where nothing did. */
export function trouble(attempt: Attempted): string | undefined {
  const { effect, status, error, layer, host } = attempt;
  if (typeof effect === 'string') return atTheDoor(effect, host);
  if (effect) return `${service(attempt)} answered ${effect.status} (${effect.refuse})`;
  if (status !== undefined && status >= 400) return `${service(attempt)} answered ${status}`;
  if (error !== undefined) return `the ${layer} attempt to ${host} failed (${error})`;
  return undefined;
}

function atTheDoor(effect: 'NXDOMAIN' | 'SERVFAIL' | 'reset' | 'untrusted', host: string): string {
  switch (effect) {
    case 'NXDOMAIN':
      return `the name ${host} was said not to exist (NXDOMAIN)`;
    case 'SERVFAIL':
      return `the name ${host} could not be resolved (SERVFAIL)`;
    case 'reset':
      return `the connection to ${host} was reset`;
    case 'untrusted':
      return `${host} showed a certificate that nobody trusts`;
  }
}

function service({ endpoint, role }: Attempted): string {
  if (endpoint === 'token') return 'the token endpoint';
  return endpoint === 'messages' ? 'the model' : serviceOf(role);
}

/** What plays a role, as a reader knows it. */
export function serviceOf(role: Role): string {
  if (role === 'oauth') return 'the sign-in service';
  return role === 'model' ? 'the model' : 'another service';
}
