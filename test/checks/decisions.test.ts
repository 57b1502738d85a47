import { describe, expect, test } from 'vitest';
import { boundHonestOutcome } from '#checks/bound.honest-outcome.ts';
import { boundNoHang } from '#checks/bound.no-hang.ts';
import { convSelf } from '#checks/conv.self.ts';
import { keepValidToken } from '#checks/keep.valid-token.ts';
import { retryAttempts } from '#checks/retry.attempts.ts';
import { retryBackoff } from '#checks/retry.backoff.ts';
import { saveNoLoss } from '#checks/save.no-loss.ts';
import { secNoLeak } from '#checks/sec.no-leak.ts';
import { secRightHost } from '#checks/sec.right-host.ts';
import { truthLayer } from '#checks/truth.layer.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import type { CredentialKind } from '#core/fault.ts';
import type { Role } from '#core/role.ts';
import {
  answered,
  asked,
  attempt,
  exited,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  pending,
  renewed,
  stored,
  type Timed,
  told,
} from './logs.ts';

const judged = (check: Check, pieces: Flight['pieces'] & object, rest: Flight = {}) =>
  check.judge(new Evidence(flight({ faults: [NAME_GONE], ...rest, pieces })));
const OPEN = open(0, minutes(5), minutes(45));
const START = minutes(10);
const SHORT = { expiresAt: minutes(8) };

describe('keep.valid-token', () => {
  test('counts work that was lost because the client had left', () => {
    const pieces = [OPEN, exited(minutes(6), 1), lost('w1', minutes(7))];
    expect(judged(keepValidToken, pieces).outcome).toBe('fail');
  });

  test('asks nothing of work whose token the server takes no more', () => {
    const pieces = [OPEN, ledger(minutes(6), 'revoked', 'access-1'), failed('w1', START, '401')];
    expect(judged(keepValidToken, pieces).outcome).toBe('inconclusive');
  });

  test('asks nothing of a sign-in, which needs no token', () => {
    const [began, ended] = failed('w1', START, 'Sign-in is out of order.');
    const pieces = [OPEN, [{ ...began!, deed: 'sign-in' } as typeof began & object, ended!]];
    expect(judged(keepValidToken, pieces).outcome).toBe('inconclusive');
  });

  test('asks nothing of work that had only just begun when the log ended', () => {
    const farewell = [{ at: START + 4_000, kind: 'run.ended' }] as const;
    const { outcome } = judged(keepValidToken, [OPEN, pending('w1', START)], { farewell });
    expect(outcome).toBe('inconclusive');
    const later = [{ at: START + 5_001, kind: 'run.ended' }] as const;
    const hung = judged(keepValidToken, [OPEN, pending('w1', START)], { farewell: later });
    expect(hung.outcome).toBe('fail');
  });

  test('asks nothing of work whose model went away while it was being done', () => {
    const away = (at: number) =>
      judged(keepValidToken, [OPEN, open(1, at), failed('w1', START, 'Busy.')], {
        faults: [NAME_GONE, OVERLOAD],
      }).outcome;
    expect(away(START + 5_000)).toBe('inconclusive');
    expect(away(START + 5_001)).toBe('fail');
  });

  test('asks nothing of work whose token is rejected until there is a new one', () => {
    const rejected = {
      fault: { name: 'unauthorized', layer: 'http', role: 'model', params: {} },
      from: { on: 'start' },
      until: { on: 'refreshes', count: 1 },
    } as const;
    const faults = [NAME_GONE, rejected];
    const pieces = [OPEN, open(1, 0), failed('w1', START, '401')];
    expect(judged(keepValidToken, pieces, { faults }).outcome).toBe('inconclusive');
  });

  test('says of how many works it speaks', () => {
    const { because } = judged(keepValidToken, [OPEN, answered('w1', START)]);
    expect(because).toContain('1 of 1');
  });
});

