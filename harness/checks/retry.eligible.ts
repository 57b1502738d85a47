import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { needs } from '#core/retries.ts';
import { type Try, triesDuring } from '#core/tries.ts';

/**
 * An answer that cannot be another one the next time is one to tell the user. Asking again for it
 * keeps them waiting for nothing, and hides the one thing that they could do something about.
 *
 * What settles a matter: a grant that is denied, a request that is wrong or not allowed, a
 * certificate that does not hold, and a second 401, after a refresh has brought another token. It
 * is asked within one piece of work and of one token: to try the next one, or the next time, is no
 * retry.
 *
 * Decided: a 401 or a 403 of sign-in without a word about the grant may pass, as may a page of HTML
 * that something in between has sent. Work of which a part has already happened is left to the
 * checks of work, which look at the effects; what the reference client reads of an answer takes
 * none before it is whole.
 */
export const retryEligible = defineCheck({
  id: 'retry.eligible',
  must: 'not ask again for what has been settled',
  severity: 'sev3',
  axis: 'polite',
  loses: 'The user waits for retries that cannot end otherwise, and learns the reason too late.',
  source: 'Contract, Y5; RFC 6749, section 5.2; Claude Code docs, errors; changelog 2.1.199',
  judge(evidence) {
    const settled = [...refused(evidence), ...rejectedTwice(evidence)];
    const [first] = settled;
    if (!first) return unwitnessed('Nothing that the client asked for was settled for good.');
    const again = settled.filter(({ next }) => next);
    const shown = {
      measured: { value: again.length, unit: 'retries', compare: '==', bound: 0 },
      witness: settled.slice(0, 6).map(({ end }) => end.exhibits[1]!),
    } as const;
    const [worst] = again;
    if (!worst) {
      const last = settled.at(-1)!;
      return kept(
        `The client did not ask again for what was settled, ${settled.length} in all, ` +
          `at last by ${last.by} at ${onTheClock(last.end.at)}.`,
        { ...shown, exhibits: last.end.exhibits },
      );
    }
    const { end, next, by } = worst;
    return broken(
      `At ${onTheClock(next!.at)} the client asked again for what ${by} had settled; ` +
        `it did so ${again.length === 1 ? 'once' : `${again.length} times`}.`,
      { ...shown, exhibits: [end.exhibits[1]!, next!.exhibits[0]!] },
    );
  },
});

/** Something that was settled, and what the client asked after that all the same. */
interface Settled {
  readonly by: string;
  readonly end: Try;
  readonly next?: Try;
}

const refused = (evidence: Evidence): readonly Settled[] =>
  needs(evidence).flatMap(({ tries }) =>
    tries.flatMap((end, index) => {
      const next = tries[index + 1];
      return end.settled ? [{ by: end.settled, end, ...(next && { next }) }] : [];
    }),
  );

/** Another token was rejected as the one before it had been. */
const rejectedTwice = (evidence: Evidence): readonly Settled[] =>
  evidence.works.flatMap((work) => {
    const asked = triesDuring(evidence, 'model', work).filter(({ token }) => token !== undefined);
    const rejected = asked.filter(({ status }) => status === 401);
    const end = rejected.find(({ token }) => token !== rejected[0]!.token);
    if (!end) return [];
    const next = asked[asked.indexOf(end) + 1];
    return [{ by: 'a second 401', end, ...(next && { next }) }];
  });
