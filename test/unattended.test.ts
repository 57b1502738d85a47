import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import type { ClientAdapter, Place } from '#core/client.ts';
import { minutes, seconds } from '#core/duration.ts';
import { type Mode, record, signedIn, turns } from '#core/scenario.ts';
import { fly } from '#test/fly.ts';

/** It is at it for half an hour, and says so every fifty seconds. */
const patient: ClientAdapter = {
  ...hardened,
  program: async ({ input, clock, print }: Place) => {
    const say = (line: object) => print('stdout', JSON.stringify(line));
    for await (const _ of input) {
      for (let waited = 0; waited < minutes(30); waited += seconds(50)) {
        await clock.sleep(seconds(50));
        say({ type: 'system', subtype: 'notice', text: 'Still trying.' });
      }
      say({ type: 'result', is_error: true, result: 'The model cannot be reached.' });
    }
    return 0;
  },
};

const scenario = (mode: Mode) =>
  record('patient', {
    title: 'A client that does not give up',
    why: 'To see that nobody hangs up on it where nobody waits for it.',
    family: 'control',
    seen: [],
    given: signedIn({ accessToken: minutes(120) }),
    work: turns({ count: 2, every: minutes(20), mode }),
    faults: [],
    exercises: ['bound.no-hang'],
  });

test.each([
  ['headless', 'fail', 'pending'],
  ['unattended', 'pass', 'failed'],
] as const)('a client that is at it for half an hour, flown %s', async (mode, found, became) => {
  const { judgement, evidence } = await fly(scenario(mode), patient, virtual);
  const finding = judgement.findings.find(({ check }) => check === 'bound.no-hang');
  expect(finding?.outcome, finding?.because).toBe(found);
  expect(evidence.works[0]?.outcome).toBe(became);
});
