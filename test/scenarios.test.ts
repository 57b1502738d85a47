import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { FINAL_DEEDS } from '#core/effect.ts';
import { type Act, type FaultKind, isAct } from '#core/fault.ts';
import { record, type Scenario, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, type FaultWindow, once, throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';
import { frozen } from '#faults/frozen.ts';
import { killed } from '#faults/killed.ts';
import { serverError } from '#faults/server-error.ts';
import { storeFull } from '#faults/store-full.ts';
import { didYouMean, load, select } from '#harness/scenarios.ts';
import { pieces } from './laws/modules.ts';

const folder = mkdtempSync(join(tmpdir(), 'groundstop-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true }));

const story = (...faults: readonly FaultWindow[]): Scenario =>
  scenario({
    title: 'Something is wrong with the story itself',
    why: 'To see whether it is noticed.',
    family: 'control',
    seen: [],
    given: signedIn({ accessToken: minutes(60) }),
    work: turns({ count: 20, every: minutes(1) }),
    faults,
    exercises: [],
  });

const good = during({ until: minutes(5) }, serverError('model'));

/** Why a story is refused, without where it stands; undefined where it is taken. */
async function because(told: unknown): Promise<string | undefined> {
  const path = join(folder, 'told.json');
  writeFileSync(path, JSON.stringify(told));
  const refused = await load(path).then(
    () => undefined,
    (thrown: { code: string; message: string }) => thrown,
  );
  if (refused) expect(refused.code).toBe('SCENARIO_MALFORMED');
  return refused?.message.replace(`Failed to load ${path}: `, '');
}

/** The same window, aimed at somebody else. */
const aimedAt = (role: string, window: FaultWindow) => ({
  ...window,
  fault: { ...record('x', story(window)).faults[0]!.fault, role },
});

const SENSELESS: readonly (readonly [string, object, string])[] = [
  [
    'a fault that is aimed at the client',
    aimedAt('client', good),
    'server-error, strikes what a service is asked for, and is aimed at the client. ' +
      'One of oauth, model, ',
  ],
  [
    'an act that is aimed at a service',
    aimedAt('model', once(minutes(2), killed())),
    "killed, is done to the client, and is aimed at model. The role 'client' would help.",
  ],
  [
    'a window that ends before it begins',
    during({ from: minutes(5), until: minutes(4) }, serverError('model')),
    'server-error, ends before it begins, or as it does. A later end would help.',
  ],
  [
    'a window that ends as it begins',
    during({ from: minutes(5), until: minutes(5) }, serverError('model')),
    'server-error, ends before it begins, or as it does. ',
  ],
  [
    'a fault that is done at once',
    { ...good, until: 'at once' },
    'server-error, is done at once, and lasts only for as long as its window. ' +
      'during({ ... }) would help.',
  ],
  ['a disk that is full at once', once(minutes(2), storeFull()), 'store-full, is done at once, '],
  ['processes that are frozen at once', once(minutes(2), frozen()), 'frozen, is done at once, '],
  [
    'a clock that is right',
    throughout(clockSkewed({ minutes: 0 })),
    'clock-skewed, does nothing. Minutes other than 0 would help.',
  ],
];

test.each(SENSELESS)('%s is refused, and named', async (_, window, why) => {
  const told = { ...story(), faults: [good, window] };
  expect(await because(told)).toContain(`the 2nd fault, ${why}`);
});

test('the same windows that make sense are taken', async () => {
  const windows = [
    good,
    once(minutes(2), killed()),
    during({ from: minutes(4), until: minutes(5) }, storeFull()),
    during({ from: minutes(6), until: minutes(7) }, clockSkewed({ minutes: -5 })),
  ];
  expect(await because(story(...windows))).toBeUndefined();
});

test('what may be done at once is what an act in the catalogue does', async () => {
  const kinds = await pieces<FaultKind | (() => Act)>('harness/faults');
  const deeds = kinds
    .map(({ value }) => (value as () => Act)())
    .filter(isAct)
    .map(({ deed }) => deed);
  for (const deed of FINAL_DEEDS) expect(deeds).toContain(deed);
});

test('as many deeds as there is work, or none', async () => {
  const told = story(good);
  const deeds = (length: number) => ({
    ...told,
    work: { ...told.work, deeds: Array.from({ length }, () => 'turn') },
  });
  expect(await because(deeds(8))).toMatch(/^work\.count is 20, and 8 deeds were given\. /);
  expect(await because(deeds(20))).toBeUndefined();
});

test('nobody thinks better of work that there is not', async () => {
  const told = story(good);
  const stopping = (beat: number) => ({
    ...told,
    work: { ...told.work, interrupts: [{ beat, after: 5_000 }] },
  });
  expect(await because(stopping(21))).toMatch(/^work\.interrupts names piece 21, and there are 20/);
  expect(await because(stopping(20))).toBeUndefined();
});

test.each([0, 1, -1, 7, 'half'])('a share of %j is told what it should be', async (share) => {
  const why = await because({ ...story(), faults: [{ ...good, share }] });
  expect(why).toMatch(/^faults\.0\.share: should be between 0 and 1\. /);
});

test.each(['title', 'given', 'faults', 'exercises'])(
  'without its %s, that is said',
  async (key) => {
    const { [key as 'title']: _, ...rest } = story(good);
    expect(await because(rest)).toMatch(new RegExp(`^${key}: is missing\\. `));
  },
);

test('what is missing further down is named by its path', async () => {
  const { work, ...rest } = story(good);
  const { every: _, ...beat } = work;
  expect(await because({ ...rest, work: beat })).toMatch(/^work\.every: is missing\. /);
});

test('a name that nobody knows is not answered with a whole catalogue', async () => {
  await expect(select(['quite-another-thing'])).rejects.toThrow(
    /none\. The nearest scenarios are ([a-z0-9-]+(, )?){3}\. --list shows them all\.$/,
  );
  const strange = { ...good, fault: { ...good.fault, name: 'quite-another-thing' } };
  expect(await because(story(strange))).toMatch(
    /which is no fault\. The nearest faults are [a-z, -]+\. harness\/faults has them all\.$/,
  );
  expect(didYouMean('cell', 'moon', ['virtual', 'sandbox'])).toBe('Known cells: virtual, sandbox.');
});