describe('bound.honest-outcome', () => {
  test('takes an exit code of 0 with work in hand for a claim of success', () => {
    const quits = (code: number) => [
      failed('w1', START, 'The client exited.', { took: 500, claim: 'none' }),
      exited(START + 500, code),
    ];
    expect(judged(boundHonestOutcome, quits(0)).outcome).toBe('fail');
    expect(judged(boundHonestOutcome, quits(1)).outcome).toBe('pass');
  });

  test('takes work that was called failed and is done for an untrue claim', () => {
    const pieces = [failed('w1', START, 'Failed.', { nonce: true })];
    expect(judged(boundHonestOutcome, pieces).outcome).toBe('fail');
  });

  test('does not take it for a claim that we ended the client, or that it left later', () => {
    const gone = (by: 'client' | 'harness', at: number) => [
      failed('w1', START, 'The client exited.', { took: 500, claim: 'none' }),
      [{ at, kind: 'client.exited', code: 0, by } as const],
    ];
    expect(judged(boundHonestOutcome, gone('harness', START + 500)).outcome).toBe('inconclusive');
    expect(judged(boundHonestOutcome, gone('client', START + 501)).outcome).toBe('inconclusive');
    expect(judged(boundHonestOutcome, gone('client', START - 1)).outcome).toBe('inconclusive');
  });

  test('does not take lost work for a claim', () => {
    const pieces = [exited(seconds(1), 0), lost('w1', START)];
    expect(judged(boundHonestOutcome, pieces).outcome).toBe('inconclusive');
  });
});

describe('bound.no-hang', () => {
  const asSignIn = (took: number): readonly Timed[] => {
    const [began, ended] = failed('w1', 0, 'Not completed.', { took });
    return [{ ...began!, deed: 'sign-in' } as Timed, ended!];
  };
  const signs = (until: number) =>
    Array.from({ length: Math.ceil(until / seconds(15)) }, (_, n) =>
      told(n * seconds(15), `Waiting, ${n}.`),
    );
  const unauthorized = renewed(minutes(12), { status: 401 });
  const hung = (pieces: Flight['pieces'] & object) =>
    judged(boundNoHang, [...pieces, ...signs(minutes(13)), unauthorized]).outcome;

  test('does not count how long a person takes to sign in', () => {
    const did: readonly Timed[] = [{ at: minutes(12), kind: 'human.did', what: 'said yes' }];
    expect(hung([asSignIn(minutes(12) + seconds(50)), did])).toBe('pass');
    expect(hung([asSignIn(minutes(12) + seconds(50))])).toBe('fail');
  });

  test('asks for a sign all the same', () => {
    const did: readonly Timed[] = [{ at: minutes(2), kind: 'human.did', what: 'said yes' }];
    expect(judged(boundNoHang, [asSignIn(minutes(2)), did]).outcome).toBe('fail');
  });
});

