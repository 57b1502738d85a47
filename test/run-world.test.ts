import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ClientAdapter, Place } from '#core/client.ts';
import { type Duration, minutes, seconds } from '#core/duration.ts';
import type { Act } from '#core/fault.ts';
import { expired, record, scenario, signedIn, turns } from '#core/scenario.ts';
import { answers, during, once, requests, type Timeline, throughout } from '#core/timeline.ts';
import { callbackPortTaken } from '#faults/callback-port-taken.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';
import { frozen } from '#faults/frozen.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';
import { keychainLocked } from '#faults/keychain-locked.ts';
import { killed } from '#faults/killed.ts';
import { noBrowser } from '#faults/no-browser.ts';
import { rotatedElsewhere } from '#faults/rotated-elsewhere.ts';
import { storeCorrupt } from '#faults/store-corrupt.ts';
import { storeFull } from '#faults/store-full.ts';
import { storeLocked } from '#faults/store-locked.ts';
import { storeReadOnly } from '#faults/store-read-only.ts';
import { storeRemoved } from '#faults/store-removed.ts';
import { storeRenewed } from '#faults/store-renewed.ts';
import { storeReplaced } from '#faults/store-replaced.ts';
import { storeTruncated } from '#faults/store-truncated.ts';
import { storeWrongTypes } from '#faults/store-wrong-types.ts';
import { tokenRevoked } from '#faults/token-revoked.ts';
import { fly } from '#test/fly.ts';

/** A story of something that is done to the client's own world. */
const story = (
  faults: Timeline,
  given: Partial<Parameters<typeof signedIn>[0]> = {},
  beat: { readonly count: number; readonly every: Duration } = { count: 3, every: minutes(5) },
) =>
  record(
    'world',
    scenario({
      title: 'Something is done to the client',
      why: 'To see what becomes of it.',
      family: 'store',
      seen: [],
      given: signedIn({ accessToken: minutes(60), ...given }),
      work: turns(beat),
      faults,
      exercises: [],
    }),
  );

const RESULT = JSON.stringify({ type: 'result', is_error: true, result: 'no' });

/** A client that does this with each piece of work, and says what came of it. */
const trying = (attempt: (place: Place) => Promise<unknown> | unknown): ClientAdapter => ({
  ...hardened,
  name: 'trying',
  control: false,
  program: async (place) => {
    for await (const _ of place.input) {
      try {
        place.print('stderr', `came: ${JSON.stringify(await attempt(place))}`);
      } catch (thrown) {
        const { code, message } = thrown as { code?: unknown; message: string };
        place.print('stderr', `threw: ${code} ${message}`);
      }
      place.print('stdout', RESULT);
    }
    return 0;
  },
});

/** What came of it, piece by piece. */
async function tried(
  faults: Timeline,
  attempt: (place: Place) => Promise<unknown> | unknown,
  given = {},
) {
  const { evidence } = await fly(story(faults, given), trying(attempt), virtual);
  const said = evidence.of('client.said').filter(({ stream }) => stream === 'stderr');
  return { said: said.map(({ text }) => text), evidence };
}

/** Open for the second of three pieces of work, and not for the first and the last. */
const inTheMiddle = (act: Act) => [during({ from: minutes(4), until: minutes(9) }, act)];

