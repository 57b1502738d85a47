import { minutes } from '#core/duration.ts';
import type { Entry } from '#core/entry.ts';
import { answered, asked, failed, HONEST, nameGone, noName, type Piece, told } from '../logs.ts';
import { keyed, under } from '../orders.ts';
import type { Golden } from './golden.ts';

/** A client with a login, and a key that its user declared for the time in which that is out. */
const declared = (id: string, pieces: readonly Piece[]): readonly Entry[] =>
  under(nameGone(id, [asked(20, 'w1', { status: 200 }), ...pieces]), {
    given: { credentials: 'login-and-key' },
    declares: { fallback: true },
  });
const SAID = told(minutes(10) + 30, 'Sign-in has no token to give: using the API key.');

export const fallLogs: Readonly<Record<string, Golden>> = {
  'fall.used': {
    rests: ['attempt.began'],
    kept: declared('fall.used', [
      noName(minutes(10) + 20),
      SAID,
      keyed(minutes(10) + 40, 'w2'),
      answered('w2', minutes(10)),
    ]),
    broken: declared('fall.used', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST, { took: 15_000 }),
    ]),
    open: declared('fall.used', [answered('w2', minutes(6))]),
  },
  'fall.consented': {
    rests: ['attempt.began', 'work.began'],
    kept: declared('fall.consented', [
      noName(minutes(10) + 20),
      SAID,
      keyed(minutes(10) + 40, 'w2'),
      answered('w2', minutes(10)),
    ]),
    broken: under(
      nameGone('fall.consented', [
        noName(minutes(10) + 20),
        keyed(minutes(10) + 40, 'w2'),
        answered('w2', minutes(10)),
      ]),
      { given: { credentials: 'login-and-stray-key' } },
    ),
    open: declared('fall.consented', [answered('w2', minutes(6))]),
  },
};
