import { defineAct } from '#core/fault.ts';

/**
 * Every process of the client stands still, and later they all go on at once.
 *
 * A laptop whose lid was closed, a virtual machine that was paused. Timers that have long been due
 * fire together and tokens have expired meanwhile, so that all sessions of a machine ask for a new
 * one in the same second.
 * @see signal(7), SIGSTOP and SIGCONT, and Claude Code changelog, 2.1.129, 2.1.211 and 2.1.221
 */
export const frozen = defineAct({
  name: 'frozen',
  layer: 'process',
  deed: () => 'frozen',
});
