import { minutes } from '#core/duration.ts';
import {
  answered,
  asked,
  failed,
  flight,
  HONEST,
  ledger,
  nameGone,
  noName,
  stored,
} from '../logs.ts';
import { denied, killed, looked, refreshed, TORN, tells } from '../rotations.ts';
import type { Golden } from './golden.ts';

const AT = minutes(10);
const exercising = (id: string) => ({ exercises: [id] });
const REVOKED = [
  tells(AT - 1, 'revoked', 'refresh-1', 'the grant was revoked'),
  failed('w1', AT, HONEST),
  ...denied(AT + 50, 'refresh-1'),
];

export const saveLogs: Readonly<Record<string, Golden>> = {
  'save.no-loss': {
    rests: ['store'],
    kept: nameGone('save.no-loss', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      ledger(minutes(46), 'rotated', 'refresh-1'),
      ledger(minutes(46), 'issued', 'access-2', minutes(106)),
      ledger(minutes(46), 'issued', 'refresh-2'),
      stored('change', minutes(46) + 80, 'access-2', 'refresh-2', minutes(106)),
    ]),
    broken: nameGone('save.no-loss', [
      noName(minutes(10) + 20),
      stored('change', minutes(10) + 30, 'blank', 'blank', 0),
      failed('w2', minutes(10), HONEST),
    ]),
    open: nameGone('save.no-loss', [noName(minutes(10) + 20)]),
  },
  'save.crash-consistent': {
    rests: ['client.exited'],
    kept: flight({
      ...exercising('save.crash-consistent'),
      pieces: [...refreshed(AT, 'refresh-1', 2), looked(AT + 70, {}), killed(AT + 71)],
    }),
    broken: flight({
      ...exercising('save.crash-consistent'),
      pieces: [
        ...refreshed(AT, 'refresh-1', 2),
        looked(AT + 70, TORN, { inPlace: true }),
        killed(AT + 71),
      ],
    }),
    open: flight({
      ...exercising('save.crash-consistent'),
      pieces: [
        ...refreshed(AT, 'refresh-1', 2),
        looked(AT + 70, {}, { inPlace: true }),
        killed(AT + 71),
      ],
    }),
  },
  'save.rotation-persisted': {
    rests: ['store'],
    kept: flight({
      ...exercising('save.rotation-persisted'),
      pieces: [
        ...refreshed(AT, 'refresh-1', 2),
        looked(AT + 70, {}),
        asked(AT + 80, 'w1', { status: 200, token: 'access-2' }),
      ],
    }),
    broken: flight({
      ...exercising('save.rotation-persisted'),
      pieces: [
        ...refreshed(AT, 'refresh-1', 2),
        asked(AT + 80, 'w1', { status: 200, token: 'access-2' }),
        looked(AT + 90, {}),
      ],
    }),
    open: flight({
      ...exercising('save.rotation-persisted'),
      pieces: [...refreshed(AT, 'refresh-1', 2), killed(AT + 61)],
    }),
  },
  'save.definitive-handled': {
    rests: ['ledger'],
    kept: flight({
      ...exercising('save.definitive-handled'),
      pieces: [
        ...REVOKED,
        failed('w2', AT + minutes(5), HONEST),
        ...denied(AT + minutes(5) + 50, 'refresh-1'),
      ],
    }),
    broken: flight({
      ...exercising('save.definitive-handled'),
      pieces: [...REVOKED, ...denied(AT + 500, 'refresh-1'), answered('w2', AT + minutes(5))],
    }),
    open: flight({ ...exercising('save.definitive-handled'), pieces: REVOKED }),
  },
};
