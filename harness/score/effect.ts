import { minutes, seconds } from '#core/duration.ts';
import { type Evidence, isSignIn, type Worked } from '#core/evidence.ts';
import type { Deed } from '#core/scenario.ts';
import type { Judgement } from '#harness/judge.ts';
import type { Span } from './statistics.ts';
import { CLASSES, type Class, type Run } from './yardstick.ts';

/**
 * How long after a repair service may still be away before it counts as having stayed away: T_rec
 * of the contract, section 2.
 */
const RECOVERY = minutes(1);
/** A block of no more than this is no stall of the platform (contract, section 7.2). */
const STALL = seconds(60);
/** The share of its time in which a session that "cannot work at all" cannot. */
const ALMOST_ALL = 0.9;
/** Less than this share of blocked time is loss that nobody counts. */
const SOME = 0.01;
/** So many times its usual time is a degraded answer. */
const SLOWER = 3;

/** What one failure did to one client, as its log shows it. */
export interface Effect {
  /** Undefined where nothing was to be seen. */
  readonly class: Class | undefined;
  /** The rule that decided, as a clause. */
  readonly because: string;
  /** The share of the time after the fault's beginning in which work was blocked. */
  readonly blocked: number;
  /** The longest time without a break in which it was, in milliseconds. */
  readonly longest: number;
  /** From the first trouble that stopped work to the first sign of it; none where none stopped. */
  readonly detection?: Span;
  /** From the first work after the repair to the first that is done; none where none stopped. */
  readonly recovery?: Span;
}

/** A run, and what the fault in it did. */
export interface Seen {
  readonly run: Run;
  readonly effect: Effect;
}

/** How grave: the less, the graver; nothing at all is the least grave. */
export const rank = (letter: Class | undefined): number =>
  letter === undefined ? CLASSES.length : CLASSES.indexOf(letter);

/** The gravest of several effects. */
export const gravestOf = (seen: readonly Seen[]): Seen | undefined =>
  seen.reduce<Seen | undefined>(
    (worst, one) => (worst && rank(worst.effect.class) <= rank(one.effect.class) ? worst : one),
    undefined,
  );

/**
 * What a fault did to a client (contract, section 7.2).
 *
 * Decided: the time looked at is that in which the fault was open, or the rest of the run where
 * nothing undoes it; else a failure would be graver the shorter a scenario is. A piece of work that
 * was not done blocks until the next one is handed over, for so long does its user have nothing.
 */
export function effectOf(evidence: Evidence, judgement: Judgement): Effect {
  const from = Math.min(...evidence.spans.map((span) => span.from));
  const closed = Math.max(...evidence.spans.map(({ until = Infinity }) => until));
  const until = closed > from ? Math.min(closed, evidence.end) : evidence.end;
  const stretches = stretchesOf(evidence);
  const within = stretches.filter(({ at, end }) => end > from && at < until);
  const awake = (since: number, end: number) => end - since - evidence.asleep(since, end);
  const blocked = share(within, from, until, awake);
  const longest = longestBlock(stretches, from, awake);
  const stopped = stretches.find(({ end, isBlocked }) => isBlocked && end > from);
  const facts = { evidence, judgement, from, closed, blocked, longest, stretches };
  return {
    ...classify(facts),
    blocked,
    longest,
    ...(stopped && detection(evidence, stopped, from)),
    ...(stopped && Number.isFinite(closed) && recovery(evidence, closed)),
  };
}

/** A stretch of one session's time that belongs to one piece of work. */
interface Stretch {
  readonly work: Worked;
  readonly at: number;
  readonly end: number;
  readonly isBlocked: boolean;
}

/** Each session's time, cut at its pieces of work; an answer blocks for as long as it took. */
function stretchesOf(evidence: Evidence): readonly Stretch[] {
  const { works, end: over, bounds, scenario } = evidence;
  return works.flatMap((work): readonly Stretch[] => {
    const next = works.find(({ at, session }) => session === work.session && at > work.at);
    const last = Math.max(work.at + scenario.work.every, work.endedAt ?? 0);
    const end = next?.at ?? Math.min(over, last);
    const whole = { work, at: work.at, end, isBlocked: isMissed(evidence, work) };
    if (whole.isBlocked) return [whole];
    const done = Math.min(end, Math.max(work.endedAt ?? end, evidence.awaited(work)));
    const since = evidence.awaited(work);
    const waited = done - since - evidence.asleep(since, done);
    if (waited <= bounds.sign) return [whole];
    return [
      { work, at: work.at, end: done, isBlocked: true },
      { work, at: done, end, isBlocked: false },
    ];
  });
}

/** Whether work was not done that its user could expect: who has signed out expects none. */
function isMissed({ works }: Evidence, work: Worked): boolean {
  if (work.outcome === 'answered') return false;
  const last = works.findLast(
    ({ at, deed, session, outcome }) =>
      at < work.at && session === work.session && outcome === 'answered' && isAboutLogin(deed),
  );
  return last?.deed !== 'sign-out' || isAboutLogin(work.deed);
}

const isAboutLogin = (deed: Deed): boolean => deed === 'sign-out' || isSignIn(deed);

/** How much of a time counts: while the client is made to stand still, nobody waits for it. */
type Awake = (since: number, end: number) => number;

function share(stretches: readonly Stretch[], from: number, until: number, awake: Awake): number {
  const length = ({ at, end }: Stretch) => {
    const [since, last] = [Math.max(at, from), Math.min(end, until)];
    return last > since ? awake(since, last) : 0;
  };
  const all = stretches.reduce((sum, stretch) => sum + length(stretch), 0);
  const lost = stretches
    .filter(({ isBlocked }) => isBlocked)
    .reduce((sum, stretch) => sum + length(stretch), 0);
  return all === 0 ? 0 : lost / all;
}

