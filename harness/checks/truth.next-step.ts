import { advice, readOf } from '#core/advice.ts';
import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { failures } from '#core/failures.ts';

/**
 * Whoever reads that something failed wants to know what to do now. A stack trace, a bare code or
 * "something went wrong" sends them to a search engine, in the middle of an outage.
 *
 * A step is a command, a setting, a page to look at, somebody to ask, or that there is nothing to
 * do but wait; whether it is of any use is truth.advice-works's question. It has to stand within
 * the first three lines, frames of a stack not counted: further down nobody looks. "Try again"
 * is a step without more ado, unlike in the contract, which takes it only where the client does not
 * try again by itself: a message is judged at the end of its work, and there no client does.
 */
export const truthNextStep = defineCheck({
  id: 'truth.next-step',
  must: 'say what to do next whenever it says that something failed',
  severity: 'sev3',
  axis: 'truth',
  loses: 'The user knows that it does not work, and not what to do about it.',
  source: 'Contract, T2; Claude Code docs, errors: each entry has its "What to do"',
  judge(evidence) {
    const judged = failures(evidence).map((failure) => ({
      ...failure,
      steps: advice(readOf(failure.text), evidence.hosts),
    }));
    if (judged.length === 0) return unwitnessed('No work failed.');
    const without = judged.filter(({ steps }) => steps.length === 0);
    const first = without[0] ?? judged[0]!;
    const shown = {
      measured: { value: without.length, unit: 'messages amiss', compare: '==', bound: 0 },
      witness: judged.slice(0, 6).map(({ exhibits }) => exhibits.at(-1)!),
      exhibits: first.exhibits,
    } as const;
    const about = `At ${onTheClock(first.until)} ${first.what} failed`;
    const [step] = first.steps;
    if (step) {
      return kept(
        `${about}, and the client said what to do: “${step.words}”; ` +
          `${judged.length} of ${judged.length} messages did.`,
        shown,
      );
    }
    const text = first.text.replace(/\s+/g, ' ').trim().slice(0, 120);
    const words = text === '' ? 'nothing' : `“${text}”`;
    return broken(
      `${about}, and the client said ${words}, which is nothing that anybody could do: ` +
        `${without.length} of ${judged.length} messages.`,
      shown,
    );
  },
});
