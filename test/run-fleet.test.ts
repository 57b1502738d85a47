import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { Cell } from '#core/cell.ts';
import type { ClientAdapter, Place } from '#core/client.ts';
import { milliseconds, minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { expired, record, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once, type Timeline } from '#core/timeline.ts';
import { frozen } from '#faults/frozen.ts';
import { killed } from '#faults/killed.ts';
import { fly } from '#test/fly.ts';

const fleet = (
  sessions: number,
  faults: Timeline = [],
  beat = { count: 3, every: minutes(5) },
  accessToken = minutes(120),
) =>
  record(
    'fleet',
    scenario({
      title: 'Several sessions share one login',
      why: 'To see what becomes of them.',
      family: 'fleet',
      seen: [],
      given: signedIn({ accessToken, sessions, rotation: 'rotate-and-detect-reuse' }),
      work: turns(beat),
      faults,
      exercises: [],
    }),
  );

const RESULT = JSON.stringify({ type: 'result', is_error: true, result: 'no' });

/** A client that does this with each piece of work. */
const doing = (act: (place: Place, turn: number) => Promise<unknown> | unknown): ClientAdapter => ({
  ...hardened,
  name: 'doing',
  control: false,
  program: async (place) => {
    let turn = 0;
    for await (const _ of place.input) {
      turn += 1;
      await act(place, turn);
      place.print('stdout', RESULT);
    }
    return 0;
  },
});

test('twenty sessions over an hour fly in well under a second, the same each time', async () => {
  const hour = fleet(20, [], { count: 12, every: minutes(5) });
  const took: number[] = [];
  const timed: Cell = {
    ...virtual,
    async perform(...flight) {
      const before = performance.now();
      await virtual.perform(...flight);
      took.push(performance.now() - before);
    },
  };
  const one = await fly(hour, hardened, timed);
  const other = await fly(hour, hardened, timed);
  expect(other.text).toBe(one.text);
  // A fifth of a second on a quiet machine.
  expect(Math.min(...took)).toBeLessThan(1_000);
  expect(one.evidence.works).toHaveLength(240);
  expect(one.evidence.works.every(({ outcome }) => outcome === 'answered')).toBe(true);
  expect(one.evidence.of('client.exited')).toHaveLength(20);
});

test('every beat has work for each session, under names that say whose it is', async () => {
  const { evidence } = await fly(fleet(3), hardened, virtual);
  const given = evidence.works.map(({ work, session, at }) => [work, session, at]);
  expect(given.toSorted().slice(0, 2)).toEqual([
    ['w1', 1, 0],
    ['w2', 2, 0],
  ]);
  for (const [work, session, at] of given) {
    const n = Number(String(work).slice(1)) - 1;
    expect([session, at]).toEqual([(n % 3) + 1, Math.floor(n / 3) * minutes(5)]);
  }
  expect(given).toHaveLength(9);
});

test('whatever one of them did stands under its number, and of one alone under none', async () => {
  const { evidence } = await fly(fleet(3), hardened, virtual);
  const kinds = ['client.started', 'client.said', 'work.began', 'client.exited'] as const;
  for (const kind of kinds) {
    const sessions = new Set(evidence.of(kind).map(({ session }) => session));
    expect([...sessions].sort(), kind).toEqual([1, 2, 3]);
  }
  expect(evidence.attempts.every(({ session }) => session !== undefined)).toBe(true);
  const alone = await fly(fleet(1), hardened, virtual);
  expect(alone.text).not.toContain('"session":');
});

test('each of them has its own chance, and all of them one store', async () => {
  const adapter = doing(({ random, store, print }) => {
    print('stderr', `drew ${random.next()}`);
    store.write(JSON.stringify({ n: JSON.parse(store.read()!).n + 1 || 1 }));
    print('stderr', `counted ${store.read()}`);
  });
  const { evidence } = await fly(fleet(4, [], { count: 1, every: minutes(1) }), adapter, virtual);
  const said = (word: string) =>
    evidence.of('client.said').flatMap(({ text }) => (text.startsWith(word) ? [text] : []));
  expect(new Set(said('drew')).size).toBe(4);
  expect(said('counted').toSorted()).toEqual([1, 2, 3, 4].map((n) => `counted {"n":${n}}`));
});

test('one that dies does not take the others with it', async () => {
  let dying = 0;
  const adapter = doing(async ({ clock }, turn) => {
    await clock.sleep(seconds(1));
    if (turn === 2 && dying++ === 0) throw new Error('one of them');
  });
  const { evidence } = await fly(fleet(3), adapter, virtual);
  const exits = evidence.of('client.exited').map(({ session, code }) => [session, code]);
  expect(exits.map(([, code]) => code)).toEqual([1, 0, 0]);
  const [[dead]] = exits as [[number]];
  for (const { session, outcome, at } of evidence.works) {
    const lost = session === dead && at === minutes(10);
    expect(outcome).toBe(lost ? 'lost' : 'failed');
  }
});

test('one that is slow holds nobody up but itself', async () => {
  let starts = 0;
  const adapter = doing(() => undefined);
  const slow: ClientAdapter = {
    ...adapter,
    program: async (place) => {
      starts += 1;
      const isSlow = starts === 1;
      for await (const _ of place.input) {
        await place.clock.sleep(isSlow ? minutes(6) : milliseconds(1));
        place.print('stdout', RESULT);
      }
      return 0;
    },
  };
  const { evidence } = await fly(fleet(2), slow, virtual);
  const began = (session: number) =>
    evidence.works.filter((work) => work.session === session).map(({ at }) => at);
  expect(began(1)).toEqual([0, minutes(6), minutes(12)]);
  expect(began(2)).toEqual([0, minutes(5), minutes(10)]);
});

test('all of them are killed, and all of them are started again', async () => {
  const { evidence } = await fly(fleet(3, [once(minutes(7), killed())]), hardened, virtual);
  const sessions = (kind: 'client.started' | 'client.exited') =>
    evidence.of(kind).map(({ session }) => session);
  expect(sessions('client.started')).toEqual([1, 2, 3, 1, 2, 3]);
  expect(sessions('client.exited')).toEqual([1, 2, 3, 1, 2, 3]);
  expect(evidence.works.every(({ outcome }) => outcome === 'answered')).toBe(true);
});

describe('an expired token, and a server that takes a second refresh for theft', () => {
  test('ends the login of sessions that refresh each for itself', async () => {
    const story = fleet(5, [], { count: 2, every: minutes(5) }, expired);
    const { evidence } = await fly(story, naive, virtual);
    const acts = evidence.of('ledger').map(({ act }) => act);
    expect(acts.filter((act) => act === 'rotated')).toHaveLength(1);
    expect(acts).toContain('reused');
    expect(evidence.works.every(({ outcome }) => outcome !== 'answered')).toBe(true);
  });
});

test('what is not known to be one session’s own is held against nobody', async () => {
  const { entries } = await fly(fleet(2), hardened, virtual);
  const unknown = entries.map((entry) => {
    if (entry.kind !== 'attempt.began' || entry.session !== 2) return entry;
    const { session: _, ...rest } = entry;
    return rest as typeof entry;
  });
  const evidence = new Evidence(unknown);
  const [one, two] = evidence.works;
  expect([one!.session, two!.session]).toEqual([1, 2]);
  expect(evidence.during(one!).length).toBeGreaterThan(0);
  expect(evidence.during(one!).every(({ session }) => session === 1)).toBe(true);
  expect(evidence.during(two!)).toEqual([]);
});

test('nobody is late for as long as they were made to stand still', async () => {
  const asleep = during({ from: minutes(4), until: minutes(9) }, frozen());
  const { evidence, judgement } = await fly(fleet(2, [asleep]), hardened, virtual);
  const late = evidence.works.filter(({ at, endedAt }) => endedAt! - at > minutes(3));
  expect(late.map(({ work }) => work)).toEqual(['w3', 'w4']);
  expect(judgement).toMatchObject({ verdict: 'transparent', failed: [], regret: 0 });
});
