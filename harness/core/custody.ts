import type { Of } from './entry.ts';
import type { Attempted } from './evidence.ts';

/** What of a log tells where a token went. */
interface Trail {
  readonly ledger: readonly Of<'ledger'>[];
  readonly stores: readonly Of<'store'>[];
  readonly exits: readonly Of<'client.exited'>[];
  readonly starts: readonly Of<'client.started'>[];
  readonly attempts: readonly Attempted[];
  /** Whether a server would have given once more what it gave at this moment, and was there. */
  readonly givesAgain: (at: number) => boolean;
}

/**
 * Whether a client could know a token at a moment. The ledger tells of more than a client is ever
 * given: of what a copy of its login was granted, of what an answer carried that got lost, and of
 * what a process had that was killed before it wrote it down. Nobody can be held to those.
 */
export class Custody {
  readonly #trail: Trail;
  readonly #issued: ReadonlyMap<string, Of<'ledger'>>;

  constructor(trail: Trail) {
    this.#trail = trail;
    const issues = trail.ledger.filter(({ act }) => act === 'issued');
    this.#issued = new Map(issues.map((issue) => [issue.token, issue]));
  }

  knows(token: string, at: number): boolean {
    const issue = this.#issued.get(token);
    if (!issue || issue.at > at) return false;
    const { stores, exits, starts } = this.#trail;
    const shows = ({ state }: Of<'store'>) =>
      state.readable && (state.access === token || state.refresh === token);
    const looks = stores.filter((look) => look.at <= at && shows(look));
    const given = this.#givenBy(issue);
    const killed = exits.findLast((exit) => exit.by === 'harness' && exit.at <= at);
    if (!killed) return looks.length > 0 || (given !== undefined && given.at <= at);
    // What the environment holds is there at every start.
    const isSurroundings = looks.length === 0 && issue.seq < (starts[0]?.seq ?? 0);
    if (isSurroundings && given) return true;
    const left = stores.findLast(({ seq }) => seq < killed.seq);
    if (left && shows(left)) return true;
    if (looks.some(({ seq }) => seq > killed.seq)) return true;
    return given !== undefined && given.at <= at && given.seq > killed.seq;
  }

  /** When it reached a client by the wire, or otherwise where it asked for nothing; else never. */
  #givenBy(issue: Of<'ledger'>): { readonly at: number; readonly seq: number } | undefined {
    if (issue.because !== undefined) return undefined;
    const asked = this.#trail.attempts.filter(
      ({ endpoint, presents, exhibits: [began, ended = Infinity] }) =>
        endpoint === 'token' &&
        began! < issue.seq &&
        ended > issue.seq &&
        presents.some(({ token }) => this.#issued.get(token)?.family === issue.family),
    );
    if (asked.length === 0) return issue;
    const answer = asked.find(wasHeard);
    if (answer) return { at: answer.endedAt!, seq: answer.exhibits[1]! };
    return this.#trail.givesAgain(issue.at) ? issue : undefined;
  }
}

/** Whether the answer to an attempt arrived. */
const wasHeard = ({ status, error, effect }: Attempted): boolean =>
  status === 200 && error === undefined && !(typeof effect === 'object' && 'lose' in effect);
