import { LAYERS } from './effect.ts';
import type { Entry, Of, StoreState } from './entry.ts';
import type { Evidence } from './evidence.ts';
import { misdone } from './misdone.ts';

/** Wall time by which a watch, a timer or a socket of ours may come late. */
const SLACK = 1_000;

/** What stands in a store's state where no token does, or none of ours. */
const NAMELESS = ['absent', 'blank', 'unknown'];

/**
 * What was wrong with the harness itself while it wrote this log, or undefined if nothing shows.
 *
 * A harness that has lost its sight sees no failure, and a client is praised for that. So whatever
 * is recorded in two ways is compared: what was due and when it was done, what was carried and what
 * carried it, what the ledger gave and what the store held. A log in which no place was proved was
 * never flown; somebody has made it by hand, of only what it is about, and it has nothing to
 * compare. Only in a place that has to be sealed is that proof itself what is missing.
 *
 * What is recorded in one way only can be lost unseen: what a client told its user, alerts, what a
 * person did, what a tool did, looks at what it uses. A check that asks for such a fact does not
 * pass where there is none of them; that there were more, nobody can tell.
 */
export function ailment(evidence: Evidence): string | undefined {
  if (evidence.of('place.proved').length === 0) {
    const { cell } = evidence.order;
    return cell === 'virtual' ? undefined : `Nothing shows that the ${cell} cell was sealed.`;
  }
  return (
    incomplete(evidence) ??
    untimely(evidence) ??
    unclosed(evidence) ??
    unended(evidence) ??
    uncounted(evidence) ??
    unfounded(evidence) ??
    unseen(evidence) ??
    unissued(evidence) ??
    unheard(evidence) ??
    misdone(evidence, tolerance(evidence))
  );
}

const tolerance = (evidence: Evidence): number => SLACK + evidence.stretched(SLACK);

/** What stands in every log of a flight. */
const LANDMARKS = [
  ['client.started', 'that a client was started'],
  ['flight.began', 'when the flight began'],
  ['client.exited', 'how the client ended'],
  ['sink.searched', 'that anybody looked for secrets'],
] as const;

function incomplete(evidence: Evidence): string | undefined {
  const lost = LANDMARKS.find(([kind]) => evidence.of(kind).length === 0);
  return lost && `The log does not say ${lost[1]}.`;
}

/** A clock that stands still, or runs back, does things before they are due. */
function untimely(evidence: Evidence): string | undefined {
  const { scenario, resolution } = evidence;
  const { given, work, faults } = scenario;
  const isEarly = (at: number, due: number) => at < due - resolution;
  if (evidence.of('flight.began').some(({ at }) => isEarly(at, 0)))
    return 'The clock stood still: the flight began before it was time.';
  const sessions = given.sessions ?? 1;
  const early = evidence.of('work.began').find((began) => {
    const number = /^w(\d+)$/.exec(began.work)?.[1];
    const beat = Math.floor((Number(number) - 1) / sessions);
    return number !== undefined && isEarly(began.at, beat * work.every);
  });
  if (early) return `The clock stood still: ${early.work} was handed over before it was due.`;
  const window = evidence.of('fault.opened').find((opened) => {
    const { from } = faults[opened.window] ?? {};
    return from?.on === 'clock' && isEarly(opened.at, from.at);
  });
  return window && 'The clock stood still: a fault was opened before it was due.';
}

/**
 * Windows that the clock opens or closes do so whatever the client does, and so do those that wait
 * for strikes. What has struck, or was done, was open.
 */
function unclosed(evidence: Evidence): string | undefined {
  const last = evidence.end - tolerance(evidence);
  const spans = Map.groupBy(evidence.spans, ({ window }) => window);
  const strikes = new Map<number, number>();
  for (const { struckBy } of evidence.of('attempt.ended'))
    if (struckBy !== undefined) strikes.set(struckBy, (strikes.get(struckBy) ?? 0) + 1);
  const done = new Set(evidence.of('act.done').map(({ window }) => window));
  for (const [window, { from, until, fault }] of evidence.scenario.faults.entries()) {
    const own = spans.get(window) ?? [];
    const isDue = from.on === 'start' || (from.on === 'clock' && from.at < last);
    if (own.length === 0 && (isDue || strikes.has(window) || done.has(window)))
      return `The window of ${fault.name} never opened.`;
    const isOver =
      until === 'at once' ||
      (until !== 'the end' && until.on === 'clock' && until.at < last) ||
      (until !== 'the end' && until.on === 'strikes' && strikes.get(window)! >= until.count);
    if (isOver && own.some((span) => span.until === undefined))
      return `The window of ${fault.name} never closed.`;
  }
  return undefined;
}

/** Whoever has left, or was given more to do, had nothing in hand any more. */
function unended(evidence: Evidence): string | undefined {
  const began = evidence.of('work.began');
  const left = evidence.of('client.exited').filter(({ by }) => by === 'client');
  const lost = evidence.works.find(
    ({ outcome, session, exhibits: [from] }) =>
      outcome === 'pending' &&
      [...began, ...left].some((next) => next.session === session && next.seq > from!),
  );
  return lost && `The log does not say how ${lost.work} ended.`;
}

