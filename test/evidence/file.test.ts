import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { logFile } from '#evidence/file.ts';
import { read } from '#evidence/reader.ts';
import { flight } from '#test/checks/logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('every entry is in the file as soon as it was written', () => {
  const path = join(folder, 'deep', 'run.ndjson');
  const file = logFile(path);
  const log = flight();
  for (const [index, entry] of log.entries()) {
    file.write(entry);
    expect(read(readFileSync(path, 'utf8'), path)).toEqual(log.slice(0, index + 1));
  }
  file.close();
});

test('an older log in the same place is gone', () => {
  const path = join(folder, 'old.ndjson');
  writeFileSync(path, 'something else\n');
  const file = logFile(path);
  file.write(flight()[0]!);
  file.close();
  expect(read(readFileSync(path, 'utf8'), path)).toHaveLength(1);
});

test('a place that cannot be written to is refused in a sentence', () => {
  const path = join(folder, 'file');
  writeFileSync(path, '');
  expect(() => {
    const file = logFile(join(path, 'run.ndjson'));
    file.write(flight()[0]!);
  }).toThrow(expect.objectContaining({ code: 'LOG_UNWRITABLE', blame: 'machine' }));
  expect(existsSync(join(path, 'run.ndjson'))).toBe(false);
});
