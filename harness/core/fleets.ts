import type { Entry, Of, StoreState } from './entry.ts';
import type { Evidence, Worked } from './evidence.ts';
import { grants } from './grants.ts';

/**
 * Something that happened to the one login of a fleet. `own`: the fleet brought it about itself.
 * `server`: the server ended the grant, and no client could help it. `renewal`: a token was
 * replaced, as happens every hour.
 */
export interface CredentialEvent {
  readonly by: 'own' | 'server' | 'renewal';
  readonly at: number;
  readonly seq: number;
  readonly what: string;
}

/** A session that was answered nothing more, from some moment after an event on. */
export interface LostSession {
  readonly session: number;
  readonly at: number;
  readonly seq: number;
}

/** All that happened to the login that a fleet shares, in order. */
export const credentialEvents = (evidence: Evidence): readonly CredentialEvent[] =>
  evidence.once(eventsOf);

function eventsOf(evidence: Evidence): readonly CredentialEvent[] {
  const facts = evidence.of('ledger').flatMap((fact) => ledgerEvent(evidence, fact));
  const looks = emptied(evidence).map(({ at, seq }) => ({
    ...({ by: 'own', at, seq } as const),
    what: 'the store that all share was emptied',
  }));
  return [...facts, ...looks].sort((one, other) => one.seq - other.seq);
}

function ledgerEvent(evidence: Evidence, fact: Of<'ledger'>): readonly CredentialEvent[] {
  const { act, token, because, at, seq } = fact;
  if (!token.startsWith('refresh')) return [];
  if (act === 'rotated' && because === undefined) {
    return [{ by: 'renewal', at, seq, what: `${token} was exchanged` }];
  }
  if (act === 'reused' && !isExcused(evidence, fact)) {
    return [{ by: 'own', at, seq, what: `${token} was presented after it had been spent` }];
  }
  if (act !== 'revoked' || because?.startsWith('reuse of')) return [];
  if (because !== 'signed out') return [{ by: 'server', at, seq, what: `${token} was revoked` }];
  return wasAsked(evidence, at) ? [] : [{ by: 'own', at, seq, what: `${token} was signed out` }];
}

/** A copy of the login had spent it, or the answer that told of its successor was lost. */
const isExcused = (evidence: Evidence, { token, seq }: Of<'ledger'>): boolean =>
  evidence
    .of('ledger')
    .some((fact) => fact.act === 'rotated' && fact.token === token && fact.because !== undefined) ||
  grants(evidence).some(
    (grant) => grant.token === token && grant.came === 'unheard' && grant.began < seq,
  );

const wasAsked = ({ works, end }: Evidence, at: number): boolean =>
  works.some((work) => work.deed !== 'turn' && work.at <= at && at <= (work.endedAt ?? end));

/** Looks at a store that had held a good login, and that a client had left without any. */
export const emptied = (evidence: Evidence): readonly Of<'store'>[] => evidence.once(emptiedOf);

function emptiedOf(evidence: Evidence): readonly Of<'store'>[] {
  const looks = evidence.of('store');
  const slack = evidence.stretched(evidence.bounds.stall);
  return looks.filter((look, index) => {
    const before = looks[index - 1];
    if (look.look !== 'change' || holds(look.state) || !before || !holds(before.state))
      return false;
    if (!evidence.grantActive(before.state.refresh, look.at) || wasAsked(evidence, look.at)) {
      return false;
    }
    // In the middle of a write it is empty, too.
    const after = looks.slice(index).findLast(({ at }) => at <= look.at + slack) ?? look;
    return !holds(after.state);
  });
}

const holds = ({ readable, refresh }: StoreState): boolean =>
  readable && refresh !== 'absent' && refresh !== 'blank';

/** The works of each session that has any, by its number. */
export const worksBySession = (evidence: Evidence): ReadonlyMap<number, readonly Worked[]> =>
  evidence.once(worksOf);

const worksOf = (evidence: Evidence): ReadonlyMap<number, readonly Worked[]> => {
  const known = [...evidence.worksBySession].filter(([session]) => session !== undefined);
  return new Map(known as [number, readonly Worked[]][]);
};

/**
 * The sessions that an event cost: they had work afterwards, and from some piece of it on nothing
 * was answered any more. What is still pending says nothing.
 */
export function lostTo(evidence: Evidence, event: Pick<Entry, 'seq'>): readonly LostSession[] {
  const found = [...worksBySession(evidence)].flatMap(([session, works]) => {
    const over = works.filter(
      ({ outcome, exhibits }) => outcome !== 'pending' && exhibits.at(-1)! > event.seq,
    );
    const last = over.findLastIndex(({ outcome }) => outcome === 'answered');
    const first = over[last + 1];
    if (!first) return [];
    return [{ session, at: first.endedAt!, seq: first.exhibits.at(-1)! }];
  });
  return found.sort((one, other) => one.at - other.at || one.session - other.session);
}

/** How many sessions had work after an event, so that one could see what became of them. */
export const probedAfter = (evidence: Evidence, event: Pick<Entry, 'seq'>): number =>
  [...worksBySession(evidence).values()].filter((works) =>
    works.some(({ outcome, exhibits }) => outcome !== 'pending' && exhibits[0]! > event.seq),
  ).length;
