import { broken, defineCheck, type Finding, kept, unwitnessed } from '#core/check.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';

/**
 * A login that ends takes the work in hand with it, at an hour that nobody has chosen. Three days
 * before, a new sign-in takes a minute.
 *
 * The ledger knows when a login ends: with its refresh tokens, which a rotation renews and does not
 * prolong. Asked is whoever says that it warns, of a login in its store: a token that somebody put
 * into the environment is theirs to watch. Decided: the word is due with each piece of work that
 * begins within the three days and is not yet a day old by its end, since at other times nobody
 * looks; so a session that is open when the three days begin owes it like one that starts then.
 */
export const seeExpiryWarning = defineCheck({
  id: 'see.expiry-warning',
  must: 'warn, from three days ahead and daily, that its login will end',
  severity: 'sev3',
  axis: 'see',
  loses: 'The login ends in the middle of something, and nobody had a chance to renew it.',
  source: 'Contract, D3; Claude Code docs, authentication; changelog 2.1.203, 2.1.217',
  concerns: ({ scenario, client }) =>
    client.declares?.warns === true && scenario.given.loginEnds !== undefined,
  judge(evidence) {
    const { warnAhead, warnAgain } = evidence.bounds;
    const ends = evidence
      .of('ledger')
      .filter(({ act, token }) => act === 'issued' && isRefresh(token));
    const due = evidence.works.flatMap((work) => {
      if (work.outcome === 'lost' || work.endedAt === undefined) return [];
      const end = ends.findLast(({ at }) => at <= work.at);
      const left = (end?.expiresAt ?? Infinity) - work.at;
      if (!end || left <= 0 || left > warnAhead) return [];
      const warning = warningBefore(evidence, work);
      return [{ work, end, left, warning, age: work.endedAt - (warning?.at ?? -Infinity) }];
    });
    const [first] = due;
    if (!first) return unwitnessed('No work was begun with a login that was about to end.');
    const late = due.find(({ age }) => age > warnAgain + slackOf(evidence));
    const { work, end, left, warning, age } = late ?? first;
    const shown: Partial<Finding> = {
      witness: [first.end.seq],
      exhibits: [end.seq, ...(warning ? [warning.seq] : []), ...work.exhibits].sort(
        (one, other) => one - other,
      ),
      ...(warning && {
        measured: { value: age / HOUR, unit: 'h', compare: '<=', bound: warnAgain / HOUR },
      }),
    };
    if (late) {
      const heard = warning
        ? `had last heard of it at ${onTheClock(warning.at)}`
        : 'had not heard of it';
      return broken(
        `At ${onTheClock(work.at)}, when the login had ${inWords(milliseconds(left))} left, its ` +
          `user ${heard}.`,
        shown,
      );
    }
    const ahead = inWords(milliseconds(end.expiresAt! - warning!.at));
    return kept(
      `The user was told ${ahead} before the login was to end, and was reminded daily: ` +
        `${due.length} of ${due.length} works had a word of that day.`,
      shown,
    );
  },
});

const HOUR = 3_600_000;

const isRefresh = (token: string): boolean => token.startsWith('refresh');

const slackOf = (evidence: Evidence): number => evidence.stretched(evidence.bounds.stall);

/** What a warning says: that a login will end, and not that it has. */
const WARNING = new RegExp(
  '\\b(?:log-?in|sign-?in|session|credentials?)\\b[^.\\n]{0,60}?\\b(?:expires?|expiring|ends?|' +
    'runs? out|(?:about|due|going) to (?:expire|end)|will (?:expire|end))\\b',
  'i',
);

/** The last warning by the end of a piece of work, from the client that had it. */
function warningBefore(evidence: Evidence, { session, endedAt = evidence.end }: Worked) {
  const until = endedAt + slackOf(evidence);
  const fits = (one: { readonly session?: number; readonly at: number; readonly text: string }) =>
    one.session === session && one.at <= until && WARNING.test(one.text);
  return evidence.of('client.told').findLast(fits) ?? evidence.of('client.said').findLast(fits);
}
