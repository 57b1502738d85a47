import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Check, SEVERITIES } from '#core/check.ts';
import { Evidence } from '#core/evidence.ts';
import { read } from '#evidence/reader.ts';
import { DEFECTS } from '#fixtures/clients/reference/defects.ts';
import { ROOT } from '#harness/registry.ts';
import { docstring, pieces, sentences } from './modules.ts';

const checks = await pieces<Check>('harness/checks');
const AXES = ['keep', 'bound', 'truth', 'save', 'polite', 'converge', 'secret', 'see'];
const LOGS = ['kept', 'broken', 'open'] as const;
const golden = (id: string, name: string) => `${ROOT}fixtures/logs/${id}/${name}.ndjson`;

/** So that whoever writes to it is caught. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}

describe.each(checks)('$id', ({ id, text, value: check }) => {
  test('it is called what its file is called', () => {
    expect(check.id).toBe(id);
    expect(SEVERITIES).toContain(check.severity);
    expect(AXES).toContain(check.axis);
  });

  test('it says what the client must do, what the user loses, and who says so', () => {
    // The end of a sentence: "The client must …".
    expect(check.must).toMatch(/^[a-z].*[^.\s]$/);
    expect(check.must).not.toMatch(/^(the client|must)\b/i);
    expect(check.loses).toMatch(/^[A-Z].*\.$/);
    expect(check.source).toMatch(/\S/);
    expect(sentences(docstring({ id, text }))).toBeGreaterThanOrEqual(2);
  });

  test('it has a golden log that keeps it, one that breaks it, and one that leaves it open', () => {
    for (const name of LOGS) expect(existsSync(golden(id, name)), name).toBe(true);
  });

  test('it has a mutant that breaks it', () => {
    const broken = Object.values(DEFECTS).map((defect): string => defect.check);
    expect(broken).toContain(id);
  });

  test('it judges a log the same each time, and leaves it as it was', () => {
    for (const name of LOGS) {
      const path = golden(id, name);
      const entries = frozen(read(readFileSync(path, 'utf8'), path));
      const first = check.judge(new Evidence(entries));
      expect(check.judge(new Evidence(entries))).toEqual(first);
      expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    }
  });
});
