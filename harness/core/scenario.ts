import type { Duration } from './duration.ts';
import type { FaultWindowRecord, Timeline } from './timeline.ts';

/** Where and when it was seen in life, and who says so. */
export interface Incident {
  readonly date: string;
  readonly what: string;
  readonly source?: string;
}

/** How the authorization server treats refresh tokens (RFC 9700, section 4.14.2). */
export type Rotation = 'rotate' | 'rotate-with-grace' | 'rotate-and-detect-reuse';

/** How the client finds itself when the run begins. */
export interface Given {
  /** Life left in its access token when the flight begins; negative where it has expired. */
  readonly accessToken: Duration;
  /** Life of the tokens that a refresh brings. */
  readonly lifetime: Duration;
  readonly rotation: Rotation;
}

/** Pieces of work, handed over at a steady beat: the first one when the flight begins. */
export interface Work {
  readonly count: number;
  readonly every: Duration;
  /** Whether each piece of work takes a tool call, or is answered at once. */
  readonly tool: boolean;
}

export type Family = 'dns' | 'connection' | 'refresh' | 'token' | 'model' | 'control';

/** A story of something going wrong, and the promises that it puts to the test. */
export interface Scenario {
  /** What happens, as a headline in the present tense. */
  readonly title: string;
  /** Why it is worth flying: where it happens in life, and what goes wrong then. */
  readonly why: string;
  readonly family: Family;
  readonly seen: readonly Incident[];
  readonly given: Given;
  readonly work: Work;
  readonly faults: Timeline;
  /** Ids of the checks that must be put to the test here, or the run is inconclusive. */
  readonly exercises: readonly string[];
  /** The fault is aimed at something that no client asks for: it must strike nobody. */
  readonly decoy?: true;
}

/** A scenario as data, under its id. */
export interface ScenarioRecord extends Omit<Scenario, 'faults'> {
  readonly id: string;
  readonly faults: readonly FaultWindowRecord[];
}

/** A scenario file's default export. It changes nothing: it is there for the types. */
export const scenario = (story: Scenario): Scenario => story;

export const incident = (date: string, what: string, source?: string): Incident => ({
  date,
  what,
  ...(source === undefined ? {} : { source }),
});

const HOUR = 3_600_000 as Duration;

/** A subscriber whose login is stored, as the client would have left it. */
export const signedIn = (given: {
  readonly accessToken: Duration;
  readonly lifetime?: Duration;
  readonly rotation?: Rotation;
}): Given => ({
  accessToken: given.accessToken,
  lifetime: given.lifetime ?? HOUR,
  rotation: given.rotation ?? 'rotate',
});

/** Life left in an access token that ran out an hour before the flight. */
export const expired = -HOUR as Duration;

/** So many pieces of work, one every so often. */
export const turns = (beat: {
  readonly count: number;
  readonly every: Duration;
  readonly tool?: boolean;
}): Work => ({ count: beat.count, every: beat.every, tool: beat.tool ?? false });

/** What stands in the log and crosses into a cell. */
export const record = (id: string, story: Scenario): ScenarioRecord => ({
  ...story,
  id,
  faults: story.faults.map(({ fault: { name, layer, role, params }, from, until }) => ({
    fault: { name, layer, role, params },
    from,
    until,
  })),
});
