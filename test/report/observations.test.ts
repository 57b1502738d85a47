import { expect, test } from 'vitest';
import type { Fact } from '#core/entry.ts';
import { enter } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { observations } from '#report/observations.ts';
import { flight, HARDENED, NAIVE, order } from './sample.ts';

const said = (evidence: Evidence): readonly string[] =>
  observations(evidence).map(({ text }) => text);

const hardened = new Evidence(flight(HARDENED, order('hardened')));
const naive = new Evidence(flight(NAIVE, order('naive')));

/** A short log: the order, and these facts a second apart. */
const log = (...facts: readonly Fact[]): Evidence =>
  new Evidence(
    enter([
      { kind: 'run.began', format: 1, ...order('x'), at: 0 },
      ...facts.map((fact, index) => ({ ...fact, at: 1_000 * (index + 1) })),
    ]),
  );

const request = (attempt: number, token: string, status: number): readonly Fact[] => [
  {
    kind: 'attempt.began',
    attempt,
    by: 'client',
    layer: 'http',
    role: 'model',
    host: 'api.example',
    operation: 'POST /v1/messages',
    endpoint: 'messages',
    work: 'work-1',
    presents: [{ kind: 'access', token }],
  },
  { kind: 'attempt.ended', attempt, status },
];

test('failed work is counted, dated and quoted', () => {
  expect(said(hardened)).toContainEqual(
    expect.stringMatching(/^7 of 12 pieces of work failed, from 10:00 to 40:00; it said: “Cannot/),
  );
});

test('a recovery is told with the piece of work that showed it', () => {
  expect(said(hardened)).toContain(
    'It recovered by itself at 45:00, the first piece of work after the name returned.',
  );
});

test('a recovery that never came is told too', () => {
  expect(said(naive)).toContain(
    'It did not recover: none of the 3 pieces of work after the name returned was done.',
  );
});

test('a lost login is told with what came before it and whether it was still good', () => {
  expect(said(naive)).toContainEqual(
    expect.stringMatching(/^The stored login was blanked at 10:01, 990 ms after the name .* good/),
  );
});

test('a token that is sent again after it was refused is counted', () => {
  const evidence = log(
    ...request(1, 'access-1', 401),
    ...request(2, 'access-1', 401),
    ...request(3, 'access-1', 401),
  );
  expect(said(evidence)).toContain(
    'The access token that the server had refused was sent 2 more times in one piece of work.',
  );
});

test('a new token after a refusal is no repetition', () => {
  const evidence = log(...request(1, 'access-1', 401), ...request(2, 'access-2', 200));
  expect(said(evidence).filter((text) => text.includes('refused'))).toEqual([]);
});

test('a client that goes before its work is done is told with its exit code', () => {
  const evidence = log(
    { kind: 'work.began', work: 'work-1' },
    { kind: 'client.exited', code: 1, by: 'client' },
  );
  expect(said(evidence)).toContain(
    'It exited with code 1 at 0:02, with 1 piece of work still to do.',
  );
});

test('a client that leaves when it is done, or that we end, is not worth a word', () => {
  const left = log({ kind: 'client.exited', code: 0, by: 'client' });
  const ended = log({ kind: 'client.exited', code: null, by: 'harness' });
  expect([...said(left), ...said(ended)].filter((text) => text.includes('exit'))).toEqual([]);
});

test('a client that is gone cannot recover, and is not said to have failed to', () => {
  const facts = naive.entries.filter(({ kind, at }) => at < 1_500_000 || kind === 'fault.closed');
  const exit = { kind: 'client.exited', code: 1, by: 'client', at: 1_500_000 } as const;
  const gone = new Evidence(enter([...facts, exit].toSorted((one, two) => one.at - two.at)));
  expect(said(gone).filter((text) => text.includes('recover'))).toEqual([]);
});

test('an answer that says what went wrong is a sign to the user', () => {
  const evidence = log(
    { kind: 'work.began', work: 'work-1' },
    ...request(1, 'access-1', 401).map((fact) =>
      fact.kind === 'attempt.ended' ? { ...fact, struckBy: 0 } : fact,
    ),
    {
      kind: 'work.ended',
      work: 'work-1',
      outcome: 'failed',
      claim: 'failure',
      nonce: false,
      text: 'Please sign in.',
    },
  );
  expect(said(evidence)).toContain(
    'It first told the user 2 s after the first strike, at 0:04: “Please sign in.”',
  );
});

test('a claim without an answer is told', () => {
  const evidence = log(
    { kind: 'work.began', work: 'work-1' },
    {
      kind: 'work.ended',
      work: 'work-1',
      outcome: 'failed',
      claim: 'success',
      nonce: false,
      text: 'Done!',
    },
  );
  expect(said(evidence)).toContain(
    'It called 1 piece of work done without an answer from the model.',
  );
});

test('a file that others can read is told', () => {
  const state = { readable: true, access: 'access-1', refresh: 'refresh-1', mode: '0644' };
  expect(said(log({ kind: 'store', look: 'before', state }))).toContainEqual(
    expect.stringContaining('its mode was 0644'),
  );
});

test('every exhibit is a line of the log', () => {
  for (const evidence of [hardened, naive]) {
    const lines = new Set(evidence.entries.map(({ seq }) => seq));
    const exhibits = observations(evidence).flatMap((one) => one.exhibits);
    expect(exhibits.filter((seq) => !lines.has(seq))).toEqual([]);
  }
});
