import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import type { Fact, RunOrder } from '#core/entry.ts';
import { enter } from '#core/entry.ts';
import type { Attempt } from '#core/fault.ts';
import { record, signedIn, turns } from '#core/scenario.ts';
import { cell } from '#harness/cells.ts';
import {
  type Discovered,
  differences,
  discover,
  type HostUse,
  normalised,
  strangers,
} from '#harness/discovery.ts';
import { nearest, profileText, type Recorded, recordedProfiles } from '#harness/profiles.ts';
import { clients, ROOT } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { fly } from './fly.ts';

const MODEL = 'model.example';
const SIGN_IN = 'sign-in.example';
const STRANGER = 'telemetry.example';

const calm = record('calm', {
  title: 'Nothing is wrong',
  why: 'A control.',
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(8) }),
  work: turns({ count: 1, every: minutes(3) }),
  faults: [],
  exercises: [],
});

const order: RunOrder = {
  id: 'calm.a-client',
  scenario: calm,
  client: { name: 'a-client', version: '1.2.3' },
  profile: { provider: 'p', hosts: { [MODEL]: 'model', [SIGN_IN]: 'oauth' }, clientId: 'c' },
  cell: 'virtual',
  seed: 1,
  time: { kind: 'virtual', factor: 0 },
};

const began: Fact = { kind: 'run.began', format: 1, ...order };
const ended: Fact = { kind: 'run.ended' };

let attempts = 0;
const attempt = (
  what: Pick<Attempt, 'host' | 'operation'> & Partial<Attempt>,
  by: 'client' | 'harness' | 'human' = 'client',
): Fact => {
  attempts += 1;
  return { kind: 'attempt.began', attempt: attempts, by, layer: 'http', role: 'other', ...what };
};

const log = (...facts: readonly Fact[]) =>
  enter([began, ...facts, ended].map((fact) => ({ ...fact, at: 0 })));

const carrying = (...kinds: readonly ('access' | 'refresh' | 'code')[]) => ({
  presents: kinds.map((kind) => ({ kind, token: `${kind}-1` })),
});

test('a log tells whom a client asks, for what, and with which credentials', () => {
  const token = { host: SIGN_IN, operation: 'POST /token', endpoint: 'token' } as const;
  const seen = discover(
    log(
      attempt({ host: STRANGER, operation: 'A', layer: 'dns' }),
      attempt({ host: SIGN_IN, operation: 'handshake', layer: 'tls' }),
      attempt({ ...token, ...carrying('refresh') }),
      attempt({ ...token, ...carrying('code') }),
      attempt({ ...token, ...carrying('refresh') }),
      attempt({ host: MODEL, operation: 'POST /v1/messages', ...carrying('access') }),
      attempt({ host: MODEL, operation: 'GET /v1/files/12345', ...carrying('access') }),
      attempt({ host: MODEL, operation: 'GET /v1/files/67890' }),
    ),
  );
  expect(seen).toEqual({
    client: 'a-client',
    version: '1.2.3',
    scenario: 'calm',
    hosts: {
      [MODEL]: {
        role: 'model',
        requests: ['GET /v1/files/{id}', 'POST /v1/messages'],
        grants: [],
        credentials: ['access'],
      },
      [SIGN_IN]: {
        role: 'oauth',
        requests: ['POST /token'],
        grants: ['authorization_code', 'refresh_token'],
        credentials: ['code', 'refresh'],
      },
      [STRANGER]: { role: 'unknown', requests: [], grants: [], credentials: [] },
    },
  });
});

test('what a person or the harness asks for is not what the client asks for', () => {
  const page = { host: SIGN_IN, operation: 'GET /authorize' };
  const own = attempt({ host: MODEL, operation: 'POST /v1/messages' });
  const seen = discover(log(own, attempt(page, 'human'), attempt(page, 'harness')));
  expect(Object.keys(seen!.hosts)).toEqual([MODEL]);
});

const one = attempt({ host: MODEL, operation: 'GET /' });
const NOTHING: readonly (readonly [string, readonly Fact[]])[] = [
  ['no log', []],
  ['a log that does not begin', [one, ended]],
  ['a run that did not end', [began, one]],
  ['a run that failed on our side', [began, one, { kind: 'harness.failed', error: 'x' }, ended]],
  ['a client that asked nobody', [began, ended]],
  [
    'a client that got no further than a name',
    [began, attempt({ host: MODEL, operation: 'A', layer: 'dns' }), ended],
  ],
];

test.each(NOTHING)('nothing can be learnt from %s', (_, facts) => {
  expect(discover(enter(facts.map((fact) => ({ ...fact, at: 0 }))))).toBeUndefined();
});

const PATHS = [
  ['POST /v1/messages', 'POST /v1/messages'],
  ['HEAD /', 'HEAD /'],
  ['GET /api/claude_code_penguin_mode', 'GET /api/claude_code_penguin_mode'],
  ['GET /api/directory/server-urls', 'GET /api/directory/server-urls'],
  ['GET /v1internal/loadCodeAssist', 'GET /v1internal/loadCodeAssist'],
  ['POST /api/eval/sdk-zAZezfDKGoZuXXKe', 'POST /api/eval/{id}'],
  ['GET /orgs/6fd3a0c2-7d1e-4b61-9c1a-0f4f2f3c9b11/x', 'GET /orgs/{id}/x'],
  ['GET /items/42', 'GET /items/{id}'],
  ['GET /blobs/deadbeef01', 'GET /blobs/{id}'],
  ['GET /tokens/‹access-1›', 'GET /tokens/{id}'],
  ['GET /sessions/session_01abcdefghjkmnpqrs', 'GET /sessions/{id}'],
] as const;

