import { minutes } from '#core/duration.ts';
import { answered, by, type Flight, failed, flight, HONEST, type Piece, renewed } from '../logs.ts';
import { denied, looked, refreshed, TORN, tells } from '../rotations.ts';
import type { Golden } from './golden.ts';

const AT = minutes(10);
const FLEET = [1, 2, 3, 4];
const log = (id: string, pieces: Flight['pieces'] & object) =>
  flight({ exercises: [id], given: { sessions: FLEET.length }, pieces });
/** A piece of work for each session, a minute after the event: those that are not named answer. */
const probes = (...silent: readonly number[]): readonly Piece[] =>
  FLEET.map((session) => {
    const [work, at] = [`w${session}`, AT + minutes(1) + session];
    return by(session, silent.includes(session) ? failed(work, at, HONEST) : answered(work, at));
  });
/** One session spends a token and another presents it again: the server ends the login. */
const QUARREL = [
  ...refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece)),
  ...denied(AT + 100, 'refresh-1', 'reused').map((piece) => by(2, piece)),
  tells(AT + 131, 'revoked', 'refresh-2', 'reuse of a rotated token'),
  tells(AT + 131, 'revoked', 'access-2', 'reuse of a rotated token'),
];
const REVOKED = tells(AT, 'revoked', 'refresh-1', 'the grant was revoked');
const CALM = refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece));
const UNABLE = by(1, renewed(AT, { status: 503 }));

export const fleetLogs: Readonly<Record<string, Golden>> = {
  'fleet.blast': {
    rests: ['ledger'],
    kept: log('fleet.blast', [REVOKED, ...probes(...FLEET)]),
    // One after the other, so that nobody could say that they went down together.
    broken: log('fleet.blast', [
      ...[...QUARREL, ...probes(1)],
      by(2, failed('w6', AT + minutes(4), HONEST)),
    ]),
    open: log('fleet.blast', [...CALM, ...probes().slice(1)]),
  },
  'fleet.simultaneous': {
    rests: ['ledger'],
    kept: log('fleet.simultaneous', [...QUARREL, ...probes(2)]),
    broken: log('fleet.simultaneous', [...QUARREL, ...probes(1, 2)]),
    open: log('fleet.simultaneous', probes(1, 2)),
  },
  'fleet.contagion': {
    rests: ['attempt.began'],
    kept: log('fleet.contagion', [UNABLE, ...probes(1)]),
    broken: log('fleet.contagion', [UNABLE, looked(AT + 70, TORN), ...probes(2, 3)]),
    open: log('fleet.contagion', [UNABLE]),
  },
};
