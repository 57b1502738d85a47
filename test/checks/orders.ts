import type { Declared, Entry } from '#core/entry.ts';
import type { Deed, Given, Mode } from '#core/scenario.ts';
import { attempt, type Piece, type Timed } from './logs.ts';

interface Other {
  readonly given?: Partial<Given>;
  readonly declares?: Declared;
  readonly mode?: Mode;
}

/** The same log, under an order that gives the client something else, or holds it to more. */
export const under = (log: readonly Entry[], { given, declares, mode }: Other): readonly Entry[] =>
  log.map((entry) => {
    if (entry.kind !== 'run.began') return entry;
    const { scenario, client } = entry;
    return {
      ...entry,
      scenario: {
        ...scenario,
        given: { ...scenario.given, ...given },
        work: { ...scenario.work, ...(mode && { mode }) },
      },
      client: { ...client, ...(declares && { declares }) },
    };
  });

/** Work that is no turn. */
export const as = (deed: Deed, [began, ...rest]: readonly Timed[]): readonly Timed[] => [
  { ...began!, deed } as Timed,
  ...rest,
];

/** A request for an answer, whose conversation still holds so much. */
export const recalling = (
  at: number,
  work: string,
  held: { readonly recalls: readonly string[]; readonly returns?: readonly string[] },
  answer: { readonly status?: number; readonly struckBy?: number } = {},
): Piece => {
  const { status = 200, struckBy } = answer;
  const plain = attempt(at, {
    ...{ layer: 'http', role: 'model', endpoint: 'messages', work, status },
    presents: [{ kind: 'access', token: 'access-1' }],
    took: 60,
    ...(struckBy !== undefined && { struckBy, effect: { refuse: 'overloaded', status } }),
  });
  return (number) =>
    (typeof plain === 'function' ? plain(number) : plain).map((fact) =>
      fact.kind === 'attempt.began' ? { ...fact, ...held } : fact,
    );
};

/** A tool has done something. */
export const applied = (at: number, key: string): readonly Timed[] => [
  { at, kind: 'effect.applied', key },
];

/** The client is killed, and started again at once. */
export const restarted = (at: number): readonly Timed[] => [
  { at, kind: 'client.exited', code: null, signal: 'SIGKILL', by: 'harness' },
  { at, kind: 'client.started' },
];

/** A request for an answer that is signed with a key. */
export const keyed = (at: number, work: string, status = 200): Piece =>
  attempt(at, {
    ...{ layer: 'http', role: 'model', endpoint: 'messages', work, status, took: 60 },
    presents: [{ kind: 'api-key', token: 'api-key-1' }],
  });
