import type { ClientAdapter, Heard, Launch, Setting, StoredLogin } from '#core/client.ts';
import { seconds } from '#core/duration.ts';
import { HarnessError } from '#core/errors.ts';
import { programOf } from './install.ts';

const PACKAGE = '@anthropic-ai/claude-code';

/** What a subscriber's login may do, as `claude auth login` asks for it. */
const SCOPES = ['user:inference', 'user:profile', 'user:sessions:claude_code'];

/**
 * Claude Code, as published: one `stream-json` session that is given a turn a line.
 *
 * Every claim in this file was seen on 2.1.109 (a script for Node) and 2.1.329 (a native program),
 * unmodified, in a sealed sandbox with no network, on 2026-11-21, unless it says otherwise.
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
  // Its requests of boarding were over after 2.5 s at x1, and after 1.9 s of wall time at x60. It
  // prints nothing before its first turn, so that there is no sign to wait for.
  boarding: seconds(4),
  store: '.claude/.credentials.json',
  launch,
  readStore,
  turn: (prompt) => JSON.stringify({ type: 'user', message: { role: 'user', content: prompt } }),
  hear,
};

function launch({ installed, login }: Setting): Launch {
  if (installed === undefined) {
    throw new HarnessError(
      'CLIENT_NOT_INSTALLED',
      'Failed to start claude-code: it is not installed. Naming a version, as in ' +
        '`claude-code@2.1.329`, would help.',
    );
  }
  const { accessToken, refreshToken, expiresAt } = login;
  return {
    argv: [
      ...programOf(installed, PACKAGE),
      '-p',
      ...['--input-format', 'stream-json'],
      ...['--output-format', 'stream-json'],
      // Both versions refuse `-p` with `stream-json` output without it.
      '--verbose',
      // Enough for the scripted model's tool. A redirection would be refused all the same.
      ...['--allowedTools', 'Bash(echo:*)'],
    ],
    env: {
      // It must stay the version that it is said to be.
      DISABLE_AUTOUPDATER: '1',
    },
    files: {
      '.claude/.credentials.json': {
        text: JSON.stringify({
          claudeAiOauth: {
            accessToken,
            refreshToken,
            expiresAt,
            scopes: SCOPES,
            subscriptionType: 'max',
            rateLimitTier: 'default_claude_max_20x',
          },
        }),
        mode: 0o600,
      },
    },
  };
}

/** A login signed out by a failed refresh keeps its shape: both tokens `""`, `expiresAt` 0. */
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
 * The end of a turn. `subtype` says `success` even where the turn failed: `is_error` is what
 * counts (both versions, for a 401 that was given up on).
 */
function ended(said: Said): Heard {
  const success = said.subtype === 'success' && said.is_error === false;
  const errors = Array.isArray(said.errors) ? said.errors.filter(isText).join('\n') : '';
  const text = isText(said.result) ? said.result : errors;
  return { what: 'ended', claim: success ? 'success' : 'failure', text };
}

/** `1 of 10: 401 authentication_failed, again in 612 ms`: its own fields, in a row. */
function retry(said: Said): string {
  const { attempt, max_retries, retry_delay_ms, error_status, error } = said;
  const cause = [error_status, error].filter((part) => isText(part) || isNumber(part)).join(' ');
  const delay = isNumber(retry_delay_ms) ? `, again in ${Math.round(retry_delay_ms)} ms` : '';
  const count = isNumber(attempt)
    ? `${attempt}${isNumber(max_retries) ? ` of ${max_retries}` : ''}`
    : '';
  return `${[count, cause].filter(Boolean).join(': ')}${delay}`;
}

/** An answer that no model gave: the client puts its errors in words as if the model had said them. */
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

/** Node's OpenSSL misses a folder that the sandbox lacks (2.1.109); the loader names its library. */
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
