import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { mutant } from '#fixtures/clients/reference/configurations.ts';
import { type Defect, defects } from '#fixtures/clients/reference/defects.ts';
import {
  callsEcho,
  denied,
  type Flown,
  fly,
  hardened,
  inMinutes,
  overloaded,
  type Plan,
  rejected,
  says,
  thrown,
  unavailable,
} from './fake-place.ts';

/** A flight in which a defect shows, and what of it to look at. */
interface Trial {
  readonly plan: Omit<Plan, 'configuration'>;
  readonly look: (flown: Flown) => unknown;
  readonly sound: unknown;
  readonly defective: unknown;
}

const expired = minutes(-60);
const untilMinute = (count: number) => (at: number) =>
  at < minutes(count) ? unavailable() : undefined;
/** For a minute. */
const gone = (at: number) => (at < minutes(1) ? thrown('ENOTFOUND') : undefined);
/** How often a tool's result has been answered, over all flights. */
let asks = 0;
const isFirst = (headers: Headers) => headers.get('authorization') === 'Bearer access-0';
const gaps = ({ asked }: Flown) => asked.slice(1).map(({ at }, n) => at - asked[n]!.at);

/** Where a defect shows in one client by itself; test/mutants.test.ts flies them all. */
const trials: Partial<Record<Defect, Trial>> = {
  'refuses-while-valid': {
    plan: { tokenLeft: minutes(2), signIn: unavailable },
    look: ({ results }) => results[0] === 'done',
    sound: true,
    defective: false,
  },
  'refreshes-late': {
    plan: { tokenLeft: minutes(2) },
    look: ({ grants }) => grants.length,
    sound: 1,
    defective: 0,
  },
  'gives-up-on-401': {
    plan: { model: (_, { headers }) => (isFirst(headers) ? rejected() : undefined) },
    look: ({ results }) => results[0] === 'done',
    sound: true,
    defective: false,
  },
  'dies-of-eai-again': {
    plan: { model: () => thrown('EAI_AGAIN') },
    look: ({ code }) => code,
    sound: 0,
    defective: 1,
  },
  hangs: {
    plan: { tokenLeft: expired, signIn: untilMinute(40) },
    look: ({ took }) => took[0]! > minutes(39),
    sound: false,
    defective: true,
  },
  'claims-success': {
    plan: { tokenLeft: expired, signIn: unavailable },
    look: ({ said }) => said.at(-1)?.subtype,
    sound: 'error',
    defective: 'success',
  },
  'blames-api-key': {
    plan: { model: () => thrown('ENOTFOUND') },
    look: ({ results }) => results[0]?.startsWith('Invalid API key.'),
    sound: false,
    defective: true,
  },
  'stack-trace': {
    plan: { model: () => thrown('ENOTFOUND') },
    look: ({ results }) => results[0]?.includes('    at post (client.js:42:11)'),
    sound: false,
    defective: true,
  },
  'advises-sign-in': {
    plan: { model: () => thrown('ENOTFOUND') },
    look: ({ results }) => results[0]?.includes('Please run /login.'),
    sound: false,
    defective: true,
  },
  'keeps-alarm': {
    plan: { model: (at) => (at < 1_000 ? overloaded() : undefined) },
    look: ({ said }) => said.some(({ subtype }) => subtype === 'cleared'),
    sound: true,
    defective: false,
  },
  'servfail-is-success': {
    plan: { model: () => thrown('EAI_AGAIN') },
    look: ({ said }) => said.at(-1)?.subtype,
    sound: 'error',
    defective: 'success',
  },
  'forgets-login': {
    plan: { tokenLeft: expired, signIn: unavailable },
    look: ({ stored }) => stored.refreshToken,
    sound: 'refresh-0',
    defective: '',
  },
  'keeps-in-memory': {
    plan: { tokenLeft: expired },
    look: ({ stored, results }) => [stored.refreshToken, results[0]],
    sound: ['refresh-1', 'done'],
    defective: ['refresh-0', 'done'],
  },
  'retries-blindly': {
    plan: { tokenLeft: expired, signIn: () => thrown('ECONNRESET') },
    look: ({ grants }) => grants.length,
    sound: 2,
    defective: 3,
  },
  'refreshes-often': {
    plan: { turns: inMinutes(0, 6, 12) },
    look: ({ grants }) => grants.length,
    sound: 0,
    defective: 2,
  },
  'clears-for-all': {
    plan: { tokenLeft: minutes(2), turns: inMinutes(0, 1), signIn: unavailable },
    look: ({ stored, results }) => [stored.refreshToken, results.map((text) => text === 'done')],
    sound: ['refresh-0', [true, true]],
    defective: [undefined, [true, false]],
  },
  'hundred-attempts': {
    plan: { model: () => overloaded() },
    look: ({ asked, took }) => [asked.length, took[0]! < minutes(1)],
    sound: [8, true],
    defective: [100, true],
  },
  'fixed-interval': {
    plan: { model: (at) => (at < 3_000 ? overloaded() : undefined), chance: 0 },
    look: gaps,
    sound: [500, 1_000, 2_000],
    defective: [1_000, 1_000, 1_000],
  },
  'no-jitter': {
    plan: { model: (at) => (at < 9_000 ? overloaded() : undefined), chance: 0.8 },
    look: gaps,
    sound: [400, 800, 1_600, 3_200, 2_000 + 0.8 * 17_000],
    defective: [500, 1_000, 2_000, 4_000, 8_000],
  },
  'waits-for-the-half-minute': {
    // The clock of the machine stands at twenty seconds past the minute.
    plan: { model: (at) => (at < 9_000 ? overloaded() : undefined), chance: 0 },
    look: ({ asked }) => asked.at(-1)?.at,
    sound: 9_500,
    defective: 10_000,
  },
  'ignores-hints': {
    plan: { model: (at) => (at < 17_000 ? overloaded({ 'retry-after': '17' }) : undefined) },
    look: (flown) => gaps(flown)[0],
    sound: 17_000,
    defective: 437.5,
  },
  'retries-denials': {
    plan: { tokenLeft: expired, signIn: denied },
    look: ({ grants }) => grants.length,
    sound: 1,
    defective: 3,
  },
  'nested-retries': {
    plan: { model: () => overloaded() },
    look: ({ asked }) => asked.length,
    sound: 8,
    defective: 27,
  },
  'probes-all-the-time': {
    plan: { tokenLeft: expired, turns: inMinutes(0, 1, 2, 3, 4, 5, 6), signIn: unavailable },
    look: (flown) => flown.grants.length,
    sound: 5 * 3 + 2,
    defective: 5 * 3 + 2 * 3,
  },
  'replays-everything': {
    plan: {
      turns: inMinutes(0, 1, 2),
      model: (at) => (at < minutes(2) ? overloaded() : undefined),
    },
    look: ({ asked }) => asked.filter(({ at }) => at >= minutes(2)).length,
    sound: 1,
    defective: 3,
  },
  'remembers-absence': {
    plan: { tokenLeft: expired, turns: inMinutes(0, 5, 59, 62), signIn: gone },
    look: ({ grants }) => grants.map(({ at }) => at >= minutes(5)),
    sound: [false, false, false, true, true],
    defective: [false, true],
  },
  'resolves-in-a-loop': {
    plan: { tokenLeft: expired, signIn: unavailable },
    look: ({ sent }) => sent.filter(({ host }) => host === 'status.claude.com').length,
    sound: 1,
    defective: 21,
  },
  latches: {
    plan: { tokenLeft: expired, turns: inMinutes(0, 5), signIn: untilMinute(2) },
    look: ({ results }) => results[1] === 'done',
    sound: true,
    defective: false,
  },
  'ignores-fallback': {
    plan: {
      tokenLeft: expired,
      signIn: unavailable,
      apiKey: { text: 'api-key-1', fallback: true },
    },
    look: ({ results }) => results[0] === 'done',
    sound: true,
    defective: false,
  },
  'takes-any-key': {
    plan: { tokenLeft: expired, signIn: unavailable, strayKey: 'stray-1' },
    look: ({ asked, said }) => [
      asked.map(({ headers }) => headers.get('x-api-key')),
      said.filter(({ subtype }) => subtype === 'notice'),
    ],
    sound: [[], []],
    defective: [['stray-1', 'stray-1'], []],
  },
  'one-breaker': {
    plan: { tokenLeft: minutes(2), signIn: unavailable },
    look: ({ asked }) => asked.length,
    sound: 1,
    defective: 0,
  },
  'logs-out-when-busy': {
    plan: { model: () => overloaded() },
    look: ({ results, stored }) => [
      results[0]?.startsWith('You are not signed in.'),
      'deniedAt' in stored,
    ],
    sound: [false, false],
    defective: [true, true],
  },
  'drops-prompt': {
    plan: {
      turns: inMinutes(0, 5),
      signIn: unavailable,
      model: (at) => (at < minutes(3) ? rejected() : undefined),
    },
    look: ({ asked }) => (asked.at(-1)!.body.messages as readonly object[]).length,
    sound: 2,
    defective: 1,
  },
  'runs-tools-again': {
    plan: {
      model: (_, { body: { messages } }) => {
        const { length } = messages as readonly object[];
        if (length === 1) return callsEcho('call-1', 'echo w1');
        asks += 1;
        return asks % 2 === 1 ? thrown('ECONNRESET') : says('done');
      },
    },
    look: ({ effects, results }) => [effects, results],
    sound: [['w1'], ['done']],
    defective: [['w1', 'w1'], ['done']],
  },
  'starts-afresh': {
    plan: { journal: [JSON.stringify({ role: 'user', content: 'What came before.' })] },
    look: ({ asked }) => (asked[0]!.body.messages as readonly object[]).length,
    sound: 2,
    defective: 1,
  },
  'waits-half-an-hour': {
    plan: { model: (at) => (at < minutes(5) ? overloaded() : undefined) },
    look: ({ took, results }) => [took[0]! > minutes(7), results[0] === 'done'],
    sound: [false, false],
    defective: [true, true],
  },
  'prints-token': {
    plan: {},
    look: ({ stderr }) => stderr.includes('access-0'),
    sound: false,
    defective: true,
  },
  'sends-token-elsewhere': {
    plan: {},
    look: ({ sent }) =>
      sent.filter(({ headers }) => headers.has('authorization')).map(({ host }) => host),
    sound: ['api.anthropic.com'],
    defective: ['telemetry.groundstop.test', 'api.anthropic.com'],
  },
};

for (const [name, trial] of Object.entries(trials)) {
  const { plan, look, sound, defective } = trial;
  test(`the mutant ${name} does what its defect says`, async () => {
    const broken = mutant(name as Defect);
    expect(look(await fly({ ...plan, configuration: hardened }))).toEqual(sound);
    expect(look(await fly({ ...plan, configuration: broken }))).toEqual(defective);
  });
}

test.each(defects)('in calm, the mutant %s answers', async (name) => {
  const flown = await fly({ configuration: mutant(name), turns: inMinutes(0, 58, 70) });
  expect(flown.results).toEqual(['done', 'done', 'done']);
  expect(flown.retries).toEqual([]);
});
