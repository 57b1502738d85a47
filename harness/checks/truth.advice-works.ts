import { advised, canHelp } from '#core/advice.ts';
import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import { failures } from '#core/failures.ts';

/**
 * People do what they are told. Sent to sign in again while sign-in is down, they lose the session
 * that would have come back by itself, and an hour on top.
 *
 * The contract forks the world at the message and does what it says. Nothing is forked here: what
 * would have come of a step follows from what was true at that moment, and the log has that. To
 * sign in helps where the credential was the trouble, sign-in was whole, the model was up and the
 * store could be written; to see to the network, where a name, a connection or a certificate
 * failed; to mend a key, where a key is used; and so on (`MENDS`). Where somebody was there and did
 * sign in as they were told, what came of it decides.
 *
 * One step that helps is enough, also one that is only to be taken if the first fails. Advice that
 * cannot work yet must say to wait, or where to look how it stands; and to wait is no advice where
 * sign-in has ended the login and was right to. Decided: to look after one's network counts as help
 * wherever the trouble lay there, although nobody can mend the provider's end of it: it is how one
 * finds out. What advises nothing is truth.next-step's.
 */
export const truthAdviceWorks = defineCheck({
  id: 'truth.advice-works',
  must: 'advise what can work, and otherwise to wait',
  severity: 'sev3',
  axis: 'truth',
  loses: 'The user does what the message says, in vain, and often loses what was left.',
  source: 'Contract, T3; anthropics/claude-code#44729, #48745: told to run /login, all afternoon',
  judge(evidence) {
    const judged = failures(evidence).flatMap((failure) => {
      const one = advised(evidence, failure);
      const verdict = canHelp(evidence, one);
      return verdict === undefined ? [] : [{ ...one, verdict }];
    });
    if (judged.length === 0) {
      return unwitnessed('No message gave advice on a failure whose reason the log shows.');
    }
    const futile = judged.filter(({ verdict }) => !verdict);
    const { failure, advice, truth } = futile[0] ?? judged[0]!;
    const shown = {
      measured: { value: futile.length, unit: 'futile messages', compare: '==', bound: 0 },
      witness: judged.slice(0, 6).map(({ failure }) => failure.exhibits.at(-1)!),
      exhibits: [...truth.exhibits, ...failure.exhibits]
        .sort((one, other) => one - other)
        .slice(0, 6),
    } as const;
    const layers = [...truth.layers].join(' or ');
    const said = advice.map(({ words }) => `“${words}”`).join(', ');
    const about =
      `At ${onTheClock(failure.until)} ${failure.what} failed at ${layers}, ` +
      `and the client advised ${said}`;
    const count = `${judged.length - futile.length} of ${judged.length} messages`;
    return futile.length > 0
      ? broken(`${about}, which could not help: only ${count} gave advice that could.`, shown)
      : kept(`${about}, which could help: so did ${count}.`, shown);
  },
});
