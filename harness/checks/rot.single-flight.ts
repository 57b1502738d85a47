import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Attempted, Evidence } from '#core/evidence.ts';
import { bySession, type Grant, grants } from '#core/grants.ts';

/**
 * Eight requests of one process find the same token expired. Where each of them refreshes, the
 * second one presents a token that the first has spent, and a server that detects reuse ends the
 * login.
 *
 * Counted is how many presentations of one refresh token one process had on the wire at once. That
 * it could have been more than one has to show: several of its requests were turned away for the
 * same access token before the new one had come. Where time is warped, the end of a request may be
 * seen after the beginning of the next one: two at once say nothing there, and three do.
 */
export const rotSingleFlight = defineCheck({
  id: 'rot.single-flight',
  must: 'refresh once for all of its requests that need it at the same time',
  severity: 'sev2',
  axis: 'save',
  loses: 'The client races against itself, and may lose the login of the whole machine to it.',
  source: 'Contract, R1; RFC 9700, section 4.14; anthropic-sdk-typescript, TokenCache',
  judge(evidence) {
    const flights = bySession(evidence, grants(evidence)).flatMap(together);
    const most = flights.toSorted((one, other) => other.length - one.length)[0];
    if (!most) return unwitnessed('The client never refreshed.');
    const [first] = most;
    const count = most.length;
    const bound = evidence.bounds.concurrentGrants;
    const blurred = evidence.resolution > 0 ? bound + 1 : bound;
    const measured = { value: count, unit: 'grants at once', compare: '<=', bound } as const;
    if (count > blurred) {
      return broken(
        `At ${onTheClock(first!.at)} the client presented ${first!.token} ${count} times before ` +
          'the first answer had come.',
        {
          measured,
          witness: [first!.began],
          exhibits: most.slice(0, 6).map(({ began }) => began),
        },
      );
    }
    if (count > bound) {
      return unwitnessed('Two grants may have been under way at once, or one after the other.', {
        witness: [first!.began],
        exhibits: most.map(({ began }) => began),
      });
    }
    const refused = refusedIn(evidence);
    const needed = flights.map(([first]) => needs(refused, first!));
    const many = Math.max(...needed.map(({ length }) => length));
    if (many < 2) return unwitnessed('No two requests needed a new token at the same time.');
    const index = needed.findIndex(({ length }) => length === many);
    return kept(
      `A new token was needed by ${many} requests of one process at the same time, and was asked ` +
        `for once, at ${onTheClock(flights[index]![0]!.at)}.`,
      {
        measured,
        witness: needed[index]!.slice(0, 6),
        exhibits: flights[index]![0]!.exhibits,
      },
    );
  },
});

/** Presentations of one token by one process that were under way at the same time. */
function together(own: readonly Grant[]): readonly (readonly Grant[])[] {
  const found: Grant[][] = [];
  for (const grant of own) {
    const flight = found.findLast(([first]) => first!.token === grant.token);
    if (flight && grant.began < flight[0]!.ended) flight.push(grant);
    else found.push([grant]);
  }
  return found;
}

/** Requests that the model's API turned away, in order. */
const refusedIn = (evidence: Evidence): readonly Attempted[] =>
  evidence.attempts.filter(({ role, status }) => role === 'model' && status === 401);

/** The requests of the same process that were turned away together, and then it refreshed. */
function needs(refused: readonly Attempted[], grant: Grant): readonly number[] {
  const own = refused.filter(({ session }) => session === grant.session);
  const cause = own.findLast(({ exhibits }) => exhibits[1]! < grant.began);
  if (!cause) return [];
  const [began, ended] = cause.exhibits as [number, number];
  return own
    .filter(({ exhibits }) => exhibits[0]! < ended && exhibits[1]! > began)
    .map(({ exhibits }) => exhibits[0]!);
}
