import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Entry, Fact, Kind } from '#core/entry.ts';
import { enter } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { QUALITY, type Verdict } from '#core/verdict.ts';
import { judge } from '#harness/judge.ts';
import { checks } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { fly } from '../fly.ts';
import { golden } from './golden/all.ts';

type Log = readonly Entry[];
type Timed = Fact & { readonly at: number };

const all = await checks();
const made = Object.entries(golden).flatMap(([id, logs]) =>
  (['kept', 'broken', 'open'] as const).map((name) => [id, name, logs[name]] as const),
);
const scenarios = await select(['calm', 'nxdomain', 'fleet-refresh-race', 'model-overloaded']);
const flown = await Promise.all(
  scenarios.flatMap((scenario) =>
    [hardened, claudeCodeLike].map(async (adapter) => {
      const { entries } = await fly(scenario, adapter, virtual);
      return [scenario.id, adapter.name, entries] as const;
    }),
  ),
);

/** What must not change of a finding. Which entries show it may: they have other numbers. */
const gist = (id: string, log: Log) => {
  const { outcome, severity, measured } = all.get(id)!.judge(new Evidence(log));
  return { outcome, severity, measured };
};
/** What must not change of a judgement. */
const sum = (log: Log) => {
  const { verdict, ceiling, failed } = judge(log, all);
  return { verdict, ceiling, failed };
};
const quality = (log: Log): number => {
  const { verdict, because } = judge(log, all);
  const known: readonly Verdict[] = QUALITY;
  expect(known, because).toContain(verdict);
  return known.indexOf(verdict);
};
const renumbered = (log: readonly Timed[]): Log => enter(log).map((one, seq) => ({ ...one, seq }));

/** What somebody has noted down beside what happened: nothing follows from when they did. */
const NOTES: readonly Kind[] = ['notice', 'client.said', 'client.sampled', 'sink.searched'];

const sessionOf = (entry: Entry) => ('session' in entry ? entry.session : undefined);

/** Whether two things that stand side by side could as well stand the other way round. */
const isUnordered = (one: Entry, other: Entry): boolean => {
  if (one.at !== other.at || one.kind === 'run.began' || other.kind === 'run.ended') return false;
  if (NOTES.includes(one.kind) || NOTES.includes(other.kind)) return true;
  const [mine, theirs] = [sessionOf(one), sessionOf(other)];
  return mine !== undefined && theirs !== undefined && mine !== theirs;
};

const reordered = (log: Log, places: readonly number[]): Log => {
  const turned = [...log];
  for (const place of places) {
    const [one, other] = [turned[place], turned[place + 1]];
    if (!one || !other || !isUnordered(one, other)) continue;
    // The gate counts attempts as they come.
    if (one.kind === 'attempt.began' && other.kind === 'attempt.began') continue;
    turned.splice(place, 2, other, one);
  }
  return renumbered(turned);
};

/** What says the same a second time. */
const isBenign = (entry: Entry): boolean =>
  ['notice', 'client.sampled', 'sink.searched', 'place.proved'].includes(entry.kind) ||
  (entry.kind === 'ledger' && entry.act === 'expired') ||
  (entry.kind === 'store' && entry.look === 'change' && entry.inPlace === undefined);

const doubled = (log: Log, isChosen: (place: number) => boolean): Log =>
  renumbered(
    log.flatMap((entry, place) => (isBenign(entry) && isChosen(place) ? [entry, entry] : [entry])),
  );

/** Somebody else on the same machine, who sends a host of theirs a message every minute. */
const accompanied = (log: Log): Log => {
  const attempts = log.filter(({ kind }) => kind === 'attempt.began').length;
  const host = 'http-intake.example';
  const visits = [1, 2, 3].flatMap((minute): readonly Timed[] => {
    const at = minutes(minute);
    return (['dns', 'connect', 'tls', 'http'] as const).flatMap((layer, place) => {
      const attempt = attempts + 4 * (minute - 1) + place + 1;
      const about = { layer, role: 'other', host, operation: 'POST /log' } as const;
      return [
        { at, kind: 'attempt.began', attempt, by: 'client', session: 99, ...about },
        { at, kind: 'attempt.ended', attempt, ...(layer === 'http' && { status: 200 }) },
      ] as const;
    });
  });
  const last = log.at(-1)!.at;
  const theirs = visits.filter(({ at }) => at < last);
  const [began, ...rest] = log;
  return renumbered([began!, ...[...rest, ...theirs].toSorted((a, b) => a.at - b.at)]);
};