/** The gate counts what passes it, and sees the end of all that it has seen begin. */
function uncounted(evidence: Evidence): string | undefined {
  const began = evidence.of('attempt.began');
  const ended = evidence.of('attempt.ended');
  const lost = began.find(({ attempt }, index) => attempt !== index + 1);
  if (lost) return `The log has lost attempts: number ${lost.attempt} came out of turn.`;
  if (ended.length === began.length) return undefined;
  return `The log has lost attempts: ${began.length} began, and ${ended.length} ended.`;
}

/**
 * Whoever sends a request has shaken hands, has connected before, and has looked the name up before
 * that. What was kept from an earlier request was once new. A proxy looks names up for others, and
 * at an address to which no name leads nobody is asked.
 */
function unfounded(evidence: Evidence): string | undefined {
  const { hosts } = evidence;
  const lowest = evidence.scenario.given.behind === 'proxy' ? 1 : 0;
  const reached = { client: new Map<string, number>(), human: new Map<string, number>() };
  for (const { by, host, layer, at } of evidence.of('attempt.began')) {
    if (by === 'harness' || hosts[host] === undefined) continue;
    const place = LAYERS.indexOf(layer);
    const highest = reached[by].get(host) ?? lowest - 1;
    if (place > highest + 1)
      return `The ${LAYERS[place - 1]} log is lost: ${host} was reached at ${at} ms without it.`;
    if (place > highest) reached[by].set(host, place);
  }
  return unasked(evidence);
}

/** What only the model can tell, a client has asked it for. */
function unasked({ attempts, works }: Evidence): string | undefined {
  const first = attempts.find(({ layer, role }) => layer === 'http' && role === 'model');
  const odd = works.find(
    ({ deed, nonce, exhibits: [, ended] }) =>
      deed === 'turn' && nonce && (first?.exhibits[0] ?? Infinity) > ended!,
  );
  return odd && `The http log is lost: ${odd.work} was answered, and nobody was asked.`;
}

/** What a store holds at the end was seen when it was written. */
function unseen(evidence: Evidence): string | undefined {
  const looks = evidence.of('store');
  const last = looks.at(-1);
  if (looks[0]?.look !== 'before' || last?.look !== 'after')
    return 'Nobody has looked at the store before the flight and after it.';
  const previous = looks.at(-2)!;
  if (isAlike(previous.state, last.state)) return undefined;
  return 'The store had changed by the end, and nobody saw it change: its watcher was dead.';
}

/** Permissions are not compared: whatever takes them away may be undone as the run ends. */
const isAlike = (one: StoreState, other: StoreState): boolean =>
  one.readable === other.readable &&
  one.access === other.access &&
  one.refresh === other.refresh &&
  one.expiresAt === other.expiresAt;

/** Every token comes from the ledger, and whatever brings a new one is written down there. */
function unissued(evidence: Evidence): string | undefined {
  const issued = new Set<string>(NAMELESS);
  const asking = new Map<number, number>();
  for (const entry of evidence.entries) {
    if (entry.kind === 'ledger' && entry.act === 'issued') issued.add(entry.token);
    const stranger = strangerIn(entry, issued);
    if (stranger) return `The ledger's log is lost: it has never issued ${stranger}.`;
    if (entry.kind === 'attempt.began' && entry.endpoint === 'token')
      asking.set(entry.attempt, issued.size);
    if (
      entry.kind === 'attempt.ended' &&
      isGrant(entry) &&
      asking.get(entry.attempt) === issued.size
    )
      return "The ledger's log is lost: a token was granted that it has not issued.";
  }
  return undefined;
}

function strangerIn(entry: Entry, issued: ReadonlySet<string>): string | undefined {
  if (entry.kind === 'store') {
    const { access, refresh } = entry.state;
    return [access, refresh].find((token) => !issued.has(token));
  }
  if (entry.kind !== 'attempt.began') return undefined;
  return entry.presents?.find(({ token }) => !issued.has(token))?.token;
}

const isGrant = ({ status, struckBy }: Of<'attempt.ended'>): boolean =>
  status === 200 && struckBy === undefined;

/** All of a client's output that was searched was also kept, or counted. */
function unheard(evidence: Evidence): string | undefined {
  const heard = { stdout: 0, stderr: 0 };
  for (const { stream, text, cut = 0 } of evidence.of('client.said'))
    heard[stream] += text.length + cut;
  const isLost = (stream: 'stdout' | 'stderr') =>
    evidence.of('secret.found').every(({ sink }) => sink !== stream) &&
    evidence
      .of('sink.searched')
      .some(({ sink, bytes }) => sink === stream && bytes !== heard[stream]);
  const lost = (['stdout', 'stderr'] as const).find(isLost);
  return lost && `Some of what the client printed to ${lost} is lost.`;
}
