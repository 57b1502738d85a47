import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ClientAdapter, Place } from '#core/client.ts';
import { milliseconds, minutes, seconds } from '#core/duration.ts';
import type { Entry } from '#core/entry.ts';
import { FAMILIES, type ScenarioRecord } from '#core/scenario.ts';
import { count, isOpen, NOTHING_YET } from '#core/timeline.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import { ROOT } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { Ledger } from '#services/ledger.ts';
import type { Token } from '#services/token.ts';
import { type Flight, fly } from '#test/fly.ts';

const scenarios = await everyScenario();
const clients = [naive, claudeCodeLike, hardened];
const pairs = scenarios.flatMap((scenario) => clients.map((client) => [scenario, client] as const));
const named = pairs.map(
  ([scenario, client]) => [scenario.id, client.name, scenario, client] as const,
);
const calm = scenarios.find(({ id }) => id === 'calm')!;
const nxdomain = scenarios.find(({ id }) => id === 'nxdomain')!;

/** A flight, and every credential that its services issued: each is minted by the ledger. */
interface Flown extends Flight {
  readonly issued: readonly Token[];
}

async function flown(scenario: ScenarioRecord, client: ClientAdapter, seed = 1): Promise<Flown> {
  const issue = vi.spyOn(Ledger.prototype, 'issue');
  try {
    const flight = await fly(scenario, client, virtual, { seed });
    return { ...flight, issued: issue.mock.results.map(({ value }) => value) };
  } finally {
    issue.mockRestore();
  }
}

const flights = new Map<string, Promise<Flown>>();

/** A flight that several claims are about: it is flown once. */
function once(scenario: ScenarioRecord, client: ClientAdapter): Promise<Flown> {
  const key = `${scenario.id} ${client.name}`;
  const flight = flights.get(key) ?? flown(scenario, client);
  flights.set(key, flight);
  return flight;
}

/** Pieces of a text that would be enough to know it by. */
const pieces = (text: string): readonly string[] =>
  Array.from({ length: Math.max(1, text.length - 15) }, (_, at) => text.slice(at, at + 16));

/** The credentials of which a piece stands in a text. */
function foundIn(text: string, issued: readonly Token[]): readonly string[] {
  return issued
    .filter(({ secret }) => pieces(secret).some((piece) => text.includes(piece)))
    .map(({ name }) => name);
}

test.each(named)('%s, %s: the same seed gives the same bytes', async (_, __, scenario, client) => {
  const [one, other] = [await once(scenario, client), await flown(scenario, client)];
  expect(one.text.length).toBeGreaterThan(1_000);
  expect(other.text).toBe(one.text);
});

const seeded = named.filter(([, client]) => client === 'hardened');

test.each(seeded)('%s, %s: another seed gives another log', async (_, __, scenario, client) => {
  const [one, other] = [await once(scenario, client), await flown(scenario, client, 2)];
  const facts = (entries: readonly Entry[]) => JSON.stringify(entries.slice(1));
  // Code words are drawn. Where nobody was told one, and nobody waited, nothing is left to chance.
  const drawn = one.evidence.works.some(({ nonce, deed }) => nonce && deed === 'turn');
  if (drawn) expect(facts(other.entries)).not.toBe(facts(one.entries));
  if (scenario.id === 'refresh-denied') expect(drawn).toBe(false);
  if (scenario.family === 'control') expect(drawn).toBe(true);
});

