import { expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import { answeredLate } from '#faults/answered-late.ts';
import { deviceExpired } from '#faults/device-expired.ts';
import { devicePending } from '#faults/device-pending.ts';
import { deviceSlowDown } from '#faults/device-slow-down.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { profileUnavailable } from '#faults/profile-unavailable.ts';
import { signInDenied } from '#faults/sign-in-denied.ts';
import { signOutUnauthorized } from '#faults/sign-out-unauthorized.ts';
import type { Command } from '#fixtures/clients/reference/inbox.ts';
import { sit } from './desk.ts';
import { claudeCodeLike, hardened, naive, without } from './fake-place.ts';

const WAYS = ['sign-in', 'sign-in-by-code', 'sign-in-by-device'] as const satisfies Command[];

for (const configuration of [naive, claudeCodeLike, hardened]) {
  for (const way of WAYS) {
    test(`${way} works, and the next turn with it: ${configuration.about}`, async () => {
      const sat = await sit({ configuration, asks: [way, 'turn'], signedIn: false });
      expect(sat.results.map(({ well }) => well)).toEqual([true, true]);
      expect(sat.access).toBe('access-2');
      expect(sat.code).toBe(0);
      expect(sat.took).toBeLessThan(seconds(30));
    });
  }
}

test('the person sees a page, says yes, and is sent back', async () => {
  const { did } = await sit({ configuration: hardened, asks: ['sign-in'], signedIn: false });
  expect(did).toEqual([
    'opened claude.ai/oauth/authorize',
    'said yes',
    'was sent back to the client: with a code',
  ]);
});

test('any-free-port makes a difference', async () => {
  const desk = { asks: ['sign-in'], signedIn: false, portTaken: true } as const;
  expect((await sit({ configuration: hardened, ...desk })).access).toBe('access-2');
  const off = { ...without('any-free-port') };
  off.mitigations = new Set([...off.mitigations].filter((name) => name !== 'link-without-browser'));
  const [result] = (await sit({ configuration: off, ...desk })).results;
  expect(result).toMatchObject({ well: false, text: expect.stringContaining('EADDRINUSE') });
});

test('a first draft dies of a port that is taken', async () => {
  const sat = await sit({ configuration: naive, asks: ['sign-in'], portTaken: true });
  expect([sat.code, sat.results.length]).toEqual([1, 0]);
  expect(sat.stderr).toContain('EADDRINUSE');
});

test('link-without-browser makes a difference', async () => {
  const desk = { asks: ['sign-in'], signedIn: false, noBrowser: true } as const;
  const on = await sit({ configuration: hardened, ...desk });
  expect(on.access).toBe('access-2');
  expect(on.did).toContain('carried the code to the client');
  const off = await sit({ configuration: without('link-without-browser'), ...desk });
  expect([off.results[0]!.well, off.access]).toEqual([false, 'absent']);
});

test('verify-stored makes a difference', async () => {
  const desk = { asks: ['sign-in'], signedIn: false, disk: 'EROFS' } as const;
  const on = await sit({ configuration: hardened, ...desk });
  expect(on.results[0]).toMatchObject({ well: false, text: expect.stringContaining('EROFS') });
  const off = await sit({ configuration: without('verify-stored'), ...desk });
  expect(off.results[0]!.well).toBe(true);
});

test('keep-until-replaced makes a difference', async () => {
  const desk = { asks: ['sign-in', 'turn'], fault: signInDenied('oauth') } as const;
  const on = await sit({ configuration: hardened, ...desk });
  expect([on.access, on.results.map(({ well }) => well)]).toEqual(['access-1', [false, true]]);
  expect(on.results[0]!.text).toContain('access_denied');
  const off = await sit({ configuration: without('keep-until-replaced'), ...desk });
  expect([off.access, off.results.map(({ well }) => well)]).toEqual(['blank', [false, false]]);
});

test('local-sign-out makes a difference', async () => {
  const desk = { asks: ['sign-out'], fault: signOutUnauthorized('oauth') } as const;
  const on = await sit({ configuration: hardened, ...desk });
  expect([on.access, on.results[0]!.well]).toEqual(['absent', true]);
  expect(on.results[0]!.text).toContain('could not be told so (401)');
  const off = await sit({ configuration: without('local-sign-out'), ...desk });
  expect([off.access, off.results[0]!.well]).toEqual(['access-1', false]);
});

test('to sign out ends the grant at the server, too', async () => {
  const { facts, access } = await sit({ configuration: hardened, asks: ['sign-out'] });
  expect(access).toBe('absent');
  expect(facts).toContainEqual(
    expect.objectContaining({ kind: 'ledger', act: 'revoked', token: 'refresh-1' }),
  );
});

const polls = ({ sent }: Awaited<ReturnType<typeof sit>>) =>
  sent.filter(({ path }) => path === 'POST /v1/oauth/token').map(({ at }) => at);
const gaps = (at: readonly number[]) =>
  at.slice(1).map((next, n) => Math.round((next - at[n]!) / 1_000));

test('obey-slow-down makes a difference', async () => {
  const desk = { asks: ['sign-in-by-device'], fault: deviceSlowDown('oauth') } as const;
  const on = gaps(polls(await sit({ configuration: hardened, ...desk })));
  expect(on.slice(0, 3)).toEqual([10, 15, 20]);
  const off = gaps(polls(await sit({ configuration: without('obey-slow-down'), ...desk })));
  expect(off.slice(0, 3)).toEqual([5, 5, 5]);
});

test('dead-grants-told makes a difference', async () => {
  const fault = flawedGrant('oauth', { how: 'expired' });
  const desk = { asks: ['sign-in'], signedIn: false, fault } as const;
  const on = await sit({ configuration: hardened, ...desk });
  expect(on.results[0]).toMatchObject({
    well: false,
    text: expect.stringContaining('expired_on_issue'),
  });
  const off = await sit({ configuration: without('dead-grants-told'), ...desk });
  expect(off.results[0]!.well).toBe(true);
});

test('profile-is-decoration makes a difference', async () => {
  const fault = profileUnavailable('model');
  const desk = { asks: ['sign-in'], signedIn: false } as const;
  const on = await sit({ configuration: hardened, ...desk, fault });
  expect([on.results[0]!.text, on.access]).toEqual(['You are signed in.', 'access-2']);
  const off = await sit({ configuration: without('profile-is-decoration'), ...desk, fault });
  expect([off.results[0]!.well, off.access]).toEqual([false, 'absent']);
  const calm = await sit({ configuration: without('profile-is-decoration'), ...desk });
  expect(calm.results[0]!.text).toMatch(/^You are signed in as \S+@\S+\.$/);
});

test('an answer to a code is waited for, for a code works once', async () => {
  const fault = answeredLate('oauth', { ms: 20_000 });
  const sat = await sit({ configuration: hardened, asks: ['sign-in'], signedIn: false, fault });
  expect([sat.results[0]!.well, polls(sat)]).toEqual([true, [expect.any(Number)]]);
  expect(sat.notices.at(-1)).toContain('Waiting for sign-in to answer');
});

test('a device waits for as long as its code lives, and says for how long that is', async () => {
  const asks = ['sign-in-by-device'] as const;
  const sat = await sit({ configuration: hardened, asks, fault: devicePending('oauth') });
  expect(sat.took).toBeGreaterThan(minutes(14));
  expect(sat.notices[0]).toContain('good for another 14 min 45 s');
});

test('a sign-in that nobody completes ends in bounded time, and not in silence', async () => {
  for (const way of WAYS) {
    const sat = await sit({ configuration: hardened, asks: [way], nobody: true });
    expect(sat.results[0]!.well).toBe(false);
    // A code for a device says itself how long it lives.
    expect(sat.took).toBeLessThan(way === 'sign-in-by-device' ? minutes(16) : seconds(200));
    expect(sat.notices.length).toBeGreaterThan(10);
    expect(sat.access).toBe('access-1');
  }
});

test('a code that nobody decides on ends the sign-in, and so does an expired one', async () => {
  const asks = ['sign-in-by-device'] as const;
  const pending = await sit({ configuration: hardened, asks, fault: devicePending('oauth') });
  expect(pending.results[0]!.well).toBe(false);
  const expired = await sit({ configuration: hardened, asks, fault: deviceExpired('oauth') });
  expect(expired.results[0]!.text).toContain('expired_token');
  expect(polls(expired)).toHaveLength(1);
});

test('where no name resolves, a sign-in fails with that and the login stays', async () => {
  for (const way of WAYS) {
    const sat = await sit({ configuration: hardened, asks: [way], fault: nxdomain('oauth') });
    expect(sat.results[0]!.well).toBe(false);
    expect(sat.access).toBe('access-1');
  }
});

test('local-status makes a difference', async () => {
  const desk = { asks: ['status'], fault: nxdomain('model') } as const;
  expect((await sit({ configuration: hardened, ...desk })).results[0]!.well).toBe(true);
  const off = await sit({ configuration: without('local-status'), ...desk });
  expect(off.results[0]!.well).toBe(false);
  const calm = await sit({ configuration: without('local-status'), asks: ['status'] });
  expect(calm.sent.map(({ path }) => path)).toEqual(['GET /api/oauth/profile']);
  expect(JSON.parse(calm.results[0]!.text)).toMatchObject({ signedIn: true, uses: 'login' });
});

test('status tells who is signed in and for how many seconds, and asks nobody', async () => {
  const { sent, results } = await sit({ configuration: hardened, asks: ['status'] });
  expect(sent).toEqual([]);
  expect(JSON.parse(results[0]!.text)).toMatchObject({
    signedIn: true,
    uses: 'login',
    secondsLeft: 3_000,
    renewable: true,
  });
  const none = await sit({ configuration: hardened, asks: ['status'], signedIn: false });
  expect(JSON.parse(none.results[0]!.text)).toEqual({ signedIn: false, uses: 'nothing' });
});
