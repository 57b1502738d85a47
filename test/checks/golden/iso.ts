import { minutes, seconds } from '#core/duration.ts';
import { failed, HONEST, nameGone, noName, type Piece } from '../logs.ts';
import type { Golden } from './golden.ts';

/** Six pieces of work for which sign-in is needed, and when it is asked for the last of them. */
const inVain = (id: string, last: readonly number[]) => {
  const works = Array.from({ length: 6 }, (_, n): readonly Piece[] => {
    const at = minutes(10 + 4 * n);
    const times = n < 5 ? [0, 500, 1_500] : last;
    return [
      failed(`w${n + 2}`, at, HONEST, { took: seconds(40) }),
      ...times.map((time) => noName(at + time)),
    ];
  });
  return nameGone(id, works.flat(), { declares: { breaker: true } });
};

export const isoLogs: Readonly<Record<string, Golden>> = {
  'iso.breaker': {
    rests: ['attempt.began'],
    kept: inVain('iso.breaker', [0]),
    broken: inVain('iso.breaker', [0, 500, 1_500]),
    open: inVain('iso.breaker', []),
  },
};
