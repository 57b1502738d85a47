import { inWords, milliseconds } from '#core/duration.ts';
import type { Evidence, Worked } from '#core/evidence.ts';
import { between, mostOften, type Observation, observed, quoted } from '../observation.ts';
import { capital, clock, counted } from '../words.ts';

const PIECE = 'piece of work';
const PIECES = 'pieces of work';

/** What became of the work, and how much of what failed need not have failed. */
export function work(evidence: Evidence): readonly Observation[] {
  const { works } = evidence;
  if (works.length === 0) return [];
  const of = (outcome: Worked['outcome']) => works.filter((one) => one.outcome === outcome);
  if (of('answered').length === works.length) {
    const all = works.length === 1 ? 'The one piece' : `All ${works.length} pieces`;
    return [observed(`${all} of work ${works.length === 1 ? 'was' : 'were'} answered.`, [])];
  }
  return [
    ...failed(of('failed'), evidence),
    ...needless(of('failed'), evidence),
    ...stopped(of('interrupted')),
    ...lost(of('lost'), evidence),
    ...pending(of('pending')),
  ];
}

const ends = (works: readonly Worked[]) => works.map(({ exhibits }) => exhibits.at(-1)!);

function failed(works: readonly Worked[], evidence: Evidence): readonly Observation[] {
  if (works.length === 0) return [];
  const said = mostOften(works.map((one) => lastWords(one, evidence)));
  const words = said === undefined ? 'it said nothing.' : `it said: ${quoted(said)}`;
  const times = between(works.map(({ at }) => at));
  const count = `${works.length} of ${counted(evidence.works.length, PIECE, PIECES)} failed`;
  const when = works.length === 1 ? ` ${times}` : `, ${times}`;
  return [observed(`${count}${when}; ${words}`, ends(works))];
}

/** What the client said of a failure, or the last thing that it said before it was gone. */
function lastWords(work: Worked, evidence: Evidence): string {
  if (work.claim !== 'none') return work.text;
  const meanwhile = ({ at }: { readonly at: number }) =>
    at >= work.at && at <= (work.endedAt ?? evidence.end);
  const told = evidence.of('client.told').findLast((one) => one.as === 'message' && meanwhile(one));
  const last = told ?? evidence.of('client.said').findLast(meanwhile);
  return last?.text ?? '';
}

function stopped(works: readonly Worked[]): readonly Observation[] {
  if (works.length === 0) return [];
  const count = counted(works.length, PIECE, PIECES);
  const were = works.length === 1 ? 'was' : 'were';
  return [observed(`${count} ${were} stopped because somebody wanted it so.`, ends(works))];
}

function needless(works: readonly Worked[], evidence: Evidence): readonly Observation[] {
  const could = works.filter((one) => evidence.attainable(one));
  if (could.length === 0) return [];
  const withToken = could.filter(({ at }) => evidence.tokenValid(at)).length;
  const means =
    withToken === could.length
      ? 'an access token was still good'
      : withToken === 0
        ? 'the stored login could have been renewed'
        : 'an access token was still good or could have been renewed';
  const which =
    could.length === works.length
      ? counted(could.length, 'failed piece', 'failed pieces')
      : `${could.length} of the failed pieces`;
  const text = `${capital(which)} could have been done: the model was up and ${means}.`;
  return [observed(text, ends(could))];
}

/** Where the client left by itself, that is said of its leaving. */
function lost(works: readonly Worked[], evidence: Evidence): readonly Observation[] {
  const left = evidence.of('client.exited').some(({ by }) => by === 'client');
  if (works.length === 0 || left) return [];
  const count = `${works.length} of ${counted(evidence.works.length, PIECE, PIECES)}`;
  const text = `${count} could not be handed over any more: the client was gone.`;
  return [observed(text, ends(works))];
}

function pending(works: readonly Worked[]): readonly Observation[] {
  if (works.length === 0) return [];
  const text = `${capital(counted(works.length, PIECE, PIECES))} never came to an end.`;
  return [observed(text, ends(works))];
}

/** Longer than this and a person looks up from the screen. */
const NOTICEABLE = 20_000;

/** The piece of work that took the longest, where that is long. */
export function waiting({ works }: Evidence): readonly Observation[] {
  const took = ({ at, endedAt }: Worked) => (endedAt ?? at) - at;
  const [longest] = works.toSorted((one, other) => took(other) - took(one));
  if (!longest || took(longest) <= NOTICEABLE) return [];
  const span = inWords(milliseconds(took(longest)));
  const text = `The longest wait for a piece of work was ${span}, from ${clock(longest.at)} on.`;
  return [observed(text, longest.exhibits)];
}

/** Work that was called done without what only the model could have said. */
export function claims({ works }: Evidence): readonly Observation[] {
  const hollow = works.filter(({ claim, nonce }) => claim === 'success' && !nonce);
  if (hollow.length === 0) return [];
  const which = counted(hollow.length, PIECE, PIECES);
  return [observed(`It called ${which} done without an answer from the model.`, ends(hollow))];
}
