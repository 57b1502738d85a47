import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import type { ClientAdapter } from '#core/client.ts';
import { minutes } from '#core/duration.ts';
import { expired, record, scenario, signedIn, turns } from '#core/scenario.ts';
import { once, type Timeline, writes } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { MemoryStore } from '#harness/in-process/memory-store.ts';
import { fly } from '#test/fly.ts';

const PATH = 'credentials.json';
const laid = (text: string) => {
  const store = new MemoryStore();
  store.lay({ argv: ['client'], env: {}, files: { [PATH]: { text, mode: 0o600 } } }, PATH);
  const seen: unknown[] = [];
  store.onChange(() => seen.push(store.look()));
  return { store, seen };
};

test('what replaces a store is another file, and nobody sees it half done', () => {
  const { store, seen } = laid('old');
  const { inode = 0 } = store.look()!;
  store.write('new');
  expect(seen).toEqual([{ text: 'new', mode: 0o600, inode: inode + 1 }]);
});

test('what is written over is the same file, and is empty in between', () => {
  const { store, seen } = laid('old');
  const { inode } = store.look()!;
  store.overwrite('new');
  expect(seen).toEqual([
    { text: '', mode: 0o600, inode },
    { text: 'new', mode: 0o600, inode },
  ]);
});

test('whoever dies in between leaves it empty', () => {
  const { store } = laid('old');
  let steps = 0;
  store.overwrite('new', () => ++steps < 2);
  expect(store.read()).toBe('');
});

test('a store that takes nothing is not emptied either', () => {
  const { store } = laid('old');
  const undo = store.act('full', () => '');
  expect(() => store.overwrite('new')).toThrow('ENOSPC');
  expect(store.read()).toBe('old');
  undo?.();
});

const story = (faults: Timeline) =>
  record(
    'writes',
    scenario({
      title: 'A login is refreshed once',
      why: 'To see what becomes of the store.',
      family: 'store',
      seen: [],
      given: signedIn({ accessToken: expired, rotation: 'rotate-with-grace' }),
      work: turns({ count: 2, every: minutes(5) }),
      faults,
      exercises: [],
    }),
  );

const looks = async (client: ClientAdapter, faults: Timeline = []) => {
  const { evidence } = await fly(story(faults), client, virtual);
  const own = evidence.of('store').filter(({ look }) => look === 'change');
  return own.map(({ state, inPlace = false }) => [state.refresh, inPlace]);
};

const atomic = referenceClient('hardened', 'replaces its store');
const inPlace = referenceClient('writes-in-place', 'writes over its store');

test('a log says how a client writes', async () => {
  expect(await looks(atomic)).toEqual([['refresh-2', false]]);
  // It tries its store before it asks for what must go there.
  const twice = ['absent', 'refresh-1', 'absent', 'refresh-2'].map((token) => [token, true]);
  expect(await looks(inPlace)).toEqual(twice);
});

test('who is killed at its first write has written all of it, or nothing', async () => {
  const kill = [once(writes(1), killed())];
  expect((await looks(atomic, kill))[0]).toEqual(['refresh-2', false]);
  expect(await looks(inPlace, kill)).toEqual([['absent', true]]);
});

test('the model has agents do its work where there are any, and all are answered', async () => {
  const { work, ...rest } = story([]);
  const agents = { ...rest, work: { ...work, agents: 8 } };
  const { evidence } = await fly(agents, atomic, virtual);
  const first = evidence.works[0]!;
  const asked = evidence
    .during(first)
    .filter(({ layer, role }) => layer === 'http' && role === 'model');
  expect(asked.map(({ endpoint }) => endpoint)).toEqual([
    'messages',
    ...Array.from({ length: 8 }, () => 'other'),
    'messages',
  ]);
  expect(evidence.works.map(({ outcome }) => outcome)).toEqual(['answered', 'answered']);
});
