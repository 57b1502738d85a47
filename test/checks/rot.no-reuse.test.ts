import { describe, expect, test } from 'vitest';
import { rotNoReuse } from '#checks/rot.no-reuse.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import {
  answered,
  attempt,
  by,
  exited,
  type Flight,
  failed,
  flight,
  HONEST,
  type Piece,
  renewed,
  stored,
} from './logs.ts';
import {
  ANSWERS_LOST,
  issues,
  killed,
  looked,
  refreshed,
  TORN,
  tells,
  unheard,
} from './rotations.ts';

const AT = minutes(10);
const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  rotNoReuse.judge(new Evidence(flight({ ...rest, pieces })));
const outcome = (pieces: readonly Piece[], rest: Flight = {}) => judged(pieces, rest).outcome;
const later = answered('w9', minutes(55));
const PAIR = { given: { sessions: 2 } } as const;

/** As many refreshes as that, each with the token that the one before has brought. */
const chain = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    refreshed(AT + n * minutes(1), `refresh-${n + 1}`, n + 2),
  ).flat();

describe('rot.no-reuse: a token that was spent', () => {
  const again = (at: number, token = 'refresh-1') => renewed(at, { status: 400, token });

  test('is none of those that each came once, and all of them are counted', () => {
    const finding = judged([...chain(8), later]);
    expect(finding).toMatchObject({ outcome: 'pass', measured: { value: 0 } });
    expect(finding.because).toBe('Of 8 refresh tokens that were spent none was presented again.');
    expect(finding.witness).toHaveLength(6);
  });

  test('was spent by what the client stored itself, too, and is counted once', () => {
    const stored = looked(AT + 70, {});
    expect(judged([...chain(1), stored, later]).because).toContain('Of 1 refresh tokens');
  });

  test('is shown with the answer that brought its successor, and counted', () => {
    const { entries } = new Evidence(flight({ pieces: [...chain(1), again(AT + 100)] }));
    const arrived = entries.find(({ kind }) => kind === 'attempt.ended')!;
    const second = entries.filter(({ kind }) => kind === 'attempt.began')[1]!;
    const finding = judged([...chain(1), again(AT + 100), again(AT + 300), later]);
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 2, unit: 'spent tokens', compare: '==', bound: 0 },
      exhibits: [arrived.seq, second.seq, expect.any(Number)],
    });
    expect(finding.because).toMatch(/presented refresh-1 .* since 10:00.*: 2 in all\.$/);
  });

  test('is spent by nobody where the server gives the same one back', () => {
    const kept = [
      [renewed(AT, { status: 200 }), tells(AT + 30, 'issued', 'access-2')],
      [renewed(AT + 500, { status: 200 }), tells(AT + 530, 'issued', 'access-3')],
    ].flat();
    expect(outcome([...kept, later])).toBe('inconclusive');
    expect(judged([...kept, ...refreshed(AT + 900, 'refresh-1', 2), later])).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('Of 1 refresh tokens'),
    });
  });

  test('is not one that was turned away while another request was granted', () => {
    const pieces = [...chain(1), again(AT + 10), later];
    expect(judged(pieces).because).toContain('Of 1 refresh tokens');
  });

  test('has to be followed by work in which it could have come again', () => {
    expect(outcome([answered('w1', AT), ...chain(1)])).toBe('inconclusive');
    expect(outcome([...chain(1), answered('w1', AT + 1)])).toBe('pass');
  });

  test('is known to whoever is started again, where its successor was stored before', () => {
    const kept = stored('change', AT + 64, 'access-2', 'refresh-2');
    const started = [killed(AT + 66), again(AT + 70), later];
    expect(outcome([...chain(1), ...started])).toBe('pass');
    expect(outcome([...chain(1), kept, ...started])).toBe('fail');
  });

  test('is remembered by whoever was not killed', () => {
    const left = [exited(AT + 65, 1), [{ at: AT + 66, kind: 'client.started' } as const]];
    expect(outcome([...chain(1), ...left, again(AT + 70), later])).toBe('fail');
    const other = [
      ...chain(1).map((piece) => by(1, piece)),
      by(2, killed(AT + 65)),
      by(1, again(AT + 70)),
      later,
    ];
    expect(outcome(other, PAIR)).toBe('fail');
    expect(outcome([...other.slice(0, -2), by(1, killed(AT + 66)), ...other.slice(-2)], PAIR)).toBe(
      'pass',
    );
  });
});

