import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import { needs, waitsOf } from '#core/retries.ts';

/**
 * A server that says when to come back knows what the client can only guess: whoever comes before
 * that is turned away again, and by some limiters waits from the beginning. One that says that
 * there is no use in coming back is to be believed as well.
 *
 * Asked within one piece of work: a new one is a new reason to ask, and by the contract's own word
 * no evidence against anybody. A client that does not ask again keeps this promise; so a wait that
 * nobody would sit through is refused by giving up. A date that has passed, and words that say no
 * time at all, ask for nothing.
 *
 * Decided against the contract: how much later than asked it comes is nobody's loss but its user's,
 * and `bound.no-hang` has a bound for that. Nor is it graver where the answer was a 429, as nearly
 * all such answers are: what it costs is told by the work that is not done.
 */
export const retryServerHints = defineCheck({
  id: 'retry.server-hints',
  must: 'come back no earlier than the server asked it to',
  severity: 'sev3',
  axis: 'polite',
  loses: 'The limit that it has run into lasts longer, for this user and for others.',
  source: 'Contract, Y4; RFC 9110, section 10.2.3; anthropic-sdk-typescript: x-should-retry',
  judge(evidence) {
    const { hintSlack } = evidence.bounds;
    const all = needs(evidence);
    const told = all
      .flatMap(({ tries }) => tries)
      .filter(({ asked, final }) => asked !== undefined || final);
    const [first] = told;
    if (!first) return unwitnessed('No server said when to come back, or whether.');
    const witness = told.slice(0, 6).map(({ exhibits }) => exhibits[1]!);
    const waits = all
      .flatMap(({ tries }) => waitsOf(tries))
      .filter(({ asked, final }) => asked !== undefined || final);
    const hushed = waits.find(({ final }) => final);
    if (hushed) {
      return broken(
        `At ${onTheClock(hushed.at)} the client asked again, although it had been told not to.`,
        { witness, exhibits: hushed.exhibits },
      );
    }
    // By how much too early each of them was, the earliest first.
    const [earliest] = waits
      .map((wait) => ({ ...wait, early: wait.asked! - wait.ms }))
      .sort((one, other) => other.early - one.early);
    if (!earliest) {
      return kept(
        `The client did not ask again for what it had been told to wait for, or not to try again.`,
        { witness, exhibits: first.exhibits },
      );
    }
    const { at, ms, asked, early, exhibits } = earliest;
    const bound = hintSlack + evidence.resolution;
    const shown = {
      measured: { value: early / 1_000, unit: 's too early', compare: '<=', bound: bound / 1_000 },
      witness,
      exhibits,
    } as const;
    const said = `asked again after ${inWords(ms)}, where ${inWords(asked!)} had been asked for`;
    return early > bound
      ? broken(`At ${onTheClock(at)} the client ${said}.`, shown)
      : kept(`At the earliest, the client ${said}.`, shown);
  },
});
