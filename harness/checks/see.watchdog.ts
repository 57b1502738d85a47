import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { inWords, onTheClock } from '#core/duration.ts';
import type { Of } from '#core/entry.ts';
import { type Evidence, isDuring, type Worked } from '#core/evidence.ts';
import { troubles } from '#core/truth.ts';

/** One announcement of a retry is no news. Three in a row are, as with a failing probe. */
const RETRIES = 3;

/**
 * At night nobody looks at the screen. The process is alive, every message is received, nothing is
 * answered, and whoever relies on it finds out in the morning.
 *
 * Counted is what a program can act on: a result that says it failed, an exit with another code
 * than 0, an alert, the third announced retry. Words on a screen do not count, nor does a process
 * that is alive. A loss is counted once, up to the next answer. Decided beyond the contract: an
 * alert without a reason breaks the promise too, for it is why nobody looks at the next one.
 */
export const seeWatchdog = defineCheck({
  id: 'see.watchdog',
  must: 'let a machine know soon that service is lost, and only then',
  severity: 'sev2',
  axis: 'see',
  loses: 'Nobody knows that nothing is being done.',
  source: 'Contract, D2; Kubernetes docs, probes; anthropics/claude-code#12447',
  concerns: ({ scenario }) => scenario.work.mode === 'unattended',
  judge(evidence) {
    const bound = evidence.bounds.alert + evidence.stretched(evidence.bounds.stall);
    const losses = lossesOf(evidence, bound);
    const false_ = evidence.of('alert.raised').filter((alert) => isIdle(evidence, alert.at));
    const [groundless] = false_;
    if (groundless) {
      return broken(
        `At ${onTheClock(groundless.at)} the client raised an alert (${groundless.class}) ` +
          `although nothing was wrong: ${false_.length} alerts were groundless.`,
        {
          measured: { value: false_.length, unit: 'false alerts', compare: '==', bound: 0 },
          witness: [groundless.seq],
          exhibits: false_.slice(0, 6).map(({ seq }) => seq),
        },
      );
    }
    const [longest] = losses.toSorted((one, other) => other.ms - one.ms);
    if (!longest) return unwitnessed('The client did not lose its service for long enough.');
    const { ms, work, from, seq } = longest;
    const shown = {
      measured: { value: ms / 1_000, unit: 's', compare: '<=', bound: bound / 1_000 },
      witness: losses.slice(0, 6).map((loss) => loss.work.exhibits[0]!),
      exhibits: [work.exhibits[0]!, ...(seq === undefined ? [] : [seq])],
    } as const;
    return ms > bound
      ? broken(
          `For ${inWords(ms)} after ${onTheClock(from)}, when ${work.work} was stopped, the ` +
            'client let no machine know.',
          shown,
        )
      : kept(
          `Of ${losses.length} losses a machine could know ${losses.length}, the slowest after ` +
            `${inWords(ms)}, at ${work.work}.`,
          shown,
        );
  },
});

interface Loss {
  readonly work: Worked;
  readonly from: number;
  readonly ms: number;
  /** The entry that told of it. */
  readonly seq?: number;
}

/** Each loss of service that was told of, or that lasted for longer than it may go untold. */
function lossesOf(evidence: Evidence, bound: number): readonly Loss[] {
  const losses: Loss[] = [];
  const stopped = new Set<number | undefined>();
  for (const work of evidence.works) {
    const { session, outcome, deed } = work;
    if (outcome === 'answered') stopped.delete(session);
    if (outcome === 'answered' || deed !== 'turn' || stopped.has(session)) continue;
    stopped.add(session);
    const trouble = troubles(evidence).find(
      (each) => each.session === session && isDuring(work, each),
    );
    const from = trouble?.at ?? work.at;
    const signal = signalOf(evidence, work, from);
    const until = signal?.at ?? evidence.end;
    const ms = Math.max(0, until - from - evidence.asleep(from, until));
    if (signal || ms > bound) losses.push({ work, from, ms, ...(signal && { seq: signal.seq }) });
  }
  return losses;
}

/** The first thing from which a program could tell that this work was stopped. */
function signalOf(evidence: Evidence, work: Worked, from: number) {
  const isOwn = (one: { readonly session?: number }) => one.session === work.session;
  // Whatever session it says that it is from.
  const isAlone = work.session === undefined;
  const retries = evidence
    .of('client.told')
    .filter((one) => one.as === 'retry' && isOwn(one) && one.at >= from);
  const exit = leftBy(evidence, work);
  const result = work.claim === 'failure' ? [{ at: work.endedAt!, seq: work.exhibits[1]! }] : [];
  const alert = evidence
    .of('alert.raised')
    .find((one) => one.at >= from && (isAlone || one.session === undefined || isOwn(one)));
  const last = retries[RETRIES - 1];
  return [...result, ...(exit ? [exit] : []), ...(alert ? [alert] : []), ...(last ? [last] : [])]
    .toSorted((one, other) => one.seq - other.seq)
    .at(0);
}

/** The exit with which a client left the work undone; none where it was started again before. */
function leftBy(evidence: Evidence, { session, exhibits }: Worked) {
  const [began, ended = Infinity] = exhibits;
  const isOwn = (one: { readonly session?: number }) => one.session === session;
  const start = evidence.of('client.started').findLast((one) => isOwn(one) && one.seq < began!);
  return evidence
    .of('client.exited')
    .findLast(
      (one) => isOwn(one) && one.seq > (start?.seq ?? 0) && one.seq < ended && !isOrderly(one),
    );
}

/** A client that we end, and do not kill, had not left by the end of its work. */
const isOrderly = ({ code, signal, by }: Of<'client.exited'>): boolean =>
  by === 'client' ? code === 0 : signal === undefined;

/** Whether nothing had been wrong for as long as it may take to notice. */
function isIdle(evidence: Evidence, at: number): boolean {
  const from = at - evidence.bounds.alert;
  if (evidence.openBetween(from, at).length > 0) return false;
  const isRecent = (moment: number | undefined) => moment === undefined || moment >= from;
  return (
    !evidence.works.some(
      (work) => work.at <= at && work.outcome !== 'answered' && isRecent(work.endedAt),
    ) && !troubles(evidence).some((each) => each.at <= at && isRecent(each.endedAt))
  );
}
