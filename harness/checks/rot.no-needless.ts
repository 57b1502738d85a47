import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { type Grant, grants } from '#core/grants.ts';

/**
 * Each refresh spends a token that worked, and each is a chance to lose the login: an answer that
 * does not arrive, a sibling that is at it, a kill before the write. A client that renews every
 * few minutes takes that chance a hundred times a day for nothing.
 *
 * Needless is a refresh while the access token in the store had longer to live than any margin
 * asks for: five minutes, or a quarter of its life if that is more. Not where a service had turned
 * that token away, nor where somebody's clock was wrong, nor where the last answer had not
 * arrived. Decided against the contract: refreshes are not counted by the hour, since two that
 * were each due are two too few to object to. A token that was there at boarding is taken for one
 * of the usual lifetime, of which a part has passed.
 */
export const rotNoNeedless = defineCheck({
  id: 'rot.no-needless',
  must: 'refresh no token that is good for long, and that nobody has rejected',
  severity: 'sev3',
  axis: 'save',
  loses: 'The login is put at risk every few minutes, and siblings are signed out by it.',
  source: 'Contract, R4; anthropics/claude-code#58066',
  concerns: ({ scenario: { faults, given } }) =>
    given.serverAhead === undefined && faults.every(({ fault }) => fault.layer !== 'clock'),
  judge(evidence) {
    const refreshed = grants(evidence).filter(({ came }) => came !== 'denied');
    const early = refreshed.flatMap((grant) => {
      const spare = spareAt(evidence, grant.at, grant.began);
      if (!spare || spare.ms <= 0 || !isUnprovoked(evidence, grant, spare.token)) return [];
      return [{ grant, ...spare }];
    });
    const shown = {
      measured: { value: early.length, unit: 'refreshes', compare: '==', bound: 0 },
    } as const;
    const [first] = early;
    if (first) {
      return broken(
        `At ${onTheClock(first.grant.at)} the client refreshed although ${first.token} was good ` +
          `for ${inWords(first.left)}: ${early.length} of ${refreshed.length} refreshes were ` +
          'needless.',
        {
          ...shown,
          witness: [first.seq],
          exhibits: [first.seq, ...early.slice(0, 4).map(({ grant }) => grant.began)],
        },
      );
    }
    const idle = evidence.attempts.find(
      ({ role, presents, at, exhibits }) =>
        role === 'model' &&
        presents.some(({ kind }) => kind === 'access') &&
        (spareAt(evidence, at, exhibits[0]!)?.ms ?? 0) > 0,
    );
    if (!idle) return unwitnessed('The client never had a token that was good for long.');
    return kept(
      `None of ${refreshed.length} refreshes came while the token was good for long; at ` +
        `${onTheClock(idle.at)} it was used as it was.`,
      { ...shown, witness: [idle.exhibits[0]!], exhibits: idle.exhibits },
    );
  },
});

/** By how much the stored token outlived the margin at a moment. */
function spareAt(evidence: Evidence, at: number, seq: number) {
  const look = evidence.of('store').findLast((each) => each.seq < seq);
  // What somebody else has put there, a client need not have read yet.
  if (!look?.state.readable || look.look === 'act') return undefined;
  const token = look.state.access;
  const issued = evidence.once(lives).get(token);
  if (issued?.expiresAt === undefined) return undefined;
  const { refreshEarliest, refreshShare } = evidence.bounds;
  const life = Math.max(issued.expiresAt - issued.at, evidence.order?.scenario.given.lifetime ?? 0);
  const left = issued.expiresAt - at;
  const ms = left - Math.max(refreshEarliest, life * refreshShare);
  return { token, left, ms, seq: look.seq };
}

/** When each access token was issued and when it ends. */
const lives = (evidence: Evidence): ReadonlyMap<string, Life> => {
  const issued = evidence.of('ledger').filter(({ act }) => act === 'issued');
  return new Map(issued.map(({ token, at, expiresAt }) => [token, { at, expiresAt }]));
};

interface Life {
  readonly at: number;
  readonly expiresAt: number | undefined;
}

/** Whether nobody had turned the token away, and no answer to a refresh had been lost. */
const isUnprovoked = (evidence: Evidence, { began, token }: Grant, access: string): boolean =>
  !evidence.attempts.some(
    ({ role, status, presents, exhibits: [from] }) =>
      role === 'model' &&
      from! < began &&
      (status === 401 || status === 403) &&
      presents.some((each) => each.token === access),
  ) &&
  !grants(evidence).some(
    (grant) => grant.began < began && grant.token === token && grant.came === 'unheard',
  );