describe('truth.layer', () => {
  const fails = (text: string) =>
    judged(truthLayer, [OPEN, noName(START + 10), failed('w1', START, text)]);

  test('is graver where a wrong layer is named than where none is', () => {
    expect(fails('Invalid API key')).toMatchObject({ outcome: 'fail', severity: 'sev2' });
    expect(fails('Something went wrong').outcome).toBe('fail');
    expect(fails('Something went wrong').severity).toBeUndefined();
  });

  test('judges every failure, and shows the gravest', () => {
    const told = (...texts: readonly string[]) =>
      judged(truthLayer, [
        OPEN,
        ...texts.flatMap((text, index) => {
          const at = START + index * minutes(5);
          return [noName(at + 10), failed(`w${index + 1}`, at, text)];
        }),
      ]);
    const right = 'The name does not resolve.';
    expect(told(right, right)).toMatchObject({ outcome: 'pass', measured: { value: 0 } });
    expect(told(right, 'Oh.')).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
    const both = told(right, 'Oh.', 'Invalid API key');
    expect(both).toMatchObject({ severity: 'sev2', measured: { value: 2 } });
    expect(both.because).toContain('w3 failed at DNS');
  });

  test('judges what was told where the last word is empty', () => {
    const pieces = [
      OPEN,
      noName(START + 10),
      told(START + 20, 'The name does not resolve.', 'message'),
      failed('w1', START, ''),
    ];
    expect(judged(truthLayer, pieces).outcome).toBe('pass');
  });

  test('judges what a crash left on stderr, and not our own words', () => {
    const crash = (text: string) => [
      OPEN,
      noName(START + 10),
      [{ at: START + 20, kind: 'client.said', stream: 'stderr', text } as const],
      failed('w1', START, 'The client exited.', { took: 100, claim: 'none' }),
      exited(START + 100, 1),
      lost('w2', START + minutes(5)),
    ];
    expect(judged(truthLayer, crash('Error: getaddrinfo ENOTFOUND')).outcome).toBe('pass');
    expect(judged(truthLayer, crash('Not logged in')).severity).toBe('sev2');
  });

  test('judges a crash between two works', () => {
    const pieces = [
      OPEN,
      answered('w1', minutes(6)),
      noName(START),
      [{ at: START + 20, kind: 'client.said', stream: 'stderr', text: 'panic' } as const],
      exited(START + 30, 2),
      lost('w2', START + minutes(5)),
    ];
    expect(judged(truthLayer, pieces).outcome).toBe('fail');
  });

  test('does not call it a crash to leave when the work is over', () => {
    const pieces = [OPEN, noName(START), answered('w1', START), exited(START + seconds(9), 1)];
    expect(judged(truthLayer, pieces).outcome).toBe('inconclusive');
  });
});

describe('save.no-loss', () => {
  const blanked = stored('change', START, 'blank', 'blank', 0);

  test('does not count a grant that the server had ended', () => {
    const pieces = [ledger(START - 1, 'revoked', 'refresh-1'), blanked];
    expect(judged(saveNoLoss, pieces).outcome).toBe('pass');
  });

  test('counts a login that was blanked over an answer of invalid_grant that was not true', () => {
    const pieces = [OPEN, renewed(START - 100, { status: 400, struckBy: 0 }), blanked];
    expect(judged(saveNoLoss, pieces).outcome).toBe('fail');
  });

  test('does not count a store that is being rewritten', () => {
    const rewritten = (at: number) => [
      stored('change', START, 'absent', 'absent'),
      stored('change', at, 'access-1', 'refresh-1'),
    ];
    expect(judged(saveNoLoss, rewritten(START)).outcome).toBe('pass');
    expect(judged(saveNoLoss, rewritten(START + 1)).outcome).toBe('fail');
  });

  test('does not count a login that was removed because somebody asked for it', () => {
    const [began, ended] = answered('w1', START - 100);
    const asked = [{ ...began!, deed: 'sign-out' } as typeof began & object, ended!];
    const gone = (at: number) => stored('change', at, 'absent', 'absent');
    expect(judged(saveNoLoss, [asked, gone(START)]).outcome).toBe('pass');
    expect(judged(saveNoLoss, [asked, gone(START + minutes(1))]).outcome).toBe('fail');
  });

  test('counts a good login that gave way to one of another grant, but for a sign-in', () => {
    const other: readonly Timed[] = (['access-2', 'refresh-2'] as const).map((token) => ({
      at: 10,
      ...{ kind: 'ledger', act: 'issued', token, family: 'family-2' },
    })) as readonly Timed[];
    const over = stored('change', START, 'access-2', 'refresh-2');
    expect(judged(saveNoLoss, [other, over]).outcome).toBe('fail');
    const [began, ended] = answered('w1', START - 100);
    const asked = [{ ...began!, deed: 'sign-in' } as typeof began & object, ended!];
    expect(judged(saveNoLoss, [other, asked, over]).outcome).toBe('pass');
    // It is no other where the store is written over in its place, and empty for a moment.
    const [torn] = stored('change', START - 1, 'absent', 'absent');
    const inPlace = [{ ...torn!, inPlace: true } as typeof torn & object];
    expect(judged(saveNoLoss, [other, inPlace, over]).outcome).toBe('fail');
    // A sign-in is no excuse for having emptied the store.
    expect(judged(saveNoLoss, [asked, blanked]).outcome).toBe('fail');
  });

  test('does not count what a process had renewed that was killed before it wrote', () => {
    const granted = [
      renewed(START - 200, { status: 200 }),
      ledger(START - 190, 'rotated', 'refresh-1'),
      ledger(START - 190, 'issued', 'refresh-2'),
    ];
    const killed: readonly Timed[] = [
      { at: START - 100, kind: 'client.exited', code: null, by: 'harness' },
      { at: START - 100, kind: 'client.started' },
    ];
    expect(judged(saveNoLoss, [...granted, blanked]).outcome).toBe('fail');
    expect(judged(saveNoLoss, [...granted, killed, blanked]).outcome).toBe('pass');
  });

  test('counts a refresh token that was overwritten with one that opens nothing', () => {
    const pieces = [stored('change', START, 'access-1', 'unknown')];
    expect(judged(saveNoLoss, pieces).outcome).toBe('fail');
  });
});

