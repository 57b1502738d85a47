import { inWords, milliseconds } from '#core/duration.ts';
import { LAYERS, type Layer, type Realm } from '#core/effect.ts';
import type { Of } from '#core/entry.ts';
import type { Attempted, Evidence } from '#core/evidence.ts';
import type { FaultRecord } from '#core/fault.ts';
import { ROLES } from '#core/role.ts';
import { spanInWords } from '#core/timeline.ts';
import type { Judgement } from '#harness/judge.ts';
import type { Band, Lane, Look, Point } from './lane.ts';
import { trouble } from './trouble.ts';
import { aimed, clock, oneLine } from './words.ts';

/** A run as lanes over one clock, from what we did at the top to what it came to at the bottom. */
export const lanes = (evidence: Evidence, judgement: Judgement): readonly Lane[] => [
  ...faultLanes(evidence),
  ...layerLanes(evidence),
  ...requestLanes(evidence),
  tokenLane(evidence),
  storeLane(evidence),
  ...workLanes(evidence),
  ...humanLane(evidence),
  outputLane(evidence),
  ...checkLanes(evidence, judgement),
];

const faultLanes = (evidence: Evidence): readonly Lane[] =>
  evidence.scenario.faults.map((record, window) => ({
    name: record.fault.name,
    points: evidence.of('act.done').filter(isOf(window)).map(actPoint(record.fault.name)),
    bands: evidence.spans
      // What was done at once and not undone has no length.
      .filter((span) => span.window === window && span.until !== span.from)
      .map((span) => ({
        from: span.from,
        until: span.until ?? evidence.end,
        look: 'fault' as const,
        seq: span.exhibits[0]!,
        label: `${on(record.fault)}${spanInWords(record)}`,
        says: `${aimed(record.fault)}, ${spanInWords(record)}`,
      })),
  }));

const on = ({ role }: FaultRecord): string => (role === 'client' ? '' : `on ${role}, `);

const isOf =
  (window: number) =>
  (done: Of<'act.done'>): boolean =>
    done.window === window;

/** Something that was done to the client's own world: a strike of its own kind. */
const actPoint =
  (name: string) =>
  ({ at, seq, undone, error }: Of<'act.done'>): Point => {
    const how = error === undefined ? (undone ? 'undone' : 'done') : `failed: ${error}`;
    return { at, seq, look: undone ? 'passed' : 'struck', says: `${clock(at)} ${name} ${how}` };
  };

/** What a person did about it, where anybody was there. */
function humanLane(evidence: Evidence): readonly Lane[] {
  const points = evidence
    .of('human.did')
    .map(({ at, seq, what }): Point => ({ at, seq, look: 'told', says: `${clock(at)} ${what}` }));
  return points.length > 0 ? [{ name: 'person', points, bands: [] }] : [];
}

const LAYER_NAMES = { dns: 'DNS', connect: 'connect', tls: 'TLS' } as const;

/** A lane a role where something happened to the layer; elsewhere one lane is enough. */
function layerLanes(evidence: Evidence): readonly Lane[] {
  const aimed = new Set<Layer | Realm>(evidence.scenario.faults.map(({ fault }) => fault.layer));
  return LAYERS.flatMap((layer) => {
    if (layer === 'http') return [];
    const name = LAYER_NAMES[layer];
    const attempts = evidence.attempts.filter((attempt) => attempt.layer === layer);
    if (attempts.length === 0) return [];
    if (!aimed.has(layer) && !attempts.some(trouble)) {
      return [{ name, points: attempts.map(point), bands: [] }];
    }
    return ROLES.flatMap((role) => {
      const points = attempts.filter((attempt) => attempt.role === role).map(point);
      return points.length > 0 ? [{ name, detail: role, points, bands: [] }] : [];
    });
  });
}

const REQUESTS = [
  ['token', 'token requests'],
  ['messages', 'model requests'],
  ['other', 'other requests'],
] as const;

function requestLanes(evidence: Evidence): readonly Lane[] {
  const requests = evidence.attempts.filter(({ layer }) => layer === 'http');
  return REQUESTS.flatMap(([endpoint, name]) => {
    const points = requests
      .filter((request) => (request.endpoint ?? 'other') === endpoint)
      .map(point);
    return points.length > 0 ? [{ name, points, bands: [] }] : [];
  });
}

function point(attempt: Attempted): Point {
  const wrong = trouble(attempt);
  const look: Look =
    attempt.struckBy !== undefined ? 'struck' : wrong === undefined ? 'passed' : 'refused';
  const carried = attempt.presents.map(({ token }) => token).join(', ');
  const what = `${clock(attempt.at)} ${attempt.operation} ${attempt.host}`;
  const result = wrong ?? (attempt.status === undefined ? 'went through' : `${attempt.status}`);
  const says = `${what}${carried ? ` with ${carried}` : ''}: ${result}`;
  return { at: attempt.at, look, seq: attempt.exhibits[0]!, says };
}

