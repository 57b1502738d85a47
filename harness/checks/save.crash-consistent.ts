import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Of, StoreState } from '#core/entry.ts';
import type { Evidence } from '#core/evidence.ts';

/**
 * A machine loses power, a container is evicted, somebody presses Ctrl-C twice. Whoever empties
 * its store before it fills it again has lost a login that was good a millisecond before, and with
 * a shared store everybody's.
 *
 * Judged is what a client that was killed has left: a file that can be read as a login, whichever
 * login it is. Decided against the contract: whether the server would still take that login is not
 * asked here, for between the server's rotation and any write there is a moment that no client can
 * help (see `rot.no-reuse`). A store that was seen empty in the middle of a write, and full again
 * after it, is no loss yet. But a store that is written over in its place, where nobody looked in
 * between, passes nothing: that the kill missed the gap was luck. The file's mode is held to what
 * it was, at every look. That a link stays a link no log shows.
 */
export const saveCrashConsistent = defineCheck({
  id: 'save.crash-consistent',
  must: 'leave a whole login in its store, readable to nobody else, whenever it is killed',
  severity: 'sev1',
  axis: 'save',
  loses: 'The user is signed out because a machine stopped at the wrong moment.',
  source: 'Contract, V2; Claude Code docs, authentication; changelog 2.1.118, 2.1.143; CWE-732',
  judge(evidence) {
    const looks = evidence.of('store');
    const own = looks.filter(({ look }) => look === 'change');
    const mode = looks[0]?.state.mode;
    const wide = own.find((look) => isWider(look.state, mode));
    if (wide) {
      return broken(
        `At ${onTheClock(wide.at)} the store was written with mode ${wide.state.mode}, ` +
          (mode === undefined ? 'where there had been none.' : `which had been ${mode}.`),
        { witness: [looks[0]!.seq], exhibits: [looks[0]!.seq, wide.seq] },
      );
    }
    const kills = evidence.of('client.exited').flatMap((exit) => leftBy(evidence, exit));
    const torn = kills.filter(({ left }) => isTorn(left.state));
    const shown = {
      measured: { value: torn.length, unit: 'stores torn', compare: '==', bound: 0 },
      witness: kills.slice(0, 6).map(({ exit }) => exit.seq),
    } as const;
    const [first] = torn;
    if (first) {
      return broken(
        `The client was killed at ${onTheClock(first.exit.at)} and left a store that nobody can ` +
          `read: ${torn.length} of ${kills.length} kills did that.`,
        { ...shown, exhibits: ordered(first.left.seq, first.exit.seq) },
      );
    }
    if (kills.length === 0) return unwitnessed('Nobody killed a client that had a store.');
    const [patched] = own.filter(({ inPlace }) => inPlace);
    if (patched) {
      return unwitnessed(
        `The store was written over in its place at ${onTheClock(patched.at)}, and no kill fell ` +
          'into the gap.',
        { witness: shown.witness, exhibits: [patched.seq] },
      );
    }
    const last = kills.at(-1)!;
    return kept(
      `The client was killed ${kills.length === 1 ? 'once' : `${kills.length} times`} and left ` +
        'a store that could be read.',
      { ...shown, exhibits: ordered(last.left.seq, last.exit.seq) },
    );
  },
});

const ordered = (...seqs: readonly number[]): readonly number[] =>
  seqs.toSorted((one, other) => one - other);

/** There is a file, and no login in it. */
const isTorn = ({ readable, mode, access, refresh }: StoreState): boolean =>
  (!readable && mode !== undefined) || access === 'unknown' || refresh === 'unknown';

/** Whether somebody may read or write it who might not before. */
const isWider = ({ mode }: StoreState, before: string | undefined): boolean =>
  (bitsOf(mode) & ~bitsOf(before) & 0o077) !== 0;

/** What is not there is open to nobody else. */
const bitsOf = (mode = '0600'): number => Number.parseInt(mode, 8);

/** What a client that was killed left in its store, where it was its own doing. */
function leftBy(evidence: Evidence, exit: Of<'client.exited'>) {
  if (exit.by !== 'harness' || exit.signal !== 'SIGKILL') return [];
  // Where files are watched, word of the last change may come after the kill.
  const until = exit.at + evidence.stretched(evidence.bounds.stall);
  const left = evidence.of('store').findLast(({ at }) => at <= until);
  if (!left) return [];
  const isOurs = left.look === 'act' || left.look === 'before';
  return isOurs && isTorn(left.state) ? [] : [{ exit, left }];
}
