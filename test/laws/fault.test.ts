import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LAYERS, type Layer } from '#core/effect.ts';
import type { ActKind, Attempt, FaultKind } from '#core/fault.ts';
import type { Json } from '#core/json.ts';
import { ROLES } from '#core/role.ts';
import { throughout } from '#core/timeline.ts';
import { gateFor } from '#test/gate.ts';
import { docstring, type Piece, pieces, sentences } from './modules.ts';

const kinds = await pieces<FaultKind | ActKind>('harness/faults');
/** What is done to the client's own world has laws of its own. */
const faults = kinds.filter((kind): kind is Piece<FaultKind> =>
  (LAYERS as readonly string[]).includes(kind.value.layer),
);

/** What a transport can carry out, layer by layer. */
const WORDS: Readonly<Record<Exclude<Layer, 'http'>, readonly string[]>> = {
  dns: ['NXDOMAIN', 'SERVFAIL'],
  connect: ['reset'],
  tls: ['untrusted'],
};
const REFUSALS = ['unauthorized', 'invalid-grant', 'unavailable', 'overloaded'];

const at = <L extends Layer>(layer: L): fc.Arbitrary<Attempt<L>> =>
  fc.record({
    layer: fc.constant(layer),
    role: fc.constantFrom(...ROLES),
    host: fc.domain(),
    operation: fc.constantFrom('A', 'connect', 'handshake', 'POST /v1/messages'),
    endpoint: fc.constantFrom('token', 'messages', 'other'),
    presents: fc.array(
      fc.record({
        kind: fc.constantFrom('access', 'refresh', 'api-key'),
        token: fc.constantFrom('access-1', 'refresh-1', 'unknown'),
      }),
      { maxLength: 3 },
    ),
  });

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const params = fc.oneof(
  fc.dictionary(fc.constantFrom('status', 'other'), json),
  fc.record({ status: fc.oneof(fc.integer(), fc.double(), fc.integer({ min: 400, max: 599 })) }),
);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe.each(faults)('$id', ({ id, text, value: kind }) => {
  test('its name is that of its file, and it aims where it is told', () => {
    expect(kind.fault).toBe(id);
    for (const role of ROLES) {
      expect(kind(role, { a: 1 })).toMatchObject({ name: id, layer: kind.layer, role });
    }
  });

  test('the same attempt meets the same effect, also after a trip through JSON', () => {
    fc.assert(
      fc.property(at(kind.layer), params, (attempt, given) => {
        const fault = kind('oauth', given);
        const effect = fault.strike(attempt);
        expect(fault.strike(copy(attempt))).toEqual(effect);
        const again = kind('oauth', copy(given));
        expect(again.strike(attempt)).toEqual(effect);
        expect(copy(fault.params)).toEqual(copy(given));
      }),
    );
  });

  test('whatever its parameters, its effect is one that a transport can carry out', () => {
    fc.assert(
      fc.property(at(kind.layer), params, (attempt, given) => {
        const effect = kind('oauth', given).strike(attempt);
        if (effect === undefined) return;
        if (kind.layer !== 'http') {
          expect(WORDS[kind.layer]).toContain(effect);
          return;
        }
        const { refuse, status } = effect as { refuse: string; status: number };
        expect(REFUSALS).toContain(refuse);
        expect(Number.isInteger(status) && status >= 400 && status <= 599, `${status}`).toBe(true);
      }),
    );
  });

  test('it strikes at its own layer, and at no other', () => {
    const struckAt = (layer: Layer) =>
      fc.sample(at(layer), { numRuns: 200, seed: 1 }).some((attempt) => {
        const gate = gateFor([throughout(kind(attempt.role))]);
        return gate.cross(attempt).effect !== undefined;
      });
    expect(LAYERS.filter(struckAt)).toEqual([kind.layer]);
  });

  test('its docstring says where it happens, what clients get wrong, and who says so', () => {
    const comment = docstring({ id, text });
    expect(sentences(comment)).toBeGreaterThanOrEqual(2);
    expect(comment).toMatch(/^@see \S/m);
  });
});
