import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { ablate, SUBJECTS, type Subject } from '#harness/ablation/ablate.ts';
import { compare, type Pair } from '#harness/ablation/compare.ts';
import { type Measured, measure } from '#harness/ablation/measure.ts';
import { MEASURES, PROPOSED } from '#harness/ablation/measures.ts';
import { judge } from '#harness/judge.ts';
import { checks } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { ablationPage } from '#report/ablation.tsx';
import { told, worthShowing } from '#report/bought.ts';
import { answered, flight, lost, NAME_GONE, open } from './checks/logs.ts';
import { fly } from './fly.ts';

const all = await everyScenario();
const known = await checks();
const some = all.filter(({ id }) => ['nxdomain', 'refresh-unavailable', 'calm'].includes(id));
const named = (name: string) => MEASURES.find((one) => one.name === name)!;
const { signal } = new AbortController();

const NOTHING: Measured = {
  ...{ verdict: 'graceful', failed: [], works: 8, done: 8, struck: 1 },
  ...{ trouble: 0, ridden: 0, requests: 10, human: 0 },
};
const pair = (without: Partial<Measured>, more: Partial<Measured> = {}): Pair => ({
  ...{ scenario: 'one', without: { ...NOTHING, ...without }, with: { ...NOTHING, ...more } },
});

test('what makes no difference buys nothing', () => {
  expect(compare([pair({})])).toEqual({
    ...{ saved: [], harmed: [], keeps: {}, breaks: {}, works: 0 },
    ...{ ridden: 0, recovers: 0, signs: 0, requests: 0, human: 0 },
  });
});

test('a verdict that carries no quality is neither better nor worse', () => {
  const { saved, harmed } = compare([pair({ verdict: 'invalid' }), pair({ verdict: 'harmful' })]);
  expect([saved, harmed]).toEqual([['one'], []]);
  expect(compare([pair({}, { verdict: 'inconclusive' })]).harmed).toEqual([]);
});

test('a recovery that never came is no time, and is counted by itself', () => {
  const bought = compare([
    pair({ recovery: 'never' }, { recovery: 60_000 }),
    pair({ recovery: 90_000 }, { recovery: 60_000 }),
    pair({ recovery: 60_999 }, { recovery: 60_000 }),
  ]);
  expect(bought).toMatchObject({ recovers: 1, sooner: 30_000 });
});

test('a sign counts where both had something to tell, a worst second where it is another', () => {
  const bought = compare([
    pair({ sign: 'never', peak: 24 }, { sign: 2_000, peak: 9 }),
    pair({ sign: 20_000, peak: 9 }, { sign: 2_000, peak: 9 }),
    pair({ sign: 'never' }),
  ]);
  expect(bought).toMatchObject({ signs: 1, signed: 18_000, peak: -15 });
  expect(told(bought)).toMatchObject({ sign: '+1 time, 18 s sooner', peak: '−15' });
});

test('what a fault did is measured from the log', async () => {
  const ofOne = async (id: string) => {
    const scenario = all.find((one) => one.id === id)!;
    const { evidence, judgement } = await fly(scenario, referenceClient('naive', ''), virtual);
    return measure(evidence, judgement);
  };
  expect((await ofOne('refresh-unavailable')).sign).toBeLessThan(minutes(1));
  expect(await ofOne('refresh-unavailable')).not.toHaveProperty('peak');
  expect((await ofOne('fleet-refresh-race')).peak).toBeGreaterThan(1);
  const calm = await ofOne('calm');
  expect([calm.struck, calm.sign, calm.trouble]).toEqual([0, undefined, 0]);
});

test('trouble is ridden through until the first work that is not done', () => {
  const story = (last: Parameters<typeof lost>) =>
    new Evidence(
      flight({
        faults: [NAME_GONE],
        pieces: [open(0, minutes(5), minutes(45)), answered('w1', minutes(6)), lost(...last)],
      }),
    );
  const ofOne = (at: number) => {
    const evidence = story(['w2', at]);
    return measure(evidence, judge(evidence.entries, known));
  };
  expect(ofOne(minutes(20))).toMatchObject({ trouble: minutes(40), ridden: minutes(15) });
  expect(ofOne(minutes(50))).toMatchObject({ trouble: minutes(40), ridden: minutes(40) });
});

