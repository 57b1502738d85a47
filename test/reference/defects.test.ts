import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { mutant } from '#fixtures/clients/reference/configurations.ts';
import { type Defect, defects } from '#fixtures/clients/reference/defects.ts';
import {
  callsEcho,
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
/** How often a tool's result has been answered, over all flights. */
let asks = 0;
const gaps = ({ asked }: Flown) => asked.slice(1).map(({ at }, n) => at - asked[n]!.at);

/** Where a defect shows in one client by itself; test/mutants.test.ts flies them all. */
const trials: Partial<Record<Defect, Trial>> = {
  'refuses-while-valid': {
    plan: { tokenLeft: minutes(2), signIn: unavailable },
    look: ({ results }) => results[0] === 'done',
    sound: true,
    defective: false,
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
  'forgets-login': {
    plan: { tokenLeft: expired, signIn: unavailable },
    look: ({ stored }) => stored.refreshToken,
    sound: 'refresh-0',
    defective: '',
  },
  'hundred-attempts': {
    plan: { model: () => overloaded() },
    look: ({ asked, took }) => [asked.length, took[0]! < minutes(1)],
    sound: [7, true],
    defective: [100, true],
  },
  'fixed-interval': {
    plan: { model: (at) => (at < 3_000 ? overloaded() : undefined), chance: 0 },
    look: gaps,
    sound: [500, 1_000, 2_000],
    defective: [1_000, 1_000, 1_000],
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
