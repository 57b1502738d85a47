/// <reference types="vite/types/importMeta.d.ts" />
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Check } from '#core/check.ts';
import { Evidence } from '#core/evidence.ts';
import { ndjson } from '#evidence/recorder.ts';
import { judge } from '#harness/judge.ts';
import { checks } from '#harness/registry.ts';
import { golden } from './golden/all.ts';
import { flight } from './logs.ts';

// The registry finds them by their names at run time; whoever runs only the tests that a change
// touches (`vitest related`, Stryker) has to see which files these tests are about.
import.meta.glob('../../harness/checks/*.ts', { eager: true });

const all = await checks();
const fixture = (id: string, name: string, kind = 'ndjson') =>
  fileURLToPath(new URL(`../../fixtures/logs/${id}/${name}.${kind}`, import.meta.url));
const only = (check: Check) => new Map([[check.id, check]]);
const OUTCOME = { kept: 'pass', broken: 'fail', open: 'inconclusive' } as const;
const NAMES = ['kept', 'broken', 'open'] as const;
/** The sentence and what goes with it, for whoever reads the test's output. */
const judged = (check: Check, name: (typeof NAMES)[number]) =>
  check.judge(new Evidence(golden[check.id]![name]));

test('every check has its golden logs, and every golden log its check', () => {
  expect(Object.keys(golden).sort()).toEqual([...all.keys()].sort());
});

describe.each(Object.keys(golden))('%s', (id) => {
  const check = all.get(id)!;

  test.each(NAMES)('the log that is %s is what the builder makes', (name) => {
    const text = ndjson(golden[id]![name]);
    const path = fixture(id, name);
    if (process.env.UPDATE) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test.each(NAMES)('the log that is %s is judged so', (name) => {
    const finding = judged(check, name);
    expect(finding.outcome, finding.because).toBe(OUTCOME[name]);
    expect(finding.because).toMatch(/^[A-Z].*\.$/);
    const { verdict, findings } = judge(golden[id]![name], only(check));
    // A log of little more than what the check is about may be that of a run that tested nothing.
    const isDiscounted = verdict === 'invalid' && name === 'kept';
    expect(findings[0]?.outcome).toBe(isDiscounted ? 'inconclusive' : OUTCOME[name]);
  });

  test('says of its logs what it said when somebody last read it', () => {
    const said = Object.fromEntries(NAMES.map((name) => [name, judged(check, name)]));
    const text = `${JSON.stringify(said, null, 2)}\n`;
    const path = fixture(id, 'findings', 'json');
    if (process.env.UPDATE) writeFileSync(path, text);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });

  test.each(['kept', 'broken'] as const)('shows why it is %s, the oldest first', (name) => {
    const { witness, exhibits } = judged(check, name);
    const { length } = golden[id]![name];
    expect(witness.length).toBeGreaterThan(0);
    expect(exhibits.length).toBeGreaterThan(0);
    expect(exhibits.length).toBeLessThanOrEqual(6);
    expect(exhibits).toEqual(exhibits.toSorted((one, other) => one - other));
    for (const seq of [...witness, ...exhibits]) expect(seq).toBeLessThan(length);
  });

  test('what is open is not put to the test where the scenario does not ask for it', () => {
    const [order, ...rest] = golden[id]!.open;
    if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
    const elsewhere = { ...order, scenario: { ...order.scenario, exercises: [] } };
    const [finding] = judge([elsewhere, ...rest], only(check)).findings;
    expect(finding?.outcome).toBe(check.standing ? 'inconclusive' : 'na');
  });
});

describe('no check passes for want of evidence', () => {
  const bare = [
    ['an empty log', []],
    ['a log without attempts, work or store', flight().filter(({ kind }) => kind === 'run.began')],
    [
      'a log that stops at the beginning of the flight',
      flight().filter(({ at, kind }) => at < 0 && kind !== 'store'),
    ],
  ] as const;

  test.each(bare)('%s', (_, entries) => {
    for (const check of all.values()) {
      expect(check.judge(new Evidence(entries)).outcome, check.id).toBe('inconclusive');
    }
  });

  test.each(Object.keys(golden))('a log of %s that was cut off is not judged', (id) => {
    const { kept } = golden[id]!;
    for (const length of [0, 1, Math.floor(kept.length / 2), kept.length - 1]) {
      expect(judge(kept.slice(0, length), all).verdict).toBe('inconclusive');
    }
  });

  test.each(Object.keys(golden))('%s, without the entries that it rests on', (id) => {
    const { rests, kept } = golden[id]!;
    const left = kept.filter(({ kind }) => !rests.includes(kind));
    expect(all.get(id)!.judge(new Evidence(left)).outcome).not.toBe('pass');
  });

  test.each(Object.keys(golden))('%s throws at no log that has lost entries', (id) => {
    const { kept, broken } = golden[id]!;
    for (const log of [kept, broken]) {
      for (let gone = 0; gone < log.length; gone += 1) {
        const odd = log.toSpliced(gone, 1);
        expect(() => all.get(id)!.judge(new Evidence(odd))).not.toThrow();
      }
    }
  });
});
