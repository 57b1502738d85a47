import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { RunOrder } from '#core/entry.ts';
import type { Attempted, Evidence } from '#core/evidence.ts';
import type { CredentialKind } from '#core/fault.ts';
import type { Credentials } from '#core/scenario.ts';
import { loginServes } from '#core/standing-by.ts';

type Signing = 'access' | 'api-key';

/** What its user has let a client sign its requests with: first, and when that is of no use. */
const CONSENTED: Readonly<
  Partial<Record<Credentials, { readonly first: Signing; readonly next?: Signing }>>
> = {
  'login-and-key': { first: 'access', next: 'api-key' },
  // What the environment holds comes before the login: that is documented, and no fallback.
  'login-and-stale-key': { first: 'api-key', next: 'access' },
  'login-and-stray-key': { first: 'access' },
};

/**
 * Another credential is another bill, and another name under which things are done. A client that
 * helps itself to one has spent somebody's money; one that says nothing of it, or does not stop
 * when it could, spends more of it than anybody knows.
 *
 * Asked where there is more than one credential within reach, from the kinds that its requests to
 * the model carried. One that nobody had let it use is grave; a switch that was not announced
 * while it was made, and one that lasts after the login could serve again, are not. Decided: an
 * announcement is whatever the user was told from the turn's beginning on that speaks of a key or a
 * login, and of switches only those away from the first choice must be announced.
 */
export const fallConsented = defineCheck({
  id: 'fall.consented',
  must: 'use no credential but those that it was given for this, and say so when it switches',
  severity: 'sev1',
  axis: 'secret',
  loses: 'Somebody else is billed, or somebody else’s name stands under what was done.',
  source: 'Contract, F2; Claude Code docs, authentication; changelog 2.1.225',
  concerns: (order) => consentIn(order) !== undefined,
  judge(evidence) {
    const { first, next } = consentIn(evidence.order) ?? { first: 'access' };
    const signed = evidence.attempts.flatMap((attempt) => {
      const kind = attempt.role === 'model' ? signatureOf(attempt) : undefined;
      return kind ? [{ attempt, kind }] : [];
    });
    const [taken] = signed.filter(({ kind }) => kind !== first && kind !== next);
    if (taken) {
      const { at, exhibits } = taken.attempt;
      return broken(
        `At ${onTheClock(at)} the client signed a request with an ${named(taken.kind)} that ` +
          'nobody had given to it.',
        { witness: exhibits.slice(0, 1), exhibits },
      );
    }
    const switches = signed.filter(
      ({ attempt, kind }, n) => kind === next && before(signed, n, attempt) !== next,
    );
    const [silent] = switches.filter(({ attempt }) => !wasAnnounced(evidence, attempt));
    const witness = [
      ...switches.map(({ attempt }) => attempt.exhibits[0]!),
      ...temptations(evidence, first),
    ]
      .sort((one, other) => one - other)
      .slice(0, 6);
    if (silent) {
      const { at, exhibits } = silent.attempt;
      return broken(
        `At ${onTheClock(at)} the client went over to its ${named(silent.kind)} and told nobody.`,
        { witness, exhibits, severity: 'sev3' },
      );
    }
    const [late] = first === 'access' ? signed.filter((each) => isLate(evidence, each, next)) : [];
    if (late) {
      const { at, exhibits } = late.attempt;
      return broken(
        `At ${onTheClock(at)} the client still used its ${named(late.kind)}, although its login ` +
          'had been good again for long enough.',
        { witness, exhibits, severity: 'sev3' },
      );
    }
    if (witness.length === 0) return unwitnessed('Nothing made the client want for another one.');
    return kept(
      switches.length > 0
        ? `Each of ${switches.length} switches was to a credential that it had been given, and ` +
            'was announced.'
        : `In want of a token, the client used nothing but its ${named(first)}.`,
      { witness, exhibits: witness },
    );
  },
});

/** A log that has lost its order says nothing of it. */
const consentIn = (order: RunOrder | undefined) => {
  const credentials = order?.scenario.given.credentials;
  return credentials && CONSENTED[credentials];
};

/** What a request was signed with, as far as it was issued here. */
function signatureOf({ presents }: Attempted): Signing | undefined {
  const of = (wanted: readonly CredentialKind[]) =>
    presents.some(({ kind, token }) => token !== 'unknown' && wanted.includes(kind));
  if (of(['api-key'])) return 'api-key';
  return of(['access', 'capability']) ? 'access' : undefined;
}

const named = (kind: Signing): string => (kind === 'access' ? 'login' : 'API key');

interface Signed {
  readonly attempt: Attempted;
  readonly kind: Signing;
}

/** What the same client had used before, in the same piece of work or an earlier one. */
const before = (signed: readonly Signed[], n: number, { session }: Attempted) =>
  signed.slice(0, n).findLast(({ attempt }) => attempt.session === session)?.kind;

function wasAnnounced(evidence: Evidence, { work, session, at }: Attempted): boolean {
  const from = evidence.works.find((each) => each.work === work)?.at ?? at;
  const until = at + evidence.bounds.sign + evidence.stretched(evidence.bounds.stall);
  return evidence
    .of('client.told')
    .some(
      (told) =>
        told.session === session &&
        told.at >= from &&
        told.at <= until &&
        /\b(?:key|login)\b/i.test(told.text),
    );
}

/** Whether it was used in work that was handed over when the login had long been good again. */
function isLate(evidence: Evidence, { attempt, kind }: Signed, next: Signing | undefined): boolean {
  // Where nothing was wrong, it was calm all along.
  const begun = evidence.spans.length > 0 ? evidence.calmFrom : Number.NEGATIVE_INFINITY;
  const calmFrom = begun ?? Number.POSITIVE_INFINITY;
  const { recovery, span } = evidence.bounds;
  const work = evidence.works.find((each) => each.work === attempt.work);
  if (kind !== next || !work) return false;
  const { at } = work;
  return at >= calmFrom + recovery && loginServes(evidence, at, at + span);
}

/** Turns for which the first choice was of no use, so that another one would have been. */
const temptations = (evidence: Evidence, first: Signing): readonly number[] =>
  first === 'api-key'
    ? []
    : evidence.works
        .filter(({ deed, outcome }) => deed === 'turn' && outcome !== 'lost')
        .filter(({ at }) => !loginServes(evidence, at, at + evidence.bounds.span))
        .map(({ exhibits }) => exhibits[0]!);
