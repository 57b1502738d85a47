import { describe, expect } from 'vitest';
import { container } from '#cells/container.ts';
import { sandbox } from '#cells/sandbox.ts';
import { claudeCode } from '#clients/claude-code.ts';
import type { Cell } from '#core/cell.ts';
import { installed } from '#harness/install/installed.ts';
import { select } from '#harness/scenarios.ts';
import { type Flight, fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

/** The published program, in a sealed cell. */
async function flight(scenario: string, version: string, cell: Cell = sandbox): Promise<Flight> {
  const folder = await installed(claudeCode.package!, version);
  const [story] = await select([scenario]);
  return fly(story!, claudeCode, cell, { version, installed: folder });
}

const sealed = needs('bwrap', 'faketime', 'npm');

describe.concurrent('Claude Code, the published program', () => {
  sealed('2.1.329 goes through the April outage as it did in life', async () => {
    const { evidence, judgement } = await flight('nxdomain', '2.1.329');
    const done = evidence.works.map(({ outcome }) => outcome);
    expect(done.slice(0, 2)).toEqual(['answered', 'answered']);
    expect(new Set(done.slice(2, 9))).toEqual(new Set(['failed']));
    expect(new Set(done.slice(9))).toEqual(new Set(['answered']));
    for (const { text } of evidence.works.slice(2, 9)) {
      expect(text).toContain('OAuth token has expired');
      expect(text).not.toMatch(/ENOTFOUND|resolve|DNS/);
    }
    expect(judgement).toMatchObject({ verdict: 'grounded', ceiling: 'graceful' });
    expect(judgement.failed).toContain('truth.layer');
    expect(judgement.failed).not.toContain('save.no-loss');
    expect(judgement.findings.find(({ check }) => check === 'conv.self')?.outcome).toBe('pass');
  });

  sealed('2.1.329 blanks a login that the server would still have honoured', async () => {
    const { evidence, judgement } = await flight('refresh-denied', '2.1.329');
    expect(evidence.of('store').at(-1)?.state).toMatchObject({ access: 'blank', refresh: 'blank' });
    expect(judgement).toMatchObject({ verdict: 'harmful' });
    expect(judgement.failed).toContain('save.no-loss');
  });

  sealed('2.1.109 storms with the token that was rejected', async () => {
    const { judgement } = await flight('token-rejected', '2.1.109');
    expect(judgement.failed).toContain('retry.attempts');
    const finding = judgement.findings.find(({ check }) => check === 'retry.attempts');
    expect(finding?.because).toMatch(/refused token/);
  });

  sealed('2.1.329 gets a new token for the one that was rejected', async () => {
    const { judgement } = await flight('token-rejected', '2.1.329');
    expect(judgement.failed).not.toContain('retry.attempts');
    expect(judgement.findings.find(({ check }) => check === 'retry.attempts')?.outcome).toBe(
      'pass',
    );
  });

  needs(
    'docker',
    'bwrap',
    'npm',
  )('the container gives the verdict of the sandbox', async () => {
    const inside = await flight('nxdomain', '2.1.329', container);
    const { judgement } = await flight('nxdomain', '2.1.329');
    expect(inside.judgement.verdict).toBe(judgement.verdict);
  });
});
