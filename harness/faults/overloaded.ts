import { defineFault } from '#core/fault.ts';

/**
 * The model API sheds load: 529 in Anthropic's words.
 *
 * The login is fine, and a client that reports it as a sign-in problem sends its user the wrong
 * way. Retries without growing pauses keep the overload going.
 * @see https://docs.claude.com/en/api/errors, `overloaded_error`
 */
export const overloaded = defineFault({
  name: 'overloaded',
  layer: 'http',
  strike: ({ endpoint }) =>
    endpoint === 'messages' ? { refuse: 'overloaded', status: 529 } : undefined,
});
