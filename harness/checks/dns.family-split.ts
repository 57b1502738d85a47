import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { isServed, lookUps, worstOf } from '#core/connecting.ts';
import type { DnsEffect } from '#core/effect.ts';
import type { RunOrder } from '#core/entry.ts';

/**
 * A host has addresses of two families, and one of them cannot be had. Everybody's browser goes on
 * with the other one; a client that needs both is cut off from a service that is up.
 *
 * Measured is the time from the first query that met the trouble to a connection. Decided: where
 * nothing comes for one family, only who asks name servers itself is held to it. The C library
 * waits for both answers, and longer than Node waits for it (measured with glibc 2.36): a client
 * of it cannot do better, whatever it is.
 */
export const dnsFamilySplit = defineCheck({
  id: 'dns.family-split',
  must: 'reach a host by the one address family that can be had',
  severity: 'sev2',
  axis: 'keep',
  loses: 'A service that is up cannot be reached from networks on which one family fails.',
  source: 'Contract, N4; RFC 8305, sections 3 and 5; RFC 4074, section 4',
  concerns: (order) => !isUpToTheLibrary(order),
  judge(evidence) {
    const bound =
      evidence.bounds.familyDelay +
      2 * evidence.resolution +
      evidence.stretched(evidence.bounds.stall);
    const met = lookUps(evidence, ({ effect }) => isSplit(effect as DnsEffect), bound);
    if (met.length === 0) return unwitnessed('No name was asked for of which one family failed.');
    const { shown, found, said } = worstOf(met, bound);
    return found
      ? kept(`In ${met.length} of ${met.length} look-ups one family was enough: ${said}.`, shown)
      : broken(`With one address family gone, ${said}.`, shown);
  },
});

const isSplit = (effect: DnsEffect | undefined): boolean =>
  effect === 'only-A' ||
  effect === 'only-AAAA' ||
  (typeof effect === 'object' && 'family' in effect);

const isUpToTheLibrary = ({ scenario, client }: RunOrder): boolean =>
  client.declares?.resolver !== true &&
  scenario.faults.some(({ fault }) => fault.name === 'family-fails' && !isServed(fault));
