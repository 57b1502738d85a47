import type { ClientAdapter, Heard, Launch, Login, Setting, StoredLogin } from '#core/client.ts';
import { seconds } from '#core/duration.ts';
import { HarnessError } from '#core/errors.ts';
import { programOf } from '#harness/install/program.ts';

const PACKAGE = '@anthropic-ai/claude-code';

const STORE = '.claude/.credentials.json';

/** Accepted as it is. The first refresh asks for more, and the store then lists what it got. */
const SCOPES = ['user:inference', 'user:profile', 'user:sessions:claude_code'];

/**
 * Claude Code, as published: one `stream-json` session that is given a turn a line.
 *
 * Every claim in this file was seen on 2.1.109 (a script for Node) and 2.1.329 (a native program),
 * unmodified, in a sealed sandbox with no network, on 2026-11-21, unless it says otherwise.
 *
 * In warped time, 2.1.329 must be started without `FAKETIME_SHARED` and with an offset of its own
 * in `FAKETIME`. Its allocator asks for the time before libfaketime can open the semaphore that it
 * would share, and libfaketime then ends the process with exit code 1, before its first line.
 */
export const claudeCode: ClientAdapter = {
  name: 'claude-code',
  about: "Anthropic's Claude Code, the published program, in one long headless session",
  control: false,
  package: PACKAGE,
  profile: {
    provider: 'anthropic',
    // Seen in the body of every refresh.
    clientId: '9d1c250a-e61b-44d9-88ed-5944d1962f5e',
    hosts: {
      'api.anthropic.com': 'model',
      // `POST /v1/oauth/token`: every refresh goes here and nowhere else.
      'platform.claude.com': 'oauth',
      // Documented for signing in with a browser. A headless session was not seen to ask for them.
      'claude.ai': 'oauth',
      'claude.com': 'oauth',
      // The name in the April stories. No version was seen to ask for it.
      'auth.anthropic.com': 'decoy',
    },
  },
  // Its requests of boarding were over after 2.5 s at x1, and after 2 s of wall time at x60. It
  // prints nothing before its first turn, so there is no sign to wait for, unless it is asked by a
  // `control_request` to `initialize`: the answer came 0.6 s (2.1.329) and 1.7 s (2.1.109) after
  // the start. A token with less than five minutes to live is refreshed while it boards.
  boarding: seconds(4),
  store: STORE,
  // A key, or a token, of its environment was seen to be what its requests carry, where a login is
  // stored besides, too (2.1.96, 2.1.224).
  credentials: ['login', 'nothing', 'long-lived-token', 'api-key', 'login-and-long-lived-token'],
  setUps: ['without-betas', 'key-program-fails'],
  launch,
  readStore,
  // Give it one turn at a time: turns that wait for a running one are put together into a single
  // turn with a single result. A line that is not JSON ends it with exit code 1. At the end of
  // its input it finishes the running turn and exits, with 1 if its last turn failed.
  turn: (prompt) => JSON.stringify({ type: 'user', message: { role: 'user', content: prompt } }),
  // As its Agent SDK asks for it. Seen with 2.1.329, at x30 on a busy machine: in a request, in a
  // stream and in a backoff it answered with a `control_response`, and within a second of the wall
  // came the turn's result, with `is_error` and without an answer.
  interrupt: () =>
    JSON.stringify({
      type: 'control_request',
      request_id: 'interrupt',
      request: { subtype: 'interrupt' },
    }),
  hear,
};

function launch({ installed, login, token, apiKey, setUp }: Setting): Launch {
  if (installed === undefined) {
    throw new HarnessError(
      'CLIENT_NOT_INSTALLED',
      'Failed to start claude-code: it is not installed. Naming a version, as in ' +
        '`claude-code@2.1.329`, would help.',
    );
  }
  return {
    argv: [
      ...programOf(installed, PACKAGE),
      '-p',
      ...['--input-format', 'stream-json'],
      ...['--output-format', 'stream-json'],
      // "When using --print, --output-format=stream-json requires --verbose".
      '--verbose',
      // Enough for the scripted model's tool. (Skipping all permissions is refused to uid 0,
      // unless IS_SANDBOX=1 is set, and would not be what a user flies.)
      ...['--allowedTools', 'Bash(echo:*)'],
    ],
    env: {
      // It must stay the version that it is said to be.
      DISABLE_AUTOUPDATER: '1',
      ...(token !== undefined && { CLAUDE_CODE_OAUTH_TOKEN: token }),
      // In `-p` it is taken without a question.
      ...(apiKey && { ANTHROPIC_API_KEY: apiKey.text }),
      ...(setUp === 'without-betas' && { CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: '1' }),
    },
    files: {
      ...(login && { [STORE]: { text: stored(login), mode: 0o600 } }),
      ...(setUp === 'key-program-fails' && { '.claude/settings.json': KEY_PROGRAM }),
    },
  };
}

