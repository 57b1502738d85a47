import fc from 'fast-check';
import { expect, test } from 'vitest';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import { fromEnvironment } from '#fixtures/clients/reference/credential.ts';
import { defects } from '#fixtures/clients/reference/defects.ts';

const login = { accessToken: 'access-1', refreshToken: 'refresh-1', expiresAt: 7 };

test('a login that is laid out can be read back', () => {
  for (const adapter of [naive, claudeCodeLike, hardened]) {
    const { files, argv } = adapter.launch({ home: '/home/user', login, seed: 3 });
    expect(files[adapter.store]!.mode).toBe(0o600);
    expect(adapter.readStore(files[adapter.store]!.text)).toEqual(login);
    expect(argv.join(' ')).toContain(`--configuration ${adapter.name} --seed 3`);
  }
});

test('a blanked login is read as blank, and what is no store as none', () => {
  const blank = { accessToken: '', refreshToken: '', expiresAt: 0 };
  expect(hardened.readStore(JSON.stringify(blank))).toEqual(blank);
  expect(hardened.readStore('{')).toBeUndefined();
  expect(hardened.readStore('[]')).toBeUndefined();
});

test('credentials reach the client through its environment, and a stranger gets none', () => {
  const setting = { home: '/home/user', seed: 1 };
  expect(hardened.launch(setting)).toMatchObject({ env: {}, files: {} });
  const { env } = hardened.launch({
    ...setting,
    token: 'a-year',
    apiKey: { text: 'a-key', fallback: true },
    capability: 'signed',
  });
  expect(fromEnvironment(env)).toEqual({
    token: 'a-year',
    apiKey: { text: 'a-key', fallback: true },
    capability: 'signed',
  });
  expect(fromEnvironment({})).toEqual({});
});

test('a link is heard with what has to be typed there', () => {
  const heard = (line: object) => hardened.hear('stdout', JSON.stringify(line));
  const link = { type: 'system', subtype: 'link', url: 'https://sign-in.test/' };
  expect(heard(link)).toEqual([{ what: 'link', url: link.url }]);
  expect(heard({ ...link, code: 'AB-CD' })).toEqual([
    { what: 'link', url: link.url, code: 'AB-CD' },
  ]);
  expect(heard({ ...link, url: 7 })).toEqual([]);
});

test('a result that does not say that it is no error counts as a failure', () => {
  const heard = (result: object) => hardened.hear('stdout', JSON.stringify(result));
  expect(heard({ type: 'result', is_error: false, result: 'ok' })).toEqual([
    { what: 'ended', claim: 'success', text: 'ok' },
  ]);
  expect(heard({ type: 'result' })).toEqual([{ what: 'ended', claim: 'failure', text: '' }]);
});

test('no line of output and no store can upset the adapter', () => {
  const stream = fc.constantFrom('stdout' as const, 'stderr' as const);
  const line = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({
        type: fc.constantFrom('system', 'result', 'user'),
        subtype: fc.constantFrom('ready', 'retry', 'notice', 'link', 'success'),
        is_error: fc.anything(),
        result: fc.anything(),
        text: fc.anything(),
        url: fc.anything(),
        attempt: fc.anything(),
      })
      .map((value) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? 0 : part))),
  );
  fc.assert(
    fc.property(stream, line, (from, text) => {
      for (const { what } of hardened.hear(from, text)) expect(what).toBeTypeOf('string');
      hardened.readStore(text);
    }),
  );
});

test('there is a mutant for every defect', () => {
  expect([...mutants.keys()]).toEqual(defects);
  for (const [name, { adapter }] of mutants) expect(adapter.name).toBe(name);
});
