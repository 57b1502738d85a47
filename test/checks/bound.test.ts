import { describe, expect, test } from 'vitest';
import { boundInterruptible } from '#checks/bound.interruptible.ts';
import { boundNoCrash } from '#checks/bound.no-crash.ts';
import { boundNoHang } from '#checks/bound.no-hang.ts';
import { boundResources } from '#checks/bound.resources.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Usage } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { NEVER, thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  exited,
  type Flight,
  failed,
  flight,
  lost,
  NAME_GONE,
  noName,
  open,
  type Piece,
  pending,
  renewed,
  said,
  sampled,
  stopped,
  told,
} from './logs.ts';

const judged = (check: Check, story: Flight) => check.judge(new Evidence(flight(story)));
const outcome = (check: Check, story: Flight) => judged(check, story).outcome;
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const faults = [NAME_GONE];

describe('bound.no-hang where nobody is there', () => {
  const mode = 'unattended';
  const T = thresholds(mode);
  const waiting = (ms: number, every: number): readonly Piece[] => [
    OPEN,
    noName(START + 10),
    ...Array.from({ length: Math.floor(ms / every) }, (_, n) =>
      told(START + (n + 1) * every, 'Still trying', 'retry'),
    ),
    failed('w1', START, 'Failed.', { took: ms }),
  ];

  test('work may take hours, if there is a sign of it every minute', () => {
    const story = { faults, mode, pieces: waiting(minutes(180), T.pendingSign) } as const;
    const { outcome: found, measured } = judged(boundNoHang, story);
    expect(found).toBe('pass');
    expect(measured).toMatchObject({ value: 60, bound: 60 });
  });

  test.each([
    [T.pendingSign - 1, 'pass'],
    [T.pendingSign, 'pass'],
    [T.pendingSign + 1, 'fail'],
  ] as const)('a silence of %d ms', (ms, expected) => {
    expect(outcome(boundNoHang, { mode, pieces: [answered('w1', START, ms)] })).toBe(expected);
  });

  test('no number is one that JSON does not know', () => {
    expect(JSON.parse(JSON.stringify(T))).toEqual(T);
    expect(T.auth).toBe(NEVER);
  });
});

describe('bound.interruptible', () => {
  const T = thresholds();
  const interrupts = [{ beat: 1, after: seconds(4) }];
  const WARPED = { kind: 'warped', factor: 60 } as const;
  const stop = (took?: number) => [
    OPEN,
    noName(START + 10),
    stopped('w1', START, { after: seconds(4), ...(took !== undefined && { took }) }),
  ];

  test.each([
    [T.cancel - 1, 'pass'],
    [T.cancel, 'pass'],
    [T.cancel + 1, 'fail'],
  ] as const)('work that ends %d ms after it was to', (took, expected) => {
    expect(outcome(boundInterruptible, { faults, interrupts, pieces: stop(took) })).toBe(expected);
  });

  test('somebody who watches is obeyed sooner, and a busy machine speaks for the client', () => {
    const pieces = stop(thresholds('interactive').cancel + 1);
    const story = { faults, interrupts, pieces };
    expect(outcome(boundInterruptible, { ...story, mode: 'interactive' })).toBe('fail');
    const slow = { faults, interrupts, pieces: stop(T.cancel + 60 * T.stall), time: WARPED };
    expect(outcome(boundInterruptible, slow)).toBe('pass');
  });

  test.each([
    [T.cancel, 'inconclusive'],
    [T.cancel + 1, 'fail'],
  ] as const)('work that still goes on when the log ends, after %d ms', (ms, expected) => {
    const farewell = [{ at: START + seconds(4) + ms, kind: 'run.ended' }] as const;
    const story = { faults, interrupts, pieces: stop(), farewell };
    expect(outcome(boundInterruptible, story)).toBe(expected);
  });

  test.each([
    ['model', 'fail'],
    ['sign-in', 'pass'],
  ] as const)('who has stopped asks for nothing more of %s', (whom, expected) => {
    const at = START + seconds(20);
    const more = whom === 'model' ? asked(at, 'w1', { status: 200 }) : renewed(at, { status: 200 });
    const { outcome: found, because } = judged(boundInterruptible, {
      ...{ faults, interrupts },
      pieces: [...stop(30), more],
    });
    expect(found, because).toBe(expected);
  });

  test('the sentence says what the client was doing', () => {
    const waiting = [
      ...[OPEN, attempt(START + 10, { layer: 'connect', role: 'model', took: Infinity })],
      stopped('w1', START, { after: seconds(4), took: 10 }),
    ];
    const { because } = judged(boundInterruptible, { faults, interrupts, pieces: waiting });
    expect(because).toContain('in the middle of connecting to api.anthropic.com');
  });

  test('nobody is held to the end of what was to be stopped', () => {
    const [work] = new Evidence(flight({ faults, interrupts, pieces: stop(10) })).works;
    expect(work?.outcome).toBe('interrupted');
    const evidence = new Evidence(flight({ interrupts, pieces: stop(10) }));
    expect(evidence.attainable(evidence.works[0]!)).toBe(false);
  });
});

