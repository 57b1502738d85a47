import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Attempted } from '#core/evidence.ts';

/**
 * A service moves: its record has another address, and the old one is given back. A client that
 * asked once and never again goes on knocking at a door behind which nobody lives.
 *
 * Decided otherwise than the contract: counted is how old the last answer was when a connection was
 * made, and not whether an address that was shut was tried. The same is lost by it, and it can be
 * seen in every flight in which a host is connected to for longer than a record lives. Who has
 * asked in vain has asked; a connection that is kept needs no address.
 */
export const dnsReResolve = defineCheck({
  id: 'dns.re-resolve',
  must: 'ask for a name again when the answer that it has is too old',
  severity: 'sev3',
  axis: 'converge',
  loses: 'After a service has moved, its client does not find it until it is started again.',
  source: 'Contract, N8; RFC 1035, section 3.2.1; Bun docs, DNS caching',
  judge(evidence) {
    const { stall, record, recordSlack } = evidence.bounds;
    const slack = recordSlack + evidence.stretched(stall);
    const asked = new Map<string, Asked>();
    const made: { readonly connection: Attempted; readonly asked: Asked; readonly ms: number }[] =
      [];
    for (const attempt of evidence.attempts) {
      const { session, host } = attempt;
      const key = session === undefined ? host : `${session} ${host}`;
      if (attempt.layer === 'dns') {
        const life = lifeOf(attempt, record);
        const before = asked.get(key);
        asked.set(key, { first: before?.first ?? attempt.at, last: attempt, life });
      }
      // Of several clients it is not always known which of them has asked.
      const last = attempt.layer === 'connect' ? later(asked.get(key), asked.get(host)) : undefined;
      // Within the life of the first answer nobody has to ask again.
      if (!last || attempt.at - last.first <= last.life + slack) continue;
      const since = last.last.endedAt ?? last.last.at;
      // A client that stood still has grown no older.
      const ms = attempt.at - since - evidence.asleep(since, attempt.at);
      made.push({ connection: attempt, asked: last, ms });
    }
    const [oldest] = made.toSorted((one, other) => excess(other) - excess(one));
    if (!oldest) return unwitnessed('No host was connected to for longer than its record lived.');
    const { connection, ms } = oldest;
    // A runtime's cache may go by a clock that is not warped: seen in Claude Code, on Bun.
    const bound = oldest.asked.life + slack + evidence.stretched(recordSlack);
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: made.slice(0, 6).map((each) => each.connection.exhibits[0]!),
      exhibits: [...oldest.asked.last.exhibits, ...connection.exhibits.slice(0, 1)].sort(
        (one, other) => one - other,
      ),
    } as const;
    const said =
      `${inWords(milliseconds(ms))} old when ${connection.host} was connected to at ` +
      `${onTheClock(connection.at)}`;
    return ms > bound
      ? broken(`The client’s last question for the name was ${said}.`, shown)
      : kept(
          `In ${made.length} of ${made.length} late connections the name had been asked for ` +
            `again; at the worst, the answer was ${said}.`,
          shown,
        );
  },
});

interface Asked {
  readonly first: number;
  readonly last: Attempted;
  /** For how long its answer may be kept. */
  readonly life: number;
}

/** Whichever was asked last. */
const later = (one: Asked | undefined, other: Asked | undefined): Asked | undefined =>
  one && other ? (one.last.at >= other.last.at ? one : other) : (one ?? other);

/** How long an answer may be kept: as its effect says, or as any. */
const lifeOf = ({ effect }: Attempted, usual: number): number =>
  typeof effect === 'object' && 'ttl' in effect ? effect.ttl * 1_000 : usual;

const excess = ({ ms, asked }: { readonly ms: number; readonly asked: Asked }): number =>
  ms - asked.life;