describe('a store', () => {
  const write = (place: Place) => place.store.write('{}');
  test.each([
    ['read-only', storeReadOnly(), 'EACCES'],
    ['full', storeFull(), 'ENOSPC'],
    ['locked', storeLocked(), 'EBUSY'],
    ['behind a locked keychain', keychainLocked(), '36'],
  ])('that is %s refuses to be written until it is not', async (_, act, code) => {
    const { said, evidence } = await tried(inTheMiddle(act), write);
    expect(said).toEqual(['came: undefined', expect.stringContaining(code), 'came: undefined']);
    expect(evidence.of('act.done').map(({ undone }) => undone)).toEqual([undefined, true]);
  });

  test('behind a locked keychain cannot be read either; one that is full can', async () => {
    const read = (place: Place) => place.store.read() !== undefined;
    const locked = await tried(inTheMiddle(keychainLocked()), read);
    expect(locked.said[1]).toMatch(/^threw: 36/);
    const full = await tried(inTheMiddle(storeFull()), read);
    expect(full.said[1]).toBe('came: true');
  });

  test.each([
    ['truncated', storeTruncated()],
    ['corrupt', storeCorrupt()],
    ['removed', storeRemoved()],
  ])('that is %s holds no login any more, and nobody blames the client', async (_, act) => {
    const { evidence } = await tried([once(minutes(4), act)], () => 0);
    expect(evidence.of('store').map(({ look, state }) => [look, state.readable])).toEqual([
      ['before', true],
      ['act', false],
      ['after', false],
    ]);
    const { judgement } = await fly(story([once(minutes(4), act)]), hardened, virtual);
    expect(judgement.failed).not.toContain('save.no-loss');
  });

  test('of the wrong types can be read, and there is nothing in it', async () => {
    const { evidence } = await tried([once(minutes(4), storeWrongTypes())], () => 0);
    const { state } = evidence.of('store').at(-1)!;
    expect(state).toMatchObject({ readable: true, access: 'absent', refresh: 'absent' });
  });

  test('that another program renewed holds what the server gave it', async () => {
    const { evidence } = await tried([once(minutes(4), storeRenewed())], () => 0);
    const { state } = evidence.of('store').at(-1)!;
    expect(state).toMatchObject({ access: 'access-2', refresh: 'refresh-2' });
    expect(evidence.of('ledger').map(({ act, token }) => `${act} ${token}`)).toContain(
      'rotated refresh-1',
    );
  });

  test('that was replaced holds a login of another family', async () => {
    const { evidence } = await tried([once(minutes(4), storeReplaced())], () => 0);
    const issued = evidence.of('ledger').filter(({ act }) => act === 'issued');
    expect(new Set(issued.map(({ family }) => family)).size).toBe(2);
    expect(evidence.of('store').at(-1)!.state.access).toBe('access-2');
  });

  test('a login that is not there cannot be renewed, and that makes the run invalid', async () => {
    const faults = [once(minutes(1), storeRemoved()), once(minutes(2), storeRenewed())];
    const { judgement } = await fly(story(faults), hardened, virtual);
    expect(judgement.verdict).toBe('invalid');
    expect(judgement.because).toContain('there is no login in the store');
  });

  test('work that needs what the store has lost is asked of nobody', async () => {
    const faults = [once(minutes(1), storeRemoved())];
    const { evidence } = await fly(story(faults), naive, virtual);
    expect(evidence.works.map((work) => evidence.attainable(work))).toEqual([true, false, false]);
  });
});

describe('what nobody can be asked for', () => {
  const looked = async (act: Act, accessToken: Duration) => {
    const faults = [during({ from: minutes(4), until: minutes(9) }, act)];
    const { evidence } = await fly(
      story(faults, { accessToken }),
      trying(() => 0),
      virtual,
    );
    return evidence.works.map((work) => evidence.attainable(work));
  };
  test('is work behind a locked keychain, whatever a session may remember', async () => {
    expect(await looked(keychainLocked(), minutes(60))).toEqual([true, false, true]);
  });
  test('is a refresh that cannot be saved; a good token is as good as ever', async () => {
    expect(await looked(storeReadOnly(), expired)).toEqual([true, false, true]);
    expect(await looked(storeReadOnly(), minutes(60))).toEqual([true, true, true]);
  });
  test('is work of somebody who is not allowed to run', async () => {
    expect(await looked(frozen(), minutes(60))).toEqual([true, false, true]);
  });
});

test('a clock that is wrong is wrong, and what lasts a minute lasts a minute', async () => {
  const faults = inTheMiddle(clockSkewed({ minutes: 120 }));
  const { said, evidence } = await tried(faults, async ({ clock }) => {
    const from = clock.now();
    await clock.sleep(seconds(10));
    return [new Date(from).toISOString().slice(11, 16), clock.now() - from];
  });
  expect(said).toEqual(['came: ["14:27",10000]', 'came: ["16:32",10000]', 'came: ["14:37",10000]']);
  for (const { at, endedAt } of evidence.works) expect(endedAt! - at).toBe(10_000);
});