describe('bound.no-crash', () => {
  const story = (pieces: readonly Piece[]): Flight => ({
    faults,
    pieces: [OPEN, noName(START + 10), ...pieces],
  });
  const inHand = [{ at: START, kind: 'work.began', work: 'w1' }] as const;

  test.each([
    ['code 1 with work in hand', [inHand, exited(START + 20, 1)], 'fail'],
    ['code 1 with work to come', [exited(START + 20, 1), lost('w2', minutes(15))], 'fail'],
    ['code 0 with work in hand', [inHand, exited(START + 20, 0)], 'pass'],
    ['code 1 at the end of its work', [failed('w1', START, 'No.'), exited(minutes(20), 1)], 'pass'],
  ] as const)('%s', (_, pieces, expected) => {
    expect(outcome(boundNoCrash, story(pieces))).toBe(expected);
  });

  test('an exit by a signal is a crash, unless it was ours', () => {
    const killed = (by: 'client' | 'harness') => [
      failed('w1', START, 'No.'),
      [{ at: minutes(20), kind: 'client.exited', code: null, signal: 'SIGSEGV', by } as const],
    ];
    expect(outcome(boundNoCrash, story(killed('client')))).toBe('fail');
    expect(outcome(boundNoCrash, story(killed('harness')))).toBe('pass');
  });

  test.each([
    ['Uncaught TypeError: fetch failed', 'fail'],
    ['thread main panicked at src/auth.rs:12', 'fail'],
    ['The last turn failed.', 'pass'],
  ] as const)('last words at the end of its work: %s', (text, expected) => {
    const pieces = [failed('w1', START, 'No.'), said(minutes(19), text), exited(minutes(20), 1)];
    expect(outcome(boundNoCrash, story(pieces))).toBe(expected);
  });

  test('who leaves when told to, after waiting in vain, has not crashed', () => {
    const told = (at: number) => [inHand, exited(at, 1)];
    const { model } = thresholds();
    expect(outcome(boundNoCrash, story(told(START + model)))).toBe('fail');
    expect(outcome(boundNoCrash, story(told(START + model + 1)))).toBe('pass');
  });

  test('where nothing shows that it lived on, nothing is known', () => {
    const farewell = [{ at: START + seconds(30), kind: 'run.ended' }] as const;
    const pieces = [OPEN, noName(START + 10), pending('w1', START)];
    expect(outcome(boundNoCrash, { faults, pieces, farewell })).toBe('inconclusive');
    expect(outcome(boundNoCrash, { faults, pieces: [OPEN, answered('w1', START)] })).toBe(
      'inconclusive',
    );
  });
});