test('a whole process gives the same bytes as this one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-run-'));
  try {
    // One of each family: what they have to do with a process of their own, they have in common.
    const some = FAMILIES.map((each) => scenarios.find(({ family }) => family === each)!);
    const ids = some.map(({ id }) => id);
    const args = ['harness/cli.ts', 'scenario', ...ids, '--output', folder, '--seed', '5'];
    const cwd = { cwd: ROOT };
    await promisify(execFile)(`${ROOT}node_modules/.bin/tsx`, args, cwd).catch(() => undefined);
    const logs = await readdir(join(folder, 'runs'));
    expect(logs).toHaveLength(some.length * clients.length);
    for (const [scenario, client] of pairs.filter(([{ id }]) => ids.includes(id))) {
      const { text } = await fly(scenario, client, virtual, { seed: 5 });
      const name = `${scenario.id}.${client.name}.virtual.5.ndjson`;
      expect(await readFile(join(folder, 'runs', name), 'utf8'), name).toBe(text);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each(named)('%s, %s: the log is whole', async (_, __, scenario, client) => {
  const { entries, evidence } = await once(scenario, client);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index));
  expect(entries[0]!.kind).toBe('run.began');
  expect(entries.at(-1)!.kind).toBe('run.ended');
  for (const [index, { at }] of entries.entries()) {
    expect(at).toBeGreaterThanOrEqual(entries[index - 1]?.at ?? at);
  }
  const began = evidence.of('attempt.began').map(({ attempt }) => attempt);
  const ended = evidence.of('attempt.ended').map(({ attempt }) => attempt);
  // Who has no credential yet may be kept from asking for one by the machine itself.
  if (scenario.given.credentials !== 'nothing') expect(began.length).toBeGreaterThan(0);
  expect(began).toEqual(began.map((_, index) => index + 1));
  expect(ended.toSorted((one, other) => one - other)).toEqual(began);
  const sessions = scenario.given.sessions ?? 1;
  const killed = evidence.of('act.done').filter(({ deed }) => deed === 'killed').length;
  expect(evidence.of('client.started')).toHaveLength(sessions * (1 + killed));
  expect(evidence.of('client.exited')).toHaveLength(sessions * (1 + killed));
  expect(evidence.of('harness.failed')).toEqual([]);
});

test.each(named)('%s, %s: every piece of work is told of', async (_, __, scenario, client) => {
  const { entries, evidence } = await once(scenario, client);
  const { work, given } = scenario;
  const { sessions = 1 } = given;
  const over = evidence.of('work.ended').map((entry) => entry.work);
  expect(new Set(over).size).toBe(over.length);
  const began = evidence.of('work.began');
  for (const piece of over) expect(began.map((entry) => entry.work)).toContain(piece);
  for (let session = 1; session <= sessions; session += 1) {
    const mine = began.filter((entry) => (entry.session ?? 1) === session);
    const due = Array.from({ length: work.count }, (_, beat) => `w${beat * sessions + session}`);
    const inLine = mine.map((entry) => entry.work).filter((piece) => due.includes(piece));
    const unended = mine.filter((entry) => !over.includes(entry.work));
    // Who has kept us waiting for so long that we gave up is handed nothing more.
    const hung = unended.length > 0;
    expect(inLine).toEqual(hung ? due.slice(0, inLine.length) : due);
    expect(unended).toEqual(hung ? [mine.at(-1)] : []);
    if (hung) expect(entries.at(-1)!.at - unended[0]!.at).toBeGreaterThanOrEqual(minutes(12));
    // Beside its own, only what somebody who is there was advised to do, right after it.
    const advised = mine.filter((entry) => !due.includes(entry.work));
    if (!work.attended) expect(advised).toEqual([]);
    for (const entry of advised) {
      expect(`${mine[mine.indexOf(entry) - 1]!.work}-sign-in`).toBe(entry.work);
      expect(entry.deed).toBe('sign-in');
    }
  }
});

test.each(named)('%s, %s: no answer is left unread', async (_, __, scenario, client) => {
  const { entries, evidence } = await once(scenario, client);
  const end = entries.at(-1)!.at;
  const began = new Map(evidence.of('attempt.began').map(({ attempt, at }) => [attempt, at]));
  const open = evidence
    .of('attempt.ended')
    .filter(({ error }) => error === 'still open when the run ended');
  // But for what was still on its way when the client left.
  expect(open.filter(({ attempt }) => end - began.get(attempt)! > seconds(2))).toEqual([]);
});

