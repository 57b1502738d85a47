import { expect, test } from 'vitest';
import { remembered } from '#core/remembered.ts';
import type { Role } from '#core/role.ts';

/** What it was asked to read, in order. */
function listening() {
  const read: string[] = [];
  const made = remembered((text, hosts) => {
    read.push(text);
    return `${text} of ${Object.keys(hosts).length}`;
  });
  return { read, made };
}

const ONE: Readonly<Record<string, Role>> = { 'a.example': 'oauth' };

test('a text is read once, also for another log with the same hosts', () => {
  const { read, made } = listening();
  expect([made('x', ONE), made('x', ONE), made('x', { ...ONE })]).toEqual(Array(3).fill('x of 1'));
  expect(read).toEqual(['x']);
});

test('what hosts are for is part of what is read', () => {
  const { read, made } = listening();
  expect([made('x'), made('x', ONE)]).toEqual(['x of 0', 'x of 1']);
  made('x', { 'a.example': 'model' });
  expect(read).toHaveLength(3);
});

test('the oldest text is forgotten first, and read again as before', () => {
  const { read, made } = listening();
  for (let n = 0; n <= 1_000; n += 1) made(`${n}`, ONE);
  expect(made('0', ONE)).toBe('0 of 1');
  made('1000', ONE);
  expect(read.slice(1_000)).toEqual(['1000', '0']);
});
