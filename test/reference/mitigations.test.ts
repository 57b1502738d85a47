import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hours, minutes, seconds } from '#core/duration.ts';
import { type Configuration, configurations } from '#fixtures/clients/reference/configurations.ts';
import { fileStore } from '#fixtures/clients/reference/file-store.ts';
import { kitFor } from '#fixtures/clients/reference/kit.ts';
import { LoginKeeper } from '#fixtures/clients/reference/login.ts';
import { type Mitigation, mitigations } from '#fixtures/clients/reference/mitigations.ts';
import { Patience } from '#fixtures/clients/reference/retry.ts';
import { SignIn } from '#fixtures/clients/reference/sign-in.ts';
import {
  denied,
  FakeWorld,
  type Flown,
  fly,
  hardened,
  inMinutes,
  overloaded,
  type Plan,
  rejected,
  type Sent,
  signedFor,
  thrown,
  unavailable,
  without,
} from './fake-place.ts';

/** A flight in which a mitigation matters, and what of it to look at. */
interface Trial {
  readonly plan: Omit<Plan, 'configuration'>;
  readonly look: (flown: Flown) => unknown;
  readonly on: unknown;
  readonly off: unknown;
}

function signInOf(world: FakeWorld, configuration: Configuration): SignIn {
  const kit = kitFor(world.place(), configuration);
  return new SignIn(kit, new LoginKeeper(kit));
}

const expired = minutes(-60);
const FALLBACK = { text: 'api-key-1', fallback: true };
const unreachable = () => thrown('ENOTFOUND');
const recovering = (at: number) => (at < minutes(1) ? unavailable() : undefined);
const gaps = ({ asked }: Flown) => asked.slice(1).map(({ at }, n) => at - asked[n]!.at);

/** Those that show in a flight of their own: below, and in the tests of what they are about. */
type Elsewhere =
  | 'any-free-port'
  | 'atomic-store'
  | 'cached-entitlements'
  | 'dead-grants-told'
  | 'keep-until-replaced'
  | 'link-without-browser'
  | 'local-sign-out'
  | 'local-status'
  | 'obey-slow-down'
  | 'profile-is-decoration'
  | 'single-flight'
  | 'verify-stored';

const sibling = (left: number) => ({
  accessToken: 'access-of-a-sibling',
  refreshToken: 'refresh-of-a-sibling',
  expiresAt: 1_775_000_000_000 + left,
});
const html = (status: number) => () =>
  new Response('<!doctype html>', { status, headers: { 'content-type': 'text/html' } });
const isEntitlement = ({ path }: Sent) => path === '/api/oauth/entitlements';
const notices = ({ said }: Flown) =>
  said.filter(({ subtype }) => subtype === 'notice').map(({ text }) => String(text));
const full = (call: string) => (call === 'write' ? 'ENOSPC' : undefined);
const granting = (fields: object) => () =>
  Response.json({ access_token: 'access-new', refresh_token: 'refresh-new', ...fields });

