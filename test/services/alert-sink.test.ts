import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '#core/entry.ts';
import { LeakSearch } from '#harness/leaks.ts';
import { line } from '#report/line.ts';
import { alertSink } from '#services/alert-sink.ts';
import { world, ZERO } from './world.ts';

const ALERTS = 'https://alerts.example/v1/alerts';

/** A sink in a world of its own. */
function sink() {
  const { surroundings, ledger, facts, signIn } = world();
  const service = alertSink(surroundings, ledger);
  const post = (body: unknown, url = ALERTS) =>
    new Request(url, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const raised = () => facts.filter(({ kind }) => kind === 'alert.raised');
  return { service, ledger, signIn, post, raised };
}

test('an alert is taken, and what it says is a fact', async () => {
  const { service, post, raised } = sink();
  const response = await service.answer(post({ class: 'sign-in', text: 'No token.', session: 3 }));
  expect([response.status, await response.json()]).toEqual([202, { accepted: true }]);
  expect((await service.answer(post({ class: 'dns', text: 'No such name.' }))).status).toBe(202);
  expect(raised()).toEqual([
    { kind: 'alert.raised', class: 'sign-in', text: 'No token.', session: 3 },
    { kind: 'alert.raised', class: 'dns', text: 'No such name.' },
  ]);
});

const MALFORMED: readonly (readonly [string, unknown])[] = [
  ['nothing', ''],
  ['half of it', '{"class":'],
  ['a list', []],
  ['null', 'null'],
  ['no class', { text: 'x' }],
  ['an empty class', { class: ' ', text: 'x' }],
  ['a class without end', { class: 'x'.repeat(101), text: 'x' }],
  ['a class that is no text', { class: 1, text: 'x' }],
  ['no text', { class: 'x' }],
  ['text that is none', { class: 'x', text: {} }],
  ['a session that is no number', { class: 'x', text: 'x', session: '1' }],
  ['a session that cannot be', { class: 'x', text: 'x', session: 0 }],
  ['a body without end', { class: 'x', text: 'x'.repeat(70_000) }],
];

test.each(MALFORMED)('%s is turned away, and nothing is written down', async (_, body) => {
  const { service, post, raised } = sink();
  const response = await service.answer(post(body));
  expect([response.status, await response.json()]).toEqual([400, { error: expect.any(String) }]);
  expect(raised()).toEqual([]);
});

test('whatever comes, it answers: 202 with a fact, or 400 without', async () => {
  const { service, post, raised } = sink();
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.record({ class: fc.jsonValue(), text: fc.jsonValue(), session: fc.jsonValue() }),
    fc.record({ class: fc.string(), text: fc.string() }),
  );
  await fc.assert(
    fc.asyncProperty(body, async (sent) => {
      const before = raised().length;
      const { status } = await service.answer(post(sent));
      expect([400, 202]).toContain(status);
      expect(raised().length - before).toBe(status === 202 ? 1 : 0);
    }),
  );
});

test('it has one path and one method', async () => {
  const { service, post, raised } = sink();
  const alert = { class: 'x', text: 'x' };
  expect((await service.answer(post(alert, `${ALERTS}/more`))).status).toBe(404);
  const get = await service.answer(new Request(ALERTS));
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  const away = service.refuse({ refuse: 'unavailable', status: 503 }, post(alert));
  expect(away.status).toBe(503);
  expect(raised()).toEqual([]);
});

/** What the log receives of a fact, once secrets have been looked for. */
function written(fact: Fact, ledger: ConstructorParameters<typeof LeakSearch>[0]) {
  const told: Fact[] = [];
  const log = { zero: ZERO, tell: (each: Fact) => told.push(each) };
  return { kept: new LeakSearch(ledger, log).scrub(fact), told };
}

test('a secret in an alert is found wherever it stands, and does not reach the log', async () => {
  const { service, ledger, post, raised, signIn } = sink();
  const { accessToken, refreshToken } = signIn();
  const text = `${'x'.repeat(600)}${refreshToken}`;
  const request = post({ class: accessToken, text });
  expect(await service.describe(request)).toEqual({
    operation: 'POST /v1/alerts',
    endpoint: 'alert',
    presents: [
      { kind: 'access', token: 'access-1' },
      { kind: 'refresh', token: 'refresh-1' },
    ],
  });
  await service.answer(request);
  const { kept, told } = written(raised()[0]!, ledger);
  expect(told).toEqual([
    expect.objectContaining({ kind: 'secret.found', sink: 'request', token: 'refresh-1' }),
    expect.objectContaining({ kind: 'secret.found', sink: 'request', token: 'access-1' }),
  ]);
  const whole = JSON.stringify([kept, told]);
  for (const secret of [accessToken, refreshToken]) expect(whole).not.toContain(secret.slice(-20));
});

test('the log keeps five hundred characters of an alert, and has a line for it', () => {
  const { ledger } = sink();
  const fact = { kind: 'alert.raised', class: 'sign-in', text: 'x'.repeat(2_000) } as const;
  const { kept, told } = written(fact, ledger);
  expect(kept).toEqual({ ...fact, text: 'x'.repeat(500) });
  expect(told).toEqual([]);
  expect(line({ ...fact, text: 'No token.', seq: 1, at: 0 }, [])).toBe('sign-in: No token.');
});