describe('retry.attempts', () => {
  test('takes the queries of one look-up for one attempt', () => {
    const lookUp = (at: number) => [noName(at), noName(at + 1, 'AAAA')];
    const pieces = [OPEN, ...[0, 1, 2].flatMap((n) => lookUp(START + n * seconds(1)))];
    expect(judged(retryAttempts, pieces)).toMatchObject({
      outcome: 'pass',
      measured: { value: 3 },
    });
  });

  test('takes two look-ups for two attempts', () => {
    const twice = (at: number, operation?: string) =>
      judged(retryAttempts, [OPEN, noName(START), noName(START + at, operation)]).measured?.value;
    expect(twice(5)).toBe(2);
    expect(twice(55, 'AAAA')).toBe(1);
    expect(twice(56, 'AAAA')).toBe(2);
  });

  test('takes one request through all layers for one attempt', () => {
    const request = (at: number) => [
      attempt(at, { layer: 'dns', role: 'model' }),
      attempt(at + 5, { layer: 'connect', role: 'model' }),
      attempt(at + 10, { layer: 'tls', role: 'model', struckBy: 0, effect: 'untrusted' }),
    ];
    const pieces = [OPEN, ...request(START), failed('w1', START, 'No.')];
    expect(judged(retryAttempts, pieces).measured?.value).toBe(1);
  });

  test('does not add up the requests of one piece of work that were answered', () => {
    const pieces = [
      ...Array.from({ length: 12 }, (_, n) => asked(START + n * 100, 'w1', { status: 200 })),
      answered('w1', START, 2_000),
    ];
    expect(judged(retryAttempts, pieces).outcome).toBe('pass');
  });
});

describe('retry.backoff', () => {
  test('is kept by a client that does not ask again', () => {
    const pieces = [OPEN, noName(START + 10), failed('w1', START, 'No.')];
    expect(judged(retryBackoff, pieces)).toMatchObject({
      outcome: 'pass',
      because: 'The client did not ask again for anything that had failed.',
    });
  });

  test('does not take a replay with a new token for a retry', () => {
    const pieces = [
      asked(START, 'w1', { status: 401 }),
      renewed(START + 60, { status: 200 }),
      asked(START + 120, 'w1', { status: 200, token: 'access-2' }),
      answered('w1', START, 300),
    ];
    expect(judged(retryBackoff, pieces).outcome).toBe('pass');
    const same = pieces.with(2, asked(START + 120, 'w1', { status: 200 }));
    expect(judged(retryBackoff, same).outcome).toBe('fail');
  });

  test('measures from the end of an attempt to the beginning of the next one', () => {
    const pieces = [
      OPEN,
      renewed(START, { status: 503, struckBy: 0 }),
      attempt(START + 130, { layer: 'dns', role: 'oauth' }),
      attempt(START + 135, { layer: 'connect', role: 'oauth' }),
      attempt(START + 140, { layer: 'tls', role: 'oauth' }),
      renewed(START + 145, { status: 503, struckBy: 0 }),
      failed('w1', START, 'No.'),
    ];
    expect(judged(retryBackoff, pieces)).toMatchObject({
      outcome: 'fail',
      measured: { value: 70 },
    });
  });
});

