import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of, StoreState } from '#core/entry.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { bySession, fleetSize, type Grant, generations, grants, livesOf } from '#core/grants.ts';

/**
 * A refresh token that was spent is poison: the server cannot tell whether a thief presents it or
 * a client that lost count, and ends the login to be safe.
 *
 * Two rules. A token whose successor the client was given, or could read in its store, is not
 * presented again. And after a grant whose answer was lost, so that nobody can know, it is
 * presented once more at most in that piece of work: a server with grace answers, a strict one
 * ends the login, and to ask a third time helps with neither. Where the server is strict there is
 * nothing to win after a lost answer, and the one more time is not held against anybody: it is the
 * server's design that costs a sign-in there. A process that was killed knows nothing any more but
 * what stands in its store. In a fleet, what another process stored in the meantime is the matter
 * of `rot.cross-process`, and what a denied token is, of `save.definitive-handled`.
 */
export const rotNoReuse = defineCheck({
  id: 'rot.no-reuse',
  must: 'present no refresh token again that it knows, or must suspect, to be spent',
  severity: 'sev1',
  axis: 'save',
  loses: 'The server takes the client for a thief and ends its login.',
  source: 'Contract, R3; RFC 9700, section 4.14.2; Significant-Gravitas/AutoGPT#14195',
  judge(evidence) {
    const lives = bySession(evidence, grants(evidence)).flatMap((own) => livesOf(evidence, own));
    const known = lives.flatMap((life) => presentedAgain(evidence, life));
    const suspected = lives.flatMap((life) => presentedBlindly(evidence, life));
    const { ambiguousPresentations: bound } = evidence.bounds;
    const spent = lives.flat().filter(({ came, refresh }) => isSpent(came) && refresh.length > 0);
    const witness = spent.slice(0, 6).map(({ began }) => began);
    const [first] = known;
    if (first) {
      const { before, again } = first;
      return broken(
        `At ${onTheClock(again.at)} the client presented ${again.token} although it could know ` +
          `its successor since ${onTheClock(before.at)}: ${known.length} in all.`,
        {
          measured: { value: known.length, unit: 'spent tokens', compare: '==', bound: 0 },
          witness,
          exhibits: [before.seq, ...again.exhibits],
        },
      );
    }
    const worst = suspected.toSorted((one, other) => other.again.length - one.again.length)[0];
    if (worst && worst.again.length > bound) {
      const { lost, again } = worst;
      return broken(
        `After ${onTheClock(lost.at)}, when no answer came to a refresh, the client presented ` +
          `${lost.token} ${again.length} times more in the same piece of work; ${bound} was the ` +
          'bound.',
        {
          measured: { value: again.length, unit: 'presentations', compare: '<=', bound },
          witness,
          exhibits: [...lost.exhibits, ...again.slice(0, 4).map(({ began }) => began)],
        },
      );
    }
    const last = spent.at(-1);
    const renewed = evidence.of('store').find(({ look, state }) => isHeir(evidence, look, state));
    const since = last ?? renewed;
    if (!since || !evidence.works.some(({ at }) => at > since.at)) {
      return unwitnessed('No refresh token was spent and could have been presented again.');
    }
    return kept(
      worst
        ? `After ${onTheClock(worst.lost.at)}, when no answer came to a refresh, the client ` +
            `presented ${worst.lost.token} ${worst.again.length === 0 ? 'no more' : 'once more'}.`
        : `Of ${spent.length + (renewed ? 1 : 0)} refresh tokens that were spent none was ` +
            'presented again.',
      {
        measured: { value: 0, unit: 'spent tokens', compare: '==', bound: 0 },
        witness: witness.length > 0 ? witness : [renewed!.seq],
        exhibits: (worst?.lost ?? last)?.exhibits ?? [renewed!.seq],
      },
    );
  },
});

/** Whether somebody else has stored the successor of a token. */
const isHeir = (evidence: Evidence, look: Of<'store'>['look'], { refresh }: StoreState): boolean =>
  look === 'act' && (generations(evidence).get(refresh) ?? 0) > 0;

const isSpent = (came: Grant['came']): boolean => came === 'granted' || came === 'unheard';

/** Tokens whose successor had arrived, or stood in the store of one that has it for itself. */
function presentedAgain(evidence: Evidence, own: readonly Grant[]) {
  const order = generations(evidence);
  const slack = evidence.stretched(evidence.bounds.stall);
  const isAlone = fleetSize(evidence) === 1;
  const looks = isAlone ? evidence.of('store') : [];
  return own.flatMap((again) => {
    const heir = own.find(
      ({ token, came, refresh, ended }) =>
        token === again.token && came === 'granted' && refresh.length > 0 && ended < again.began,
    );
    if (heir) return [{ before: { at: heir.endedAt, seq: heir.ended }, again }];
    const put = looks.findLast(({ at }) => at < again.at - slack);
    const isNewer =
      put && (order.get(put.state.refresh) ?? -1) > (order.get(again.token) ?? Infinity);
    return isNewer ? [{ before: put, again }] : [];
  });
}

/**
 * For each lost answer, how often the token came again in the same piece of work. The first of
 * several counts the others.
 */
const presentedBlindly = (evidence: Evidence, own: readonly Grant[]) =>
  own
    .filter(({ came }) => came === 'unheard')
    .map((lost) => ({
      lost,
      again: own.filter(
        (grant) =>
          grant.token === lost.token &&
          grant.began > lost.began &&
          inHand(evidence, grant) === inHand(evidence, lost),
      ),
    }));

const inHand = (evidence: Evidence, { at, session }: Grant): Worked | undefined =>
  evidence.works.find(
    (work) => work.session === session && work.at <= at && at <= (work.endedAt ?? Infinity),
  );
