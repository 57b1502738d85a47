import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keychainStore } from '#fixtures/clients/reference/keychain-store.ts';
import { keychainIn } from '#harness/sealed/keychain.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-keychain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const keychain = keychainIn(folder);
const store = keychainStore('a client', `${keychain.bin}:${process.env.PATH}`);
const TEXT = '{\n  "accessToken": "a \'b\' $c",\n  "n": 1\n}\n';

test('what was put into a keychain is found there, whole, and nobody else may read it', () => {
  expect(store.read()).toBeUndefined();
  store.write('{}');
  store.write(TEXT);
  expect(store.read()).toBe(TEXT);
  expect(readFileSync(keychain.item, 'utf8')).toBe(TEXT);
  expect(statSync(keychain.item).mode & 0o777).toBe(0o600);
});

test('a keychain that is locked is no login that is missing, and opens as it was', () => {
  store.write(TEXT);
  const unlock = keychain.lock();
  for (const attempt of [() => store.read(), () => store.write('{}'), () => store.remove()]) {
    expect(attempt).toThrow(/User interaction is not allowed/);
    expect(attempt).toThrow(expect.objectContaining({ code: 36 }));
  }
  expect(() => keychain.lock()).toThrow(/already/);
  unlock();
  expect(store.read()).toBe(TEXT);
});

test('what was removed is not there, and removing it again is no error', () => {
  store.write(TEXT);
  store.remove();
  expect(store.read()).toBeUndefined();
  store.remove();
});

test('where there is no such program, that is an error of its own', () => {
  expect(() => keychainStore('a client', folder).read()).toThrow(/ENOENT/);
});