/** Where what comes later is less of what is asked about, and why. */
const RATES: Readonly<Record<string, string>> = {
  'clk.no-loop': 'It is about requests that follow each other closely: later is further apart.',
};

const place = (log: Log) => fc.nat(log.length - 1);
const runs = { numRuns: 20 };

describe.each(made)('the judgement of %s, %s', (id, _, log) => {
  const before = gist(id, log);

  test('is the same in any order of what happened at once', () => {
    fc.assert(
      fc.property(fc.array(place(log), { maxLength: 60 }), (places) => {
        expect(gist(id, reordered(log, places))).toEqual(before);
      }),
      runs,
    );
  });

  test('is the same where what says nothing new is said again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(place(log)), (places) => {
        expect(
          gist(
            id,
            doubled(log, (one) => places.includes(one)),
          ),
        ).toEqual(before);
      }),
      runs,
    );
    expect(
      gist(
        id,
        doubled(log, () => true),
      ),
    ).toEqual(before);
  });

  test('is the same with and without somebody who has nothing to do with it', () => {
    expect(gist(id, accompanied(log))).toEqual(before);
  });

  test('does not get better where a success came later', () => {
    if (before.outcome !== 'fail' || id in RATES) return;
    const successes = log.filter(
      (entry) => entry.kind === 'work.ended' && entry.outcome === 'answered',
    );
    if (successes.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...successes), fc.nat(minutes(20)), (success, by) => {
        expect(gist(id, delayed(log, success, by)).outcome).not.toBe('pass');
      }),
      runs,
    );
  });

  test('does not get better where one more piece of work fails', () => {
    if (before.outcome !== 'fail') return;
    expect(gist(id, withFailure(log, seconds(30))).outcome).toBe('fail');
  });
});

/** The same, where something came so much later, and with it all that came after it. */
const delayed = (log: Log, { seq }: Entry, by: number): Log =>
  log.map((one) => (one.seq < seq ? one : { ...one, at: one.at + by }));

/** The same, and before its end one more piece of work that failed with nothing in its way. */
function withFailure(log: Log, took: number): Log {
  const farewell = log.findIndex(({ kind }) => kind === 'client.exited');
  const place = farewell < 0 ? log.length - 1 : farewell;
  const { at } = log[place]!;
  const work = 'one-more';
  const failure: readonly Timed[] = [
    { at, kind: 'work.began', work },
    {
      at: at + took,
      ...{ kind: 'work.ended', work, outcome: 'failed', claim: 'failure', nonce: false },
      text: 'Something went wrong.',
    },
  ];
  const rest = log.slice(place).map((entry) => ({ ...entry, at: entry.at + took }));
  return renumbered([...log.slice(0, place), ...failure, ...rest]);
}

describe.each(flown)('%s, as %s flew it', (_, __, log) => {
  test('is judged the same in any order of what happened at once', () => {
    fc.assert(
      fc.property(fc.array(place(log), { maxLength: 400 }), (places) => {
        expect(sum(reordered(log, places))).toEqual(sum(log));
      }),
      runs,
    );
  });

  test('is judged the same where what says nothing new is said again', () => {
    expect(sum(doubled(log, () => true))).toEqual(sum(log));
  });

  test('is judged no better where any success came later', () => {
    const successes = log.filter(
      (entry) => entry.kind === 'work.ended' && entry.outcome === 'answered',
    );
    if (successes.length === 0) return;
    fc.assert(
      fc.property(fc.constantFrom(...successes), fc.nat(minutes(20)), (success, by) => {
        expect(quality(delayed(log, success, by))).toBeGreaterThanOrEqual(quality(log));
      }),
      runs,
    );
  });

  test('is judged no better where one more piece of work fails', () => {
    for (const took of [seconds(2), minutes(5)]) {
      expect(quality(withFailure(log, took))).toBeGreaterThanOrEqual(quality(log));
    }
  });
});
