import { describe, expect } from 'vitest';
import { sandbox } from '#cells/sandbox.ts';
import { claudeCode } from '#clients/claude-code.ts';
import type { Evidence } from '#core/evidence.ts';
import { installed } from '#harness/install/installed.ts';
import { select } from '#harness/scenarios.ts';
import { type Flight, fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

const VERSION = '2.1.329';
const SESSIONS = [1, 2, 3, 4, 5];

/** Five of the published program, at one store. */
async function flight(scenario: string): Promise<Flight> {
  const folder = await installed(claudeCode.package!, VERSION);
  const [story] = await select([scenario]);
  return fly(story!, claudeCode, sandbox, { version: VERSION, installed: folder });
}

/** What the authorization server did, but for what it issued. */
const ledger = (evidence: Evidence) =>
  evidence
    .of('ledger')
    .filter(({ act }) => act !== 'issued' && act !== 'expired')
    .map(({ act, token }) => `${act} ${token}`);

/** How each session's work came out, in its order. */
const survivors = ({ works }: Evidence) =>
  SESSIONS.map((of) => works.filter(({ session }) => session === of).map((work) => work.outcome));

const sealed = needs('bwrap', 'faketime', 'npm');

// One after the other: five of them are as much as a small machine can take.
describe('five of Claude Code 2.1.329 at one login, and a server that detects reuse', () => {
  sealed(
    'refresh an expired token once, and all of them work on with what it brought',
    async () => {
      const { evidence } = await flight('fleet-refresh-race');
      expect(evidence.of('harness.failed')).toEqual([]);
      expect(evidence.of('client.started').map(({ session }) => session)).toEqual(SESSIONS);
      expect(ledger(evidence)).toEqual(['rotated refresh-1']);
      expect(survivors(evidence)).toEqual(SESSIONS.map(() => Array(3).fill('answered')));
      expect(evidence.of('store').at(-1)!.state).toMatchObject({
        access: 'access-2',
        refresh: 'refresh-2',
      });
    },
  );

  sealed('sleep past the end of their token, wake together, and refresh once', async () => {
    const { evidence } = await flight('fleet-frozen-and-thawed');
    expect(evidence.of('harness.failed')).toEqual([]);
    expect(evidence.of('act.done').map(({ deed, undone }) => [deed, undone])).toEqual([
      ['frozen', undefined],
      ['frozen', true],
    ]);
    const [asleep] = evidence.spans;
    const meanwhile = evidence.attempts.filter(
      ({ at }) => at > asleep!.from && at < asleep!.until!,
    );
    expect(meanwhile).toEqual([]);
    expect(ledger(evidence)).toEqual(['rotated refresh-1']);
    expect(survivors(evidence)).toEqual(SESSIONS.map(() => Array(3).fill('answered')));
  });

  sealed('are told apart by the connections that they have open', async () => {
    const { evidence } = await flight('fleet-refresh-race');
    const asked = evidence.attempts.filter(({ endpoint }) => endpoint === 'messages');
    const told = asked.filter(({ session }) => session !== undefined);
    expect(told.length / asked.length).toBeGreaterThan(0.8);
    const whose = new Map(evidence.works.map(({ work, session }) => [work, session]));
    for (const { work, session } of told) expect(session).toBe(whose.get(work!));
  });
});
