import { minutes } from '#core/duration.ts';
import type { Effects, HttpEffect, Layer, Spoilt } from '#core/effect.ts';
import {
  type Declared,
  type Entry,
  enter,
  type Fact,
  FORMAT,
  type RunOrder,
  type TimeKind,
  type Usage,
} from '#core/entry.ts';
import type { Presented } from '#core/fault.ts';
import type { Role } from '#core/role.ts';
import type { Deed, Given, Interrupt, Mode, Work } from '#core/scenario.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';

/** A fact and when it was. */
export type Timed = Fact & { readonly at: number };

/** Facts that belong together. An attempt is given its number when the log is put together. */
export type Piece = readonly Timed[] | ((attempt: number) => readonly Timed[]);

export const HOSTS: Readonly<Record<string, Role>> = {
  'platform.claude.com': 'oauth',
  'api.anthropic.com': 'model',
  'http-intake.example': 'other',
};

const hostOf = (role: Role) => Object.keys(HOSTS).find((host) => HOSTS[host] === role)!;

/** A window over the sign-in host's name, from minute 5 to minute 45. */
export const NAME_GONE: FaultWindowRecord = {
  fault: { name: 'nxdomain', layer: 'dns', role: 'oauth', params: {} },
  from: { on: 'clock', at: minutes(5) },
  until: { on: 'clock', at: minutes(45) },
};

/** A window in which the model sheds load. */
export const OVERLOAD: FaultWindowRecord = {
  fault: { name: 'overloaded', layer: 'http', role: 'model', params: {} },
  from: { on: 'clock', at: minutes(5) },
  until: { on: 'clock', at: minutes(45) },
};

export interface Flight {
  readonly exercises?: readonly string[];
  readonly faults?: readonly FaultWindowRecord[];
  /** When the first access token expires. */
  readonly expiresAt?: number;
  readonly time?: TimeKind;
  /** How the client finds itself, where it is otherwise than usual. */
  readonly given?: Partial<Given>;
  readonly declares?: Declared;
  /** What each piece of work is; turns where it is left out. */
  readonly deeds?: readonly Deed[];
  readonly mode?: Mode;
  readonly interrupts?: readonly Interrupt[];
  readonly work?: Partial<Work>;
  /** What happens between the beginning of the flight and the end of the run. */
  readonly pieces?: readonly Piece[];
  /** Entries after the last piece; the usual ones if nothing is said. */
  readonly farewell?: readonly Timed[];
}

/** A whole log around some pieces of a flight, in the order of time. */
export function flight(story: Flight = {}): readonly Entry[] {
  const expiresAt = story.expiresAt ?? minutes(60);
  let attempts = 0;
  const middle = (story.pieces ?? []).flatMap((piece) => {
    if (typeof piece !== 'function') return piece;
    attempts += 1;
    return piece(attempts);
  });
  const last = Math.max(0, ...middle.map(({ at }) => at));
  const boarding: readonly Timed[] = [
    { at: -2_000, kind: 'run.began', format: FORMAT, ...order(story) },
    { at: -2_000, ...issued('access-1', expiresAt) },
    { at: -2_000, ...issued('refresh-1', story.given?.loginEnds) },
    { at: -1_500, kind: 'client.started' },
    ...stored('before', -1_500, 'access-1', 'refresh-1', expiresAt),
    ...middle.filter(({ at }) => at < 0),
  ];
  const aloft = middle.filter(({ at }) => at >= 0);
  return enter([
    ...boarding.toSorted((one, other) => one.at - other.at),
    { at: 0, kind: 'flight.began' },
    ...aloft.toSorted((one, other) => one.at - other.at || rank(one) - rank(other)),
    ...(story.farewell ?? farewell(last + 1_000)),
  ]);
}

/** Of what happens in one moment, work is handed over first, and is over last. */
const rank = ({ kind }: Timed): number =>
  kind === 'work.began' ? 0 : kind === 'work.ended' ? 2 : 1;

/** The same, as what one of several clients did. */
export const by = (session: number, piece: Piece): Piece => {
  const own = (facts: readonly Timed[]) =>
    facts.map((fact) => (OF_ONE.includes(fact.kind) ? ({ ...fact, session } as Timed) : fact));
  return typeof piece === 'function' ? (number) => own(piece(number)) : own(piece);
};

const OF_ONE = ['attempt.began', 'work.began', 'client.told', 'client.exited', 'client.started'];

/** How a run ends: the client leaves, and what it left is searched. */
export const farewell = (at: number): readonly Timed[] => [
  { at, kind: 'client.exited', code: 0, by: 'client' },
  { at, kind: 'sink.searched', sink: 'stdout', bytes: 4_096 },
  { at, kind: 'sink.searched', sink: 'file', bytes: 512 },
  { at, kind: 'run.ended' },
];

