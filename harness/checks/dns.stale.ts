import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, milliseconds, onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence } from '#core/evidence.ts';
import { layerAtFault } from '#core/truth.ts';

/**
 * No name server can say where a host is. The address that it had an hour ago is most likely still
 * its own, and a client that goes there works on; or it is somebody else's by now, and a client
 * that looks at no certificate there hands its login over.
 *
 * Asked is whoever looks for names itself: the others do not know how old an address is. A stale
 * connection is one whose last look-up had failed. It must not be older than three days, and no
 * credential may go over it where the certificate was not good. That it is given up when the name
 * is there again is `dns.re-resolve`.
 */
export const dnsStale = defineCheck({
  id: 'dns.stale',
  must: 'trust an old address no longer, and no further, than it may',
  severity: 'sev3',
  axis: 'secret',
  loses: 'Whoever has the old address now is given the login.',
  source: 'Contract, N6; RFC 8767, sections 4 and 5',
  concerns: ({ client }) => client.declares?.resolver === true,
  judge(evidence) {
    const used = staleOf(evidence);
    const [first] = used;
    if (!first) return unwitnessed('The client went to no address that it could not look up.');
    const bound = evidence.bounds.staleAddress;
    const [oldest] = used.toSorted((one, other) => other.age - one.age);
    const shown = {
      measured: { value: oldest!.age / 3_600_000, unit: 'h', compare: '<=', bound: bound / HOUR },
      witness: used.slice(0, 6).map(({ connection }) => connection.exhibits[0]!),
      exhibits: [...oldest!.connection.exhibits],
    } as const;
    const blind = used.find(({ shownTo }) => shownTo !== undefined);
    if (blind) {
      const { at, host, certificate, exhibits } = blind.shownTo!;
      return broken(
        `At ${onTheClock(at)} the client showed its login at an old address of ${host}, where ` +
          `the certificate was not good (${certificate}).`,
        { ...shown, exhibits: [...blind.connection.exhibits, ...exhibits] },
      );
    }
    const { age, connection } = oldest!;
    const said = `${inWords(milliseconds(age))} old, at ${onTheClock(connection.at)}`;
    return age > bound
      ? broken(`The client went to an address that was ${said}.`, shown)
      : kept(
          `The client went to an old address ${used.length} times, the oldest ${said}, and ` +
            'showed its login to nobody else.',
          shown,
        );
  },
});

const HOUR = 3_600_000;

interface Stale {
  readonly connection: Attempted;
  /** Since when nobody has said that the address is the host's. */
  readonly age: number;
  /** A request with a credential that went there over a bad certificate. */
  readonly shownTo?: Attempted;
}

/** Every connection whose last look-up had failed, although an earlier one had not. */
function staleOf(evidence: Evidence): readonly Stale[] {
  const found: Stale[] = [];
  const good = new Map<string, number>();
  const failed = new Set<string>();
  for (const [index, attempt] of evidence.attempts.entries()) {
    const { layer, at } = attempt;
    const key = `${attempt.session} ${attempt.host}`;
    if (layer === 'dns') {
      if (layerAtFault(attempt) === undefined) good.set(key, at);
      if (layerAtFault(attempt) === undefined) failed.delete(key);
      else failed.add(key);
    }
    if (layer !== 'connect' || !failed.has(key) || !good.has(key)) continue;
    const next = evidence.attempts
      .slice(index + 1)
      .find((each) => `${each.session} ${each.host}` === key && each.layer !== 'tls');
    const isBlind = next?.certificate !== undefined && next.presents.length > 0;
    found.push({
      connection: attempt,
      age: at - good.get(key)!,
      ...(isBlind && { shownTo: next }),
    });
  }
  return found;
}
