import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { ASKED, type Asked, type Try, triesBy } from '#core/tries.ts';

/**
 * Three layers that each try three times ask twenty-seven times, and none of them knows. What a
 * service that is down has to bear is the product, hour after hour, on top of everybody else's.
 *
 * Counted is what arrives: all requests of one session to the service that is failing, while it
 * is, for each piece of work that asked for it then. However many layers they came through, and
 * whichever piece of work they belong to, they are in the sum.
 *
 * Decided: each session is asked by itself, and only where it had twenty such pieces of work. How
 * often one of them may be tried is bounded elsewhere (`retry.attempts`), and more generously: a
 * short outage is to be ridden out. What is asked here is whether the client learns from the first
 * ones that more of the same is of no use, as a budget or a breaker does.
 */
export const retryAmplification = defineCheck({
  id: 'retry.amplification',
  must: 'not ask a service that is failing much more often than there is work for it',
  severity: 'sev3',
  axis: 'polite',
  loses: 'The outage is made longer by those who wait for its end.',
  source: 'Contract, Y6; Google SRE book, Addressing Cascading Failures',
  judge(evidence) {
    const { amplification, amplificationGrave, amplificationWorks } = evidence.bounds;
    const works = evidence.worksBySession;
    const [worst] = ASKED.flatMap((role) => {
      const spans = outages(evidence, role);
      return [...works].map(([session, own]) => loadOf(evidence, session, own, role, spans));
    })
      .filter(({ works }) => works.length >= amplificationWorks)
      .sort((one, other) => ratio(other) - ratio(one));
    if (!worst) {
      return unwitnessed(
        `No session had ${amplificationWorks} pieces of work that asked a failing service.`,
      );
    }
    const { role, made } = worst;
    const shown = {
      measured: {
        value: ratio(worst),
        unit: 'requests a piece of work',
        compare: '<=',
        bound: amplification,
      },
      witness: worst.works.slice(0, 6).map(({ exhibits }) => exhibits[0]!),
      exhibits: [...made.slice(0, 3), ...made.slice(3).slice(-3)].map(
        ({ exhibits }) => exhibits[0]!,
      ),
    } as const;
    const said =
      `From ${onTheClock(made[0]!.at)} on, while ${NAMES[role]} was failing, the client asked it ` +
      `${made.length} times for ${worst.works.length} pieces of work`;
    if (ratio(worst) <= amplification) return kept(`${said}.`, shown);
    const isGrave = ratio(worst) > amplificationGrave;
    return broken(`${said}; ${amplification} times for each was the bound.`, {
      ...shown,
      ...(isGrave && { severity: 'sev2' }),
    });
  },
});

const NAMES: Readonly<Record<Asked, string>> = { oauth: 'sign-in', model: 'the model' };

interface Load {
  readonly role: Asked;
  readonly made: readonly Try[];
  readonly works: readonly Worked[];
}

const ratio = ({ made, works }: Load): number => made.length / works.length;

/** What one session asked of a service while a fault was open there, and the work that it had. */
function loadOf(
  evidence: Evidence,
  session: number | undefined,
  works: readonly Worked[],
  role: Asked,
  spans: readonly Span[],
): Load {
  const during = (from: number, until: number) =>
    spans.flatMap((span) =>
      triesBy(evidence, session, role, Math.max(from, span.from), Math.min(until, span.until)),
    );
  const made = during(Number.NEGATIVE_INFINITY, evidence.end);
  const asking = works.filter(({ at, endedAt = evidence.end }) => during(at, endedAt).length > 0);
  return { role, made, works: asking };
}

interface Span {
  readonly from: number;
  until: number;
}

/** The stretches in which something was wrong with a service, one after the other. */
function outages(evidence: Evidence, role: Asked): readonly Span[] {
  const spans = evidence.spans
    .filter(({ record }) => record.fault.role === role)
    .map(({ from, until = evidence.end }) => ({ from, until }));
  const apart: Span[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until);
    else apart.push(span);
  }
  return apart;
}