describe('conv.self', () => {
  const trouble = [OPEN, noName(START + 10), failed('w1', START, 'No.')];

  test('is broken by a client that had left, if its login would still have served', () => {
    const gone = [exited(START + 9_000, 1), lost('w2', minutes(46))];
    expect(judged(convSelf, [...trouble, ...gone], SHORT).outcome).toBe('fail');
    const blanked = stored('change', START, 'blank', 'blank', 0);
    const nothing = [...trouble, blanked, ...gone];
    expect(judged(convSelf, nothing, SHORT).outcome).toBe('inconclusive');
  });

  test('asks nothing of a client that no trouble had reached', () => {
    const pieces = [OPEN, answered('w1', START), answered('w2', minutes(46))];
    expect(judged(convSelf, pieces).outcome).toBe('inconclusive');
  });

  test('waits for the last window to close', () => {
    const pieces = [
      ...trouble,
      open(1, minutes(5), minutes(55)),
      failed('w2', minutes(50), 'No.'),
      answered('w3', minutes(56)),
    ];
    const rest = { faults: [NAME_GONE, OVERLOAD], expiresAt: minutes(8) };
    expect(judged(convSelf, pieces, rest).outcome).toBe('pass');
  });

  test('asks nothing while a fault is open', () => {
    const pieces = [open(0, minutes(5)), ...trouble.slice(1), answered('w2', minutes(46))];
    expect(judged(convSelf, pieces, SHORT).outcome).toBe('inconclusive');
  });

  test('counts a struck attempt as trouble, though no work failed', () => {
    const pieces = [OPEN, noName(START), answered('w1', START), answered('w2', minutes(46))];
    expect(judged(convSelf, pieces).outcome).toBe('pass');
  });

  test('is not kept by a client that had to be started again', () => {
    const again = [{ at: minutes(46), kind: 'client.started' } as const];
    const pieces = [...trouble, again, answered('w2', minutes(46))];
    expect(judged(convSelf, pieces, SHORT).outcome).toBe('fail');
  });
});

test('sec.no-leak is not kept by sinks that held nothing', () => {
  const searched = (bytes: number) =>
    judged(secNoLeak, [], {
      farewell: [{ at: START, kind: 'sink.searched', sink: 'stdout', bytes }],
    }).outcome;
  expect(searched(0)).toBe('inconclusive');
  expect(searched(1)).toBe('pass');
});

describe('sec.right-host', () => {
  const shown = (kind: CredentialKind, role: Role) =>
    judged(secRightHost, [
      attempt(START, {
        layer: 'http',
        role,
        presents: [{ kind, token: `${kind}-1` }],
        status: 200,
      }),
    ]).outcome;

  test.each([
    ['refresh', 'oauth', 'pass'],
    ['refresh', 'model', 'fail'],
    ['refresh', 'other', 'fail'],
    ['access', 'oauth', 'pass'],
    ['access', 'model', 'pass'],
    ['access', 'other', 'fail'],
    ['api-key', 'model', 'pass'],
    ['api-key', 'other', 'fail'],
  ] as const)('a credential of kind %s at a host of role %s: %s', (kind, role, expected) => {
    expect(shown(kind, role)).toBe(expected);
  });

  test('is kept by a client whose requests got nowhere, for it was watched', () => {
    expect(judged(secRightHost, [OPEN, noName(START)]).outcome).toBe('pass');
  });
});
