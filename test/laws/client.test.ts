import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, normalize } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { ClientAdapter, Setting } from '#core/client.ts';
import { ROLES } from '#core/role.ts';
import { pieces } from './modules.ts';

const clients = await pieces<ClientAdapter>('harness/clients');

/** As npm leaves it: a package with one program. */
const installed = mkdtempSync(join(tmpdir(), 'groundstop-law-'));
afterAll(() => rmSync(installed, { recursive: true }));
for (const { value } of clients) {
  if (!value.package) continue;
  const folder = join(installed, 'node_modules', value.package);
  mkdirSync(folder, { recursive: true });
  const text = { name: value.package, version: '1.0.0', bin: { program: 'program.js' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(text));
  writeFileSync(join(folder, 'program.js'), '');
}

const setting = {
  home: '/home/user',
  login: { accessToken: 'access-text', refreshToken: 'refresh-text', expiresAt: 1_795_230_000_000 },
  seed: 7,
  installed,
} satisfies Setting;

const inside = (path: string) => !isAbsolute(path) && !normalize(path).startsWith('..');

/** Lines that a client might print: anything, JSON, and JSON that looks almost right. */
const fields = ['type', 'subtype', 'is_error', 'result', 'error', 'message', 'content', 'text'];
const almost = fc.dictionary(
  fc.constantFrom(...fields, 'claudeAiOauth', 'accessToken', 'expiresAt', 'rate_limit_info'),
  fc.oneof(
    fc.constantFrom('system', 'result', 'assistant', 'api_retry', 'retry', 'success', true, false),
    fc.jsonValue({ maxDepth: 3 }),
  ),
);
const line = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  almost.map((value) => JSON.stringify(value)),
);
const stream = fc.constantFrom('stdout' as const, 'stderr' as const);

describe.each(clients)('$id', ({ id, value: client }) => {
  test('it is called what its file is called', () => {
    expect(client.name).toBe(id);
    expect(client.about).toMatch(/\S/);
  });

  test('it flies in this process, or it is installed, or it is a program of ours', () => {
    expect(client.control).toBe(client.package === undefined);
    expect(Number.isFinite(client.boarding) && client.boarding > 0).toBe(true);
  });

  test('launch() is data, the same each time', () => {
    const launch = client.launch(setting);
    expect(JSON.parse(JSON.stringify(launch))).toEqual(launch);
    expect(client.launch(setting)).toEqual(launch);
    expect(launch.argv.length).toBeGreaterThan(0);
    for (const value of [...launch.argv, ...Object.values(launch.env)]) {
      expect(value).toBeTypeOf('string');
    }
  });

  test('its files and its store lie in its home, and nobody else may read the store', () => {
    const { files } = client.launch(setting);
    for (const path of [client.store, ...Object.keys(files)]) expect(inside(path), path).toBe(true);
    expect(files[client.store]!.mode).toBe(0o600);
  });

  test('it finds the login that was laid out for it', () => {
    const { files } = client.launch(setting);
    expect(client.readStore(files[client.store]!.text)).toEqual(setting.login);
  });

  test('it is told of no login on its command line or in its environment', () => {
    const { argv, env } = client.launch(setting);
    const told = JSON.stringify([argv, env]);
    expect(told).not.toContain(setting.login.accessToken);
    expect(told).not.toContain(setting.login.refreshToken);
  });

  test('its profile is data, and knows where to sign in and where the model is', () => {
    const { profile } = client;
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
    const roles = Object.values(profile.hosts);
    expect(roles).toEqual(expect.arrayContaining(['oauth', 'model']));
    for (const role of roles) expect(ROLES).toContain(role);
    expect(profile.clientId).toMatch(/\S/);
  });

  test('work is one line, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (prompt) => {
        expect(client.turn(prompt)).not.toMatch(/[\r\n]/);
      }),
    );
  });

  test('no line and no store can upset it', () => {
    fc.assert(
      fc.property(stream, line, (from, text) => {
        for (const heard of client.hear(from, text)) {
          expect(['ready', 'link', 'retry', 'notice', 'message', 'ended']).toContain(heard.what);
          if (heard.what !== 'ready' && heard.what !== 'link')
            expect(heard.text).toBeTypeOf('string');
        }
        const login = client.readStore(text);
        if (login === undefined) return;
        const { accessToken = '', refreshToken = '', expiresAt = 0 } = login;
        expect([typeof accessToken, typeof refreshToken, typeof expiresAt]).toEqual([
          'string',
          'string',
          'number',
        ]);
      }),
      { numRuns: 500 },
    );
  });
});