const trials: Record<Exclude<Mitigation, Elsewhere>, Trial> = {
  'obeys-interrupts': {
    plan: { model: () => 'silence', interruptAt: seconds(5) },
    look: ({ took, results }) => [took[0], results[0]?.startsWith('Stopped')],
    on: [seconds(5), true],
    off: [seconds(60), false],
  },
  'survive-store-errors': {
    plan: { tokenLeft: expired, disk: full, turns: inMinutes(0, 5) },
    look: ({ grants }) => grants.length,
    on: 1,
    // The old login is read again, and its refresh token spent a second time.
    off: 2,
  },
  'unhurried-refresh': {
    plan: { tokenLeft: minutes(2), signIn: () => 'silence' },
    look: ({ grants }) => grants.length,
    on: 1,
    off: 2,
  },
  resumes: {
    plan: { journal: [JSON.stringify({ role: 'user', content: 'What came before.' })] },
    look: ({ asked }) => asked[0]?.body.messages,
    on: [
      { role: 'user', content: 'What came before.' },
      { role: 'user', content: 'item 0' },
    ],
    off: [{ role: 'user', content: 'item 0' }],
  },
  'login-behind-key': {
    plan: { apiKey: { text: 'stale', fallback: false } },
    look: ({ results }) => results[0],
    on: 'done',
    off: expect.stringContaining('What GROUNDSTOP_API_KEY holds was not accepted'),
  },
  'one-more-grant': {
    plan: { tokenLeft: expired, signIn: () => thrown('ECONNRESET') },
    look: ({ grants }) => grants.length,
    on: 2,
    off: 3,
  },
  'tolerant-grants': {
    plan: { tokenLeft: expired, signIn: granting({}) },
    look: ({ stored }) => stored.refreshToken,
    on: 'refresh-new',
    off: 'refresh-0',
  },
  'tells-of-waiting': {
    plan: { model: () => 'silence' },
    look: (flown) => notices(flown)[0],
    on: 'Nothing has come from api.anthropic.com for about 15 s. Still waiting for it.',
    off: undefined,
  },
  'idle-watchdog': {
    plan: { model: () => 'pings' },
    look: ({ took }) => took[0]! < minutes(2),
    on: true,
    off: false,
  },
  'edge-pages-apart': {
    plan: { model: html(401) },
    look: ({ results, grants }) => [/web page/.test(results[0]!), grants.length],
    on: [true, 0],
    off: [false, 1],
  },
  'entitlement-apart': {
    plan: { model: () => Response.json({ error: { type: 'permission_error' } }, { status: 403 }) },
    look: ({ grants, asked }) => [grants.length, asked.length],
    on: [0, 1],
    off: [1, 2],
  },
  'warns-of-shadowing': {
    plan: { apiKey: { text: 'api-key-1', fallback: false } },
    look: (flown) => notices(flown)[0]?.includes('GROUNDSTOP_API_KEY is in use'),
    on: true,
    off: undefined,
  },
  'clock-discipline': {
    // Set two hours ahead after the first turn: the token is as good as before.
    plan: { turns: inMinutes(0, 5), skew: (at) => (at < minutes(2) ? 0 : minutes(120)) },
    look: ({ grants }) => grants.length,
    on: 0,
    off: 1,
  },
  'takes-back-alarm': {
    plan: { model: (at) => (at < 1_000 ? overloaded() : undefined) },
    look: ({ said }) => said.map(({ subtype }) => subtype),
    on: ['ready', 'retry', 'retry', 'cleared', 'success'],
    off: ['ready', 'retry', 'retry', 'success'],
  },
  'asks-status-page': {
    plan: { tokenLeft: expired, signIn: unavailable, page: 'Major outage' },
    look: ({ results }) => results[0]?.endsWith('Their status page says: “Major outage”'),
    on: true,
    off: false,
  },
  'cross-process-lock': {
    // Whoever had the lock before us has refreshed meanwhile.
    plan: { tokenLeft: expired, sibling: sibling(minutes(60)) },
    look: ({ grants }) => grants.length,
    on: 0,
    off: 1,
  },
  'adopt-newer-login': {
    plan: { tokenLeft: expired, sibling: sibling(minutes(60)) },
    look: ({ grants }) => grants.length,
    on: 0,
    off: 1,
  },
  'set-aside': {
    plan: { tokenLeft: minutes(5), turns: inMinutes(0, 10), damagedAt: minutes(6) },
    look: ({ stored }) => stored.setAside,
    on: '{"accessToken": "acc',
    off: undefined,
  },
  'mends-store': {
    plan: { turns: inMinutes(0, 10), damagedAt: minutes(6) },
    look: ({ stored }) => stored.refreshToken,
    on: 'refresh-0',
    off: undefined,
  },
  'try-store-first': {
    plan: { tokenLeft: expired, disk: full },
    look: (flown) => notices(flown)[0]?.includes('whatever sign-in gives out now is lost'),
    on: true,
    off: false,
  },
  'calls-for-help': {
    plan: { tokenLeft: expired, signIn: unreachable, turns: inMinutes(0, 5, 10) },
    look: ({ sent }) => sent.filter(({ host }) => host === 'alerts.groundstop.test').length,
    on: 1,
    off: 0,
  },
  'warns-of-expiry': {
    plan: { loginLeft: hours(80), turns: inMinutes(0, 470, 490, 600) },
    look: (flown) => notices(flown).filter((text) => text.startsWith('Your login ends in')),
    on: [expect.stringContaining('Your login ends in 71 h 50 min')],
    off: [],
  },
  'refresh-ahead': {
    plan: { tokenLeft: minutes(2) },
    look: ({ grants }) => grants.length,
    on: 1,
    off: 0,
  },
  'keep-serving-valid-token': {
    plan: { tokenLeft: minutes(2), signIn: unreachable },
    look: ({ asked }) => asked.length,
    on: 1,
    off: 0,
  },
  'refresh-on-401': {
    plan: {
      model: (_, { headers }) =>
        headers.get('authorization') === 'Bearer access-0' ? rejected() : undefined,
    },
    look: ({ results }) => results[0] === 'done',
    on: true,
    off: false,
  },
  'api-key-fallback': {
    plan: { tokenLeft: expired, signIn: unreachable, apiKey: FALLBACK },
    look: ({ results }) => results[0] === 'done',
    on: true,
    off: false,
  },
  'capability-token': {
    plan: { tokenLeft: expired, signIn: unreachable, capability: signedFor(hours(24)) },
    look: ({ results }) => results[0] === 'done',
    on: true,
    off: false,
  },
  'no-entitlement-check': {
    plan: { turns: inMinutes(0, 5) },
    look: ({ sent }) => sent.filter(isEntitlement).length,
    on: 0,
    // What it was told for the first one does for the second.
    off: 1,
  },
  deadlines: {
    plan: { tokenLeft: expired, signIn: () => 'silence' },
    look: ({ results }) => /\(\w+\)/.exec(results[0]!)?.[0],
    on: '(ETIMEDOUT)',
    // The fake cannot be silent for ever, and throws instead.
    off: '(UNKNOWN)',
  },
  'bounded-waiting': {
    plan: { model: () => overloaded() },
    look: ({ took }) => took[0]! <= seconds(25),
    on: true,
    off: false,
  },
  'honest-exit': {
    plan: { model: unreachable },
    look: ({ code, results }) => [code, results.length],
    on: [0, 1],
    off: [1, 0],
  },
  'truthful-messages': {
    plan: { model: unreachable },
    look: ({ results }) => results[0]?.includes('the name api.anthropic.com does not resolve'),
    on: true,
    off: false,
  },
  'withhold-dead-token': {
    plan: { tokenLeft: expired, signIn: unreachable },
    look: ({ asked }) => asked.length,
    on: 0,
    off: 3,
  },
  'transient-definitive-split': {
    plan: { tokenLeft: expired, signIn: recovering },
    look: ({ grants }) => grants.length,
    on: 3,
    off: 1,
  },
  'keep-login': {
    plan: { tokenLeft: expired, signIn: denied },
    look: ({ stored }) => stored.refreshToken,
    on: 'refresh-0',
    off: '',
  },
  'bounded-retries': {
    plan: { tokenLeft: expired, signIn: unavailable },
    // Without a bound of their own, grants are bounded by the user's patience.
    look: ({ grants }) => grants.length,
    on: 3,
    off: 8,
  },
  'exponential-backoff': {
    plan: { model: (at) => (at < 1_000 ? overloaded() : undefined), chance: 0 },
    look: (flown) => gaps(flown).slice(0, 2),
    on: [500, 1_000],
    off: [0, 0],
  },
  jitter: {
    plan: { model: (at) => (at < 1_000 ? overloaded() : undefined), chance: 0.8 },
    look: (flown) => gaps(flown)[0],
    on: 400,
    off: 500,
  },
  'spread-out': {
    plan: { model: (at) => (at < 10_000 ? overloaded() : undefined), chance: 0.8 },
    // What is left after four waits, less two seconds, and four fifths of that.
    look: (flown) => gaps(flown)[4],
    on: 2_000 + 0.8 * 17_000,
    off: 6_400,
  },
  'circuit-breaker': {
    plan: { tokenLeft: expired, turns: inMinutes(0, 1, 2, 3, 4, 5, 6), signIn: unavailable },
    look: ({ grants }) => grants.length,
    on: 5 * 3 + 2,
    off: 7 * 3,
  },
  'honor-retry-after': {
    plan: { model: (at) => (at < 17_000 ? overloaded({ 'retry-after': '17' }) : undefined) },
    look: (flown) => gaps(flown)[0],
    on: 17_000,
    off: 437.5,
  },
  'eligible-retries': {
    plan: { tokenLeft: expired, signIn: () => thrown('CERT_HAS_EXPIRED') },
    look: ({ grants }) => grants.length,
    on: 1,
    off: 3,
  },
  'self-recovery': {
    plan: { tokenLeft: expired, turns: inMinutes(0, 5), signIn: recovering },
    look: ({ results }) => results[1] === 'done',
    on: true,
    off: false,
  },
  'redact-secrets': {
    plan: {
      model: () =>
        Response.json({ error: { message: 'no such token: access-0' } }, { status: 400 }),
    },
    look: ({ results }) => results[0]?.includes('access-0'),
    on: false,
    off: true,
  },
  'only-known-hosts': {
    plan: {},
    look: ({ sent }) => sent[0]!.redirect,
    on: 'manual',
    off: 'follow',
  },
};