/** Which access token was good when, as the authorization server knows it. */
function tokenLane(evidence: Evidence): Lane {
  const facts = evidence.of('ledger');
  const bands = facts
    .filter(({ act, token }) => act === 'issued' && token.startsWith('access'))
    .map((issued): Band => {
      const ended = facts.find(
        ({ act, token, seq }) =>
          token === issued.token && seq > issued.seq && (act === 'revoked' || act === 'expired'),
      );
      const until = Math.min(issued.expiresAt ?? Infinity, ended?.at ?? Infinity, evidence.end);
      return {
        from: issued.at,
        until: Math.max(issued.at, until),
        look: 'good',
        seq: issued.seq,
        label: issued.token,
        says: `${issued.token} was good from ${clock(issued.at)} to ${clock(until)}`,
      };
    });
  const points = facts
    .filter(({ act }) => act === 'refused' || act === 'reused' || act === 'revoked')
    .map(({ at, act, token, because, seq }): Point => {
      const why = because === undefined ? '' : ` (${because})`;
      return { at, look: 'refused', seq, says: `${clock(at)} ${token} ${act}${why}` };
    });
  return { name: 'good token', points, bands };
}

/** What the client's store held, by the names that the ledger has for it. */
function storeLane(evidence: Evidence): Lane {
  const looks = evidence.of('store').filter((look, index, all) => {
    const before = all[index - 1];
    return !before || holding(before.state) !== holding(look.state);
  });
  const bands = looks.map((look, index): Band => {
    const until = looks[index + 1]?.at ?? evidence.end;
    const label = holding(look.state);
    const { access, readable } = look.state;
    const gone = !readable || access === 'blank' || access === 'absent';
    const says = `The store held ${label} from ${clock(look.at)} on`;
    return { from: look.at, until, look: gone ? 'gone' : 'good', seq: look.seq, label, says };
  });
  return { name: 'store', points: [], bands };
}

const holding = ({ readable, access }: { readonly readable: boolean; readonly access: string }) =>
  readable ? access : 'nothing readable';

const WORK = {
  answered: 'done',
  failed: 'undone',
  interrupted: 'undone',
  pending: 'undone',
  lost: 'lost',
} as const;

/** A lane a client, where there are several. */
function workLanes(evidence: Evidence): readonly Lane[] {
  const sessions = new Set(evidence.works.map(({ session }) => session));
  if (sessions.size === 0) sessions.add(undefined);
  return [...sessions]
    .sort((one = 0, other = 0) => one - other)
    .map((session) => workLane(evidence, session));
}

function workLane(evidence: Evidence, session: number | undefined): Lane {
  const works = evidence.works.filter((work) => work.session === session);
  const bands = works.map((work): Band => {
    const until = work.endedAt ?? evidence.end;
    const took = inWords(milliseconds(until - work.at));
    const look = WORK[work.outcome];
    const deed = work.deed === 'turn' ? '' : ` (${work.deed})`;
    const says = `${clock(work.at)} ${work.work}${deed}: ${work.outcome} after ${took}`;
    return { from: work.at, until, look, seq: work.exhibits[0]!, label: '', says };
  });
  const idle = (at: number) => works.some((work) => (work.endedAt ?? Infinity) > at);
  const points = evidence
    .of('client.exited')
    .filter((exit) => exit.session === session && leftEarly(exit, idle(exit.at)))
    .map(({ at, code, signal, seq }): Point => {
      const how = signal === undefined ? `with code ${code}` : `on ${signal}`;
      return { at, look: 'exit', seq, says: `${clock(at)} the client exited ${how}` };
    });
  const detail = session === undefined ? {} : { detail: `session ${session}` };
  return { name: 'work', ...detail, points, bands };
}

/** Whether it left with work to do, or not in peace; an end that is the end of the run is none. */
const leftEarly = ({ by, code, signal }: Of<'client.exited'>, wasIdle: boolean): boolean =>
  by === 'client' ? code !== 0 || wasIdle : signal !== undefined;

function outputLane(evidence: Evidence): Lane {
  const said = evidence.of('client.said').map(({ at, text, seq }): Point => {
    return { at, look: 'said', seq, says: `${clock(at)} ${oneLine(text)}` };
  });
  const told = evidence.of('client.told').map(({ at, as, text, seq }): Point => {
    const look = as === 'retry' ? 'retry' : 'told';
    return { at, look, seq, says: `${clock(at)} ${as}: ${oneLine(text)}` };
  });
  return { name: 'output', points: [...said, ...told], bands: [] };
}

/** More rows than these would drown the others. */
const CHECKS = 8;

function checkLanes(evidence: Evidence, judgement: Judgement): readonly Lane[] {
  const { findings, failed, verdict } = judgement;
  if (verdict === 'invalid') return [];
  const times = new Map(evidence.entries.map(({ seq, at }) => [seq, at]));
  return failed.slice(0, CHECKS).flatMap((id) => {
    const finding = findings.find(({ check }) => check === id);
    const points = (finding?.exhibits ?? []).flatMap((seq): readonly Point[] => {
      const at = times.get(seq);
      return at === undefined
        ? []
        : [{ at, look: 'exhibit', seq, says: `${clock(at)} ${id}: ${finding!.because}` }];
    });
    return points.length > 0 ? [{ name: id, points, bands: [] }] : [];
  });
}
