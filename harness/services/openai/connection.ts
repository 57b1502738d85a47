import type { Conversing } from '#core/service.ts';
import type { Complaint } from './errors.ts';
import type { Earlier, Responses } from './responses.ts';
import { events } from './wire.ts';

/**
 * The Responses API over one WebSocket: each `response.create` is answered by the events that a
 * stream would carry, a message each. A client goes on from its last response by the id of it, and
 * sends what is new; such ids are good on the connection on which they were given out.
 *
 * A token is checked when the connection is made. While the connection lives it may expire, but not
 * be revoked: that is a choice, since what the real API does then is not known. Users of Codex have
 * seen a 401 on a connection that had been good.
 * @see https://platform.openai.com/docs/guides/websocket-mode and openai/codex#39578
 */
export function connection(responses: Responses, request: Request, path: string): Conversing {
  const earlier: Earlier = new Map();
  return {
    describe(message) {
      const about = responses.about(message, earlier);
      const operation = `${typeOf(message)} ${path}`;
      return about
        ? { operation, endpoint: 'messages', ...about }
        : { operation, endpoint: 'other' };
    },
    *answer(message) {
      const denied = responses.denied(request);
      if (denied && denied.code !== 'token_expired') return yield failure(401, denied);
      if (typeOf(message) !== CREATE) return yield failure(400, UNKNOWN);
      const made = responses.make(message, earlier);
      if (!('whole' in made)) return yield failure(400, made);
      earlier.set(made.whole.id, made.items);
      for (const event of events(made.whole)) yield JSON.stringify(event);
    },
    refuse: (effect) => failure(effect.status, responses.complaint(effect, path)),
  };
}

const CREATE = 'response.create';

const UNKNOWN: Complaint = {
  type: 'invalid_request_error',
  code: 'unknown_event_type',
  message: `Only '${CREATE}' is understood.`,
  param: 'type',
};

/** An error message: without its status, Codex does not take it for one. */
const failure = (status: number, { message, type, code, param, ...rest }: Complaint): string =>
  JSON.stringify({
    type: 'error',
    status,
    error: { message, type, code, param: param ?? null, ...rest },
  });

/** What a message calls itself, where it is one of ours. */
function typeOf(message: string): string {
  try {
    return JSON.parse(message)?.type === CREATE ? CREATE : 'message';
  } catch {
    return 'message';
  }
}