for (const [name, { plan, look, on, off }] of Object.entries(trials)) {
  test(`${name} makes a difference`, async () => {
    const flown = (configuration: Configuration) => fly({ ...plan, configuration });
    expect(look(await flown(hardened))).toEqual(on);
    expect(look(await flown(without(name as Mitigation)))).toEqual(off);
  });
}

test('single-flight makes a difference', async () => {
  const grants = async (configuration: Configuration) => {
    const world = new FakeWorld({ configuration, tokenLeft: expired });
    const signIn = signInOf(world, configuration);
    signIn.beginTurn(new Patience());
    await Promise.all(Array.from({ length: 8 }, () => signIn.credential()));
    return world.sent.length;
  };
  expect(await grants(hardened)).toBe(1);
  expect(await grants(without('single-flight'))).toBe(8);
});

test('single-flight adopts a token that somebody else has stored meanwhile', async () => {
  const world: FakeWorld = new FakeWorld({
    configuration: hardened,
    tokenLeft: expired,
    signIn: () => {
      const { expiresAt } = world.fields();
      world.stored = JSON.stringify({
        accessToken: 'access-of-a-sibling',
        refreshToken: 'refresh-of-a-sibling',
        expiresAt: Number(expiresAt) + minutes(120),
      });
      return unavailable();
    },
  });
  const signIn = signInOf(world, hardened);
  signIn.beginTurn(new Patience());
  expect(await signIn.credential()).toEqual({ kind: 'token', text: 'access-of-a-sibling' });
  expect(world.sent).toHaveLength(1);
});

