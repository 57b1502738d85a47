import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { type Acts, REALMS, type Realm } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import { type ActKind, type FaultKind, isAct } from '#core/fault.ts';
import type { Json } from '#core/json.ts';
import { during, once, throughout } from '#core/timeline.ts';
import { Gate } from '#harness/gate.ts';
import { seeded } from '#time/seeded.ts';
import { docstring, type Piece, pieces, sentences } from './modules.ts';

const kinds = await pieces<FaultKind | ActKind>('harness/faults');
const acts = kinds.filter((kind): kind is Piece<ActKind> =>
  (REALMS as readonly string[]).includes(kind.value.layer),
);

/** Every deed that a stage knows, in a list that must name each of them. */
const listed =
  <T extends string>() =>
  (words: Readonly<Record<T, true>>): readonly string[] =>
    Object.keys(words);
const WORDS: Readonly<Record<Exclude<Realm, 'clock'>, readonly string[]>> = {
  store: listed<Acts['store']>()({
    'read-only': true,
    full: true,
    locked: true,
    'keychain-locked': true,
    truncated: true,
    corrupt: true,
    'wrong-types': true,
    removed: true,
    renewed: true,
    replaced: true,
  }),
  process: listed<Acts['process']>()({ frozen: true, killed: true }),
  place: listed<Acts['place']>()({ 'port-taken': true, 'no-browser': true }),
  grant: listed<Acts['grant']>()({
    revoked: true,
    'access-revoked': true,
    'rotated-elsewhere': true,
  }),
};

const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>;
const params = fc.oneof(
  fc.dictionary(fc.constantFrom('minutes', 'other'), json),
  fc.record({ minutes: fc.oneof(fc.integer(), fc.double(), fc.integer({ min: -600, max: 600 })) }),
);
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** A gate at a time that can be set, and what was done and told. */
function gated(timeline: ConstructorParameters<typeof Gate>[0], undoes = true) {
  const seen: string[] = [];
  const facts: Fact[] = [];
  let now = 0;
  const gate = new Gate(timeline, {
    now: () => now,
    tell: (fact) => facts.push(fact),
    random: seeded(1),
    act: ({ name }) => {
      seen.push(`do ${name}`);
      return undoes ? () => seen.push(`undo ${name}`) : undefined;
    },
  });
  return {
    gate,
    seen,
    facts,
    at: (time: number) => {
      now = time;
      gate.turn();
    },
  };
}

test('every deed that there is has an act that does it', () => {
  const done = new Set(acts.map(({ value }) => JSON.stringify(value().deed)));
  for (const words of Object.values(WORDS)) {
    for (const word of words) expect(done.has(JSON.stringify(word)), word).toBe(true);
  }
});

describe.each(acts)('$id', ({ id, text, value: kind }) => {
  test('its name is that of its file, and it aims at the client', () => {
    expect(kind.fault).toBe(id);
    expect(REALMS).toContain(kind.layer);
    const act = kind({ a: 1 });
    expect(act).toMatchObject({ name: id, layer: kind.layer, role: 'client', params: { a: 1 } });
    expect(isAct(act)).toBe(true);
  });

  test('whatever its parameters, its deed is one that a stage knows, and is data', () => {
    fc.assert(
      fc.property(params, (given) => {
        const { deed } = kind(given);
        expect(copy(deed)).toEqual(deed);
        expect(kind(copy(given)).deed).toEqual(deed);
        if (kind.layer !== 'clock') {
          expect(WORDS[kind.layer as keyof typeof WORDS]).toContain(deed);
          return;
        }
        const { ahead } = deed as Acts['clock'];
        // As far as a date can be written down from today.
        expect(new Date(Date.UTC(2026, 3, 7) + ahead).getTime()).not.toBeNaN();
      }),
    );
  });

  test('what is done when its window opens is undone when it closes', () => {
    const window = during({ from: minutes(1), until: minutes(2) }, kind());
    const { seen, facts, at } = gated([window]);
    at(0);
    expect(seen).toEqual([]);
    at(minutes(1));
    expect(seen).toEqual([`do ${id}`]);
    at(minutes(2));
    at(minutes(3));
    expect(seen).toEqual([`do ${id}`, `undo ${id}`]);
    expect(facts.map((fact) => [fact.kind, 'undone' in fact])).toEqual([
      ['fault.opened', false],
      ['act.done', false],
      ['fault.closed', false],
      ['act.done', true],
    ]);
  });

  test('what is still done at the end of the run is undone then, once', () => {
    const { seen, gate, at } = gated([throughout(kind())]);
    at(0);
    gate.settle();
    gate.settle();
    expect(seen).toEqual([`do ${id}`, `undo ${id}`]);
  });

  test('done at once it is done once, and nothing undoes it before the end', () => {
    const { seen, at } = gated([once(minutes(1), kind())], false);
    for (const time of [0, 1, 2, 3]) at(minutes(time));
    expect(seen).toEqual([`do ${id}`]);
  });

  test('its docstring says where it happens, what clients get wrong, and who says so', () => {
    const comment = docstring({ id, text });
    expect(sentences(comment)).toBeGreaterThanOrEqual(2);
    expect(comment).toMatch(/^@see \S/m);
  });
});

test('what cannot be done is told, and is not undone', () => {
  const facts: Fact[] = [];
  const gate = new Gate([throughout(acts[0]!.value())], {
    now: () => 0,
    tell: (fact) => facts.push(fact),
    random: seeded(1),
    act: () => {
      throw new Error('not here');
    },
  });
  gate.turn();
  gate.settle();
  expect(facts).toMatchObject([{ kind: 'fault.opened' }, { kind: 'act.done', error: 'not here' }]);
});