const order = ({
  exercises = [],
  faults = [],
  time,
  given,
  declares,
  work,
  deeds,
  mode,
  interrupts,
}: Flight): RunOrder => ({
  id: 'golden',
  scenario: {
    id: 'golden',
    title: 'A log made by hand',
    why: 'So that a check can be shown what it is about.',
    family: 'control',
    seen: [],
    given: { accessToken: minutes(60), lifetime: minutes(60), rotation: 'rotate', ...given },
    work: {
      ...{ count: 12, every: minutes(5), tool: false },
      ...(deeds && { deeds }),
      ...(mode && { mode }),
      ...(interrupts && { interrupts }),
      ...work,
    },
    faults,
    exercises,
  },
  client: { name: 'hand-made', ...(declares && { declares }) },
  profile: { provider: 'anthropic', hosts: HOSTS, clientId: 'golden' },
  cell: 'virtual',
  seed: 1,
  time: time ?? { kind: 'virtual', factor: 0 },
});

const issued = (token: string, expiresAt?: number): Fact => ({
  kind: 'ledger',
  act: 'issued',
  token,
  family: 'family-1',
  ...(expiresAt !== undefined && { expiresAt }),
});

/** The authorization server changes its mind about a token. */
export const ledger = (
  at: number,
  act: 'issued' | 'rotated' | 'expired' | 'revoked',
  token: string,
  expiresAt?: number,
): readonly Timed[] => [{ at, ...issued(token, expiresAt), act } as Timed];

/** A look at the store. */
export const stored = (
  look: 'before' | 'change' | 'after',
  at: number,
  access: string,
  refresh: string,
  expiresAt?: number,
): readonly Timed[] => {
  const readable = access !== 'absent';
  const state = { readable, access, refresh, ...(expiresAt !== undefined && { expiresAt }) };
  return [{ at, kind: 'store', look, state }];
};

/** A window's fault is open from one moment to another, or to the end. */
export const open = (window: number, from: number, until?: number): readonly Timed[] => [
  { at: from, kind: 'fault.opened', window },
  ...(until === undefined ? [] : [{ at: until, kind: 'fault.closed', window } as const]),
];

interface Attempting {
  readonly layer: Layer;
  readonly role: Role;
  readonly host?: string;
  readonly took?: number;
  readonly operation?: string;
  readonly endpoint?: 'token' | 'messages' | 'other';
  readonly work?: string;
  readonly presents?: readonly Presented[];
  readonly certificate?: Spoilt;
  readonly struckBy?: number;
  readonly effect?: Effects[Layer];
  readonly status?: number;
  readonly error?: string;
}

/** One attempt; without an end where `took` is not finite. */
export const attempt =
  (at: number, what: Attempting): Piece =>
  (number) => {
    const { layer, role, host, took = 5, struckBy, effect, status, error, ...rest } = what;
    const operation =
      rest.operation ?? { dns: 'A', connect: 'connect', tls: 'hello', http: 'POST' }[layer];
    return [
      {
        at,
        kind: 'attempt.began',
        attempt: number,
        by: 'client',
        layer,
        role,
        host: host ?? hostOf(role),
        ...rest,
        operation,
      },
      ...(Number.isFinite(took)
        ? [
            {
              at: at + took,
              kind: 'attempt.ended',
              attempt: number,
              ...(struckBy !== undefined && { struckBy }),
              ...(effect !== undefined && { effect }),
              ...(status !== undefined && { status }),
              ...(error !== undefined && { error }),
            } as const,
          ]
        : []),
    ];
  };

/** The name of the sign-in host is asked for, and there is none: the fault of window 0. */
export const noName = (at: number, operation = 'A'): Piece =>
  attempt(at, { layer: 'dns', role: 'oauth', operation, struckBy: 0, effect: 'NXDOMAIN' });

/** A request for an answer. */
export const asked = (
  at: number,
  work: string,
  answer: {
    readonly status: number;
    readonly token?: string;
    readonly struckBy?: number;
    /** A refusal that goes with the status, where it is left out. */
    readonly effect?: HttpEffect;
    readonly took?: number;
  },
): Piece =>
  attempt(at, {
    layer: 'http',
    role: 'model',
    endpoint: 'messages',
    work,
    presents: [{ kind: 'access', token: answer.token ?? 'access-1' }],
    took: answer.took ?? 60,
    status: answer.status,
    ...(answer.struckBy !== undefined && {
      struckBy: answer.struckBy,
      effect: answer.effect ?? {
        refuse: answer.status === 401 ? 'unauthorized' : 'overloaded',
        status: answer.status,
      },
    }),
  });

/** A request for a new token. */
export const renewed = (
  at: number,
  answer: {
    readonly status: number;
    readonly token?: string;
    readonly struckBy?: number;
    readonly took?: number;
  },
): Piece =>
  attempt(at, {
    layer: 'http',
    role: 'oauth',
    endpoint: 'token',
    presents: [{ kind: 'refresh', token: answer.token ?? 'refresh-1' }],
    took: answer.took ?? 60,
    status: answer.status,
    ...(answer.struckBy !== undefined && {
      struckBy: answer.struckBy,
      effect: {
        refuse: answer.status === 400 ? 'invalid-grant' : 'unavailable',
        status: answer.status,
      },
    }),
  });

