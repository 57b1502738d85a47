import type { Clock } from './clock.ts';
import type { Effects, Flawed, Indicator } from './effect.ts';
import type { Fact } from './entry.ts';
import type { Attempt } from './fault.ts';
import type { Random } from './random.ts';
import type { Role } from './role.ts';

/** What a service may use of the run that it is in. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  /** Tell the log something that only the service knows. */
  tell(fact: Fact): void;
  /** The clock's reading when the flight begins, to turn its times into scenario time. */
  zero(): number;
}

/** What a request is, as far as the log and the faults may know. */
export type Described = Pick<
  Attempt<'http'>,
  'operation' | 'endpoint' | 'work' | 'presents' | 'recalls' | 'returns'
>;

/** The effects with which a service turns a request away, in its provider's words. */
export type Refused = Extract<Effects['http'], { readonly refuse: unknown }>;

/**
 * A mock of one remote service: functions of a request over a state machine. It knows no transport.
 */
export interface Service {
  readonly role: Role;
  /** What a request is. Leaves the request readable. */
  describe(request: Request): Promise<Described>;
  /**
   * Answer as the real service would in good health; with `instead`, as one would that grants
   * something flawed, or whose status page says something else.
   */
  answer(request: Request, instead?: Flawed | Indicator): Promise<Response>;
  /** Turn a request away, in the provider's own words. */
  refuse(effect: Refused, request: Request): Response;
  /**
   * Take a connection for messages in both directions (RFC 6455), where the service has any, or
   * turn the handshake away with a response. The handshake is described like any request.
   */
  converse?(request: Request): Conversing | Response;
}

/** One connection for messages in both directions, as a service sees it. */
export interface Conversing {
  /** What a message is, but for the credentials: those are the handshake's. */
  describe(message: string): Omit<Described, 'presents'>;
  /** The messages that answer one, in health. */
  answer(message: string): Iterable<string>;
  /** Turn a message away, in the provider's own words. */
  refuse(effect: Refused): string;
}
