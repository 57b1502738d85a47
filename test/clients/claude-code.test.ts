import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { claudeCode } from '#clients/claude-code.ts';
import type { Heard, Setting } from '#core/client.ts';
import { HarnessError } from '#core/errors.ts';

const login = {
  accessToken: 'sk-ant-oat01-fake-access-1',
  refreshToken: 'sk-ant-ort01-fake-refresh-1',
  expiresAt: 1_795_230_000_000,
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder as npm leaves it, with these files in it. */
function installation(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'groundstop-test-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    const whole = join(folder, 'node_modules', '@anthropic-ai', path);
    mkdirSync(join(whole, '..'), { recursive: true });
    writeFileSync(whole, text);
  }
  return folder;
}

const script = () =>
  installation({
    'claude-code/package.json': '{"version":"2.1.109","bin":{"claude":"cli.js"}}',
    'claude-code/cli.js': '',
  });

const native = () =>
  installation({
    'claude-code/package.json': JSON.stringify({
      version: '2.1.329',
      bin: { claude: 'bin/claude.exe' },
      optionalDependencies: {
        '@anthropic-ai/claude-code-darwin-arm64': '2.1.329',
        '@anthropic-ai/claude-code-linux-x64': '2.1.329',
      },
    }),
    'claude-code/bin/claude.exe': '#!/usr/bin/env node',
    'claude-code-linux-x64/claude': 'ELF',
  });

const setting = (installed?: string): Setting => ({
  home: '/home/pilot',
  login,
  seed: 1,
  ...(installed === undefined ? {} : { installed }),
});

const heard = (line: string): readonly Heard[] => claudeCode.hear('stdout', line);

// Lines as they were printed, shortened where nothing is read.

const RETRY_109 =
  '{"type":"system","subtype":"api_retry","attempt":1,"max_retries":10,"retry_delay_ms":577.86,' +
  '"error_status":529,"error":"rate_limit","session_id":"s","uuid":"u"}';
const RETRY_329 =
  '{"type":"system","subtype":"api_retry","attempt":2,"max_retries":10,"retry_delay_ms":1205,' +
  '"error_status":401,"error":"authentication_failed","session_id":"s","uuid":"u"}';
const RETRY_CERTIFICATE_109 =
  '{"type":"system","subtype":"api_retry","attempt":1,"max_retries":10,"retry_delay_ms":509.3,' +
  '"error_status":null,"error":"unknown","session_id":"s","uuid":"u"}';
const INIT_329 =
  '{"type":"system","subtype":"init","cwd":"/home/pilot/work","session_id":"s","tools":["Bash"],' +
  '"model":"claude-opus-5-5","permissionMode":"default","apiKeySource":"none"}';
const ANSWER_329 =
  '{"type":"assistant","message":{"id":"msg_3","type":"message","role":"assistant",' +
  '"model":"claude-opus-5-5","content":[{"type":"text","text":"The code word of w2 is XYZZY."}],' +
  '"stop_reason":null},"parent_tool_use_id":null,"session_id":"s","request_id":"req_fake"}';
const EXPIRED_329 =
  '{"type":"assistant","message":{"model":"<synthetic>","role":"assistant","type":"message",' +
  '"content":[{"type":"text","text":"Failed to authenticate. API Error: 401 OAuth token has ' +
  'expired. Please obtain a new token or refresh your existing token."}]},' +
  '"error":"authentication_failed","is_api_error_message":true,"api_error_status":401}';
const UNTRUSTED_109 =
  '{"type":"assistant","message":{"model":"<synthetic>","role":"assistant","type":"message",' +
  '"content":[{"type":"text","text":"API Error: Unable to connect to API: Self-signed ' +
  'certificate detected. Check your proxy or corporate SSL certificates"}]},"error":"unknown"}';
const ENDED_WELL_329 =
  '{"session_id":"s","is_error":false,"num_turns":1,"subtype":"success","api_error_status":null,' +
  '"result":"The code word of w2 is XYZZY.","type":"result","terminal_reason":"completed"}';
