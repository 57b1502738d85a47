import { inWords, milliseconds } from '#core/duration.ts';
import type { Of, StoreState } from '#core/entry.ts';
import type { Attempted, Evidence } from '#core/evidence.ts';
import { type Observation, observed } from '../observation.ts';
import { trouble } from '../trouble.ts';
import { atClock, counted } from '../words.ts';

type Look = Of<'store'>;

/** What happened to the stored login: lost, brought back, renewed, left for others to read. */
export function store(evidence: Evidence): readonly Observation[] {
  const looks = evidence.of('store');
  return [...losses(looks, evidence), ...renewals(looks), ...atLast(looks), ...openToOthers(looks)];
}

const usable = ({ readable, refresh, access }: StoreState): boolean =>
  readable && [access, refresh].some((token) => token !== 'blank' && token !== 'absent');

function losses(looks: readonly Look[], evidence: Evidence): readonly Observation[] {
  return looks.flatMap((look, index) => {
    const before = looks[index - 1];
    if (!before || !usable(before.state) || usable(look.state)) return [];
    const cause = causeOf(look, evidence);
    const when = atClock(look.at);
    const after = cause ? `, ${soon(look.at - cause.endedAt!)} after ${trouble(cause)}` : '';
    const active = evidence.grantActive(before.state.refresh, look.at);
    const truth = active
      ? ' Its refresh token was still good: the server would have exchanged it.'
      : ' Its refresh token was no longer good.';
    const exhibits = [before.seq, ...(cause ? cause.exhibits.slice(-1) : []), look.seq];
    return [observed(`The stored login ${howLost(look.state)} ${when}${after}.${truth}`, exhibits)];
  });
}

const soon = (span: number): string => (span === 0 ? 'right' : inWords(milliseconds(span)));

function howLost({ readable, access, refresh, mode }: StoreState): string {
  if (!readable) return mode === undefined ? 'disappeared' : 'became unreadable';
  return access === 'blank' || refresh === 'blank' ? 'was blanked' : 'was emptied';
}

/** How far back to look for what may have made a client give up its login. */
const MEMORY = 120_000;

function causeOf(look: Look, { attempts }: Evidence): Attempted | undefined {
  return attempts.findLast(
    (attempt) =>
      attempt.endedAt !== undefined &&
      attempt.endedAt <= look.at &&
      attempt.endedAt >= look.at - MEMORY &&
      trouble(attempt) !== undefined,
  );
}

function renewals(looks: readonly Look[]): readonly Observation[] {
  const renewed = looks.filter((look, index) => {
    const before = looks[index - 1];
    return before && usable(before.state) && usable(look.state)
      ? before.state.access !== look.state.access
      : false;
  });
  if (renewed.length === 0) return [];
  const times = renewed.length === 1 ? 'once' : counted(renewed.length, 'time');
  const last = renewed.at(-1)!;
  const text = `The stored login was renewed ${times}, last ${atClock(last.at)}.`;
  return [
    observed(
      text,
      renewed.map(({ seq }) => seq),
    ),
  ];
}

function atLast(looks: readonly Look[]): readonly Observation[] {
  const first = looks[0];
  const last = looks.at(-1);
  if (!first || !last || last === first || !usable(first.state) || usable(last.state)) return [];
  return [observed('It ended without a stored login: someone has to sign in again.', [last.seq])];
}

function openToOthers(looks: readonly Look[]): readonly Observation[] {
  const open = looks.filter(({ state: { mode } }) => mode !== undefined && !mode.endsWith('00'));
  const [first] = open;
  if (!first) return [];
  const text = `The file with the login could be read by others: its mode was ${first.state.mode}.`;
  return [
    observed(
      text,
      open.map(({ seq }) => seq),
    ),
  ];
}
