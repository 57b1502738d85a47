import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { type Evidence, isDuring, type Worked } from '#core/evidence.ts';
import { bySession, type Grant, grants, livesOf } from '#core/grants.ts';

/**
 * A login that was revoked does not come back by asking. Who goes on presenting it keeps the
 * server busy, looks like a thief who tries keys, and keeps the user from the one thing that
 * helps.
 *
 * Decided against the contract, which allows no further grant at all: `invalid_grant` has also
 * been an incident (`incident-fleet-silent`), and a client that never asked again would need
 * somebody to sign in when it is over. So a token that was truly denied may be shown again for each
 * piece of work that is handed over afterwards, until it is denied for that one, too; and neither
 * after that, nor when nobody has asked for anything. A process that was killed has told its heir
 * nothing, so that each begins anew. What the user is told is the matter of
 * `truth.next-step`; who was signed in no log says.
 */
export const saveDefinitiveHandled = defineCheck({
  id: 'save.definitive-handled',
  must: 'stop presenting a login that the server has ended, but for once a piece of work',
  severity: 'sev2',
  axis: 'save',
  loses: 'The client goes on trying a login that is dead, and nobody is told to sign in.',
  source: 'Contract, V4; RFC 6749, section 5.2; Claude Code docs, errors: Login expired',
  judge(evidence) {
    const ends = bySession(evidence, grants(evidence))
      .flatMap((own) => livesOf(evidence, own))
      .flatMap((own) => denials(evidence, own));
    const { aftermath } = evidence.bounds;
    const seen = ends.filter(
      ({ denial, isSeen }) => isSeen || evidence.end - denial.endedAt >= aftermath,
    );
    const vain = ends.flatMap(({ again }) => again);
    const [first] = vain;
    const shown = {
      measured: { value: vain.length, unit: 'presentations', compare: '==', bound: 0 },
      witness: ends.slice(0, 6).map(({ denial }) => denial.began),
    } as const;
    if (first) {
      const { denial } = ends.find(({ again }) => again.includes(first))!;
      return broken(
        `At ${onTheClock(first.at)} the client presented ${first.token} again, which the server ` +
          `had ended and denied at ${onTheClock(denial.endedAt)}: ${vain.length} too many.`,
        {
          ...shown,
          exhibits: [...denial.exhibits, ...vain.slice(0, 2).flatMap(({ exhibits }) => exhibits)],
        },
      );
    }
    const [one] = seen;
    if (!one) return unwitnessed('No login was truly ended, or the log ends too soon after it.');
    return kept(
      `After the server had denied ${one.denial.token} at ${onTheClock(one.denial.endedAt)}, it ` +
        'was presented at most once more for each piece of work.',
      { ...shown, exhibits: one.denial.exhibits },
    );
  },
});

/** Each token that was denied to one client, and when it was presented in vain after that. */
function denials(evidence: Evidence, own: readonly Grant[]) {
  const first = new Map<string, Grant>();
  for (const grant of own) {
    if (grant.came === 'denied' && !first.has(grant.token)) first.set(grant.token, grant);
  }
  return [...first.values()].map((denial) => {
    const works = evidence.works.filter(
      ({ session, outcome }) => session === denial.session && outcome !== 'lost',
    );
    const spent = new Set([during(works, denial)]);
    const after = own.filter((grant) => grant.token === denial.token && grant.began > denial.ended);
    const again = after.filter((grant) => {
      const work = during(works, grant);
      const isVain = work === undefined || spent.has(work);
      if (grant.came === 'denied') spent.add(work);
      return isVain;
    });
    // By the order of the log: what ends one piece of work and begins the next is one moment.
    const isSeen = works.some(({ exhibits: [began] }) => began! > denial.ended);
    return { denial, again, isSeen };
  });
}

/** The piece of work that was in hand. */
const during = (works: readonly Worked[], grant: Grant): Worked | undefined =>
  works.find((work) => isDuring(work, grant));