const ENDED_BADLY_329 =
  '{"session_id":"s","is_error":true,"num_turns":1,"subtype":"success","api_error_status":401,' +
  '"result":"Failed to authenticate. API Error: 401 OAuth token has expired.","type":"result",' +
  '"terminal_reason":"api_error"}';
const LIMIT_ALLOWED =
  '{"type":"rate_limit_event","rate_limit_info":{"status":"allowed","isUsingOverage":false}}';

test('a retry is told with its cause and its delay, as the client gave them', () => {
  expect([RETRY_109, RETRY_329, RETRY_CERTIFICATE_109].flatMap(heard)).toEqual([
    { what: 'retry', text: '1 of 10: 529 rate_limit, again in 578 ms' },
    { what: 'retry', text: '2 of 10: 401 authentication_failed, again in 1205 ms' },
    { what: 'retry', text: '1 of 10: unknown, again in 509 ms' },
  ]);
});

test('a turn whose subtype is success has failed where is_error says so', () => {
  expect(heard(ENDED_BADLY_329)).toEqual([
    {
      what: 'ended',
      claim: 'failure',
      text: 'Failed to authenticate. API Error: 401 OAuth token has expired.',
    },
  ]);
});

test('a turn that ended well claims success with its answer', () => {
  expect(heard(ENDED_WELL_329)).toEqual([
    { what: 'ended', claim: 'success', text: 'The code word of w2 is XYZZY.' },
  ]);
});

test('a turn that ended without a result tells its errors', () => {
  const line =
    '{"type":"result","subtype":"error_during_execution","is_error":true,"errors":["a","b"]}';
  expect(heard(line)).toEqual([{ what: 'ended', claim: 'failure', text: 'a\nb' }]);
});

test('an error in the words of an assistant is a message, an answer of the model is none', () => {
  expect(heard(EXPIRED_329)).toEqual([
    { what: 'message', text: expect.stringContaining('OAuth token has expired') },
  ]);
  expect(heard(UNTRUSTED_109)).toEqual([
    { what: 'message', text: expect.stringContaining('Self-signed certificate') },
  ]);
  expect(heard(ANSWER_329)).toEqual([]);
});

test('the first line of a turn and a limit that is not reached say nothing', () => {
  expect([INIT_329, LIMIT_ALLOWED].flatMap(heard)).toEqual([]);
});

test('a limit that is reached is a notice', () => {
  const line = '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected"}}';
  expect(heard(line)).toEqual([{ what: 'notice', text: 'rejected' }]);
});

test('a complaint on stderr is a notice, unless it is about the sandbox', () => {
  const missing = 'Cannot open directory /etc/ssl/certs to load OpenSSL certificates.';
  expect(claudeCode.hear('stderr', missing)).toEqual([]);
  expect(claudeCode.hear('stderr', '  Error: no such option  ')).toEqual([
    { what: 'notice', text: 'Error: no such option' },
  ]);
});

