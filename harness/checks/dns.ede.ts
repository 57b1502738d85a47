import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence } from '#core/evidence.ts';

/**
 * "SERVFAIL" says that something is wrong somewhere. The name server knows more: that the answer is
 * stale, that no authority can be reached, that a signature does not fit. It says so in a number,
 * and whoever asked is the only one who hears it.
 *
 * Asked is whoever looks for names itself: `getaddrinfo` does not ask for the number, and would not
 * pass it on. It has to turn up anywhere in what the client says, as the number: the words that go
 * with it are the name server's own, and need not be there.
 */
export const dnsEde = defineCheck({
  id: 'dns.ede',
  must: 'pass on what a name server says of why it cannot answer',
  severity: 'sev4',
  axis: 'truth',
  loses: 'Whoever could mend the name does not learn what is wrong with it.',
  source: 'Contract, N7; RFC 8914, sections 2 and 4',
  concerns: ({ client }) => client.declares?.resolver === true,
  judge(evidence) {
    const told = new Map<number, Attempted>();
    for (const attempt of evidence.struck) {
      const code = extendedIn(attempt);
      if (code !== undefined && !told.has(code)) told.set(code, attempt);
    }
    if (told.size === 0) return unwitnessed('No name server said why it could not answer.');
    const codes = [...told].map(([code, query]) => ({
      code,
      query,
      said: wordOf(evidence, code, query),
    }));
    const kept_ = codes.filter(({ said }) => said !== undefined);
    const one = codes.find(({ said }) => said === undefined) ?? codes[0]!;
    const { code, query, said } = one;
    const shown = {
      measured: { value: kept_.length, unit: 'codes', compare: '==', bound: codes.length },
      witness: codes.slice(0, 6).map((each) => each.query.exhibits[0]!),
      exhibits: [...query.exhibits, ...(said === undefined ? [] : [said])].sort((a, b) => a - b),
    } as const;
    const what = `the extended error ${code} that it was told at ${onTheClock(query.at)}`;
    return said === undefined
      ? broken(`The client kept to itself ${what}.`, shown)
      : kept(`The client passed on ${what}; ${codes.length} codes in all.`, shown);
  },
});

const extendedIn = ({ effect }: Attempted): number | undefined =>
  typeof effect === 'object' && 'rcode' in effect ? effect.extended : undefined;

/** The first entry after a query in which the client names the code. */
function wordOf(evidence: Evidence, code: number, { at }: Attempted): number | undefined {
  const names = new RegExp(`\\b(?:EDE|extended(?: DNS)? error)\\D{0,20}${code}\\b`, 'i');
  return [
    ...evidence.of('client.told'),
    ...evidence.of('client.said'),
    ...evidence.of('work.ended'),
  ].find((one) => one.at >= at && names.test(one.text))?.seq;
}
