import { expect, test } from 'vitest';
import { type Bisected, bisect, type Search } from '#harness/bisect/bisect.ts';
import type { Said } from '#harness/bisect/outcome.ts';
import { stretch } from '#harness/bisect/releases.ts';
import { type Asked, json, sentences, text } from '#harness/bisect/told.ts';

const VERSIONS = ['1.0.0', '1.0.1', '1.0.2', '1.0.4', '1.1.0', '1.1.1', '1.1.2', '1.2.0'];

const KEPT: Said = { outcome: 'kept', because: 'It was kept.' };
const BROKEN: Said = { outcome: 'broken', because: 'It was broken.' };
const UNKNOWN: Said = { outcome: 'unknown', because: 'No witness.' };
const GONE: Said = { outcome: 'unknown', because: 'There is no such version.', isFinal: true };

/** A made-up client, of which it is known what each release does in each of its flights. */
async function found(
  releases: Readonly<Record<string, Said | readonly Said[]>>,
  options: Partial<Search> & { readonly good?: string; readonly bad?: string } = {},
) {
  const { good = '1.2.0', bad = '1.0.0', ...rest } = options;
  const flown: string[] = [];
  const result = await bisect({
    stretch: stretch(VERSIONS, good, bad),
    repeats: 1,
    signal: new AbortController().signal,
    async fly(version, before) {
      flown.push(version);
      const said = releases[version] ?? UNKNOWN;
      return Array.isArray(said) ? (said[before] ?? said.at(-1)!) : (said as Said);
    },
    ...rest,
  });
  return { result, flown };
}

/** A client that was mended in one release and stayed so. */
const mendedIn = (version: string) =>
  Object.fromEntries(
    VERSIONS.map((each, at) => [each, at < VERSIONS.indexOf(version) ? BROKEN : KEPT]),
  );

const asked: Asked = {
  client: 'pilot',
  scenario: 'nxdomain',
  check: 'bound.no-hang',
  versions: VERSIONS,
};

const said = (result: Bisected) => sentences(result, asked).join(' ');

test('a fix is found in the release that brought it', async () => {
  for (const version of VERSIONS.slice(1)) {
    const { result, flown } = await found(mendedIn(version));
    expect(said(result)).toMatch(`Fixed in pilot@${version};`);
    expect(flown.length).toBeLessThanOrEqual(5);
  }
});

test('where the good release is the older one, what broke it is found', async () => {
  const releases = { ...mendedIn('1.1.0') };
  const turned = Object.fromEntries(
    Object.entries(releases).map(([version, each]) => [version, each === KEPT ? BROKEN : KEPT]),
  );
  const { result } = await found(turned, { good: '1.0.0', bad: '1.2.0' });
  expect(said(result)).toMatch(
    'Broken in pilot@1.1.0; 1.0.4, the release before, keeps the promise.',
  );
});

test('a release that is not to be had is stepped over, after one look', async () => {
  const { result, flown } = await found({ ...mendedIn('1.1.2'), '1.1.0': GONE });
  expect(said(result)).toMatch('Fixed in pilot@1.1.2;');
  expect(flown.filter((version) => version === '1.1.0')).toHaveLength(1);
});

test('a flight that says nothing is repeated, and then stepped over', async () => {
  const { result, flown } = await found({ ...mendedIn('1.1.1'), '1.1.0': UNKNOWN });
  expect(said(result)).toMatch(
    'Fixed in pilot@1.1.1, or in 1.1.0: nobody can tell of those. 1.0.4 breaks the promise.',
  );
  expect(flown.filter((version) => version === '1.1.0')).toHaveLength(3);
  const second = await found({ ...mendedIn('1.1.1'), '1.1.0': [UNKNOWN, BROKEN] });
  expect(said(second.result)).toMatch('Fixed in pilot@1.1.1; 1.1.0, the release before,');
});

test('to keep a promise takes every repeat, to break it takes one', async () => {
  const releases = { ...mendedIn('1.1.1'), '1.1.0': [KEPT, KEPT, BROKEN] };
  const { result } = await found(releases, { repeats: 3 });
  expect(said(result)).toMatch('Fixed in pilot@1.1.1;');
  expect(result.tried.find(({ version }) => version === '1.1.0')).toMatchObject({
    outcome: 'broken',
    flights: 3,
    told: 3,
  });
  expect(result.tried.find(({ version }) => version === '1.0.0')).toMatchObject({ flights: 1 });
});

test('a history that goes to and fro is told where every release is flown', async () => {
  const releases = { ...mendedIn('1.0.1'), '1.1.1': BROKEN };
  const { result } = await found(releases, { sweep: true });
  expect(result.tried).toHaveLength(VERSIONS.length);
  expect(said(result)).toMatch(/It goes back and forth: .*broken in 1\.1\.1/);
  expect(said(result)).not.toMatch('were not flown');
});

test('what was not flown is told, so that nobody takes it for flown', async () => {
  const { result } = await found(mendedIn('1.1.0'));
  expect(said(result)).toMatch(/[1-9] of 8 releases were not flown; --sweep would/);
});

test('an end that is not as it was said to be is told by the option that said it', async () => {
  const { result } = await found(mendedIn('1.1.0'), { good: '1.0.0', bad: '1.2.0' });
  expect(said(result)).toMatch('1.0.0 is not as --good has it: the promise is broken there.');
  const never = Object.fromEntries(VERSIONS.map((version) => [version, KEPT]));
  expect(said((await found(never)).result)).toMatch('1.0.0 is not as --bad has it');
});

test('nothing is concluded where nothing could be flown', async () => {
  const { result } = await found({});
  expect(said(result)).toMatch('No release could be flown that stands for --good.');
});

test('an interruption ends it, and what was found out before it is told', async () => {
  const controller = new AbortController();
  let flights = 0;
  const { result } = await found(mendedIn('1.1.0'), {
    signal: controller.signal,
    onTried: () => {
      flights += 1;
      if (flights === 2) controller.abort();
    },
  });
  expect(result.tried).toHaveLength(2);
  expect(result.flip).toBeUndefined();
  expect(said(result)).toMatch('Interrupted after 2 releases.');
});

test('the table has the releases in their order, and JSON the same for programs', async () => {
  const { result } = await found({ ...mendedIn('1.1.1'), '1.1.0': UNKNOWN });
  const lines = text(result, asked).split('\n');
  expect(lines[0]).toBe('pilot: bound.no-hang in nxdomain');
  expect(lines[1]).toMatch(/1\.0\.0 +✗ broken +It was broken\./);
  expect(text(result, asked)).toMatch(/1\.1\.0 +\? skipped +0 of 3 flights +No witness\./);
  expect(JSON.parse(json(result, asked))).toMatchObject({
    schema: 1,
    client: 'pilot',
    releases: 8,
    result: { what: 'fixed', in: '1.1.1', last: '1.0.4', between: ['1.1.0'] },
  });
});

test('a number that was never published is no release, and its neighbours are named', () => {
  expect(() => stretch(VERSIONS, '1.0.3', '1.2.0')).toThrow(
    'Failed to bisect: 1.0.3 was never published. 1.0.2 or 1.0.4 would help.',
  );
  expect(() => stretch(VERSIONS, '9.0.0', '1.2.0')).toThrow(/1\.2\.0 would help/);
  expect(() => stretch(VERSIONS, '1.2.0', '1.2.0')).toThrow(/Two releases would help/);
});