describe('a process', () => {
  test('that is frozen does nothing, and does it all in order when it is thawed', async () => {
    const faults = [during({ from: minutes(4), until: minutes(8) }, frozen())];
    const { said, evidence } = await tried(faults, async ({ clock }) => {
      const order: number[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      for (const n of [3, 1, 2]) clock.after(seconds(n), () => order.push(n));
      clock.after(seconds(4), resolve);
      await promise;
      return order;
    });
    expect(said).toEqual(Array.from({ length: 3 }, () => 'came: [1,2,3]'));
    const [, second] = evidence.works;
    // It was handed over at five minutes, and nobody took it before eight.
    expect(second!.endedAt).toBe(minutes(8) + 4_000);
    expect(evidence.asleep(second!.at, second!.endedAt!)).toBe(minutes(3));
  });

  test('that wakes to a store that refuses sees the error, and goes on', async () => {
    const faults = [
      during({ from: minutes(4), until: minutes(8) }, frozen()),
      during({ from: minutes(4), until: minutes(9) }, storeReadOnly()),
    ];
    const { said, evidence } = await tried(faults, async ({ clock, store }) => {
      const heard: string[] = [];
      const trying = (act: () => void) => {
        try {
          act();
          heard.push('done');
        } catch (thrown) {
          heard.push(String((thrown as { code?: unknown }).code));
        }
      };
      // The first time all of it is missed, so that each is called while more of it is waiting.
      clock.after(minutes(5), () => trying(() => store.write('{}')));
      clock.after(minutes(5), () => trying(() => store.remove()));
      clock.after(minutes(5), () => trying(() => store.write('{}')));
      await clock.sleep(minutes(6));
      return heard;
    });
    const done = 'came: ["done","done","done"]';
    expect(said).toEqual(['came: ["EACCES","EACCES","EACCES"]', done, done]);
    expect(evidence.of('harness.failed')).toEqual([]);
  });

  test('that is frozen in the middle of an answer reads the rest of it later', async () => {
    const faults = [during({ from: requests(1, 'model'), until: minutes(3) }, frozen())];
    const { evidence, judgement } = await fly(story(faults), hardened, virtual);
    const [first] = evidence.works;
    expect(first).toMatchObject({ outcome: 'answered' });
    expect(first!.endedAt).toBeGreaterThanOrEqual(minutes(3));
    expect(judgement.failed).toEqual([]);
  });

  test('that is still frozen when the run ends is thawed, and leaves', async () => {
    const faults = [during({ from: minutes(11), until: 'the end' }, frozen())];
    const { evidence } = await fly(story(faults), hardened, virtual);
    expect(evidence.of('client.exited')).toMatchObject([{ code: 0, by: 'client' }]);
  });

  test('that is killed has no effect any more, and another one goes on', async () => {
    let lives = 0;
    const adapter = trying(async ({ clock, print, store }) => {
      lives += 1;
      const life = lives;
      await clock.sleep(minutes(1));
      store.write('{"from": "the dead"}');
      print('stderr', `life ${life} goes on`);
      return life;
    });
    const faults = [once(seconds(30), killed())];
    const { evidence } = await fly(story(faults), adapter, virtual);
    const said = evidence.of('client.said').map(({ text }) => text);
    expect(said).not.toContain('life 1 goes on');
    expect(said).toContain('life 2 goes on');
    const [first, second] = evidence.works;
    expect(first).toMatchObject({ outcome: 'failed', claim: 'none', endedAt: 30_000 });
    expect(second!.outcome).toBe('failed');
    expect(evidence.of('client.exited')[0]).toMatchObject({ signal: 'SIGKILL', by: 'harness' });
    expect(evidence.of('client.started')).toHaveLength(2);
  });

  test('that is killed after the answer and before the write has stored nothing', async () => {
    const faults = [once(answers(1, 'token'), killed())];
    const { evidence } = await fly(story(faults, { accessToken: expired }), hardened, virtual);
    const [answer] = evidence.attempts.filter(({ endpoint }) => endpoint === 'token');
    expect(answer).toMatchObject({ status: 200 });
    expect(answer?.error).toBeUndefined();
    expect(evidence.of('store').every(({ state }) => state.access === 'access-1')).toBe(true);
  });

  test('that is killed in the middle of a request breaks it off', async () => {
    const faults = [once(requests(1, 'model'), killed())];
    const { evidence } = await fly(story(faults), hardened, virtual);
    const [first] = evidence.attempts.filter(({ endpoint }) => endpoint === 'messages');
    expect(first!.error).toBe('aborted by the client');
    expect(evidence.works.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'answered',
      'answered',
    ]);
  });
});

