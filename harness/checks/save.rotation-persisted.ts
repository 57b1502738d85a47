import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { type Grant, generations, grants } from '#core/grants.ts';

/**
 * With rotation, the refresh token in the store is worth nothing from the moment at which its
 * successor was issued. A client that has the successor in memory alone works all day, and asks
 * for a sign-in the next morning.
 *
 * What a refresh has brought is to be stored before the first request that is signed with it, or
 * else before the client leaves. A refresh that brings no new refresh token leaves the old one
 * where it is. Not asked of a client whose store was out of order then, nor of one that was killed
 * first. Of several answers at once, to whom a server with grace has given each its own, any may
 * stay. Decided against the contract: of scopes and other fields in the file a log says nothing,
 * and a time until the write would be of no use to anybody where nothing depends on it.
 */
export const saveRotationPersisted = defineCheck({
  id: 'save.rotation-persisted',
  must: 'store what a refresh has brought before it is used',
  severity: 'sev1',
  axis: 'save',
  loses: 'The login is gone with the process, although it had just been renewed.',
  source: 'Contract, V3; RFC 6749, section 6; anthropics/claude-code#38521',
  judge(evidence) {
    const slack = evidence.stretched(evidence.bounds.stall);
    const brought = grants(evidence).flatMap((grant) => broughtBy(evidence, grant, slack));
    if (brought.length === 0) return unwitnessed('No refresh brought anything to be stored.');
    const lost = brought.filter(({ seen }) => seen === undefined);
    const shown = {
      measured: { value: lost.length, unit: 'refreshes not stored', compare: '==', bound: 0 },
      witness: brought.slice(0, 6).map(({ grant }) => grant.began),
    } as const;
    const [first] = lost;
    if (first) {
      const { grant, due } = first;
      const what = grant.refresh[0] ?? grant.token;
      return broken(
        `At ${onTheClock(grant.endedAt)} a refresh had brought the client what ${what} is needed ` +
          `for, and at ${onTheClock(due.at)}, when it ${due.what}, the store did not hold it: ` +
          `${lost.length} of ${brought.length} were not stored.`,
        { ...shown, exhibits: [...grant.exhibits, ...due.exhibits] },
      );
    }
    const slowest = Math.max(...brought.map(({ grant, seen }) => seen!.at - grant.endedAt), 0);
    return kept(
      `What ${brought.length} of ${brought.length} refreshes brought was stored before it was ` +
        `used, after ${inWords(slowest)} at the most.`,
      {
        ...shown,
        exhibits: brought
          .slice(-3)
          .flatMap(({ grant, seen }) => [grant.ended, seen!.seq])
          .sort((one, other) => one - other),
      },
    );
  },
});

/** When a refresh is to be stored, and the look that shows that it was. */
function broughtBy(evidence: Evidence, grant: Grant, slack: number) {
  if (grant.came !== 'granted') return [];
  const due = dueBy(evidence, grant);
  if (!due || !evidence.writable(grant.at, due.at)) return [];
  const wanted = grant.refresh.length > 0 ? grant.refresh : [grant.token];
  const order = generations(evidence);
  const newest = Math.max(...wanted.map((token) => order.get(token) ?? 0));
  const seen = evidence.of('store').find(({ at, seq, look, state }) => {
    if (seq < grant.began || at > due.at + slack) return false;
    // Somebody else has put something newer there.
    if (look === 'act') return (order.get(state.refresh) ?? Infinity) > newest;
    return wanted.includes(state.refresh);
  });
  const kept = grant.refresh.length === 0 ? evidence.storeAt(due.at) : undefined;
  const isKept = kept?.refresh === grant.token;
  return [{ grant, due, seen: isKept ? { at: grant.endedAt, seq: kept.seq } : seen }];
}

/** The first use of what it brought; without one, the client's end. */
function dueBy(evidence: Evidence, { access, ended, session }: Grant) {
  const gone = evidence
    .of('client.exited')
    .find((exit) => exit.seq > ended && exit.session === session);
  const use = evidence.attempts.find(
    ({ exhibits, presents }) =>
      exhibits[0]! > ended && presents.some(({ token }) => access.includes(token)),
  );
  const isUsed = use !== undefined && use.exhibits[0]! < (gone?.seq ?? Infinity);
  if (isUsed) return { at: use.at, what: 'was used', exhibits: use.exhibits };
  // Whoever was killed had no time.
  if (!gone || (gone.by === 'harness' && gone.signal === 'SIGKILL')) return undefined;
  return { at: gone.at, what: 'left', exhibits: [gone.seq] };
}