/** A vault that does not know whoever asks, in the words of a vault. */
const KEY_PROGRAM = {
  text: JSON.stringify({ apiKeyHelper: "echo 'vault: permission denied' >&2; exit 2" }),
  mode: 0o600,
};

/** What it would have written when somebody signed in. */
const stored = ({ accessToken, refreshToken, expiresAt, endsAt }: Login): string =>
  JSON.stringify({
    claudeAiOauth: {
      accessToken,
      refreshToken,
      expiresAt,
      // The name of the field is its users' (anthropics/claude-code#88583): not flown yet.
      ...(endsAt !== undefined && { refreshTokenExpiresAt: endsAt }),
      scopes: SCOPES,
      subscriptionType: 'max',
      rateLimitTier: 'default_claude_max_20x',
    },
  });

/**
 * A login signed out by a failed refresh keeps its shape: both tokens `""`, `expiresAt` 0
 * (2.1.329, 4 s after an `invalid_grant` at x60; 2.1.109 left its store as it was).
 */
function readStore(text: string): StoredLogin | undefined {
  const store = parse(text);
  if (!store) return undefined;
  const login = record(store.claudeAiOauth) ?? {};
  const { accessToken, refreshToken, expiresAt } = login;
  return {
    ...(typeof accessToken === 'string' ? { accessToken } : {}),
    ...(typeof refreshToken === 'string' ? { refreshToken } : {}),
    ...(typeof expiresAt === 'number' ? { expiresAt } : {}),
  };
}

/** Total: a line that is no JSON object, or none that we know, means nothing to us. */
function hear(stream: 'stdout' | 'stderr', line: string): readonly Heard[] {
  if (stream === 'stderr') return complaint(line);
  const said = parse(line);
  switch (said?.type) {
    case 'control_response':
      return record(said.response)?.subtype === 'success' ? [{ what: 'ready' }] : [];
    case 'system':
      return said.subtype === 'api_retry' ? [{ what: 'retry', text: retry(said) }] : [];
    case 'assistant':
      return synthetic(said);
    case 'rate_limit_event':
      return limit(said);
    case 'result':
      return [ended(said)];
    default:
      return [];
  }
}

/**
 * The end of a turn. `subtype` said `success` at the end of all 130 turns that were watched, of
 * which half had failed: `is_error` is what counts.
 */
function ended(said: Said): Heard {
  const success = said.subtype === 'success' && said.is_error === false;
  const errors = Array.isArray(said.errors) ? said.errors.filter(isText).join('\n') : '';
  const text = isText(said.result) ? said.result : errors;
  return { what: 'ended', claim: success ? 'success' : 'failure', text };
}

/**
 * `1 of 10: 401 authentication_failed, again in 612 ms`: its own fields, in a row. For a name that
 * does not resolve and a certificate that is not trusted it says no more than `unknown`; 2.1.109
 * calls a 529 `rate_limit`.
 */
function retry(said: Said): string {
  const { attempt, max_retries, retry_delay_ms, error_status, error } = said;
  const cause = [error_status, error].filter((part) => isText(part) || isNumber(part)).join(' ');
  const delay = isNumber(retry_delay_ms) ? `, again in ${Math.round(retry_delay_ms)} ms` : '';
  const count = isNumber(attempt)
    ? `${attempt}${isNumber(max_retries) ? ` of ${max_retries}` : ''}`
    : '';
  return `${[count, cause].filter(Boolean).join(': ')}${delay}`;
}

/** An answer that no model gave: the client words its errors as if the model had said them. */
function synthetic(said: Said): readonly Heard[] {
  const message = record(said.message);
  if (!message || (said.error === undefined && message.model !== '<synthetic>')) return [];
  const blocks = Array.isArray(message.content) ? message.content : [];
  const text = blocks
    .map((block) => record(block)?.text)
    .filter(isText)
    .join('\n');
  return text ? [{ what: 'message', text }] : [];
}

/** It reports the state of its limits with every first answer; only a bad one is news. */
function limit(said: Said): readonly Heard[] {
  const status = record(said.rate_limit_info)?.status;
  return isText(status) && status !== 'allowed' ? [{ what: 'notice', text: status }] : [];
}

/** What it complains of on stderr, without what its runtime says of the sandbox. */
function complaint(line: string): readonly Heard[] {
  const text = line.trim();
  return text && !NOISE.test(text) ? [{ what: 'notice', text }] : [];
}

/** OpenSSL misses a folder the sandbox lacks (2.1.109); the rest is Node's and libfaketime's. */
const NOISE = /^(Cannot open directory \/etc\/ssl\/certs|libfaketime: |\(node:\d+\) )/;

type Said = Readonly<Record<string, unknown>>;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isNumber = (value: unknown): value is number => typeof value === 'number';

const record = (value: unknown): Said | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Said)
    : undefined;

function parse(text: string): Said | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}