/** Of what was blocked from a moment on. */
function longestBlock(stretches: readonly Stretch[], from: number, awake: Awake): number {
  let most = 0;
  for (const session of Map.groupBy(stretches, ({ work }) => work.session).values()) {
    let since: number | undefined;
    for (const { at, end, isBlocked } of session) {
      since = isBlocked ? (since ?? Math.max(at, from)) : undefined;
      if (since !== undefined && end > since) most = Math.max(most, awake(since, end));
    }
  }
  return most;
}

interface Facts {
  readonly evidence: Evidence;
  readonly judgement: Judgement;
  readonly from: number;
  readonly closed: number;
  readonly blocked: number;
  readonly longest: number;
  readonly stretches: readonly Stretch[];
}

function classify(facts: Facts): Pick<Effect, 'class' | 'because'> {
  const { evidence, judgement, from, closed, blocked, longest, stretches } = facts;
  const harm = judgement.findings.find(
    ({ outcome, severity }) => outcome === 'fail' && severity === 'sev1',
  );
  if (harm) return { class: 'A', because: `it did harm (${harm.check})` };
  if (neededSomebody(evidence, from))
    return { class: 'A', because: 'it took a person to bring it back' };
  const stayed = evidence.works.find(
    (work) => work.at > closed + RECOVERY && isMissed(evidence, work),
  );
  if (stayed) return { class: 'A', because: 'work was still not done after the repair' };
  if (blocked >= ALMOST_ALL && longest > STALL)
    return { class: 'A', because: 'nothing could be done while it lasted' };
  if (blocked > SOME) return { class: 'B', because: 'some work was not done, or late' };
  if (isSlower(stretches, from, evidence))
    return { class: 'B', because: 'answers took far longer' };
  const sign = evidence.of('client.told').some(({ at }) => at >= from);
  if (sign) return { class: 'C', because: 'it was mentioned, and cost nothing' };
  return { class: undefined, because: 'nothing was to be seen of it' };
}

/**
 * Whether only a person could have brought it back: all services were up, and it had no token, and
 * nothing in its store to get one with. Or a person did, although nobody had asked for a sign-in.
 */
function neededSomebody(evidence: Evidence, from: number): boolean {
  if (evidence.scenario.given.credentials === 'nothing') return false;
  const asked = evidence.works.some(({ deed }) => isSignIn(deed));
  if (!asked && evidence.of('human.did').some(({ at }) => at >= from)) return true;
  return evidence.works.some(
    (work) =>
      work.deed === 'turn' &&
      work.at >= from &&
      isMissed(evidence, work) &&
      evidence.up('model', work.at) &&
      evidence.up('oauth', work.at) &&
      evidence.writable(work.at, work.at) &&
      !evidence.tokenValid(work.at) &&
      !evidence.redeemable(work.at),
  );
}

/** Whether the slowest twentieth took several times as long as what came before the fault. */
function isSlower(stretches: readonly Stretch[], from: number, evidence: Evidence): boolean {
  const took = (some: readonly Stretch[]) =>
    some
      .filter(({ work }) => work.outcome === 'answered')
      .map(({ work: { at, endedAt = at } }) => endedAt - at - evidence.asleep(at, endedAt))
      .sort((one, other) => one - other);
  const before = took(stretches.filter(({ at }) => at < from));
  const after = took(stretches.filter(({ at }) => at >= from));
  const usual = before[Math.floor(before.length / 2)];
  const slow = after[Math.floor(after.length * 0.95)];
  // Below a second, three times as long is still at once.
  return usual !== undefined && slow !== undefined && slow > SLOWER * Math.max(usual, seconds(1));
}

/**
 * From the first strike on what was stopped, or its beginning, to whatever first tells of it. Not
 * measured where the client itself was stopped or killed: whoever closes a lid knows.
 */
function detection(
  evidence: Evidence,
  { work, end }: Stretch,
  from: number,
): { readonly detection?: Span } {
  const struck = evidence.during(work).find(({ struckBy }) => struckBy !== undefined);
  const began = Math.max(from, struck?.at ?? work.at);
  const killed = evidence
    .of('client.exited')
    .some(({ at, by }) => by === 'harness' && at >= began && at <= end);
  if (killed || evidence.asleep(began, end) > 0) return {};
  const failed = evidence.works.filter(
    ({ outcome, claim }) => outcome === 'failed' && claim === 'failure',
  );
  const left = evidence.of('client.exited').filter(({ by, code }) => by === 'client' && code !== 0);
  const told = [...evidence.of('client.told'), ...evidence.of('alert.raised'), ...left];
  const first = [...told.map(({ at }) => at), ...failed.map(({ at, endedAt = at }) => endedAt)]
    .filter((at) => at >= began)
    .reduce((least, at) => Math.min(least, at), Infinity);
  if (first < Infinity) return { detection: { ms: first - began } };
  return { detection: { ms: Math.max(0, Math.max(end, evidence.end) - began), over: true } };
}

/**
 * From the first work that is handed over after the repair to the end of the first that is done.
 * The pause before it is the scenario's beat, and no time that the client took.
 */
function recovery(evidence: Evidence, closed: number): { readonly recovery?: Span } {
  const later = evidence.works.filter(({ at }) => at > closed);
  const [first] = later;
  if (!first) return {};
  const back = later.find(({ outcome }) => outcome === 'answered');
  const ms = (back?.endedAt ?? evidence.end) - first.at;
  return { recovery: back ? { ms } : { ms, over: true } };
}