describe('rot.no-reuse: what somebody else has stored', () => {
  const copied = (at: number, next: number) =>
    issues(at, `refresh-${next - 1}`, next).map((fact) => ({
      ...fact,
      because: 'a copy of the login',
    }));
  const put = (at: number, refresh: string) => looked(at, { refresh }, { look: 'act' });
  const presented = (at: number, token: string) => renewed(at, { status: 400, token });

  test('is shown, where the client asks with what it has replaced', () => {
    const pieces = [copied(AT, 2), put(AT + 1, 'refresh-2'), presented(AT + 50, 'refresh-1')];
    const finding = judged([...pieces, later]);
    const { seq } = new Evidence(flight({ pieces })).of('store').at(-1)!;
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
    expect(finding.exhibits[0]).toBe(seq);
    expect(finding.because).toContain('since 10:00');
  });

  test('replaces a token that the client has refreshed itself', () => {
    const pieces = [
      ...chain(1),
      copied(AT + minutes(1), 3),
      put(AT + minutes(1) + 1, 'refresh-3'),
      presented(AT + minutes(2), 'refresh-2'),
    ];
    expect(outcome([...pieces, later])).toBe('fail');
  });

  test('is known from the moment after it', () => {
    const at = (late: number) =>
      outcome([
        copied(AT, 2),
        put(AT + 1, 'refresh-2'),
        presented(AT + 1 + late, 'refresh-1'),
        later,
      ]);
    expect([at(0), at(1)]).toEqual(['pass', 'fail']);
  });

  test.each([
    ['the same token again', 'refresh-1'],
    ['nothing', 'blank'],
    ['what nobody has issued', 'unknown'],
  ])('replaces nothing where it is %s', (_, token) => {
    const pieces = [put(AT, token), presented(AT + 50, 'refresh-1'), later];
    expect(outcome(pieces)).toBe('inconclusive');
  });

  test('replaces nothing where it cannot be read, nor what nobody knows', () => {
    const torn = looked(AT, TORN, { look: 'act' });
    expect(outcome([torn, presented(AT + 50, 'refresh-1'), later])).toBe('inconclusive');
    const unknown = [copied(AT, 2), put(AT + 1, 'refresh-2'), presented(AT + 50, 'unknown')];
    expect(outcome([...unknown, later])).toBe('pass');
  });

  test('bears witness by itself, and is counted with what the client has spent', () => {
    const stored = [copied(AT, 2), put(AT + 1, 'refresh-2')];
    const { seq } = new Evidence(flight({ pieces: stored })).of('store').at(-1)!;
    expect(judged([...stored, later])).toMatchObject({
      because: expect.stringContaining('Of 1 refresh tokens'),
      witness: [seq],
      exhibits: [seq],
    });
    const both = [...stored, ...refreshed(AT + minutes(1), 'refresh-2', 3), later];
    expect(judged(both).because).toContain('Of 2 refresh tokens');
  });

  test('is the matter of another check in a fleet', () => {
    const stored = [copied(AT, 2), put(AT + 1, 'refresh-2')];
    const stale = by(1, presented(AT + 50, 'refresh-1'));
    expect(outcome([...stored, stale, later], PAIR)).toBe('pass');
  });
});

