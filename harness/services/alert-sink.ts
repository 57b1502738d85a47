import type { Service, World } from '#core/service.ts';
import type { Ledger } from './ledger.ts';
import { credentials } from './presented.ts';
import { retryAfterHeader } from './retry-after.ts';

/** What a client calls for help with. */
interface Alert {
  /** What kind of trouble it is in, in a word of its own. */
  readonly class: string;
  readonly text: string;
  /** Which of several sessions it says that it is, from 1. */
  readonly session?: number;
}

const PATH = '/v1/alerts';

/** Characters of a body, above which nobody reads it; of a class, above which it is none. */
const LONGEST = 65_536;
const LONGEST_CLASS = 100;

/**
 * A webhook for alerts: whom a client calls when nobody looks at its screen.
 *
 * An agent that has lost its sign-in at night fails in silence, unless it tells somebody. Each
 * alert that is taken is a fact in the log, so that a judge can see who was told, when, and of
 * what. It is hostile input like everything else that a client says.
 *
 * POST /v1/alerts takes `{class, text, session?}` as JSON and answers 202 (RFC 9110, section
 * 15.3.3: nothing has been done about it yet). What it cannot read it turns away with 400.
 */
export function alertSink(world: World, ledger: Ledger): Service {
  const answer = async (request: Request): Promise<Response> => {
    if (new URL(request.url).pathname !== PATH) return error(404, 'not found');
    if (request.method !== 'POST') return error(405, 'method not allowed', { allow: 'POST' });
    const alert = alertOf(await request.text().catch(() => ''));
    if (typeof alert === 'string') return error(400, alert);
    world.tell({ kind: 'alert.raised', ...alert });
    return Response.json({ accepted: true }, { status: 202 });
  };

  return {
    role: 'alerts',
    describe: async (request) => ({
      operation: `${request.method} ${new URL(request.url).pathname}`,
      endpoint: 'alert',
      presents: await credentials(request, ledger),
    }),
    answer,
    refuse: ({ status, retryAfter }) =>
      error(status, 'this alert was not taken', retryAfterHeader(retryAfter, world.clock.now())),
  };
}

/** The alert in a body, or what is wrong with it. */
function alertOf(text: string): Alert | string {
  if (text.length > LONGEST) return 'the body is too long';
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'the body is not JSON';
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return 'the body is not an object';
  }
  const { class: kind, text: said, session } = body as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string' || kind.trim() === '' || kind.length > LONGEST_CLASS) {
    return `class has to be text of 1 to ${LONGEST_CLASS} characters`;
  }
  if (typeof said !== 'string' || said.trim() === '') return 'text has to be text';
  if (session === undefined) return { class: kind, text: said };
  if (!Number.isSafeInteger(session) || Number(session) < 1) {
    return 'session has to be a whole number from 1 on';
  }
  return { class: kind, text: said, session: Number(session) };
}

const error = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Response => Response.json({ error: text }, { status, headers });
