import { expect, test } from 'vitest';
import { hours, minutes } from '#core/duration.ts';
import { Failure } from '#fixtures/clients/reference/errors.ts';
import { kitFor } from '#fixtures/clients/reference/kit.ts';
import { LoginKeeper } from '#fixtures/clients/reference/login.ts';
import type { Mitigation } from '#fixtures/clients/reference/mitigations.ts';
import { Patience } from '#fixtures/clients/reference/retry.ts';
import { SignIn } from '#fixtures/clients/reference/sign-in.ts';
import {
  FakeWorld,
  fly,
  hardened,
  inMinutes,
  naive,
  rejected,
  type Sent,
  signedFor,
  thrown,
  unavailable,
  without,
} from './fake-place.ts';

const expired = minutes(-60);
const unreachable = () => thrown('ENOTFOUND');
const isEntitlement = ({ path }: Sent) => path === '/api/oauth/entitlements';

test('cached-entitlements makes a difference', async () => {
  const flown = async (...gone: readonly Mitigation[]) => {
    const { sent, results } = await fly({
      configuration: without('no-entitlement-check', ...gone),
      turns: inMinutes(0, 14.9, 15, 20, 40),
      aside: (at) => (at >= minutes(16) && at < minutes(30) ? unavailable() : undefined),
    });
    const asks = sent.filter(isEntitlement).map(({ at }) => Math.floor(at / minutes(1)));
    return [[...new Set(asks)], results.map((result) => result === 'done')];
  };
  const well = [true, true, true];
  expect(await flown()).toEqual([
    [0, 15, 40],
    [...well, true, true],
  ]);
  expect(await flown('cached-entitlements')).toEqual([
    [0, 14, 15, 20, 40],
    [...well, false, true],
  ]);
});

test('what a client is entitled to is no question with a token from elsewhere', async () => {
  const { sent } = await fly({ configuration: naive, token: 'a-year' });
  expect(sent.filter(isEntitlement)).toEqual([]);
});

test('a token that is turned away there is left to the model to judge', async () => {
  const aside = () => rejected();
  expect((await fly({ configuration: naive, aside })).results).toEqual(['done']);
});

test('that a capability token is turned away is not put on its variable', async () => {
  const { results, asked } = await fly({
    ...{ configuration: hardened, tokenLeft: expired, signIn: unreachable },
    ...{ capability: signedFor(hours(1)), model: () => rejected() },
  });
  expect(asked).toHaveLength(1);
  expect(results[0]).not.toContain('GROUNDSTOP_CAPABILITY');
});

test('a capability token is used no longer than it says, nor by who has signed out', async () => {
  const plan = { configuration: hardened, tokenLeft: expired, signIn: unreachable };
  const turns = inMinutes(0, 9, 10);
  const flown = await fly({ ...plan, turns, capability: signedFor(minutes(10)) });
  expect(flown.results.map((result) => result === 'done')).toEqual([true, true, false]);
  expect(flown.asked).toHaveLength(2);
  expect((await fly({ ...plan, capability: 'no token at all' })).asked).toEqual([]);

  const kit = kitFor(new FakeWorld({ ...plan, capability: signedFor(hours(1)) }).place(), hardened);
  const keeper = new LoginKeeper(kit);
  const signIn = new SignIn(kit, keeper);
  signIn.beginTurn(new Patience());
  expect(await signIn.credential()).toMatchObject({ kind: 'capability' });
  keeper.remove();
  expect(await signIn.credential()).toBeInstanceOf(Failure);
});