test('a pair that is not flown would have shown nothing', async () => {
  // In calm nobody asks for the fallback, nor for what a failed refresh does to a login.
  const calm = some.filter(({ id }) => id === 'calm');
  const measures = MEASURES.filter((one) => one.switch?.mitigations && !one.switch.change);
  const flown: string[] = [];
  await ablate({
    ...{ scenarios: calm, measures, subjects: ['hardened'], seed: 1, checks: known, signal },
    onFlight: (_, __, what) => flown.push(what),
  });
  const left = measures.filter(({ name }) => !flown.some((what) => what.includes(` ${name} `)));
  expect(left.length).toBeGreaterThan(10);
  const texts = new Set<string>();
  for (const { name } of left.filter((one) => one.source === undefined).slice(0, 12)) {
    if (name.includes(' + ')) continue;
    const { text } = await fly(
      calm[0]!,
      { ...referenceClient(`hardened-without-${name}`, ''), name: 'hardened' },
      virtual,
    );
    texts.add(text.replaceAll(/"declares":\{[^}]*\},?/g, ''));
  }
  expect(texts.size).toBe(1);
});

test('each measure is looked at in both clients, and the page shows what it buys', async () => {
  const measures = ['keep-serving-valid-token', 'API key fallback', 'jitter'].map(named);
  const rows = await ablate({
    ...{ scenarios: some, measures, subjects: SUBJECTS, seed: 1, checks: known, signal },
  });
  expect(rows.map(({ measure: { name } }) => name)).toEqual(measures.map(({ name }) => name));
  const [serving, fallback] = rows;
  expect(serving!.bought.hardened?.keeps).toHaveProperty(['keep.valid-token']);
  expect(fallback!.bought.hardened!.works).toBeGreaterThan(0);
  const page = ablationPage({
    ...{ command: 'npm run ablation', seed: 1, scenarios: 3, subjects: SUBJECTS, rows, left: 0 },
  });
  expect(page).toContain('keep-serving-valid-token');
  expect(page).not.toMatch(/<script|undefined|NaN/);
});

test('the measures of the letter and of the post-mortem are named, each by its number', () => {
  const sources = PROPOSED.map(({ source }) => source!);
  const numbers = (words: string) =>
    sources.flatMap((source) => new RegExp(`${words} (\\d)$`).exec(source)?.[1] ?? []).sort();
  expect(numbers('aerospace, point')).toEqual(['1', '2', '3', '4']);
  expect(numbers('went silent, measure')).toEqual(['1', '2', '3', '4', '5']);
  expect(named('dual-key rotation').source).toContain('blue and green');
});

test('a capability token carries work through an outage of sign-in, in either client', async () => {
  const rows = await ablate({
    ...{ scenarios: some, measures: [named('capability tokens')], subjects: SUBJECTS, seed: 1 },
    ...{ checks: known, signal },
  });
  const { hardened, naive } = rows[0]!.bought;
  expect(hardened!.works).toBeGreaterThan(0);
  expect(hardened!.saved).toEqual(['nxdomain', 'refresh-unavailable']);
  expect(naive!.works).toBeGreaterThan(0);
});

test('a fault that a measure keeps away from the client speaks for the measure', async () => {
  const away = named('long-lived token');
  const [row] = await ablate({
    ...{ scenarios: some, measures: [away], subjects: ['hardened'], seed: 1 },
    ...{ checks: known, signal },
  });
  expect(row!.bought.hardened!.saved).toEqual(['nxdomain', 'refresh-unavailable']);
});

test('what buys most comes first, in each client by itself', () => {
  const saving = (count: number) =>
    compare(
      Array.from({ length: count }, () => pair({ verdict: 'harmful' }, { verdict: 'graceful' })),
    );
  const row = (name: string, hardened: number, naive: number) => ({
    ...{ measure: { name, about: `${name}.` } },
    bought: { hardened: saving(hardened), naive: saving(naive) },
  });
  const rows = [row('one', 1, 9), row('other', 2, 3)];
  const names = (subject: Subject) =>
    worthShowing(rows, subject).shown.map(({ measure }) => measure.name);
  expect(names('hardened')).toEqual(['other', 'one']);
  expect(names('naive')).toEqual(['one', 'other']);
});

test('what cannot be switched here is on the page, and says so', () => {
  const measure = named('auth state on a dashboard');
  expect(measure.switch).toBeUndefined();
  const page = ablationPage({
    ...{ command: 'npm run ablation', seed: 1, scenarios: 3, subjects: ['hardened'], left: 0 },
    rows: [{ measure, bought: {} }],
  });
  expect(page).toMatch(/auth state on a dashboard<\/th><td[^>]*>not switched here</);
  expect(page).not.toContain('No difference');
});

test('what is whole when somebody interrupts is told', async () => {
  const controller = new AbortController();
  let flights = 0;
  const rows = await ablate({
    ...{ scenarios: some, measures: MEASURES, subjects: SUBJECTS, seed: 1, checks: known },
    signal: controller.signal,
    onFlight: () => {
      flights += 1;
      if (flights === 30) controller.abort();
    },
  });
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.length).toBeLessThan(MEASURES.length);
});

test('every measure has a name of its own, and says what it does', () => {
  const names = MEASURES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { about } of MEASURES) expect(about).toMatch(/\.$/);
});