/** A piece of work that was answered. */
export const answered = (work: string, at: number, took = 200): readonly Timed[] => [
  { at, kind: 'work.began', work },
  {
    at: at + took,
    kind: 'work.ended',
    work,
    outcome: 'answered',
    claim: 'success',
    nonce: true,
    text: 'The code word is plover.',
  },
];

/** A piece of work that failed, with the client's last word on it. */
export const failed = (
  work: string,
  at: number,
  text: string,
  end: {
    readonly took?: number;
    readonly claim?: 'success' | 'failure' | 'none';
    readonly nonce?: boolean;
  } = {},
): readonly Timed[] => [
  { at, kind: 'work.began', work },
  {
    at: at + (end.took ?? 2_000),
    kind: 'work.ended',
    work,
    outcome: 'failed',
    claim: end.claim ?? 'failure',
    nonce: end.nonce ?? false,
    text,
  },
];

/** Work that somebody told the client to stop, and that ended so long after that. */
export const stopped = (
  work: string,
  at: number,
  stop: { readonly after: number; readonly took?: number },
): readonly Timed[] => [
  { at, kind: 'work.began', work },
  { at: at + stop.after, kind: 'client.interrupted', work },
  ...(stop.took === undefined
    ? []
    : [
        {
          at: at + stop.after + stop.took,
          kind: 'work.ended',
          work,
          outcome: 'interrupted',
          claim: 'failure',
          nonce: false,
          text: 'Stopped.',
        } as const,
      ]),
];

/** A look at what the client uses. */
export const sampled = (at: number, usage: Usage): readonly Timed[] => [
  { at, kind: 'client.sampled', ...usage },
];

/** Something else than a turn: done, or not, with these words. */
export const deed = (
  work: string,
  what: Deed,
  at: number,
  end: { readonly took?: number; readonly failed?: string } = {},
): readonly Timed[] => [
  { at, kind: 'work.began', work, deed: what },
  {
    at: at + (end.took ?? 50),
    kind: 'work.ended',
    work,
    outcome: end.failed === undefined ? 'answered' : 'failed',
    claim: end.failed === undefined ? 'success' : 'failure',
    nonce: end.failed === undefined,
    text: end.failed ?? '{"signedIn":true}',
  },
];

/** Work for a client that had left. */
export const lost = (work: string, at: number): readonly Timed[] => [
  { at, kind: 'work.began', work },
  {
    at,
    kind: 'work.ended',
    work,
    outcome: 'lost',
    claim: 'none',
    nonce: false,
    text: 'The client was gone.',
  },
];

/** Work that never ended. */
export const pending = (work: string, at: number): readonly Timed[] => [
  { at, kind: 'work.began', work },
];

export const told = (
  at: number,
  text: string,
  as: 'message' | 'notice' | 'retry' | 'cleared' = 'notice',
): readonly Timed[] => [{ at, kind: 'client.told', as, text }];

/** A line of output that nobody has taught us. */
export const said = (at: number, text: string): readonly Timed[] => [
  { at, kind: 'client.said', stream: 'stderr', text },
];

export const exited = (at: number, code: number | null): readonly Timed[] => [
  { at, kind: 'client.exited', code, by: 'client' },
];

export const HONEST =
  'Sign-in is unreachable: the name platform.claude.com does not resolve (ENOTFOUND). ' +
  'Your login is kept.';
export const MISTAKEN =
  'Failed to authenticate. API Error: 401 OAuth token has expired. ' +
  'Please obtain a new token or refresh your existing token.';
export const BUSY = 'The model is overloaded (529). Your request is kept.';

/** Work `w2` fails at minute 10 while the name is gone. */
export const nameGone = (id: string, pieces: readonly Piece[], rest: Flight = {}) =>
  flight({
    exercises: [id],
    faults: [NAME_GONE],
    expiresAt: minutes(8),
    ...rest,
    pieces: [open(0, minutes(5), minutes(45)), answered('w1', 0), ...pieces],
  });

/** Work `w2` is turned away by a busy model at minute 10. */
export const overloadedAt = (id: string, times: readonly number[], took: number) =>
  flight({
    exercises: [id],
    faults: [OVERLOAD],
    pieces: [
      open(0, minutes(5), minutes(45)),
      ...times.map((at) => asked(minutes(10) + at, 'w2', { status: 529, struckBy: 0 })),
      failed('w2', minutes(10), BUSY, { took }),
      ...times.map((at) => told(minutes(10) + at + 60, 'Overloaded, trying again', 'retry')),
    ],
  });

/** A log while the model is busy and the sign-in host's name is gone. */
export const amidTrouble = (pieces: readonly Piece[], rest: Flight = {}) =>
  flight({
    faults: [OVERLOAD, NAME_GONE],
    ...rest,
    pieces: [open(0, minutes(5), minutes(45)), open(1, minutes(5), minutes(45)), ...pieces],
  });
