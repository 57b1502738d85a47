import { minutes } from '#core/duration.ts';
import {
  answered,
  asked,
  by,
  type Flight,
  failed,
  flight,
  HONEST,
  open,
  renewed,
} from '../logs.ts';
import { ANSWERS_LOST, issues, looked, refreshed, unheard } from '../rotations.ts';
import type { Golden } from './golden.ts';

const AT = minutes(10);
const log = (id: string, pieces: Flight['pieces'] & object, rest: Flight = {}) =>
  flight({ exercises: [id], ...rest, pieces });
const rejected = (at: number) => asked(at, 'w1', { status: 401 });
const PAIR = { given: { sessions: 2 } };
const LOST = { faults: [ANSWERS_LOST] };
const opened = open(0, minutes(5), minutes(45));

export const rotLogs: Readonly<Record<string, Golden>> = {
  'rot.single-flight': {
    rests: ['attempt.began'],
    kept: log('rot.single-flight', [
      ...[0, 1, 2].map((n) => rejected(AT + n)),
      ...refreshed(AT + 70, 'refresh-1', 2),
    ]),
    broken: log('rot.single-flight', [
      ...[0, 1, 2].map((n) => rejected(AT + n)),
      ...refreshed(AT + 70, 'refresh-1', 2),
      renewed(AT + 71, { status: 400 }),
    ]),
    open: log('rot.single-flight', [rejected(AT), ...refreshed(AT + 70, 'refresh-1', 2)]),
  },
  'rot.cross-process': {
    rests: ['attempt.began'],
    kept: log(
      'rot.cross-process',
      [
        ...refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece)),
        by(2, asked(AT + 100, 'w2', { status: 200, token: 'access-2' })),
      ],
      PAIR,
    ),
    broken: log(
      'rot.cross-process',
      [
        ...refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece)),
        by(2, renewed(AT + 1, { status: 200 })),
        issues(AT + 40, 'refresh-1', 3),
      ],
      PAIR,
    ),
    open: log(
      'rot.cross-process',
      refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece)),
      PAIR,
    ),
  },
  'rot.no-reuse': {
    rests: ['ledger'],
    kept: log(
      'rot.no-reuse',
      [
        opened,
        failed('w1', AT, HONEST),
        unheard(AT + 100, 'refresh-1'),
        issues(AT + 130, 'refresh-1', 2),
        renewed(AT + 700, { status: 400 }),
        answered('w2', AT + minutes(5)),
      ],
      LOST,
    ),
    broken: log(
      'rot.no-reuse',
      [
        opened,
        failed('w1', AT, HONEST),
        unheard(AT + 100, 'refresh-1'),
        issues(AT + 130, 'refresh-1', 2),
        renewed(AT + 700, { status: 503 }),
        renewed(AT + 1_400, { status: 400 }),
        answered('w2', AT + minutes(5)),
      ],
      LOST,
    ),
    open: log('rot.no-reuse', [renewed(AT, { status: 503 })]),
  },
  'rot.no-needless': {
    rests: ['store'],
    kept: log('rot.no-needless', [
      asked(AT, 'w1', { status: 200 }),
      ...refreshed(minutes(50), 'refresh-1', 2),
      looked(minutes(50) + 70, {}),
    ]),
    broken: log('rot.no-needless', [
      ...refreshed(AT, 'refresh-1', 2),
      asked(AT + 100, 'w1', { status: 200, token: 'access-2' }),
    ]),
    open: log('rot.no-needless', [asked(minutes(57), 'w1', { status: 200 })]),
  },
};