describe('rot.no-reuse: after an answer that was lost', () => {
  const LOST = { faults: [ANSWERS_LOST] };
  const lostAt = (at: number, token = 'refresh-1', next = 2) => [
    unheard(at, token),
    issues(at + 30, token, next),
  ];
  const more = (at: number, token = 'refresh-1') => renewed(at, { status: 503, token });
  const work = (name: string, at: number) => failed(name, at, HONEST);

  test('is told how often it came again, and where nothing did', () => {
    const none = judged([work('w1', AT), ...lostAt(AT + 100), later], LOST);
    expect(none).toMatchObject({ outcome: 'pass', because: expect.stringContaining('no more') });
    expect(none.because).toContain('After 10:00');
    const once = judged([work('w1', AT), ...lostAt(AT + 100), more(AT + 300), later], LOST);
    expect(once.because).toMatch(/presented refresh-1 once more\.$/);
  });

  test('of several, tells of the one after which it came most often', () => {
    const times = [1, 2, 3, 4, 5, 6].map((n) => more(minutes(20) + n * 100, 'refresh-2'));
    const finding = judged(
      [
        work('w1', AT),
        ...lostAt(AT + 100),
        ...refreshed(AT + 300, 'refresh-1', 3),
        work('w2', minutes(20)),
        ...lostAt(minutes(20) + 10, 'refresh-2', 4),
        ...times,
        later,
      ],
      LOST,
    );
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 6, unit: 'presentations', compare: '<=', bound: 1 },
      because: expect.stringMatching(/^After 20:00.* presented refresh-2 6 times more/),
    });
    // The one whose answer was lost, from its beginning to its end, and of the others the first.
    expect(finding.exhibits).toHaveLength(2 + 4);
  });

  test('another lost answer to the same token is one more time', () => {
    const pieces = [work('w1', AT), ...lostAt(AT + 100), unheard(AT + 300, 'refresh-1')];
    expect(outcome([...pieces, later], LOST)).toBe('pass');
    expect(judged([...pieces, unheard(AT + 500, 'refresh-1'), later], LOST)).toMatchObject({
      outcome: 'fail',
      measured: { value: 2 },
      because: expect.stringContaining('After 10:00'),
    });
  });

  test('counts that token alone, and not the one that came of it', () => {
    const pieces = [
      work('w1', AT),
      ...lostAt(AT + 100),
      ...refreshed(AT + 300, 'refresh-1', 3),
      more(AT + 500, 'refresh-3'),
      later,
    ];
    expect(outcome(pieces, LOST)).toBe('pass');
  });

  test.each([
    ['as the work is handed over', AT],
    ['as it ends', AT + 2_000],
  ])('what comes %s is of that piece of work', (_, at) => {
    const lost = at === AT ? lostAt(at) : lostAt(AT + 100);
    const rest = at === AT ? [more(AT + 300), more(AT + 500)] : [more(AT + 300), more(at)];
    expect(outcome([work('w1', AT), ...lost, ...rest, later], LOST)).toBe('fail');
  });

  test('what a client does with nothing in hand is told from the work around it', () => {
    const idle = [...lostAt(AT - minutes(2)), more(AT - minutes(1))];
    const pieces = [...idle, work('w1', AT), more(AT + 300), later];
    expect(outcome(pieces, LOST)).toBe('pass');
    expect(outcome([...idle, more(AT - 500), ...pieces.slice(3)], LOST)).toBe('fail');
    const during = [work('w1', AT), ...lostAt(AT + 100), more(AT + 300)];
    expect(outcome([...during, more(AT + minutes(1)), later], LOST)).toBe('pass');
  });

  test('of several sessions, each has its own work in hand', () => {
    const own = [
      work('w1', AT),
      ...lostAt(AT + 100),
      more(AT + 300),
      work('w3', minutes(20)),
      more(minutes(20) + 100),
    ];
    const beside = failed('w2', AT - 1_000, HONEST, { took: minutes(20) });
    const pieces = [...own.map((piece) => by(1, piece)), by(2, beside), later];
    expect(outcome(pieces, { ...LOST, ...PAIR })).toBe('pass');
  });

  test('a request that never ended is none whose answer was lost', () => {
    const hung = attempt(AT + 100, {
      ...({ layer: 'http', role: 'oauth', endpoint: 'token' } as const),
      presents: [{ kind: 'refresh', token: 'refresh-1' }],
      took: Number.NaN,
    });
    expect(outcome([work('w1', AT), hung, later], LOST)).toBe('inconclusive');
  });
});
