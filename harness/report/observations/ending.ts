import type { Evidence } from '#core/evidence.ts';
import { type Observation, observed } from '../observation.ts';
import { atClock, counted } from '../words.ts';

/** How the client went, where it went by itself before the work was over. */
export function ending(evidence: Evidence): readonly Observation[] {
  const exit = evidence.of('client.exited').find(({ by }) => by === 'client');
  if (!exit) return [];
  const left = evidence.works.filter(
    ({ at, endedAt, session }) =>
      session === exit.session && (at > exit.at || (endedAt ?? Infinity) > exit.at),
  ).length;
  const how =
    exit.signal === undefined ? `exited with code ${exit.code}` : `died of ${exit.signal}`;
  const work = left > 0 ? `, with ${counted(left, 'piece')} of work still to do` : '';
  if (left === 0 && exit.code === 0) return [];
  return [observed(`It ${how} ${atClock(exit.at)}${work}.`, [exit.seq])];
}