test('nothing that a client prints makes hearing throw', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        {
          type: fc.constantFrom('system', 'assistant', 'result', 'rate_limit_event', 'user'),
          subtype: fc.oneof(fc.constantFrom('api_retry', 'success', 'init'), fc.anything()),
          message: fc.oneof(fc.record({ content: fc.array(fc.anything()) }), fc.anything()),
          rate_limit_info: fc.anything(),
          result: fc.anything(),
          errors: fc.anything(),
          error: fc.anything(),
          attempt: fc.anything(),
          is_error: fc.anything(),
        },
        { requiredKeys: [] },
      )
      .map((line) => {
        try {
          return JSON.stringify(line) ?? '';
        } catch {
          return '{"type":';
        }
      }),
  );
  fc.assert(
    fc.property(hostile, fc.constantFrom('stdout', 'stderr'), (line, stream) => {
      for (const sign of claudeCode.hear(stream, line)) {
        if (sign.what !== 'ready' && sign.what !== 'link') expect(sign.text).toBeTypeOf('string');
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('broken JSON means nothing', () => {
  expect(['', '{"type":"result"', '[]', 'null', '"result"', '42'].flatMap(heard)).toEqual([]);
});

test('a script is started by node, a native program by itself', () => {
  const [scripted, natural] = [script(), native()];
  expect(claudeCode.launch(setting(scripted)).argv.slice(0, 3)).toEqual([
    process.execPath,
    join(scripted, 'node_modules/@anthropic-ai/claude-code/cli.js'),
    '-p',
  ]);
  expect(claudeCode.launch(setting(natural)).argv.slice(0, 2)).toEqual([
    join(natural, 'node_modules/@anthropic-ai/claude-code-linux-x64/claude'),
    '-p',
  ]);
});

test('a native client without the program of this platform is refused as damaged', () => {
  const folder = native();
  rmSync(join(folder, 'node_modules/@anthropic-ai/claude-code-linux-x64'), { recursive: true });
  expect(() => claudeCode.launch(setting(folder))).toThrow(
    expect.objectContaining({ code: 'CLIENT_DAMAGED' }),
  );
});

test('a client that was not installed is refused', () => {
  expect(() => claudeCode.launch(setting())).toThrow(HarnessError);
});

test('the login that is laid out is the login that is read', () => {
  const { files } = claudeCode.launch(setting(script()));
  const file = files[claudeCode.store]!;
  expect(file.mode).toBe(0o600);
  expect(claudeCode.readStore(file.text)).toEqual(login);
});

test('what it signs with is where its user would have put it, and nowhere else', () => {
  const { login: _, ...bare } = setting(script());
  const nothing = claudeCode.launch(bare);
  expect(nothing.files).toEqual({});
  expect(Object.keys(nothing.env)).toEqual(['DISABLE_AUTOUPDATER']);
  const token = claudeCode.launch({ ...bare, token: 'fake-token' });
  expect(token.env).toMatchObject({ CLAUDE_CODE_OAUTH_TOKEN: 'fake-token' });
  const key = claudeCode.launch({ ...bare, apiKey: { text: 'fake-key', fallback: false } });
  expect(key.env).toMatchObject({ ANTHROPIC_API_KEY: 'fake-key' });
  const both = claudeCode.launch({ ...setting(script()), token: 'fake-token' });
  expect(Object.keys(both.files)).toEqual(['.claude/.credentials.json']);
  expect(both.env).toMatchObject({ CLAUDE_CODE_OAUTH_TOKEN: 'fake-token' });
});

test('it is set up in the ways that it says it can be', () => {
  const { login: _, ...bare } = setting(script());
  expect(claudeCode.setUps).toEqual(['without-betas', 'key-program-fails']);
  expect(claudeCode.launch({ ...bare, setUp: 'without-betas' }).env).toMatchObject({
    CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS: '1',
  });
  const { files } = claudeCode.launch({ ...bare, setUp: 'key-program-fails' });
  expect(JSON.parse(files['.claude/settings.json']!.text)).toEqual({
    apiKeyHelper: "echo 'vault: permission denied' >&2; exit 2",
  });
});

test('a login signed out by a failed refresh reads as blank, a broken store not at all', () => {
  const blank =
    '{"claudeAiOauth":{"accessToken":"","refreshToken":"","expiresAt":0,"subscriptionType":"max"}}';
  expect(claudeCode.readStore(blank)).toEqual({ accessToken: '', refreshToken: '', expiresAt: 0 });
  expect(claudeCode.readStore('{}')).toEqual({});
  expect(claudeCode.readStore('{"claudeAiOauth":{"accessTo')).toBeUndefined();
  expect(claudeCode.readStore('')).toBeUndefined();
});

test('a turn is one line, whatever is asked', () => {
  const line = claudeCode.turn('What is the\ncode word of item w3?');
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    type: 'user',
    message: { role: 'user', content: 'What is the\ncode word of item w3?' },
  });
});
