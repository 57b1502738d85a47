import { expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import {
  callsEcho,
  claudeCodeLike,
  denied,
  fly,
  hardened,
  inMinutes,
  naive,
  overloaded,
  type Plan,
  rejected,
  says,
  streamed,
  thrown,
  unavailable,
} from './fake-place.ts';

const vanished = () => thrown('ENOTFOUND');
const during = (from: number, until: number, reply: () => Error | Response) => (at: number) =>
  at >= minutes(from) && at < minutes(until) ? reply() : undefined;

for (const configuration of [naive, claudeCodeLike, hardened]) {
  test(`in calm, every turn is answered and no retry made: ${configuration.about}`, async () => {
    const flown = await fly({ configuration, turns: inMinutes(0, 50, 58, 70, 140) });
    expect(flown.results).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(flown.retries).toEqual([]);
    expect(flown.code).toBe(0);
    expect(flown.stderr).toBe('');
  });
}

test('hardened works on through an outage for as long as its token is good', async () => {
  const flown = await fly({
    configuration: hardened,
    tokenLeft: minutes(10),
    turns: inMinutes(0, 5, 8, 9.9),
    signIn: during(5, 45, vanished),
  });
  expect(flown.results).toEqual(['done', 'done', 'done', 'done']);
});

test('hardened names the layer, keeps the login, and comes back by itself', async () => {
  const flown = await fly({
    configuration: hardened,
    tokenLeft: minutes(10),
    turns: inMinutes(10, 15, 45),
    signIn: during(5, 45, vanished),
  });
  expect(flown.results[0]).toBe(
    'Sign-in is unreachable: the name platform.claude.com does not resolve (ENOTFOUND). ' +
      'Your login is kept. Nothing to do: it will be tried again with your next request.',
  );
  expect(flown.results[2]).toBe('done');
  expect(flown.grants).toHaveLength(3 + 3 + 1);
  expect(flown.writes).toHaveLength(1);
  expect(flown.stored).toEqual({
    accessToken: 'access-1',
    refreshToken: 'refresh-1',
    expiresAt: expect.any(Number),
    scopes: ['user:inference'],
  });
});

test('hardened ends every turn within 25 s, whatever is down', async () => {
  const turns = inMinutes(0, 5);
  const tokenLeft = minutes(-60);
  const plans = [
    { signIn: vanished, tokenLeft },
    { signIn: unavailable, tokenLeft },
    { signIn: () => 'silence' as const, tokenLeft },
    { model: () => overloaded() },
    { model: vanished },
  ];
  for (const plan of plans) {
    const flown = await fly({ configuration: hardened, turns, ...plan });
    expect(flown.results).toHaveLength(2);
    for (const took of flown.took) expect(took).toBeLessThanOrEqual(seconds(25));
  }
});

test('hardened answers a rejected token with one refresh and one replay', async () => {
  const flown = await fly({
    configuration: hardened,
    model: (_, { headers }) =>
      headers.get('authorization') === 'Bearer access-0' ? rejected() : undefined,
  });
  expect(flown.results).toEqual(['done']);
  expect([flown.asked.length, flown.grants.length]).toEqual([2, 1]);
});

test('hardened asks once a turn after a denial, and keeps and marks the login', async () => {
  const flown = await fly({
    configuration: hardened,
    tokenLeft: minutes(-60),
    turns: inMinutes(0, 5, 10),
    signIn: during(0, 10, denied),
  });
  expect(flown.results[0]).toContain('invalid_grant');
  expect(flown.results[2]).toBe('done');
  expect(flown.grants).toHaveLength(3);
  expect(JSON.parse(flown.writes[0]!)).toMatchObject({
    refreshToken: 'refresh-0',
    deniedAt: expect.any(Number),
  });
  expect(flown.stored).not.toHaveProperty('deniedAt');
});

test('hardened does not ask twice for a certificate that cannot be trusted', async () => {
  const flown = await fly({
    configuration: hardened,
    tokenLeft: minutes(-60),
    signIn: () => thrown('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
  });
  expect(flown.grants).toHaveLength(1);
  expect(flown.results[0]).toContain('the certificate of platform.claude.com');
});

test('claude-code-like sends its old token and reports the 401 that comes back', async () => {
  const flown = await fly({
    configuration: claudeCodeLike,
    tokenLeft: minutes(10),
    turns: inMinutes(5, 10, 15, 45),
    signIn: during(5, 45, vanished),
  });
  const failed = 'Failed to authenticate. API Error: 401 OAuth token has expired.';
  expect(flown.results).toEqual(['done', failed, failed, 'done']);
  expect(flown.asked).toHaveLength(1 + 3 + 3 + 1);
});

test('claude-code-like asks three times, and refreshes once, for ever rejected', async () => {
  const flown = await fly({ configuration: claudeCodeLike, model: rejected });
  expect([flown.asked.length, flown.grants.length]).toEqual([3, 1]);
  expect(flown.code).toBe(0);
});

test('claude-code-like blanks its tokens on invalid_grant and sends nothing', async () => {
  const flown = await fly({
    configuration: claudeCodeLike,
    tokenLeft: minutes(-60),
    turns: inMinutes(0, 5),
    signIn: denied,
  });
  expect(flown.stored).toMatchObject({ accessToken: '', refreshToken: '', expiresAt: 0 });
  expect(flown.asked).toEqual([]);
  expect(flown.results[1]).toBe('Not logged in · Please run /login');
});

test('claude-code-like makes eleven attempts at an overloaded model', async () => {
  const flown = await fly({ configuration: claudeCodeLike, model: () => overloaded() });
  expect(flown.asked).toHaveLength(11);
  expect(flown.results).toEqual(['API Error: 529 Overloaded']);
});

test('naive is logged out and gone after one failed refresh', async () => {
  const flown = await fly({
    configuration: naive,
    tokenLeft: minutes(10),
    turns: inMinutes(5, 10, 15),
    signIn: during(5, 45, vanished),
  });
  expect(flown.code).toBe(1);
  expect(flown.stderr).toMatch(/^TypeError: fetch failed\n {4}at /);
  expect(flown.stored).toMatchObject({ accessToken: '', refreshToken: '' });
  expect(flown.results).toEqual(['done']);
  expect(flown.grants).toHaveLength(1);
});

test('naive hammers an overloaded model and then reports it', async () => {
  const flown = await fly({ configuration: naive, model: () => overloaded() });
  expect(flown.asked.every(({ at }) => at === 0)).toBe(true);
  expect(flown.asked.length).toBeGreaterThan(1);
  expect(flown.results).toEqual(['API Error: 529 Overloaded']);
});

test('a tool that the model asks for runs once, and its result goes back', async () => {
  const replies = [() => callsEcho('call-1', 'echo hello'), () => overloaded(), () => says('ok')];
  const flown = await fly({ configuration: hardened, model: () => replies.shift()!() });
  expect(flown.results).toEqual(['ok']);
  const effects = flown.said.filter(({ subtype }) => subtype === 'effect');
  expect(effects).toEqual([{ type: 'system', subtype: 'effect', id: 'call-1', text: 'hello' }]);
  const { messages } = flown.asked[2]!.body as { messages: { content: unknown }[] };
  expect(messages.at(-1)!.content).toEqual([
    { type: 'tool_result', tool_use_id: 'call-1', content: 'hello' },
  ]);
});

test('a stream that breaks off, or turns into an error, is asked for again', async () => {
  const replies = [
    () => streamed({ type: 'message_start' }),
    () => streamed({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    () => new Response('data: {\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
  ];
  const flown = await fly({ configuration: hardened, model: () => replies.shift()?.() });
  expect(flown.results).toEqual(['done']);
  expect(flown.asked).toHaveLength(5);
});

test('every request asks for a connection of its own', async () => {
  const flown = await fly({ configuration: hardened, tokenLeft: minutes(-60) });
  expect(flown.sent.map(({ headers }) => headers.get('connection'))).toEqual(['close', 'close']);
});

test('a client without a login that can be read says so, and asks for nothing', async () => {
  const flown = await fly({ configuration: hardened, store: 'not JSON' });
  expect(flown.results).toEqual([
    'You are not signed in: the login file is damaged (~/.groundstop-client/credentials.json). ' +
      'Mend that, or sign in, then send your request again. If you cannot sign in, wait a little.',
  ]);
  expect([...flown.asked, ...flown.grants]).toEqual([]);
});

test('what comes with a token that had expired on issue is kept, and that is all', async () => {
  const flown = await fly({
    configuration: hardened,
    tokenLeft: minutes(-60),
    signIn: () =>
      Response.json({ access_token: 'access-9', refresh_token: 'refresh-9', expires_in: 0 }),
  });
  expect(flown.results[0]).toContain('Sign-in is out of order: the new token had already expired');
  expect(flown.stored.refreshToken).toBe('refresh-9');
  expect(flown.grants).toHaveLength(1);
});

test('a key that nobody takes is told by its variable, and brings no refresh', async () => {
  const flown = await fly({
    configuration: hardened,
    apiKey: { text: 'stale', fallback: false },
    store: '{}',
  });
  expect(flown.results[0]).toContain('What GROUNDSTOP_API_KEY holds was not accepted (401');
  expect([flown.asked.length, flown.grants.length]).toEqual([1, 0]);
});

test('a token in the environment comes before the login, and a key before both', async () => {
  const signed = async (given: Pick<Plan, 'token' | 'apiKey'>) => {
    const { asked } = await fly({ configuration: claudeCodeLike, ...given });
    const { headers } = asked[0]!;
    return headers.get('x-api-key') ?? headers.get('authorization');
  };
  const key = { text: 'api-key-1', fallback: false };
  expect(await signed({})).toBe('Bearer access-0');
  expect(await signed({ token: 'a-year' })).toBe('Bearer a-year');
  expect(await signed({ token: 'a-year', apiKey: key })).toBe('api-key-1');
  expect(await signed({ apiKey: { ...key, fallback: true } })).toBe('Bearer access-0');
});

test('a login that cannot be read or written never ends the client', async () => {
  for (const code of ['EROFS', 'EACCES', 'ENOSPC', 'EBUSY', '36']) {
    for (const call of ['read', 'write'] as const) {
      const flown = await fly({
        configuration: hardened,
        tokenLeft: minutes(5),
        turns: inMinutes(0, 4, 70),
        disk: (asked, at) => (asked === call && at >= minutes(1) ? code : undefined),
      });
      expect(flown.results, `${call}: ${code}`).toEqual(['done', 'done', 'done']);
    }
  }
});

test('a login that could not be saved is saved as soon as it can be', async () => {
  const flown = await fly({
    configuration: hardened,
    tokenLeft: minutes(-60),
    turns: inMinutes(0, 5, 10),
    disk: (call, at) => (call === 'write' && at < minutes(4) ? 'EBUSY' : undefined),
  });
  expect(flown.results).toEqual(['done', 'done', 'done']);
  expect(flown.grants).toHaveLength(1);
  expect(flown.stored.refreshToken).toBe('refresh-1');
});

test('the first draft does not expect its disk to fail', async () => {
  const disk = (call: string) => (call === 'read' ? 'EACCES' : undefined);
  await expect(fly({ configuration: naive, disk })).rejects.toThrow('EACCES');
});
