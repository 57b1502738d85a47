import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hours, minutes, seconds } from '#core/duration.ts';
import { authorizeUrl, decided, exchange } from './oauth/sign-in.ts';
import { CLIENT_ID, world } from './world.ts';

const YEAR = hours(365 * 24);

test('a token of a year is for inference, and has no refresh token beside it', async () => {
  const { ledger, pass, facts } = world({ scope: 'user:inference user:profile' });
  const { text, scope } = ledger.issueLongLived(CLIENT_ID);
  expect(scope).toBe('user:inference');
  await pass(YEAR - 1);
  expect(ledger.inspect(text)).toBe('good');
  await pass(1);
  expect(ledger.inspect(text)).toBe('expired');
  expect(facts).toEqual([
    expect.objectContaining({ act: 'issued', token: 'access-1', expiresAt: YEAR }),
    expect.objectContaining({ act: 'expired', token: 'access-1' }),
  ]);
});

test('a key is a key and nothing else, and ends when it is ended', () => {
  const { ledger, facts } = world();
  const { text, family } = ledger.issueKey();
  expect(ledger.inspect(text, 'api-key')).toBe('good');
  expect(ledger.inspect(text)).toBe('unknown');
  expect(facts).toEqual([
    { kind: 'ledger', act: 'issued', token: 'key-1', credential: 'api-key', family },
  ]);
  ledger.revoke(family, 'deleted long ago');
  expect(ledger.inspect(text, 'api-key')).toBe('revoked');
});

test('the server judges by its own clock, and says what a right one would', async () => {
  const { ledger, signIn, pass, facts } = world({ serverAhead: minutes(5) });
  const { access, accessToken } = signIn(minutes(60));
  expect(ledger.expiresIn(access)).toBe(3_600);
  expect(facts[0]).toMatchObject({ act: 'issued', expiresAt: minutes(55) });
  await pass(minutes(55) - 1);
  expect(ledger.inspect(accessToken)).toBe('good');
  await pass(1);
  expect(ledger.inspect(accessToken)).toBe('expired');
  expect(facts.at(-1)).toMatchObject({ act: 'expired', token: 'access-1' });
});

test('grace is kept to the millisecond', async () => {
  const grace = fc.integer({ min: 0, max: 120_000 });
  await fc.assert(
    fc.asyncProperty(grace, fc.integer({ min: -3, max: 3 }), async (long, off) => {
      fc.pre(long + off >= 0);
      const { ledger, signIn, pass } = world({ rotation: 'rotate-with-grace', grace: long });
      const { refreshToken } = signIn();
      ledger.refresh(refreshToken, CLIENT_ID);
      await pass(long + off);
      const again = ledger.refresh(refreshToken, CLIENT_ID);
      expect(typeof again).toBe(off <= 0 ? 'object' : 'string');
    }),
  );
});

test('somebody with a copy refreshes: the client’s own token is spent', () => {
  const { ledger, signIn, facts } = world({ rotation: 'rotate-and-detect-reuse' });
  const { refreshToken, access } = signIn();
  const { refresh } = ledger.rotateElsewhere(access.family);
  expect(facts.slice(2)).toMatchObject([
    { act: 'rotated', token: 'refresh-1', because: 'a copy of the login' },
    { act: 'issued', token: 'access-2', because: 'a copy of the login' },
    { act: 'issued', token: 'refresh-2', because: 'a copy of the login' },
  ]);
  expect(ledger.refresh(refreshToken, CLIENT_ID)).toBe('reused');
  expect(ledger.refresh(refresh.text, CLIENT_ID)).toBe('revoked');
  expect(() => ledger.rotateElsewhere(access.family)).toThrow(/no refresh token/);
});

test('one access token is ended, or all of a family’s, and the grant lives on', () => {
  const { ledger, signIn, acts } = world();
  const { access, refreshToken } = signIn();
  const next = ledger.refresh(refreshToken, CLIENT_ID);
  if (typeof next === 'string') throw new Error(next);
  ledger.revokeAccess(access.name, 'told to');
  expect(ledger.inspect(access.text)).toBe('revoked');
  expect(ledger.inspect(next.access.text)).toBe('good');
  ledger.revokeAccess(access.family, 'told to');
  expect(ledger.inspect(next.access.text)).toBe('revoked');
  expect(acts().slice(-2)).toEqual(['revoked access-1', 'revoked access-2']);
  expect(ledger.refresh(next.refresh.text, CLIENT_ID)).not.toBeTypeOf('string');
});

