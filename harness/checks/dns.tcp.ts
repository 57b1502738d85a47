import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { lookUps, worstOf } from '#core/connecting.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence } from '#core/evidence.ts';
import { failures } from '#core/failures.ts';
import { blamed, claims } from '#core/truth.ts';

/**
 * An answer that does not fit into a datagram is cut short, and says so. Who does not ask again
 * over TCP has no address, although the name server has just offered it.
 *
 * Measured is the time from the query to a connection; that TCP was used shows in nothing else,
 * since the C library asks and not the client. Where TCP is blocked as well there is no address to
 * be had: then a piece of work has to end, and to say that it was the name.
 */
export const dnsTcp = defineCheck({
  id: 'dns.tcp',
  must: 'ask for a name over TCP where the answer was cut short',
  severity: 'sev3',
  axis: 'keep',
  loses: 'A host whose answer has grown by a few bytes cannot be reached any more.',
  source: 'Contract, N5; RFC 7766, section 5; RFC 2181, section 9',
  judge(evidence) {
    const bound = evidence.bounds.span + evidence.stretched(evidence.bounds.stall);
    const met = lookUps(evidence, ({ effect }) => effect === 'truncated', bound);
    if (met.length > 0) {
      const { shown, found, said } = worstOf(met, bound);
      return found
        ? kept(`Of ${met.length} answers that were cut short all were had whole: ${said}.`, shown)
        : broken(`After an answer that was cut short, ${said}.`, shown);
    }
    return withoutTcp(evidence);
  },
});

/** What becomes of work where no answer can be had whole. */
function withoutTcp(evidence: Evidence) {
  const struck = evidence.struck.filter(({ effect }) => effect === 'truncated-without-tcp');
  const stopped = failures(evidence).flatMap((failure) => {
    const cause = struck.find(
      ({ at, session }) =>
        at >= failure.from &&
        at <= failure.until &&
        (session === undefined || session === failure.session),
    );
    return cause ? [{ ...failure, cause }] : [];
  });
  const [first] = stopped;
  if (!first) return unwitnessed('No answer about a name was cut short.');
  const silent = stopped.filter(({ text }) => !blamed(claims(text, evidence.hosts)).has('DNS'));
  const one = silent[0] ?? first;
  const shown = {
    measured: { value: silent.length, unit: 'works amiss', compare: '==', bound: 0 },
    witness: one.cause.exhibits.slice(0, 1),
    exhibits: [...one.cause.exhibits, ...one.exhibits].sort((a, b) => a - b),
  } as const;
  return silent.length > 0
    ? broken(
        `At ${onTheClock(one.until)} ${one.what} failed for want of a whole answer about a name, ` +
          `and did not say so: ${silent.length} of ${stopped.length} did not.`,
        shown,
      )
    : kept(
        `TCP was blocked: ${stopped.length} of ${stopped.length} failures ended and named the ` +
          'name.',
        shown,
      );
}