test.each(PATHS)('%s is written down as %s', (operation, expected) => {
  expect(normalised(operation)).toBe(expected);
  expect(normalised(normalised(operation))).toBe(expected);
});

const use = (change: Partial<HostUse> = {}): HostUse => ({
  role: 'model',
  requests: ['GET /'],
  grants: [],
  credentials: ['access'],
  ...change,
});
const profile = (hosts: Readonly<Record<string, HostUse>>, version = '1.0.0'): Discovered => ({
  client: 'a-client',
  version,
  scenario: 'calm',
  hosts,
});

const CHANGES: readonly (readonly [string, HostUse | undefined, boolean, RegExp])[] = [
  ['a host that is gone', undefined, true, /^- model\.example: nobody asked/],
  ['another role', use({ role: 'other' }), true, /role was model and is other/],
  ['a role that nobody knows', use({ role: 'unknown' }), true, /is unknown/],
  ['a credential that it had not seen', use({ credentials: ['access', 'refresh'] }), true, /refr/],
  ['another grant', use({ grants: ['refresh_token'] }), true, /grant refresh_token/],
  ['a credential that it sees no more', use({ credentials: [] }), false, /^- .*access/],
  ['another path', use({ requests: ['GET /', 'GET /more'] }), false, /^\+ .*GET \/more/],
];

test.each(CHANGES)('%s is told, and is a finding where it has to be', (_, now, finding, text) => {
  const before = profile({ [MODEL]: use() });
  const found = differences(before, profile(now ? { [MODEL]: now } : {}));
  expect(found).toEqual([{ finding, text: expect.stringMatching(text) }]);
});

test('a host that is new is a finding', () => {
  const found = differences(profile({}), profile({ [STRANGER]: use({ role: 'unknown' }) }));
  expect(found).toEqual([{ finding: true, text: expect.stringContaining(`+ ${STRANGER}: new`) }]);
});

test('a profile does not differ from itself, nor from what was read back', () => {
  const hosts = fc.dictionary(
    fc.domain(),
    fc.record({
      role: fc.constantFrom('model' as const, 'unknown' as const),
      requests: fc.array(fc.webPath()),
      grants: fc.constant([]),
      credentials: fc.subarray(['access' as const, 'refresh' as const]),
    }),
  );
  fc.assert(
    fc.property(hosts, (known) => {
      const whole = profile(known);
      expect(differences(whole, JSON.parse(profileText(whole)))).toEqual([]);
      const unknown = Object.values(known).filter(({ role }) => role === 'unknown');
      expect(strangers(whole)).toHaveLength(unknown.length);
    }),
  );
});

test('a version is compared with itself, or with the one before it, or with the oldest', () => {
  const known: readonly Recorded[] = ['2.1.9', '2.1.109', '3.0.0'].map((version) => ({
    path: version,
    profile: profile({}, version),
  }));
  const against = (version: string) => nearest(known, profile({}, version))?.path;
  expect(['2.1.9', '2.1.10', '2.1.329', '4.0.0', '1.0.0'].map(against)).toEqual([
    ...['2.1.9', '2.1.9', '2.1.109', '3.0.0', '2.1.9'],
  ]);
  expect(nearest(known, { ...profile({}), client: 'another' })).toBeUndefined();
});

const recorded = await recordedProfiles();
const adapters = await clients();

describe.each(
  recorded.map(({ path, profile }) => [basename(path, '.json'), path, profile] as const),
)('the recorded profile of %s', (_, path, known) => {
  test('names no host whose role its adapter does not know', () => {
    const { hosts } = adapters.get(known.client)!.profile;
    for (const [host, { role }] of Object.entries(known.hosts)) {
      expect([host, role]).toEqual([host, Object.hasOwn(hosts, host) ? hosts[host] : 'listed']);
    }
  });

  test('is as it was written', () => {
    expect(readFileSync(path, 'utf8')).toBe(profileText(known));
  });
});

const controls = [...adapters.values()].filter(({ control }) => control);

test.each(controls)('what was recorded of $name is what it asks for today', async (adapter) => {
  const [scenario] = await select(['calm']);
  const { entries } = await fly(scenario!, adapter, await cell('virtual'));
  const seen = discover(entries)!;
  const against = nearest(recorded, seen);
  expect(against, 'npm run discover -- --record would help').toBeDefined();
  expect(differences(against!.profile, seen), 'so would it here').toEqual([]);
});

const folder = mkdtempSync(join(tmpdir(), 'groundstop-discovery-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command, as it is called. */
const discovery = (...args: readonly string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const argv = ['--import', 'tsx', 'harness/cli.ts', 'discover', ...args];
    const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' };
    execFile(process.execPath, argv, { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

test('a client that is as recorded ends with 0, and its profile goes where it should', async () => {
  const output = join(folder, 'hosts.json');
  const { code, stdout, stderr } = await discovery('--client', 'hardened', '--output', output);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('As recorded in fixtures/profiles/hardened.json.');
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ schema: 1, client: 'hardened' });
});

const MISTAKES: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a client with a slip', ['--client', 'hardned'], /Did you mean hardened\?/],
  ['a scenario with faults', ['--scenario', 'nxdomain'], /it has faults.* calm would help/],
  ['one file for three clients', ['--output', 'x.json'], /3 clients do not fit into one file/],
];

test.each(MISTAKES)('%s is a mistake of usage, told in a line', async (_, args, line) => {
  const { code, stdout, stderr } = await discovery(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(line);
});

test('a profile that was written by hand is read with care', async () => {
  writeFileSync(join(folder, 'else.json'), '{"schema":1}');
  await expect(recordedProfiles(`${folder}/`)).rejects.toMatchObject({
    code: 'PROFILE_UNREADABLE',
  });
});
