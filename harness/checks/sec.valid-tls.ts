import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Attempted } from '#core/evidence.ts';

/**
 * A certificate is all that tells the service from whoever stands in between. A client that goes
 * on without a good one hands its login to whoever asked for it, and nobody will notice.
 *
 * Counted is what arrived: a request with a credential, over a connection that had shown a bad
 * certificate. A handshake that came to its end is not yet a mistake, for many clients look at the
 * certificate only then. Plain HTTP is not offered here, and what nobody listens for is not seen.
 */
export const secValidTls = defineCheck({
  id: 'sec.valid-tls',
  must: 'show no credential to a host that cannot prove who it is',
  severity: 'sev1',
  axis: 'secret',
  loses: 'Whoever stands in between can use the account.',
  source: 'Contract, X3; RFC 9110, section 4.3.4; RFC 9525, section 6',
  judge(evidence) {
    const shown = evidence.attempts.filter(isUnproven);
    const [first] = shown;
    if (!first) return unwitnessed('The client was shown no certificate that was not good.');
    const sent = evidence.attempts.filter(
      ({ certificate, presents }) => certificate !== undefined && presents.length > 0,
    );
    const stated = {
      measured: { value: sent.length, unit: 'requests', compare: '==', bound: 0 },
      witness: shown.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
    } as const;
    const [astray] = sent;
    if (!astray) {
      return kept(
        `The client was shown a bad certificate ${shown.length} times, and a credential never ` +
          'followed.',
        { ...stated, exhibits: [...first.exhibits] },
      );
    }
    const { at, host, certificate, presents } = astray;
    const names = presents.map(({ token }) => token).join(', ');
    return broken(
      `At ${onTheClock(at)} the client sent ${names} to ${host} over a connection whose ` +
        `certificate was ${WORDS[certificate!]}: ${sent.length} requests did.`,
      { ...stated, exhibits: sent.slice(0, 3).flatMap(({ exhibits }) => exhibits) },
    );
  },
});

const WORDS = {
  untrusted: 'nobody’s whom it trusts',
  expired: 'out of date',
  'not-yet-valid': 'not valid yet',
  'wrong-host': 'another host’s',
} as const;

/** What shows a bad certificate: a handshake with one; a name that leads to somebody else. */
const SHOWS: readonly unknown[] = [...Object.keys(WORDS), 'somebody-else'];

const isUnproven = ({ effect, certificate }: Attempted): boolean =>
  certificate !== undefined || SHOWS.includes(effect);
