import { describe, expect } from 'vitest';
import { sandbox } from '#cells/sandbox.ts';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { Entry } from '#core/entry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

/** Which of several clients comes first is up to the machine: test/tools/parity-world.test.ts. */
const scenarios = (await everyScenario()).filter(({ given }) => given.sessions === undefined);

/**
 * What a client tried and what became of it, in order, without its times. A resolver of the C
 * library asks for A and for AAAA, and asks again after a SERVFAIL, all for one look-up: attempts
 * at the same name with the same result are one.
 */
function attempts(entries: readonly Entry[]): readonly string[] {
  const ends = new Map(
    entries.flatMap((entry) => (entry.kind === 'attempt.ended' ? [[entry.attempt, entry]] : [])),
  );
  const lines: string[] = [];
  for (const entry of entries) {
    if (entry.kind === 'fault.opened' || entry.kind === 'fault.closed') {
      lines.push(`${entry.kind} ${entry.window}`);
    }
    if (entry.kind !== 'attempt.began' || entry.by !== 'client') continue;
    const end = ends.get(entry.attempt);
    const operation = entry.layer === 'dns' ? 'look up' : entry.operation;
    const presents = entry.presents?.map(({ token }) => token).join(' ') ?? '';
    const became = end?.effect === undefined ? (end?.status ?? '') : JSON.stringify(end.effect);
    const line = [entry.layer, entry.host, operation, entry.work, presents, became]
      .join(' ')
      .trim();
    if (entry.layer !== 'dns' || lines.at(-1) !== line) lines.push(line);
  }
  return lines;
}

describe.concurrent('a flight in the sandbox is the flight in virtual time', () => {
  for (const adapter of [naive, claudeCodeLike, hardened]) {
    for (const scenario of scenarios) {
      needs('bwrap', 'faketime')(`${scenario.id} · ${adapter.name}`, async () => {
        const quick = await fly(scenario, adapter, virtual);
        const real = await fly(scenario, adapter, sandbox, { factor: 60 });
        expect(attempts(real.entries)).toEqual(attempts(quick.entries));
        expect(real.judgement.verdict).toBe(quick.judgement.verdict);
      });
    }
  }
});
