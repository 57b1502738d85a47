import type { Attempted, Evidence } from '#core/evidence.ts';
import { between, type Observation, observed } from '../observation.ts';
import { atClock, counted } from '../words.ts';

/** What each fault hit, and how hard the client knocked meanwhile. */
export function strikes(evidence: Evidence): readonly Observation[] {
  return evidence.scenario.faults.map(({ fault }, window) => {
    const struck = evidence.struck.filter(({ struckBy }) => struckBy === window);
    if (fault.role === 'client') return doings(evidence, fault.name, window);
    const name = `${fault.name} on ${fault.role}`;
    if (struck.length === 0) return observed(`The fault ${name} struck nothing.`, []);
    const times = between(struck.map(({ at }) => at));
    const peak = busiest(struck);
    const rate = peak > 2 ? `, at most ${peak} of them within one second` : '';
    const text = `The fault ${name} struck ${counted(struck.length, 'attempt')} ${times}${rate}.`;
    return observed(
      text,
      struck.map(({ exhibits }) => exhibits[0]!),
    );
  });
}

/** What was done to the client's own world, and whether it was undone before the end. */
function doings(evidence: Evidence, name: string, window: number): Observation {
  const done = evidence.of('act.done').filter((act) => act.window === window);
  const [first] = done;
  if (!first) return observed(`What ${name} stands for was not done.`, []);
  const undone = done.find((act) => act.undone);
  const ending = undone ? `, and undone ${atClock(undone.at)}` : '';
  const how = first.error === undefined ? 'was done' : `could not be done (${first.error})`;
  return observed(
    `What ${name} stands for ${how} ${atClock(first.at)}${ending}.`,
    done.map(({ seq }) => seq),
  );
}

/** The most attempts in any one second. */
function busiest(attempts: readonly Attempted[]): number {
  let most = 0;
  let first = 0;
  for (const [index, { at }] of attempts.entries()) {
    while (attempts[first]!.at <= at - 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