test.each(named)('%s, %s: the log says by itself which windows were open', async (...pair) => {
  const [, , scenario, client] = pair;
  const { entries } = await once(scenario, client);
  const open = scenario.faults.map(() => false);
  let tally = NOTHING_YET;
  for (const entry of entries) {
    if (entry.kind === 'fault.opened' || entry.kind === 'fault.closed') {
      open[entry.window] = entry.kind === 'fault.opened';
    }
    if (entry.kind === 'attempt.began') {
      const recomputed = scenario.faults.map(
        (each, n) => each.until !== 'at once' && isOpen(each, n, tally, entry.at),
      );
      expect(recomputed, `entry ${entry.seq}`).toEqual(open);
    }
    tally = count(tally, entry, entry.at);
  }
});

test.each(named)('%s, %s: no line holds a secret, or a piece of one', async (...pair) => {
  const [, , scenario, client] = pair;
  const { text, evidence, issued } = await once(scenario, client);
  // These are all of them: the log tells of each by its name.
  const told = evidence.of('ledger').filter(({ act }) => act === 'issued');
  expect(issued.map(({ name }) => name)).toEqual(told.map(({ token }) => token));
  if (scenario.given.credentials !== 'nothing') expect(issued.length).toBeGreaterThan(0);
  expect(foundIn(text, issued)).toEqual([]);
});

test('the secrets that are searched for are those that a client is given', async () => {
  const stored: string[] = [];
  const readStore = (text: string) => {
    stored.push(text);
    return hardened.readStore(text);
  };
  const signIn = scenarios.find(({ id }) => id === 'calm-sign-in')!;
  const { issued } = await flown(signIn, { ...hardened, readStore });
  expect(issued.map(({ kind }) => kind)).toContain('code');
  const login = issued.filter(({ kind }) => kind === 'access' || kind === 'refresh').slice(-2);
  expect(foundIn(stored.at(-1)!, issued)).toEqual(login.map(({ name }) => name));
});

test('a client that calls for help is heard, once', async () => {
  const { evidence } = await once(nxdomain, hardened);
  const said = { class: 'dns', text: 'Cannot sign in: ENOTFOUND at platform.claude.com.' };
  expect(evidence.of('alert.raised')).toMatchObject([said]);
});

test('a token that a client prints is told of, and not written down', async () => {
  const { text, evidence, issued } = await flown(nxdomain, mutants.get('prints-token')!.adapter);
  expect(evidence.of('secret.found').map(({ token }) => token)).toContain('access-1');
  expect(foundIn(text, issued)).toEqual([]);
});

test('in calm every piece of work is answered, and nothing is raised', async () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const { judgement, evidence } = await fly(calm, hardened, virtual, { seed });
    expect(judgement).toMatchObject({ verdict: 'transparent', failed: [], regret: 0 });
    expect(evidence.works.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: calm.work.count }, () => 'answered'),
    );
    expect(evidence.struck).toEqual([]);
  }
});

/** A client that was made up for one test. */
const madeUp = (program: (place: Place) => Promise<number>): ClientAdapter => ({
  ...hardened,
  name: 'made-up',
  control: false,
  program,
});

const RESULT = (text: string, isError = false) =>
  JSON.stringify({ type: 'result', is_error: isError, result: text });

/** Take each piece of work in hand and do this with it. */
const eachWork =
  (act: (place: Place, line: string) => Promise<void> | void) =>
  async (place: Place): Promise<number> => {
    for await (const line of place.input) await act(place, line);
    return 0;
  };

/** One that a fault strikes, whatever else it does. */
const struck = (then: (place: Place, line: string) => Promise<void> | void) =>
  eachWork(async (place, line) => {
    await place.fetch('https://platform.claude.com/v1/oauth/token').catch(() => undefined);
    await then(place, line);
  });

const HUGE = 'x'.repeat(10_000_000);
const HOSTILE = [
  '\u0000\u0001\u001b[2J\u001b]0;title\u0007',
  '\ud800 half a pair \udfff',
  'two\nlines\r\nand a\u2028separator',
  '{"type":"result","is_error":false,"result":{"toString":null}}',
  '{"type":"result","result":[[[[[]]]]]}',
  '<script>alert(1)</script>',
  '{"type":"system","subtype":"retry","error":{},"attempt":[],"delay_ms":null}',
  '{"__proto__":{"type":"result"}}',
  '[]',
  'null',
  '',
];

