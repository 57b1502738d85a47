import { describe, expect, test } from 'vitest';
import { container } from '#cells/container.ts';
import { sandbox } from '#cells/sandbox.ts';
import { virtual } from '#cells/virtual.ts';
import { claudeCode } from '#clients/claude-code.ts';
import { hardened } from '#clients/hardened.ts';
import type { ClientAdapter, Place, Setting } from '#core/client.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import { CREDENTIALS, type Given, record, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, type Timeline, throughout } from '#core/timeline.ts';
import { callbackPortTaken } from '#faults/callback-port-taken.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';
import { storeFull } from '#faults/store-full.ts';
import { refusal } from '#harness/orders.ts';
import { fly } from '#test/fly.ts';

const story = (given: Partial<Given>, faults: Timeline = [], deeds?: readonly 'sign-in'[]) =>
  record(
    'order',
    scenario({
      title: 'An order',
      why: 'To see whether it is taken.',
      family: 'control',
      seen: [],
      given: signedIn({ accessToken: minutes(60), ...given }),
      work: { ...turns({ count: 1, every: minutes(1) }), ...(deeds && { deeds }) },
      faults,
      exercises: [],
    }),
  );

/** A client of our own, whatever else ours have learnt. */
const plain: ClientAdapter = (({ credentials: _, ask: __, callbackPort: ___, ...rest }) => rest)(
  hardened as ClientAdapter,
);
const asked = { adapter: plain };
const real = { adapter: claudeCode, version: '2.1.329' };

describe('what a client does not have is refused, and not made up', () => {
  test.each(CREDENTIALS.filter((each) => each !== 'login'))('%s', async (credentials) => {
    expect(await refusal(story({ credentials }), asked, virtual)).toMatch(/not known to fly with/);
    const taught = { adapter: { ...plain, credentials: [credentials] } };
    expect(await refusal(story({ credentials }), taught, virtual)).toBeUndefined();
  });

  test('a login is what every client has', async () => {
    expect(await refusal(story({}), asked, virtual)).toBeUndefined();
    expect(await refusal(story({ credentials: 'login' }), asked, virtual)).toBeUndefined();
  });

  test('a sign-in, where nobody can ask for one', async () => {
    const signIn = story({}, [], ['sign-in']);
    expect(await refusal(signIn, asked, virtual)).toMatch(/turns only/);
    const able = { adapter: { ...plain, ask: () => '{}' } };
    expect(await refusal(signIn, able, virtual)).toBeUndefined();
  });

  test('a set-up that it does not know', async () => {
    const given = { setUp: 'without-betas' } as const;
    expect(await refusal(story(given), asked, virtual)).toMatch(/cannot be set up so that/);
    const taught = { adapter: { ...plain, setUps: ['without-betas'] as const } };
    expect(await refusal(story(given), taught, virtual)).toBeUndefined();
  });

  test('an interruption, where a client has no way to be told of one', async () => {
    const order = story({});
    const interrupts = [{ beat: 1, after: seconds(5) }];
    const stopped = { ...order, work: { ...order.work, interrupts } };
    const { interrupt: _, ...deaf } = plain;
    expect(await refusal(stopped, { adapter: deaf }, virtual)).toMatch(/no(?:t|) .*be stopped/);
    expect(await refusal(stopped, asked, virtual)).toBeUndefined();
  });

  test('a keychain, of a program that has none; in memory any store is as good', async () => {
    expect(await refusal(story({ keeps: 'keychain' }), real, sandbox)).toMatch(/keychain/);
    expect(await refusal(story({ keeps: 'keychain' }), asked, virtual)).toBeUndefined();
  });

  test('a port to take, of a client that waits at none of its own', async () => {
    const taken = story({}, [throughout(callbackPortTaken())]);
    expect(await refusal(taken, asked, virtual)).toMatch(/port of its own/);
  });
});

describe('what a cell cannot do is refused, and not faked', () => {
  const skewed = throughout(clockSkewed({ minutes: 90 }));
  const jumps = during({ from: minutes(5), until: 'the end' }, clockSkewed({ minutes: 90 }));
  test('a clock that jumps while a program runs', async () => {
    for (const cell of [sandbox, container]) {
      expect(cell.lacks!(jumps)).toMatch(/--cell virtual would help/);
      expect(cell.lacks!(skewed)).toBeUndefined();
    }
    expect(await refusal(story({}, [jumps]), asked, virtual)).toBeUndefined();
    expect(await refusal(story({}, [jumps]), real, sandbox)).toMatch(/clock/);
  });

  test('a full disk can be had everywhere', () => {
    for (const cell of [virtual, sandbox, container]) {
      expect(cell.layers).toContain('store');
      expect(cell.lacks?.(throughout(storeFull()))).toBeUndefined();
    }
  });
});

/** What a client was given, by how it was started and by what it found. */
async function given(credentials: (typeof CREDENTIALS)[number]) {
  const settings: Setting[] = [];
  let found: Pick<Place, 'token' | 'apiKey' | 'capability'> & { readonly store?: string } = {};
  const adapter: ClientAdapter = {
    ...plain,
    credentials: [credentials],
    launch: (setting) => {
      settings.push(setting);
      return hardened.launch(setting);
    },
    program: async ({ token, apiKey, capability, store }) => {
      const text = store.read();
      found = {
        ...(token !== undefined && { token }),
        ...(apiKey && { apiKey }),
        ...(capability !== undefined && { capability }),
        ...(text !== undefined && { store: text }),
      };
      return 0;
    },
  };
  const { evidence, text } = await fly(story({ credentials }), adapter, virtual);
  const [{ login, token, apiKey, capability }] = settings as [Setting];
  for (const secret of [login?.accessToken, token, apiKey?.text, capability]) {
    if (secret !== undefined) expect(text).not.toContain(secret);
  }
  return { setting: { login, token, apiKey }, found, evidence };
}

describe('what a client is given at the start', () => {
  test('nothing', async () => {
    const { setting, found, evidence } = await given('nothing');
    expect(setting).toEqual({ login: undefined, token: undefined, apiKey: undefined });
    expect(found).toEqual({});
    expect(evidence.of('ledger')).toEqual([]);
  });

  test('a long-lived token, and no login beside it', async () => {
    const { setting, found } = await given('long-lived-token');
    expect(setting.login).toBeUndefined();
    expect(found.token).toBe(setting.token);
    expect(found).not.toHaveProperty('store');
  });

  test('a key for the time in which sign-in is down', async () => {
    const { setting, found } = await given('login-and-key');
    expect(found.apiKey).toEqual({ text: setting.apiKey!.text, fallback: true });
    expect(found.store).toContain(setting.login!.refreshToken);
  });

  test('a capability token of its login, which is good for a day', async () => {
    const { found, evidence } = await given('login-and-capability');
    expect(found.capability!.split('.')).toHaveLength(3);
    const issued = evidence.of('ledger').filter(({ credential }) => credential === 'capability');
    expect(issued.map(({ act, token, family }) => [act, token, family])).toEqual([
      ['issued', 'capability-1', 'family-1'],
    ]);
    expect(evidence.capabilityValid(0, hours(23))).toBe(true);
    expect(evidence.capabilityValid(0, hours(25))).toBe(false);
  });

  test('a key that nobody takes any more, which its client does not know', async () => {
    const { found, evidence } = await given('login-and-stale-key');
    expect(found.apiKey!.fallback).toBe(false);
    const ended = evidence.of('ledger').filter(({ act }) => act === 'revoked');
    expect(ended.length).toBeGreaterThan(0);
  });
});
