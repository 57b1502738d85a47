import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of, StoreState } from '#core/entry.ts';
import { type Evidence, isSignIn } from '#core/evidence.ts';
import { familiesOf } from '#core/grants.ts';
import type { Deed } from '#core/scenario.ts';

/**
 * An outage passes; a login that was thrown away over it does not come back by itself, and with a
 * shared store every session on the machine is gone with it.
 *
 * The ledger decides whether there was anything left to lose. An answer of `invalid_grant` to a
 * grant that the server never ended is an error of the server's: the client may ask its user to
 * sign in again, but keeps what it has until the user does. A store that is empty only
 * while it is being rewritten is not counted: that is a matter of atomic writes. A login of another
 * grant that is written over a good one counts, unless somebody was signing in: it is what is left
 * of the account that was there before.
 */
export const saveNoLoss = defineCheck({
  id: 'save.no-loss',
  must: 'keep a stored login that the server would still honour',
  severity: 'sev1',
  axis: 'save',
  loses: 'The user is signed out for good by an error that lasted minutes.',
  source: 'Contract, V1; RFC 6749, section 5.2; anthropics/claude-code#85149, #61912, #88583',
  judge(evidence) {
    const looks = evidence.of('store');
    const redeemable = ({ refresh }: StoreState, at: number) => evidence.grantActive(refresh, at);
    const held = looks.find(({ state, at }) => redeemable(state, at));
    if (!held || held === looks.at(-1)) {
      return unwitnessed('The store was not seen with a good login and then once more.');
    }
    const slack = evidence.stretched(evidence.bounds.stall);
    const losses = looks.flatMap((look, index) => {
      const before = lastWhole(looks, index);
      // What is done to it is done by somebody else.
      if (!before || look.look === 'act') return [];
      if (supplants(evidence, before, look)) {
        return wasAskedFor(evidence, isSignIn, look.at, slack) ? [] : [{ before, after: look }];
      }
      if (redeemable(look.state, look.at)) return [];
      const renewed = emptied(look.state) && wasRenewed(evidence, before.state.refresh, look.at);
      if (!redeemable(before.state, look.at) && !renewed) return [];
      if (wasAskedFor(evidence, isSignOut, look.at, slack)) return [];
      const after = looks.findLast(({ at }) => at <= look.at + slack)!;
      return redeemable(after.state, after.at) ? [] : [{ before, after }];
    });
    const shown = {
      measured: { value: losses.length, unit: 'logins lost', compare: '==', bound: 0 },
      witness: [held.seq],
    } as const;
    const [loss] = losses;
    if (!loss) {
      return kept(
        `The store was looked at ${looks.length} times until ${onTheClock(looks.at(-1)!.at)} and ` +
          'never lost a login that the server would have honoured.',
        { ...shown, exhibits: [looks[0]!.seq, looks.at(-1)!.seq] },
      );
    }
    const { access, refresh } = loss.before.state;
    return broken(
      `At ${onTheClock(loss.after.at)} the stored login (${access}, ${refresh}) ` +
        `${fateInWords(loss.after.state)}, although the server would still have exchanged it.`,
      { ...shown, exhibits: [loss.before.seq, loss.after.seq] },
    );
  },
});

/** The look before, past one at a store that was just being written over in its place. */
const lastWhole = (looks: readonly Of<'store'>[], index: number): Of<'store'> | undefined =>
  looks.slice(0, index).findLast(({ state, inPlace }) => state.readable || !inPlace);

const isSignOut = (deed: Deed): boolean => deed === 'sign-out';

/** Who is asked to sign out is to sign out, and who signs in has another login then. */
const wasAskedFor = (
  evidence: Evidence,
  isFor: (deed: Deed) => boolean,
  at: number,
  slack: number,
): boolean =>
  evidence.works.some(
    (work) => isFor(work.deed) && work.at <= at && at <= (work.endedAt ?? Infinity) + slack,
  );

/** The grant that each token is of. */
const grantedIn = (evidence: Evidence) => familiesOf(evidence.of('ledger'));

/** Whether a good login gave way to one of another grant. */
function supplants(evidence: Evidence, before: Of<'store'>, after: Of<'store'>): boolean {
  const held = before.state.refresh;
  if (!evidence.grantActive(held, after.at)) return false;
  const families = evidence.once(grantedIn);
  const family = families.get(after.state.refresh);
  return family !== undefined && family !== families.get(held);
}

const emptied = ({ refresh }: StoreState): boolean => refresh === 'blank' || refresh === 'absent';

/** Whether a login had been exchanged for one that is good, and whoever lost it had that one. */
function wasRenewed(evidence: Evidence, refresh: string, at: number): boolean {
  const family = evidence.once(grantedIn).get(refresh);
  return evidence
    .of('ledger')
    .some(
      (fact) =>
        fact.family === family &&
        evidence.grantActive(fact.token, at) &&
        evidence.knows(fact.token, at),
    );
}

function fateInWords({ readable, access, refresh }: StoreState): string {
  if (!readable) return 'was gone, or could no longer be read';
  if (refresh === 'blank') return 'was blanked';
  return refresh === 'absent' ? 'was removed' : `gave way to ${access}, ${refresh}`;
}
