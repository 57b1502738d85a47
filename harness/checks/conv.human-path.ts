import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import { type Evidence, isSignIn, type Worked } from '#core/evidence.ts';

/**
 * When nothing else helps there is somebody who signs in again. A client that chokes on what is
 * left of the old login has taken that away as well, and what is left is to know which file to
 * delete.
 *
 * The path begins with the first command that somebody gives after a good login has become a bad
 * one: damaged, gone, spent or revoked. It ends with a sign-in after which the store holds a login
 * that the server takes, from looking at it. Of commands only those count that could be done: with
 * sign-in out, or a store that nobody can write, no client gets anywhere. One that never ended is
 * the end of the path. Decided: that a sign-out or a question for the status fails does not break
 * the path as long as a sign-in works within its commands; whoever gave too few of them to tell has
 * not put it to the test.
 */
export const convHumanPath = defineCheck({
  id: 'conv.human-path',
  must: 'let its user sign in again with a few commands, whatever is left in the store',
  severity: 'sev2',
  axis: 'converge',
  loses: 'The user is locked out, and has to find and delete a file that they do not know of.',
  source: 'Contract, C3; anthropics/claude-code#44930, #65761; changelog 2.1.139, 2.1.143, 2.1.162',
  judge(evidence) {
    const start = evidence.works.findIndex((work) => isCommand(work) && badSince(evidence, work));
    const path = evidence.works
      .slice(Math.max(start, 0))
      .filter((work) => isCommand(work) && evidence.attainable(work));
    const [first] = start < 0 ? [] : path;
    if (!first) return unwitnessed('Nobody gave a command over a login that had become useless.');
    const state = badSince(evidence, evidence.works[start]!)!;
    const { commands } = evidence.bounds;
    const index = path.findIndex(({ deed, outcome }) => isSignIn(deed) && outcome === 'answered');
    const given = index < 0 ? path : path.slice(0, index + 1);
    const stuck = given.find(({ outcome }) => outcome === 'pending');
    const witness = [state, first.exhibits[0]!];
    const exhibits = given.slice(0, 3).flatMap((each) => each.exhibits);
    const from = `the login that had become useless before ${onTheClock(first.at)}`;
    if (stuck) {
      return broken(
        `The ${stuck.deed} that was asked for at ${onTheClock(stuck.at)}, over ${from}, ` +
          'never ended.',
        { witness, exhibits },
      );
    }
    const hasTried = given.slice(0, commands).some(({ deed }) => isSignIn(deed));
    if (index < 0 && (given.length < commands || !hasTried)) {
      return unwitnessed(`Too few commands were given over ${from}.`, { witness });
    }
    const shown = {
      measured: { value: given.length, unit: 'commands', compare: '<=', bound: commands },
      witness,
      exhibits,
    } as const;
    const named = given.map(({ deed }) => deed).join(', ');
    if (index < 0) return broken(`Over ${from}, nothing of ${named} brought a new one.`, shown);
    return given.length > commands
      ? broken(`It took ${given.length} commands to get past ${from}: ${named}.`, shown)
      : kept(`Over ${from}, ${given.length} of ${commands} commands brought one: ${named}.`, shown);
  },
});

const isCommand = ({ deed, outcome }: Worked): boolean => deed !== 'turn' && outcome !== 'lost';

/** The look at the store that shows it to be of no use since it was; undefined where it is. */
function badSince(evidence: Evidence, { at, exhibits }: Worked): number | undefined {
  const looks = evidence.of('store').filter(({ seq }) => seq < exhibits[0]!);
  const last = looks.at(-1);
  const isGood = ({ state }: Of<'store'>, when: number) =>
    state.readable && evidence.grantActive(state.refresh, when);
  if (!last || isGood(last, at)) return undefined;
  return looks.some((look) => isGood(look, look.at)) ? last.seq : undefined;
}
