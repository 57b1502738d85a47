import type { Clock } from './clock.ts';
import type { Fact } from './entry.ts';
import type { Attempt, Effects } from './fault.ts';
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
export type Described = Pick<Attempt<'http'>, 'operation' | 'endpoint' | 'work' | 'presents'>;

/**
 * A mock of one remote service: functions of a request over a state machine. It knows no transport.
 */
export interface Service {
  readonly role: Role;
  /** What a request is. Leaves the request readable. */
  describe(request: Request): Promise<Described>;
  /** Answer as the real service would in good health. */
  answer(request: Request): Promise<Response>;
  /** Turn a request away, in the provider's own words. */
  refuse(effect: Effects['http'], request: Request): Response;
}
