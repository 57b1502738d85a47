import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import type { Evidence } from '#core/evidence.ts';
import { familiesOf, type Grant, generations, grants } from '#core/grants.ts';

/**
 * Ten panes share one login, and its token runs out for all of them in the same second. One of
 * them has to refresh and the others to take what it stored. Where each refreshes for itself, the
 * server sees one token come ten times, and ends the login of all; where the last to write has the
 * oldest login in hand, it puts that over the newest.
 *
 * Counted are presentations of a refresh token by a second process, and writes that put an older
 * login of the same grant over a newer one. Second is who asks after another whom the server grants
 * something for that token, and who is denied it, also where it had asked first. Asking with a
 * token whose grant failed is nobody's race, and neither is it where the answer to the first was
 * lost. Sev1 where the server took it for theft; sev3 where its grace answered everybody and
 * nothing older was written.
 */
export const rotCrossProcess = defineCheck({
  id: 'rot.cross-process',
  must: 'let one process refresh for all that share a login, and the others take what it got',
  severity: 'sev2',
  axis: 'save',
  loses: 'Every session on the machine is signed out because two of them refreshed.',
  source: 'Contract, R2; anthropics/claude-code#24317, #48786; changelog 2.1.126 to 2.1.211',
  concerns: ({ scenario }) => (scenario.given.sessions ?? 1) > 1,
  judge(evidence) {
    const all = grants(evidence).filter(({ session }) => session !== undefined);
    const spent = all.filter(({ came, refresh }) => came === 'granted' && refresh.length > 0);
    if (spent.length === 0) return unwitnessed('No process refreshed the login that all share.');
    const twice = all.filter((grant) => isSecond(grant, spent));
    const back = backwards(evidence);
    const amiss = twice.length + back.length;
    const measured = { value: amiss, unit: 'races', compare: '==', bound: 0 } as const;
    const witness = spent.slice(0, 3).map(({ began }) => began);
    const reused = evidence.of('ledger').find(({ act }) => act === 'reused');
    const [first] = twice;
    if (first) {
      const before = spent.find(({ token }) => token === first.token)!;
      const severity = reused ? 'sev1' : isHarmless(evidence, back) ? 'sev3' : 'sev2';
      return broken(
        `At ${onTheClock(first.at)} session ${first.session} presented ${first.token}, which ` +
          `session ${before.session} had spent or was spending` +
          `${reused ? ', and the server ended the login for it' : ''}: ${twice.length} in all.`,
        { measured, witness, severity, exhibits: inOrder(before.began, first.began, reused?.seq) },
      );
    }
    if (back[0]) {
      const { before, after } = back[0];
      return broken(
        `At ${onTheClock(after.at)} ${after.state.refresh} was written over ` +
          `${before.state.refresh}, which is newer: ${back.length} in all.`,
        { measured, witness, exhibits: [before.seq, after.seq] },
      );
    }
    const taken = spent.map((grant) => ({ grant, by: adopters(evidence, grant) }));
    const best = taken.toSorted((one, other) => other.by.length - one.by.length)[0]!;
    if (best.by.length === 0) {
      return unwitnessed('No other process went on with what one of them had got.', { witness });
    }
    return kept(
      `Session ${best.grant.session} refreshed at ${onTheClock(best.grant.at)}, and what it had ` +
        `got was used by ${best.by.length} of the others; nobody asked twice.`,
      { measured, witness, exhibits: [...best.grant.exhibits, ...best.by.slice(0, 3)] },
    );
  },
});

const inOrder = (...seqs: readonly (number | undefined)[]): readonly number[] =>
  seqs.filter((seq) => seq !== undefined).toSorted((one, other) => one - other);

/** Whether it came with a token that another process had spent, or was spending. */
const isSecond = (grant: Grant, spent: readonly Grant[]): boolean =>
  spent.some(
    ({ token, session, began }) =>
      token === grant.token &&
      session !== grant.session &&
      (grant.came === 'denied' || (grant.came !== 'failed' && began < grant.began)),
  );

const isHarmless = (evidence: Evidence, back: readonly unknown[]): boolean =>
  evidence.order?.scenario.given.rotation === 'rotate-with-grace' && back.length === 0;

/** Writes that put an older login of the same grant over a newer one. */
function backwards(evidence: Evidence) {
  const order = generations(evidence);
  const families = familiesOf(evidence.of('ledger'));
  const found: { before: Of<'store'>; after: Of<'store'> }[] = [];
  let before: Of<'store'> | undefined;
  for (const after of evidence.of('store')) {
    if (!order.has(after.state.refresh)) continue;
    const isSame =
      before && families.get(before.state.refresh) === families.get(after.state.refresh);
    const isOlder = isSame && order.get(after.state.refresh)! < order.get(before!.state.refresh)!;
    if (isOlder && after.look === 'change') found.push({ before: before!, after });
    before = after;
  }
  return found;
}

/** One request of each other process that was signed with what a grant had brought. */
function adopters(evidence: Evidence, { access, session }: Grant): readonly number[] {
  const first = new Map<number, number>();
  for (const attempt of evidence.attempts) {
    const { presents, exhibits } = attempt;
    if (attempt.session === undefined || attempt.session === session) continue;
    if (first.has(attempt.session)) continue;
    if (presents.some(({ token }) => access.includes(token))) {
      first.set(attempt.session, exhibits[0]!);
    }
  }
  return [...first.values()];
}