test('a credential is found by its text and by its name, and by nothing that is like them', () => {
  const { ledger, signIn } = world();
  const { accessToken, refresh } = signIn();
  expect(ledger.familyOf(accessToken)).toBe('family-1');
  expect(ledger.familyOf('refresh-1')).toBe('family-1');
  expect(ledger.familyOf('refresh-2')).toBeUndefined();
  expect(ledger.nameOf('access-1')).toBe('unknown');
  expect(ledger.nameOf(`${accessToken}x`)).toBe('unknown');
  expect(ledger.nameOf(refresh.secret)).toBe('unknown');
  expect(ledger.refresh('refresh-1', CLIENT_ID)).toBe('unknown');
});

test('tokens are found wherever they stand in a text, and nothing else is', () => {
  const { ledger, signIn } = world();
  const tokens = [signIn(), signIn()].flatMap(({ access, refresh }) => [access, refresh]);
  const between = fc.oneof(
    fc.constantFrom('', ' ', '%20', '"', '&token=', '%2d', 'a', '0'.repeat(70)),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(between, fc.constantFrom(...tokens))), between, (some, end) => {
      const text = some.map(([before, token]) => before + token.text).join('') + end;
      const names = new Set(some.map(([, { name }]) => name));
      expect(ledger.namesIn(text).map(({ token }) => token)).toEqual([...names]);
    }),
  );
});

test('a server that keeps its refresh tokens gives none out (as Google’s)', async () => {
  const { ledger, signIn, acts, pass } = world({}, { keepsRefreshTokens: true });
  const { refreshToken } = signIn();
  await pass(seconds(1));
  const pair = ledger.refresh(refreshToken, CLIENT_ID);
  expect(typeof pair === 'string' ? pair : pair.refresh.text).toBe(refreshToken);
  expect(acts()).toEqual(['issued access-1', 'issued refresh-1', 'issued access-2']);
});

test('a token that says something of itself is found like any other', () => {
  const jwt = (signature: string) => `eyJhbGciOiJub25lIn0.eyJzdWIiOiJuIn0.${signature}`;
  const { ledger, signIn } = world(
    {},
    {
      mint: ({ kind, random }) =>
        kind === 'access'
          ? jwt(random.fork('signature').text(43).toUpperCase())
          : jwt(`chance-${random.text(64)}`),
    },
  );
  const { accessToken, refreshToken } = signIn();
  expect(ledger.inspect(accessToken)).toBe('good');
  expect(ledger.namesIn(`{"a":"${refreshToken}","b":"${accessToken}"}`)).toEqual([
    { kind: 'refresh', token: 'refresh-1' },
    { kind: 'access', token: 'access-1' },
  ]);
});

test('a code lasts for its ten minutes, whatever the server takes the time to be', async () => {
  const { oauth, pass, acts } = world({ serverAhead: minutes(30) });
  const code = (await decided(oauth, authorizeUrl())).searchParams.get('code')!;
  await pass(minutes(10) - 1);
  expect((await oauth.answer(exchange(code))).status).toBe(200);
  await pass(1);
  expect(acts()).toEqual(['issued code-1', 'issued access-1', 'issued refresh-1']);
});

test('a login ends when it was to, however often it has been renewed', async () => {
  const { ledger, pass, facts } = world();
  const now = ledger.serverTime();
  const login = ledger.signIn(CLIENT_ID, now + minutes(60), now + minutes(90));
  expect(login).toMatchObject({ endsAt: now + minutes(90) });
  await pass(minutes(50));
  const pair = ledger.refresh(login.refreshToken, CLIENT_ID);
  if (typeof pair === 'string') throw new Error(pair);
  expect(ledger.expiresIn(pair.refresh)).toBe(40 * 60);
  await pass(minutes(40));
  expect(ledger.refresh(pair.refresh.text, CLIENT_ID)).toBe('expired');
  expect(facts).toContainEqual(
    expect.objectContaining({ act: 'expired', token: pair.refresh.name }),
  );
});
