import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { StoreState } from '#core/entry.ts';
import type { Attempted, Evidence, Worked } from '#core/evidence.ts';
import { failures } from '#core/failures.ts';
import { blamed, claims, groundTruth } from '#core/truth.ts';

/**
 * A name server says no in many ways, and most of them mean "not now". Clients know one of them:
 * the next is an answer with nothing in it, a crash, or the end of a login.
 *
 * Each way in which a name was refused is one mode, by what the resolver was sent and not by the
 * code that a library made of it: musl, glibc and Bun differ there. A mode is handled where every
 * piece of work that met it, and nothing worse, was answered all the same, or came to an end as a
 * failure that blames the name or the network, with the stored login still there. How soon the end
 * came is bound.no-hang's. A name that leads to the wrong place, or comes late, is no mode: it was
 * answered.
 */
export const dnsRcode = defineCheck({
  id: 'dns.rcode',
  must: 'take no answer of a name server for more than a name that cannot be had now',
  severity: 'sev3',
  axis: 'truth',
  loses: 'An outage of one kind is survived, and the next one, of another kind, is not.',
  source: 'Contract, N1; RFC 1035, section 4.1.1; RFC 2308; keeperofdakeys#7; oven-sh/bun#41462',
  concerns: ({ scenario }) =>
    scenario.faults.some(
      ({ fault: { layer, role } }) => layer === 'dns' && (role === 'oauth' || role === 'model'),
    ),
  judge(evidence) {
    const met = evidence.works.flatMap((work) => meeting(evidence, work));
    const [one] = met;
    if (!one) return unwitnessed('No work came to an end that had met a name server’s refusal.');
    const amiss = met.filter(({ why }) => why !== undefined);
    const [first] = amiss;
    const modes = [...new Set(met.map(({ mode }) => mode))];
    const shown = {
      measured: {
        value: new Set(amiss.map(({ mode }) => mode)).size,
        unit: 'modes failed',
        compare: '==',
        bound: 0,
      },
      witness: met.slice(0, 6).map(({ query }) => query.exhibits.at(-1)!),
      exhibits: [...(first ?? one).query.exhibits, ...(first ?? one).work.exhibits].sort(
        (one, other) => one - other,
      ),
    } as const;
    return first
      ? broken(
          `At ${onTheClock(first.query.at)} the name ${first.query.host} met ${first.mode}, and ` +
            `the client ${first.why} ${first.work.work}.`,
          shown,
        )
      : kept(
          `Of ${met.length} works that met ${modes.join(', ')}, none was taken for more.`,
          shown,
        );
  },
});

interface Met {
  readonly work: Worked;
  readonly query: Attempted;
  readonly mode: string;
  /** What the client did wrong, as a clause that the work's name ends. */
  readonly why: string | undefined;
}

/** A piece of work that a refused name, and nothing else, stood in the way of. */
function meeting(evidence: Evidence, work: Worked): readonly Met[] {
  if (work.outcome === 'lost' || work.endedAt === undefined) return [];
  const query = evidence.during(work).find((each) => modeOf(each) !== undefined);
  if (!query) return [];
  const { at: from, endedAt: until, session } = work;
  const { layers } = groundTruth(evidence, { from, until, session });
  if (layers.size !== 1 || !layers.has('DNS')) return [];
  return [{ work, query, mode: modeOf(query)!, why: wrong(evidence, work) }];
}

function wrong(evidence: Evidence, work: Worked): string | undefined {
  if (isLoginGone(evidence, work)) return 'threw its login away over';
  if (work.outcome === 'answered') return undefined;
  if (work.claim === 'success') return 'called it an answer to';
  const failure = failures(evidence).find(({ what }) => what === work.work);
  // Whoever was killed over it has said nothing.
  if (!failure) return undefined;
  const layers = blamed(claims(failure.text, evidence.hosts));
  if (layers.has('DNS') || layers.has('NET')) return undefined;
  return `blamed ${[...layers].join(', ') || 'nothing'} for`;
}

/** Whether the client emptied its store while it had the work, of a login that was still good. */
function isLoginGone(evidence: Evidence, work: Worked): boolean {
  const { at, endedAt = evidence.end, deed } = work;
  // Whoever is asked to sign out is to sign out.
  if (deed === 'sign-out') return false;
  const before = evidence.storeAt(at);
  if (!before || !evidence.grantActive(before.refresh, endedAt)) return false;
  const byClient = evidence
    .of('store')
    .some(
      ({ look, state, ...seen }) =>
        look === 'change' && seen.at >= at && seen.at <= endedAt && isEmpty(state),
    );
  return byClient && isEmpty(evidence.storeAt(endedAt)!);
}

const isEmpty = ({ readable, refresh }: StoreState): boolean =>
  !readable || refresh === 'blank' || refresh === 'absent';

/**
 * How a name was refused; undefined where it was answered in some way. What is done to an attempt
 * at another layer has no such name.
 */
function modeOf({ effect }: Attempted): string | undefined {
  if (typeof effect === 'string') return REFUSED.includes(effect) ? effect : undefined;
  if (effect === undefined) return undefined;
  if ('rcode' in effect) return effect.rcode;
  return 'malformed' in effect ? 'a malformed answer' : undefined;
}

const REFUSED: readonly string[] = [
  ...['NXDOMAIN', 'NODATA', 'SERVFAIL', 'REFUSED', 'silence', 'truncated-without-tcp'],
];
