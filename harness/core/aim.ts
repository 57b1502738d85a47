import type { Endpoint } from './fault.ts';
import { type Attempt, ENDPOINTS, type Params } from './fault.ts';
import type { Json } from './json.ts';
import type { Role } from './role.ts';

/** What a role is there for. */
const MAIN: Readonly<Record<Role, Endpoint>> = {
  oauth: 'token',
  model: 'messages',
  status: 'status',
  alerts: 'alert',
  decoy: 'other',
  other: 'other',
};

/**
 * Whether an attempt asks for what a fault is aimed at: the endpoint that its parameters name, or
 * else what its role is there for.
 */
export const isAimedAt = ({ role, endpoint }: Attempt, { endpoint: named }: Params): boolean =>
  endpoint === (isOneOf(ENDPOINTS, named) ? named : MAIN[role]);

/** Whether a fault's parameters aim it at something else than what the role is there for. */
export const isAside = (role: Role, { endpoint }: Params): boolean =>
  isOneOf(ENDPOINTS, endpoint) && endpoint !== MAIN[role];

/** A parameter that is one of several words, or what stands for it where it is none of them. */
export const oneOf = <W extends string>(
  words: readonly W[],
  given: Json | undefined,
  otherwise: W,
): W => (isOneOf(words, given) ? given : otherwise);

/** A parameter that is a whole number within bounds, or what stands for it where it is none. */
export const within = (
  low: number,
  high: number,
  given: Json | undefined,
  otherwise: number,
): number =>
  typeof given === 'number' && Number.isInteger(given) && given >= low && given <= high
    ? // JSON has no negative zero.
      given + 0
    : otherwise;

/** A parameter that is the status of an error, or what stands for it where it is none. */
export const errorStatus = (given: Json | undefined, otherwise: number): number =>
  within(400, 599, given, otherwise);

const isOneOf = <W extends string>(words: readonly W[], given: unknown): given is W =>
  typeof given === 'string' && (words as readonly string[]).includes(given);

/** After how much of a stream it is disturbed: `{ events }` or `{ bytes }`. */
export function after(
  given: Json | undefined,
  events: number,
): { readonly events: number } | { readonly bytes: number } {
  const wanted = typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {};
  const { bytes } = wanted as { readonly bytes?: Json };
  const count = within(0, Number.MAX_SAFE_INTEGER, bytes, -1);
  if (count >= 0) return { bytes: count };
  const { events: named } = wanted as { readonly events?: Json };
  return { events: within(0, Number.MAX_SAFE_INTEGER, named, events) };
}
