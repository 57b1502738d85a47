import { minutes, seconds } from '#core/duration.ts';
import {
  answered,
  asked,
  failed,
  flight,
  HONEST,
  MISTAKEN,
  NAME_GONE,
  nameGone,
  noName,
  OVERLOAD,
  open,
  told,
} from '../logs.ts';
import type { Golden } from './golden.ts';

const WAIT = `${HONEST} Nothing to do: it will be tried again with your next request.`;

/** A busy model gets over it, and the client takes back what it showed, or does not. */
const showing = (cleared: number | undefined) =>
  flight({
    exercises: ['truth.no-cry-wolf'],
    faults: [OVERLOAD],
    declares: { indicates: true },
    pieces: [
      answered('w1', 0),
      open(0, minutes(5), minutes(5) + 500),
      asked(minutes(5) + 20, 'w2', { status: 529, struckBy: 0 }),
      told(minutes(5) + 80, 'Overloaded, trying again', 'retry'),
      asked(minutes(5) + 600, 'w2', { status: 200 }),
      answered('w2', minutes(5), seconds(1)),
      ...(cleared === undefined ? [] : [told(cleared, '', 'cleared')]),
      answered('w3', minutes(10)),
    ],
  });

export const truthLogs: Readonly<Record<string, Golden>> = {
  'truth.layer': {
    rests: ['attempt.began'],
    kept: nameGone('truth.layer', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
    broken: nameGone('truth.layer', [
      asked(minutes(10) + 10, 'w2', { status: 401 }),
      noName(minutes(10) + 80),
      failed('w2', minutes(10), MISTAKEN),
    ]),
    open: nameGone('truth.layer', [answered('w2', minutes(6))]),
  },
  'truth.next-step': {
    rests: ['work.ended'],
    kept: nameGone('truth.next-step', [noName(minutes(10) + 20), failed('w2', minutes(10), WAIT)]),
    broken: nameGone('truth.next-step', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), 'TypeError: fetch failed\n    at post (client.js:42:11)'),
    ]),
    open: nameGone('truth.next-step', [answered('w2', minutes(6))]),
  },
  'truth.advice-works': {
    rests: ['attempt.began'],
    kept: nameGone('truth.advice-works', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), WAIT),
    ]),
    broken: nameGone('truth.advice-works', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), `${HONEST} Please run /login.`),
    ]),
    open: nameGone('truth.advice-works', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), 'ENOTFOUND'),
    ]),
  },
  'truth.no-cry-wolf': {
    rests: ['work.ended'],
    kept: showing(minutes(5) + seconds(1)),
    broken: showing(undefined),
    open: flight({
      exercises: ['truth.no-cry-wolf'],
      faults: [NAME_GONE],
      pieces: [open(0, 0), noName(10), failed('w1', 0, WAIT)],
    }),
  },
};
