import { hash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '#core/random.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A source of chance that depends on its seed alone. */
export function seeded(seed: number, label = ''): Random {
  const start = hash('sha256', `${seed}:${label}`, 'buffer').readInt32LE(0);
  const generator = xoroshiro128plus(start);
  const integer = (low: number, high: number) => uniformInt(generator, low, high);
  return {
    next: () => uniformFloat64(generator),
    integer,
    text: (length) => {
      let text = '';
      for (let at = 0; at < length; at += 1) text += LETTERS[integer(0, LETTERS.length - 1)];
      return text;
    },
    fork: (name) => seeded(seed, `${label}/${name}`),
  };
}
