import { hash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '#core/random.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * A source of chance that depends on its seed alone. Its whole state is taken from the seed, and
 * not 32 bits of it: of 80,000 forks, two would be alike as likely as not, and so would two tokens.
 */
export function seeded(seed: number, label = ''): Random {
  const start = hash('sha256', `${seed}:${label}`, 'buffer');
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => start.readInt32LE(at)));
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
