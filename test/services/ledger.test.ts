import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Login } from '#core/client.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Rotation } from '#core/scenario.ts';
import { CLIENT_ID, world } from './world.ts';

type Real = ReturnType<typeof world> & { readonly logins: Login[] };

interface Modelled {
  readonly family: number;
  readonly expiresAt: number;
  refresh: 'active' | 'rotated' | 'revoked';
  access: 'active' | 'revoked';
  rotatedAt: number;
}

/** The ledger in its simplest form: pairs in a list. */
interface Model {
  now: number;
  families: number;
  readonly rotation: Rotation;
  readonly pairs: Modelled[];
}

const LIFETIME = minutes(60);

const issue = (model: Model, family: number, expiresAt: number) =>
  model.pairs.push({ family, expiresAt, refresh: 'active', access: 'active', rotatedAt: 0 });

const pick = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(1, all.length)];

class SignIn implements fc.AsyncCommand<Model, Real> {
  readonly lasts: number;
  constructor(lasts: number) {
    this.lasts = lasts;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    model.families += 1;
    issue(model, model.families, model.now + this.lasts);
    real.logins.push(real.signIn(real.now() + this.lasts));
  }
  toString = () => `sign in for ${this.lasts} ms`;
}

class Refresh implements fc.AsyncCommand<Model, Real> {
  readonly which: number;
  readonly client: string;
  constructor(which: number, client: string) {
    this.which = which;
    this.client = client;
  }
  check = ({ pairs }: Readonly<Model>) => pairs.length > 0;
  async run(model: Model, real: Real) {
    const outcome = real.ledger.refresh(pick(real.logins, this.which)!.refreshToken, this.client);
    const expected = this.#expected(model, pick(model.pairs, this.which)!);
    expect(typeof outcome === 'string' ? outcome : 'a new pair').toBe(expected);
    if (typeof outcome === 'string') return;
    const { access, refresh } = outcome;
    real.logins.push({
      accessToken: access.text,
      refreshToken: refresh.text,
      expiresAt: access.expiresAt,
    });
  }
  #expected(model: Model, pair: Modelled): string {
    if (this.client !== CLIENT_ID) return 'another client';
    if (pair.refresh === 'revoked') return 'revoked';
    const isGrace = model.rotation === 'rotate-with-grace' && model.now - pair.rotatedAt <= 60_000;
    if (pair.refresh === 'rotated' && !isGrace) {
      if (model.rotation !== 'rotate-and-detect-reuse') return 'rotated away';
      end(model, pair.family);
      return 'reused';
    }
    if (pair.refresh === 'active')
      Object.assign(pair, { refresh: 'rotated', rotatedAt: model.now });
    issue(model, pair.family, model.now + LIFETIME);
    return 'a new pair';
  }
  toString = () => `refresh ${this.which} as ${this.client}`;
}

const end = (model: Model, family: number) => {
  for (const pair of model.pairs.filter((each) => each.family === family)) {
    Object.assign(pair, { refresh: 'revoked', access: 'revoked' });
  }
};

class Revoke implements fc.AsyncCommand<Model, Real> {
  readonly which: number;
  constructor(which: number) {
    this.which = which;
  }
  check = ({ pairs }: Readonly<Model>) => pairs.length > 0;
  async run(model: Model, real: Real) {
    const { family } = pick(model.pairs, this.which)!;
    end(model, family);
    real.ledger.revoke(`family-${family}`, 'told to');
  }
  toString = () => `revoke the family of ${this.which}`;
}

class Pass implements fc.AsyncCommand<Model, Real> {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  check = () => true;
  async run(model: Model, real: Real) {
    await real.pass(this.ms);
    model.now += this.ms;
  }
  toString = () => `${this.ms} ms pass`;
}

class Inspect implements fc.AsyncCommand<Model, Real> {
  check = ({ pairs }: Readonly<Model>) => pairs.length > 0;
  async run(model: Model, real: Real) {
    const seen = real.logins.map(({ accessToken }) => real.ledger.inspect(accessToken));
    const state = ({ access, expiresAt }: Modelled) =>
      access === 'revoked' ? 'revoked' : expiresAt <= model.now ? 'expired' : 'good';
    expect(seen).toEqual(model.pairs.map(state));
    for (const { refreshToken } of real.logins) {
      expect(real.ledger.inspect(refreshToken)).toBe('unknown');
    }
  }
  toString = () => 'inspect every token';
}

/** What the log alone says of every token. */
function fromTheLog({ facts, now }: Real): Map<string, string> {
  const states = new Map<string, string>();
  const expiry = new Map<string, number>();
  for (const fact of facts) {
    if (fact.kind !== 'ledger') continue;
    const { act, token, expiresAt } = fact;
    if (act === 'issued') states.set(token, 'active');
    if (act === 'issued' && expiresAt !== undefined) expiry.set(token, expiresAt);
    if (act === 'rotated' || act === 'revoked') states.set(token, act);
    if (act === 'expired') {
      expect(expiry.get(token)).toBeLessThanOrEqual(now());
      states.set(token, 'expired');
    }
  }
  return states;
}

const commands = [
  fc.constantFrom(-5_000, 0, 5_000, 90_000).map((lasts) => new SignIn(lasts)),
  fc.nat({ max: 20 }).map((which) => new Refresh(which, CLIENT_ID)),
  fc.nat({ max: 20 }).map((which) => new Refresh(which, CLIENT_ID)),
  fc.nat({ max: 20 }).map((which) => new Refresh(which, 'another-client')),
  fc.nat({ max: 20 }).map((which) => new Revoke(which)),
  fc.constantFrom(1, seconds(59), seconds(60), LIFETIME).map((ms) => new Pass(ms)),
  fc.constant(new Inspect()),
];

test.each<Rotation>(['rotate', 'rotate-with-grace', 'rotate-and-detect-reuse'])(
  'whatever is done to it, the ledger does as its model does, and the log tells it (%s)',
  async (rotation) => {
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (acts) => {
        const real: Real = { ...world({ rotation, lifetime: LIFETIME }), logins: [] };
        const model: Model = { now: 0, families: 0, rotation, pairs: [] };
        await fc.asyncModelRun(() => ({ model, real }), acts);
        const told = fromTheLog(real);
        for (const [index, pair] of model.pairs.entries()) {
          const access = pair.access === 'active' ? state(pair, model.now) : pair.access;
          const said = told.get(`access-${index + 1}`);
          // A token that had expired may be revoked all the same, and the log then says both.
          expect(said === 'active' ? state(pair, model.now) : said).toBe(access);
          expect(told.get(`refresh-${index + 1}`)).toBe(pair.refresh);
        }
        expect(told.size).toBe(2 * model.pairs.length);
      }),
      { numRuns: 150 },
    );
  },
);

const state = ({ expiresAt }: Modelled, now: number) => (expiresAt <= now ? 'expired' : 'active');

test('no two tokens are alike, and the same seed mints the same ones', () => {
  const minted = () => {
    const { signIn } = world();
    return Array.from({ length: 20 }, () => signIn()).flatMap((login) => [
      login.accessToken,
      login.refreshToken,
    ]);
  };
  expect(new Set(minted()).size).toBe(40);
  expect(minted()).toEqual(minted());
});