const ODD: Readonly<Record<string, (place: Place) => Promise<number>>> = {
  'throws at once': () => {
    throw new Error('at once');
  },
  'rejects at once': async () => Promise.reject(new Error('at once')),
  'throws what is no error': async () => Promise.reject(undefined),
  'throws in the middle of its work': eachWork(() => {
    throw new Error('in the middle');
  }),
  'throws in a timer': eachWork((place) => {
    place.clock.after(milliseconds(5), () => {
      throw new Error('in a timer');
    });
  }),
  'never answers': struck(() => new Promise(() => undefined)),
  'never reads its input': () => new Promise(() => undefined),
  'exits at once': async () => 0,
  'exits at once with a code': async () => 7,
  'exits after its first work': async ({ input }) => {
    for await (const _ of input) return 0;
    return 0;
  },
  'prints hostile bytes': struck((place) => {
    for (const text of HOSTILE) {
      place.print('stdout', text);
      place.print('stderr', text);
    }
    place.print('stdout', RESULT(HOSTILE.join(' '), true));
  }),
  'claims what it has not done': struck((place) => place.print('stdout', RESULT('done'))),
  'answers more often than it is asked': struck((place) => {
    for (let n = 0; n < 5; n += 1) place.print('stdout', RESULT('again', true));
  }),
  'answers when nobody has asked': async (place) => {
    place.print('stdout', RESULT('before'));
    const code = await struck(({ print }) => print('stdout', RESULT('no', true)))(place);
    place.print('stdout', RESULT('after'));
    return code;
  },
  'removes its store': struck((place) => {
    place.store.remove();
    place.print('stdout', RESULT('no', true));
  }),
  'writes nonsense into its store': struck((place) => {
    for (const text of HOSTILE) place.store.write(text);
    place.print('stdout', RESULT('no', true));
  }),
  'leaves its answers unread': struck(async (place) => {
    await place.fetch('https://api.anthropic.com/v1/messages', { method: 'POST' });
    place.print('stdout', RESULT('no', true));
  }),
  'gives up on everything': struck(async (place) => {
    const aborter = new AbortController();
    place.clock.after(milliseconds(30), () => aborter.abort());
    const init = { signal: aborter.signal };
    await place.fetch('https://api.anthropic.com/', init).catch(() => undefined);
    place.print('stdout', RESULT('no', true));
  }),
  'does not leave when it is asked to': async (place) => {
    await struck(({ print }) => print('stdout', RESULT('no', true)))(place);
    return new Promise(() => undefined);
  },
};

/** An outage that is always there, so that whatever is tried is struck. */
const outage: ScenarioRecord = {
  ...nxdomain,
  id: 'outage',
  work: { count: 2, every: minutes(1), tool: false },
  faults: [{ ...nxdomain.faults[0]!, from: { on: 'start' }, until: 'the end' }],
  exercises: ['bound.no-hang', 'save.no-loss'],
};

test.each(Object.entries(ODD))(
  'a client that %s: the run ends, and the log is whole',
  async (name, program) => {
    const { entries, evidence, judgement, text } = await fly(outage, madeUp(program), virtual);
    expect(evidence.of('harness.failed'), name).toEqual([]);
    expect(entries.at(-1)!.kind).toBe('run.ended');
    expect(evidence.of('client.exited')).toHaveLength(1);
    expect(evidence.of('attempt.ended')).toHaveLength(evidence.of('attempt.began').length);
    expect(evidence.of('sink.searched')).toHaveLength(3);
    expect(evidence.of('store').at(-1)!.look).toBe('after');
    expect(text.length).toBeLessThan(1_000_000);
    // None of them has done any work: none can have been as good as a client that waits it out.
    expect(evidence.works.every(({ outcome }) => outcome !== 'answered')).toBe(true);
    const tried = evidence.attempts.length > 0;
    if (tried) expect(['degraded', 'grounded', 'harmful', 'graceful']).toContain(judgement.verdict);
    else expect(judgement.verdict).toBe('invalid');
  },
  60_000,
);

