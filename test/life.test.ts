import { expect, test } from 'vitest';
import { Life } from '#harness/in-process/life.ts';

test('what throws when a client is thawed keeps back nothing that it has missed', () => {
  const soon: (() => void)[] = [];
  const life = new Life((call) => void soon.push(call));
  const came: string[] = [];
  const thrown: unknown[] = [];
  life.freeze();
  life.wake(() => came.push('first'));
  life.wake(() => {
    throw new Error('refused');
  });
  life.wake(() => came.push('last'));
  life.thaw();
  for (let call = soon.shift(); call; call = soon.shift()) {
    try {
      call();
    } catch (error) {
      thrown.push(error);
    }
  }
  expect(came).toEqual(['first', 'last']);
  expect(thrown).toEqual([new Error('refused')]);
  life.wake(() => came.push('at once'));
  expect(came.at(-1)).toBe('at once');
});
