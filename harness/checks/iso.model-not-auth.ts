import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { type Attempted, type Evidence, isSignIn, type OpenSpan } from '#core/evidence.ts';
import type { Deed } from '#core/scenario.ts';
import { loginServes } from '#core/standing-by.ts';
import { claims, layerAtFault } from '#core/truth.ts';

/**
 * The model is overloaded, and the client signs its user out, or says that it has. They sign in
 * again, with a service that was never out of order; or they had a login that nobody took from
 * them but their own client.
 *
 * Looked at is each stretch in which the model alone was in trouble, and not by a 401 or a 403,
 * which do speak of sign-in: whether the stored login was emptied, and whether a failed turn, or
 * whatever else was told, said that nobody is signed in any more. Both count only where the login
 * was good, from the ledger. A refresh that falls into such a stretch changes the store, and loses
 * nothing. Decided: which other layers a message blames is for `truth.layer`; here it is the login.
 */
export const isoModelNotAuth = defineCheck({
  id: 'iso.model-not-auth',
  must: 'leave the login alone, and not call it lost, when it is the model that fails',
  severity: 'sev1',
  axis: 'save',
  loses: 'The user loses a good login, or goes looking for one that is not lost.',
  source: 'Contract, I2; anthropics/claude-code#48745, #61912',
  judge(evidence) {
    const struck = new Map(
      evidence.struck.filter(isAtAnswers).map((attempt) => [attempt.struckBy, attempt]),
    );
    const stretches = evidence.spans
      .filter(({ window }) => struck.has(window))
      .map((span) => lasting(evidence, span))
      .filter((span) => isOfModelAlone(evidence, span));
    if (stretches.length === 0) {
      return unwitnessed('The model was never in trouble by itself while it was asked.');
    }
    const wrong = stretches.flatMap((span) => [
      ...emptied(evidence, span),
      ...calledLost(evidence, span),
    ]);
    const shown = {
      measured: { value: wrong.length, unit: 'logins doubted', compare: '==', bound: 0 },
      witness: stretches.slice(0, 6).map(({ window }) => struck.get(window)!.exhibits[0]!),
    } as const;
    const first = wrong.toSorted((one, other) => one.exhibits.at(-1)! - other.exhibits.at(-1)!)[0];
    if (first) {
      return broken(`${first.said}, although only the model was in trouble.`, {
        ...shown,
        exhibits: first.exhibits,
      });
    }
    const { exhibits } = struck.get(stretches[0]!.window)!;
    return kept(
      `While only the model was in trouble, the stored login stayed, and nobody was told that it ` +
        'was lost.',
      { ...shown, exhibits },
    );
  },
});

/** A stretch, and the rest of the work that was in hand at its end: the last word comes then. */
function lasting(evidence: Evidence, span: OpenSpan): OpenSpan {
  const { exhibits, until } = span;
  if (until === undefined) return span;
  const closed = exhibits.at(-1)!;
  const ends = evidence.works
    .filter((work) => work.exhibits[0]! < closed && (work.exhibits[1] ?? Infinity) > closed)
    .map(({ endedAt = evidence.end }) => endedAt);
  return { ...span, until: Math.max(until, ...ends) };
}

/** Whether nothing else was in trouble, and what was said of it was nothing about sign-in. */
function isOfModelAlone(evidence: Evidence, { window, from, until = Infinity }: OpenSpan): boolean {
  const others = evidence.openBetween(from, until);
  return (
    others.every(({ record: { fault } }) => !['oauth', 'client'].includes(fault.role)) &&
    evidence.struck.every((attempt) => attempt.struckBy !== window || !speaksOfSignIn(attempt))
  );
}

const speaksOfSignIn = (attempt: Attempted): boolean =>
  layerAtFault(attempt) === 'AUTH' || attempt.status === 401 || attempt.status === 403;

/** Whether it was on its way to an answer: who somebody is, the same host may say as well. */
const isAtAnswers = ({ role, layer, endpoint }: Attempted): boolean =>
  role === 'model' && (layer !== 'http' || endpoint === 'messages');

interface Wrong {
  readonly said: string;
  readonly exhibits: readonly number[];
}

/** A login that was there, and good, and is in the store no more. */
function emptied(evidence: Evidence, { from, until = Infinity }: OpenSpan): readonly Wrong[] {
  const looks = evidence.of('store');
  const slack = evidence.stretched(evidence.bounds.stall);
  return looks.flatMap((look, n) => {
    const before = looks[n - 1];
    if (!before || look.look === 'act' || look.at < from || look.at > until) return [];
    if (!evidence.grantActive(before.state.refresh, look.at)) return [];
    // A store that is empty only while it is being rewritten has not been emptied. The look itself
    // is among them.
    if (looks.slice(n).some(({ at, state }) => at <= look.at + slack && !isEmpty(state))) return [];
    if (evidence.works.some(({ deed, at }) => isOfLogin(deed) && at >= from && at <= look.at)) {
      return [];
    }
    return [
      {
        said: `At ${onTheClock(look.at)} the client emptied its stored login`,
        exhibits: [before.seq, look.seq],
      },
    ];
  });
}

const isEmpty = ({ readable, refresh }: { readable: boolean; refresh: string }): boolean =>
  !readable || refresh === 'blank' || refresh === 'absent';

/** Whether somebody asks for another login, or for none. */
const isOfLogin = (deed: Deed): boolean => isSignIn(deed) || deed === 'sign-out';

/** What was said of a login that was good. */
function calledLost(evidence: Evidence, { from, until = Infinity }: OpenSpan): readonly Wrong[] {
  const last = evidence.works
    .filter(({ deed, outcome }) => deed === 'turn' && outcome === 'failed')
    .map(({ text, at, endedAt, exhibits }) => ({ text, began: at, at: endedAt!, exhibits }));
  const told = evidence
    .of('client.told')
    .map(({ text, at, seq }) => ({ text, began: at, at, exhibits: [seq] }));
  return [...last, ...told]
    .filter(({ began, at }) => began >= from && at <= until)
    .filter(({ text, at }) => callsItLost(text, evidence) && loginServes(evidence, at, at))
    .map(({ text, at, exhibits }) => ({
      said: `At ${onTheClock(at)} the client said “${quoted(text)}”`,
      exhibits,
    }));
}

/** What is said of a user who is no longer signed in, or who is to sign in again. */
const LOST =
  /\b(?:logged|signed) (?:in|out)\b|\/login\b|\b(?:sign|log) in\b|\bexpired\b|\brevoked\b/i;

/** The lexicon knows what is denied ("you are not signed out"). It is asked where there may be. */
const callsItLost = (text: string, { hosts }: Evidence): boolean =>
  LOST.test(text) &&
  claims(text, hosts).some(({ layer, words }) => layer === 'AUTH' && LOST.test(words));

const quoted = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 160);