test.each([
  ['never answers', 'grounded', 'bound.no-hang'],
  ['claims what it has not done', undefined, 'bound.honest-outcome'],
  ['removes its store', 'harmful', 'save.no-loss'],
] as const)('a client that %s is found out', async (name, verdict, check) => {
  const { judgement } = await fly(outage, madeUp(ODD[name]!), virtual);
  if (verdict) expect(judgement.verdict).toBe(verdict);
  expect(judgement.failed).toContain(check);
});

test('an end that we had to bring about is ours in the log', async () => {
  const stays = await fly(outage, madeUp(ODD['does not leave when it is asked to']!), virtual);
  expect(stays.evidence.of('client.exited')).toMatchObject([{ code: null, by: 'harness' }]);
  const leaves = await fly(outage, madeUp(ODD['exits at once with a code']!), virtual);
  expect(leaves.evidence.of('client.exited')).toMatchObject([{ code: 7, by: 'client' }]);
  expect(leaves.evidence.works.map(({ outcome }) => outcome)).toEqual(['lost', 'lost']);
});

const prints = (megabytes: number) =>
  struck((place, line) => {
    const most = line.includes('item w1?') ? megabytes / 10 : 0;
    for (let n = 0; n < most; n += 1) place.print('stdout', HUGE);
    place.print('stdout', RESULT('no', true));
  });

test('a client that prints a hundred megabytes leaves a small log that tells of them', async () => {
  const { evidence, text } = await fly(outage, madeUp(prints(100)), virtual);
  const [first] = evidence.of('client.said');
  expect([first!.text.length, first!.cut]).toEqual([2_000, 9_998_000]);
  const [searched] = evidence.of('sink.searched');
  expect(searched!.bytes).toBeGreaterThan(100_000_000);
  expect(text.length).toBeLessThan(100_000);
}, 60_000);

test('a client waits no longer for its next work than the beat, and none is skipped', async () => {
  const slow = eachWork(async (place) => {
    await place.clock.sleep(seconds(90));
    place.print('stdout', RESULT('late', true));
  });
  const { evidence } = await fly(outage, madeUp(slow), virtual);
  expect(evidence.works.map(({ at, endedAt }) => [at, endedAt])).toEqual([
    [0, 90_000],
    [90_000, 180_000],
  ]);
});

/** An adapter that fails at what it is there for, which is our fault and not its client's. */
const FAILING: Readonly<Record<string, Partial<ClientAdapter>>> = {
  'cannot read a store': {
    readStore: () => {
      throw new Error('a bug');
    },
  },
  'cannot read a line': {
    hear: () => {
      throw new Error('a bug');
    },
  },
  'cannot say how to start': {
    launch: () => {
      throw new Error('a bug');
    },
  },
  'cannot hand over work': {
    turn: () => {
      throw new Error('a bug');
    },
  },
};

test.each(Object.entries(FAILING))(
  'an adapter that %s makes the run invalid',
  async (_, change) => {
    const { entries, evidence, judgement } = await fly(
      nxdomain,
      { ...hardened, ...change },
      virtual,
    );
    expect(evidence.of('harness.failed')[0]!.error).toBe('a bug');
    expect(entries.at(-1)!.kind).toBe('run.ended');
    expect(judgement.verdict).toBe('invalid');
    expect(judgement.because).toContain('a bug');
    // The client has heard nothing of it.
    expect(JSON.stringify(evidence.of('client.said'))).not.toContain('a bug');
  },
);

test('an adapter that stumbles over a changed store does not trouble its client', async () => {
  let looks = 0;
  const readStore = (text: string) => {
    looks += 1;
    if (looks > 1) throw new Error('a bug');
    return hardened.readStore(text);
  };
  const { evidence, judgement } = await fly(calm, { ...hardened, readStore }, virtual);
  expect(evidence.of('harness.failed')[0]!.error).toBe('a bug');
  expect(judgement.verdict).toBe('invalid');
  // What it was doing when it wrote to its store came to a good end.
  expect(evidence.works.every(({ outcome }) => outcome === 'answered')).toBe(true);
});
