import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { mutant } from '#fixtures/clients/reference/configurations.ts';
import { type Defect, defects } from '#fixtures/clients/reference/defects.ts';
import {
  type Flown,
  fly,
  hardened,
  inMinutes,
  overloaded,
  type Plan,
  rejected,
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
