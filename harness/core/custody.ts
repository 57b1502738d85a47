import { minutes } from './duration.ts';
import type { Of } from './entry.ts';
import type { Attempted, Evidence } from './evidence.ts';

/** When a token reached a client, and where the log says so. */
interface Given {
  readonly at: number;
  readonly seq: number;
}

/**
 * Whether a client could know a token at a moment. The ledger tells of more than a client is ever
 * given: of what a copy of its login was granted, of what an answer carried that got lost, and of
 * what a process had that was killed before it wrote it down. Nobody can be held to those.
 */
export class Custody {
  readonly #evidence: Evidence;
  readonly #issued: ReadonlyMap<string, Of<'ledger'>>;
  /** What was once looked up of a token: it is asked for at the beginning of each piece of work. */
  readonly #given = new Map<string, Given | undefined>();
  readonly #shown = new Map<string, readonly Of<'store'>[]>();

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    const issues = evidence.of('ledger').filter(({ act }) => act === 'issued');
    this.#issued = new Map(issues.map((issue) => [issue.token, issue]));
  }

  knows(token: string, at: number): boolean {
    const issue = this.#issued.get(token);
    if (!issue || issue.at > at) return false;
    const all = this.#looksAt(token);
    const given = this.#givenBy(issue);
    const killed = this.#evidence
      .of('client.exited')
      .findLast((exit) => exit.by === 'harness' && exit.at <= at);
    if (!killed)
      return (given !== undefined && given.at <= at) || all.some((look) => look.at <= at);
    const looks = all.filter((look) => look.at <= at);
    // What the environment holds is there at every start.
    const [start] = this.#evidence.of('client.started');
    const isSurroundings = looks.length === 0 && issue.seq < (start?.seq ?? 0);
    if (isSurroundings && given) return true;
    const left = this.#evidence.of('store').findLast(({ seq }) => seq < killed.seq);
    if (left && all.includes(left)) return true;
    if (looks.some(({ seq }) => seq > killed.seq)) return true;
    return given !== undefined && given.at <= at && given.seq > killed.seq;
  }

  /** The looks at the store that show a token in it. */
  #looksAt(token: string): readonly Of<'store'>[] {
    let looks = this.#shown.get(token);
    if (!looks) {
      looks = this.#evidence
        .of('store')
        .filter(
          ({ state }) => state.readable && (state.access === token || state.refresh === token),
        );
      this.#shown.set(token, looks);
    }
    return looks;
  }

  /** When it reached a client by the wire, or otherwise where it asked for nothing; else never. */
  #givenBy(issue: Of<'ledger'>): Given | undefined {
    if (!this.#given.has(issue.token)) this.#given.set(issue.token, this.#cameBy(issue));
    return this.#given.get(issue.token);
  }

  #cameBy(issue: Of<'ledger'>): Given | undefined {
    if (issue.because !== undefined) return undefined;
    const asked = this.#evidence
      .once(exchanges)
      .filter(
        ({ presents, exhibits: [began, ended = Infinity] }) =>
          began! < issue.seq &&
          ended > issue.seq &&
          presents.some(({ token }) => this.#issued.get(token)?.family === issue.family),
      );
    if (asked.length === 0) return issue;
    const answer = asked.find(wasHeard);
    if (answer) return { at: answer.endedAt!, seq: answer.exhibits[1]! };
    return this.#givesAgain(issue.at) ? issue : undefined;
  }

  /** Whether a server would have given once more what it gave at this moment, and was there. */
  #givesAgain(at: number): boolean {
    const { rotation, grace = minutes(1) } = this.#evidence.scenario.given;
    return rotation === 'rotate-with-grace' && this.#evidence.up('oauth', at + grace);
  }
}

/** What was asked of the token endpoint. */
const exchanges = ({ attempts }: Evidence): readonly Attempted[] =>
  attempts.filter(({ endpoint }) => endpoint === 'token');

/** Whether the answer to an attempt arrived. */
const wasHeard = ({ status, error, effect }: Attempted): boolean =>
  status === 200 && error === undefined && !(typeof effect === 'object' && 'lose' in effect);

/** Who knew what, by a whole log. */
export const custodyOf = (evidence: Evidence): Custody => new Custody(evidence);
