import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Check } from '#core/check.ts';
import type { Entry } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { checks } from '#harness/registry.ts';
import { golden } from './golden/all.ts';
import { HOSTS } from './logs.ts';

const all = await checks();
const cases = Object.entries(golden).flatMap(([id, logs]) =>
  (['kept', 'broken', 'open'] as const).map((name) => [id, name, logs[name]] as const),
);
/** What must not change: the sentence may, for it names times and tokens. */
const gist = (check: Check, entries: readonly Entry[]) => {
  const { outcome, severity, measured, witness, exhibits } = check.judge(new Evidence(entries));
  return { outcome, severity, measured, witness, exhibits };
};

const shifted = (log: readonly Entry[], by: number): readonly Entry[] =>
  log.map((entry) => {
    const at = entry.at + by;
    if (entry.kind === 'ledger' && entry.expiresAt !== undefined) {
      return { ...entry, at, expiresAt: entry.expiresAt + by };
    }
    if (entry.kind === 'store' && entry.state.expiresAt !== undefined) {
      return { ...entry, at, state: { ...entry.state, expiresAt: entry.state.expiresAt + by } };
    }
    return { ...entry, at };
  });

/** The same log with other names for tokens and hosts, wherever they stand. */
const renamed = (log: readonly Entry[], names: ReadonlyMap<string, string>): readonly Entry[] => {
  let text = JSON.stringify(log);
  for (const [from, to] of names) text = text.replaceAll(from, `\u0000${to}`);
  return JSON.parse(text.replaceAll('\u0000', ''));
};

const label = fc.stringMatching(/^[a-z][a-z0-9]{2,11}$/);
const name = fc.tuple(label, label).map(([one, other]) => `${one}.${other}.example`);
const number = fc.integer({ min: 10, max: 99_999 });

describe.each(cases)('the judgement of %s, %s', (id, _, log) => {
  const check = all.get(id)!;

  test('is the same at another time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (by) => {
        expect(gist(check, shifted(log, by))).toEqual(gist(check, log));
      }),
      { numRuns: 20 },
    );
  });

  test('is the same under other names', () => {
    const hosts = Object.keys(HOSTS);
    const tokens = ['access-1', 'access-2', 'refresh-1', 'refresh-2'];
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: hosts.length, maxLength: hosts.length }),
        fc.uniqueArray(number, { minLength: tokens.length, maxLength: tokens.length }),
        (newHosts, numbers) => {
          const names = new Map([
            ...hosts.map((host, index) => [host, newHosts[index]!] as const),
            ...tokens.map(
              (token, index) => [token, token.replace(/\d+$/, String(numbers[index]))] as const,
            ),
          ]);
          expect(gist(check, renamed(log, names))).toEqual(gist(check, log));
        },
      ),
      { numRuns: 20 },
    );
  });

  test('is not moved by what means nothing', () => {
    const notice = { at: 0, kind: 'notice', text: 'ENOTFOUND 401' } as const;
    const last = { ...notice, seq: log.length, at: log.at(-1)!.at };
    expect(gist(check, [...log, last])).toEqual(gist(check, log));
  });
});
