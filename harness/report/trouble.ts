import type { Attempted } from '#core/evidence.ts';
import type { Role } from '#core/role.ts';
import { effectInWords } from './effect.ts';

/** What went wrong with an attempt, as a clause; undefined where nothing did. */
export function trouble(attempt: Attempted): string | undefined {
  const { effect, status, error, layer, host } = attempt;
  if (effect !== undefined) {
    return effectInWords(layer, effect, layer === 'http' ? service(attempt) : host);
  }
  if (status !== undefined && status >= 400) return `${service(attempt)} answered ${status}`;
  if (error !== undefined) return `the ${layer} attempt to ${host} failed (${error})`;
  return undefined;
}

function service({ endpoint, role }: Attempted): string {
  if (endpoint === 'token') return 'the token endpoint';
  return endpoint === 'messages' ? 'the model' : serviceOf(role);
}

/** What plays a role, as a reader knows it. */
export function serviceOf(role: Role | 'client'): string {
  if (role === 'oauth') return 'the sign-in service';
  return role === 'model' ? 'the model' : 'another service';
}
