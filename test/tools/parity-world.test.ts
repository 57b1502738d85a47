import { describe, expect } from 'vitest';
import { sandbox } from '#cells/sandbox.ts';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ClientAdapter } from '#core/client.ts';
import { minutes } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { expired, record, scenario, signedIn, turns } from '#core/scenario.ts';
import { answers, during, once, type Timeline, throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';
import { frozen } from '#faults/frozen.ts';
import { killed } from '#faults/killed.ts';
import { storeCorrupt } from '#faults/store-corrupt.ts';
import { storeFull } from '#faults/store-full.ts';
import { storeReadOnly } from '#faults/store-read-only.ts';
import { storeRenewed } from '#faults/store-renewed.ts';
import { storeReplaced } from '#faults/store-replaced.ts';
import { storeWrongTypes } from '#faults/store-wrong-types.ts';
import { type Flight, fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

/** A story of something that is done to the client's own world. */
const story = (
  id: string,
  faults: Timeline,
  given: Parameters<typeof signedIn>[0] = { accessToken: expired },
  every = minutes(5),
  tool = false,
) =>
  record(
    id,
    scenario({
      title: 'Something is done to the client',
      why: 'To see that it is the same everywhere.',
      family: 'store',
      seen: [],
      given: signedIn(given),
      work: turns({ count: 3, every, tool }),
      faults,
      exercises: [],
    }),
  );

/** What each session asked the services for, and what came of it, in its own order. */
function asked({ attempts }: Evidence): Readonly<Record<string, readonly string[]>> {
  const http = attempts.filter(({ layer }) => layer === 'http');
  const lines = (session: number | undefined) =>
    http
      .filter((attempt) => attempt.session === session)
      .map(({ endpoint, work, presents, status, error, recalls, returns }) => {
        const held = [recalls?.join(), returns?.join()];
        return [endpoint, work, ...presents.map(({ token }) => token), status, error, ...held].join(
          ' ',
        );
      });
  return Object.fromEntries(
    [...new Set(http.map(({ session }) => session))].sort().map((of) => [String(of), lines(of)]),
  );
}

/** How it went, without its times. */
const course = ({ evidence }: Flight) => ({
  asked: asked(evidence),
  done: evidence.of('act.done').map(({ deed, undone, error }) => [deed, undone, error]),
  works: evidence.works
    .map(({ work, session, outcome, claim }) => [work, session, outcome, claim].join(' '))
    .sort(),
  effects: evidence.of('effect.applied').map(({ key }) => key),
  exits: evidence.of('client.exited').map(({ code, signal, by }) => [code, signal, by]),
  store: evidence.of('store').at(-1)!.state.access,
});

async function both(scenario: ReturnType<typeof story>, adapter: ClientAdapter, factor = 60) {
  const quick = await fly(scenario, adapter, virtual);
  const real = await fly(scenario, adapter, sandbox, { factor });
  return { quick, real };
}

const test = needs('bwrap', 'faketime');

describe.concurrent('what is done to a client in the sandbox is done in virtual time', () => {
  test('a store that cannot be written', async () => {
    for (const adapter of [naive, hardened]) {
      const { quick, real } = await both(
        story('store-read-only', [throughout(storeReadOnly())]),
        adapter,
      );
      expect(course(real)).toEqual(course(quick));
      // The write has really failed: a new token was granted, and the old one is stored.
      expect(real.evidence.of('ledger').some(({ act }) => act === 'rotated')).toBe(true);
      expect(course(real).store).toBe('access-1');
    }
  });

  test('a disk that is full', async () => {
    // It writes to a new file, for which there is no room.
    const { quick, real } = await both(story('store-full', [throughout(storeFull())]), hardened);
    expect(course(real)).toEqual(course(quick));
    expect(course(real).store).toBe('access-1');
    expect(JSON.stringify(real.evidence.of('client.said'))).toContain('ENOSPC');
  });

  test('a store that falls to pieces, and one that somebody else writes', async () => {
    for (const act of [storeCorrupt(), storeWrongTypes(), storeRenewed(), storeReplaced()]) {
      const { quick, real } = await both(
        story(act.name, [once(minutes(3), act)], { accessToken: minutes(60) }),
        hardened,
      );
      expect(course(real), act.name).toEqual(course(quick));
    }
  });

  test('a clock that is wrong from the start', async () => {
    const { quick, real } = await both(
      story('clock', [throughout(clockSkewed({ minutes: 90 }))], { accessToken: minutes(60) }),
      hardened,
    );
    expect(course(real)).toEqual(course(quick));
    // A token of an hour, by a clock that is ninety minutes ahead.
    const { expiresAt } = real.evidence.of('store').at(-1)!.state;
    const { expiresAt: wanted } = quick.evidence.of('store').at(-1)!.state;
    expect(Math.abs(expiresAt! - wanted!)).toBeLessThan(minutes(2));
    expect(wanted).toBeGreaterThan(minutes(140));
  });

  test('frozen and thawed', async () => {
    const { quick, real } = await both(
      story('frozen', [during({ from: minutes(2), until: minutes(8) }, frozen())], {
        accessToken: minutes(6),
      }),
      hardened,
    );
    expect(course(real)).toEqual(course(quick));
    const [, second] = real.evidence.works;
    expect(second!.endedAt!).toBeGreaterThanOrEqual(minutes(8));
  });

  test('three sessions at one login', async () => {
    const { quick, real } = await both(
      story('fleet', [], {
        accessToken: minutes(60),
        rotation: 'rotate-and-detect-reuse',
        sessions: 3,
      }),
      hardened,
    );
    expect(course(real)).toEqual(course(quick));
    expect(Object.keys(course(real).asked)).toEqual(['1', '2', '3']);
  });

  test('what tools have done, and what a client that was killed goes on with', async () => {
    const { quick, real } = await both(
      story(
        'killed-between-turns',
        [once(minutes(3), killed())],
        { accessToken: minutes(60) },
        minutes(5),
        true,
      ),
      hardened,
    );
    expect(course(real)).toEqual(course(quick));
    expect(course(real).effects).toEqual(['w1', 'w2', 'w3']);
    const last = real.evidence.attempts.findLast(({ recalls }) => recalls !== undefined);
    expect(last).toMatchObject({ recalls: ['w1', 'w2', 'w3'], returns: ['w1', 'w2', 'w3'] });
  });

  test('killed when a new token has been delivered', async () => {
    // Not so fast: a request that is given up on a busy machine brings no answer.
    const { quick, real } = await both(
      story('killed', [once(answers(1, 'token'), killed())], { accessToken: expired }, minutes(1)),
      hardened,
      10,
    );
    expect(course(real)).toEqual(course(quick));
    // The new token was delivered, and whoever it was delivered to did not live to store it.
    expect(course(real).store).toBe('access-1');
    expect(course(real).exits[0]).toEqual([null, 'SIGKILL', 'harness']);
  });
});
