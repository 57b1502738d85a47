import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FLAWED, LAYERS, type Layer } from '#core/effect.ts';
import { type Attempt, type CredentialKind, ENDPOINTS, type FaultKind } from '#core/fault.ts';
import type { Json } from '#core/json.ts';
import { ROLES } from '#core/role.ts';
import { throughout } from '#core/timeline.ts';
import { gateFor } from '#test/gate.ts';
import { isHttpEffect } from './effects.ts';
import { docstring, pieces, sentences } from './modules.ts';

const faults = await pieces<FaultKind>('harness/faults');

/** What a transport can carry out, layer by layer. */
const WORDS: Readonly<Record<Exclude<Layer, 'http'>, readonly string[]>> = {
  dns: ['NXDOMAIN', 'SERVFAIL'],
  connect: ['reset'],
  tls: ['untrusted'],
};
const KINDS: readonly CredentialKind[] = [
  ...(['access', 'refresh', 'api-key', 'capability', 'code', 'device-code'] as const),
];

const at = <L extends Layer>(layer: L): fc.Arbitrary<Attempt<L>> =>
  fc.record({
    layer: fc.constant(layer),
    role: fc.constantFrom(...ROLES),
    host: fc.domain(),
    operation: fc.constantFrom('A', 'connect', 'handshake', 'POST /v1/messages'),
    endpoint: fc.constantFrom(...ENDPOINTS),
    presents: fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        token: fc.constantFrom('access-1', 'refresh-1', 'unknown'),
      }),
      { maxLength: 3 },
    ),
  });

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const params = fc.oneof(
  fc.dictionary(fc.constantFrom('status', 'seconds', 'how', 'endpoint', 'other'), json),
  fc.record({ status: fc.oneof(fc.integer(), fc.double(), fc.integer({ min: 400, max: 599 })) }),
  fc.record({ seconds: fc.oneof(fc.integer(), fc.double()) }),
  fc.record({ how: fc.oneof(fc.string(), fc.constantFrom(...FLAWED)) }),
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
        expect(isHttpEffect(effect), JSON.stringify(effect)).toBe(true);
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
