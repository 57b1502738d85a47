import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import type { ClientAdapter, Place } from '#core/client.ts';
import { milliseconds, minutes, seconds } from '#core/duration.ts';
import { record, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';
import { fly } from '#test/fly.ts';

/** It asks the model once, and when that fails turns in circles for a while before it gives up. */
const turning = (delay: number): ClientAdapter => ({
  ...hardened,
  program: async ({ input, fetch, clock, print }: Place) => {
    for await (const line of input) {
      const { ok } = await fetch('https://api.anthropic.com/v1/messages', {
        method: 'POST',
        body: JSON.stringify({ messages: [JSON.parse(line).message] }),
      });
      const until = clock.now() + seconds(15);
      while (!ok && clock.now() < until) await clock.sleep(milliseconds(delay));
      print('stdout', JSON.stringify({ type: 'result', is_error: true, result: 'Overloaded.' }));
    }
    return 0;
  },
});

const scenario = record('storm', {
  title: 'A client turns in circles',
  why: 'To see that it holds nobody up.',
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(60) }),
  work: turns({ count: 2, every: minutes(2) }),
  faults: [during({ until: minutes(10) }, overloaded('model'))],
  exercises: ['bound.resources'],
});

test.each([0, 1, 5])('timers of %d ms, one after the other, hold nobody up', async (delay) => {
  const { judgement, entries } = await fly(scenario, turning(delay), virtual);
  expect(judgement.failed).toContain('bound.resources');
  expect(entries.filter(({ kind }) => kind === 'harness.failed')).toEqual([]);
  expect(entries.filter(({ kind }) => kind === 'work.ended')).toHaveLength(2);
});