describe('bound.resources', () => {
  const T = thresholds();
  /** Looks at what it uses, one a minute, while the name is gone. */
  const looks = (usages: readonly Usage[], more: Flight = {}): Flight => ({
    faults,
    ...more,
    pieces: [
      ...[OPEN, noName(START + 10), failed('w1', START, 'No.')],
      ...usages.map((usage, n) => sampled(START + minutes(n + 1), usage)),
      ...(more.pieces ?? []),
    ],
  });

  test.each([
    [T.wakes - 1, 'pass'],
    [T.wakes, 'pass'],
    [T.wakes + 1, 'fail'],
  ] as const)('%d timers in ten seconds', (count, expected) => {
    expect(outcome(boundResources, looks([{ wakes: count }]))).toBe(expected);
  });

  test.each([
    ['memory', T.memoryGrowth, 'pass'],
    ['memory', T.memoryGrowth + 1, 'fail'],
    ['files', T.filesGrowth, 'pass'],
    ['files', T.filesGrowth + 1, 'fail'],
  ] as const)('%s that grows by %d', (what, growth, expected) => {
    const first = { [what]: 1_000 };
    const story = looks([first, { [what]: 1_000 + growth / 2 }, { [what]: 1_000 + growth }]);
    expect(outcome(boundResources, story)).toBe(expected);
  });

  test('what is there from the first is no growth, and who starts again begins anew', () => {
    const much = { memory: 1_000_000, files: 400, processor: 90_000 };
    const time = { kind: 'real', factor: 1 } as const;
    expect(outcome(boundResources, looks([much, much], { time }))).toBe('pass');
    const again = { at: START + seconds(90), kind: 'client.started' } as const;
    const story = looks([{ memory: 1_000, files: 4, processor: 10 }, much, much], { time });
    expect(outcome(boundResources, story)).toBe('fail');
    expect(outcome(boundResources, { ...story, pieces: [...story.pieces!, [again]] })).toBe('pass');
  });

  test.each([
    [1, 30_000, 'pass'],
    [1, 30_060, 'fail'],
    // A minute at sixty times the speed is a second of the wall: too short to tell.
    [60, 1_000, 'inconclusive'],
  ] as const)('at x%d a processor that is used for %d ms of a minute', (factor, ms, expected) => {
    const time = { kind: factor === 1 ? 'real' : 'warped', factor } as const;
    const story = looks([{ processor: 0 }, { processor: ms }], { time });
    const found = judged(boundResources, { ...story, pieces: [...story.pieces!] });
    expect(found.outcome, found.because).toBe(expected);
  });

  test('a busy processor is found in any ten seconds of the wall', () => {
    const time = { kind: 'warped', factor: 60 } as const;
    const used = Array.from({ length: 30 }, (_, n) => ({ processor: Math.max(0, n - 12) * 600 }));
    expect(outcome(boundResources, looks(used, { time }))).toBe('fail');
    const idle = used.map(({ processor }) => ({ processor: processor / 2 }));
    expect(outcome(boundResources, looks(idle, { time }))).toBe('pass');
  });

  test.each([
    [seconds(59), 'fail'],
    [seconds(60), 'pass'],
  ] as const)('two lines of more than half a mebibyte, %d ms apart', (apart, expected) => {
    const half = T.printed / 2 + 1;
    const line = (at: number) =>
      [{ at, kind: 'client.said', stream: 'stdout', text: '', cut: half } as const] as const;
    const pieces = [line(START), line(START + apart)];
    expect(outcome(boundResources, looks([{ wakes: 1 }], { pieces }))).toBe(expected);
  });

  test('it is asked in trouble; what is far too much is too much at any time', () => {
    const calm = (wakes: number) => ({
      pieces: [answered('w1', START), sampled(START + 300, { wakes })],
    });
    expect(outcome(boundResources, calm(3))).toBe('inconclusive');
    expect(outcome(boundResources, calm(T.wakes + 1))).toBe('fail');
  });
});