test('atomic-store makes a difference, and either way only the owner may read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
  try {
    const path = join(folder, 'client', 'credentials.json');
    const replaced = (atomic: boolean): boolean => {
      const store = fileStore(path);
      const write = atomic ? store.write : store.overwrite!;
      write('old');
      const before = statSync(path).ino;
      write('new');
      expect(store.read()).toBe('new');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const after = statSync(path).ino;
      store.remove();
      expect(store.read()).toBeUndefined();
      return before !== after;
    };
    expect(replaced(true)).toBe(true);
    expect(replaced(false)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a store behind a link is replaced where it is, and the link stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundstop-'));
  try {
    const [path, link] = [join(folder, 'elsewhere.json'), join(folder, 'credentials.json')];
    writeFileSync(path, 'old');
    symlinkSync(path, link);
    fileStore(link).write('new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['credentials.json', 'elsewhere.json']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every mitigation is used by some configuration', () => {
  const used = Object.values(configurations).flatMap((each) => [...each.mitigations]);
  expect(mitigations.filter((name) => !used.includes(name))).toEqual([]);
});

test('an API key that was not declared is not used', async () => {
  const flown = await fly({ configuration: hardened, tokenLeft: expired, signIn: unreachable });
  expect(flown.asked).toEqual([]);
});