describe('a grant', () => {
  const faults = (act: Act) => [once(minutes(4), act)];
  const ledger = async (act: Act) => {
    const { evidence } = await tried(faults(act), () => 0);
    return evidence.of('ledger').map(({ act: what, token }) => `${what} ${token}`);
  };
  test('that is revoked is gone whole', async () => {
    const facts = await ledger(grantRevoked());
    expect(facts).toEqual(expect.arrayContaining(['revoked access-1', 'revoked refresh-1']));
  });
  test('whose token is revoked is as good as before', async () => {
    const facts = await ledger(tokenRevoked());
    expect(facts).toContain('revoked access-1');
    expect(facts).not.toContain('revoked refresh-1');
  });
  test('that was rotated elsewhere is spent, and the store knows nothing of it', async () => {
    const { evidence } = await tried(faults(rotatedElsewhere()), () => 0);
    const facts = evidence.of('ledger').map(({ act, token }) => `${act} ${token}`);
    expect(facts).toContain('rotated refresh-1');
    expect(evidence.of('store').at(-1)!.state.refresh).toBe('refresh-1');
  });
});

test('where the port is taken nobody can listen; where no browser is none opens', async () => {
  const listen = async (place: Place) => {
    (await place.listen(54_545, () => ({ status: 200, text: '' }))).close();
  };
  const adapter = { ...trying(listen), callbackPort: 54_545 };
  const taken = await fly(story(inTheMiddle(callbackPortTaken())), adapter, virtual);
  const said = taken.evidence.of('client.said').filter(({ stream }) => stream === 'stderr');
  expect(said.map(({ text }) => text.includes('EADDRINUSE'))).toEqual([false, true, false]);
  const browse = await tried(inTheMiddle(noBrowser()), (place) => place.browse('https://x.test/'));
  expect(browse.said[1]).toContain('ENOENT');
});

test('what is wrong from the start is wrong before the client has looked', async () => {
  const looked = await tried([throughout(storeReadOnly())], (place) => place.store.write('{}'));
  expect(looked.said[0]).toContain('EACCES');
  const [opened] = looked.evidence.of('act.done');
  expect(opened!.seq).toBeLessThan(looked.evidence.of('client.started')[0]!.seq);
});

test('a link with a token in its path is followed, and not written down', async () => {
  const adapter: ClientAdapter = {
    ...trying(({ store, print }) => {
      const { accessToken } = hardened.readStore(store.read()!)!;
      print('stdout', `open https://platform.claude.com/${accessToken}`);
      return 'shown';
    }),
    hear: (stream, line) =>
      line.startsWith('open ')
        ? [{ what: 'link', url: line.slice(5) }]
        : hardened.hear(stream, line),
  };
  const { evidence, text } = await fly(story([]), adapter, virtual);
  const did = evidence.of('human.did').map(({ what }) => what);
  expect(did[0]).toMatch(/^opened platform\.claude\.com\/.*‹access-1›$/);
  expect(did).toContainEqual(
    expect.stringMatching(/^could not sign in: .*‹access-1› answered 404$/),
  );
  const visits = evidence.of('attempt.began').filter(({ by }) => by === 'human');
  const http = visits.filter(({ layer }) => layer === 'http');
  expect(http.length).toBeGreaterThan(0);
  for (const { operation } of http) expect(operation).toMatch(/^GET \/.*‹access-1›$/);
  // The client did print it; whoever opened it may carry it.
  expect(new Set(evidence.of('secret.found').map(({ sink }) => sink))).toEqual(new Set(['stdout']));
  expect(text).toContain('‹access-1›');
});
