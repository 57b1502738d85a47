import { expect, test } from 'vitest';
import { headline } from '#report/headline.ts';
import { stand } from '#report/standing.ts';
import { flown, HARDENED, NAIVE, night } from './sample.ts';

const FLOOR = { by: 'floor', verdict: 'graceful' } as const;

test('controls that behave are one sentence', () => {
  expect(headline(night()).first).toBe(
    'Both controls behaved as expected in nxdomain: hardened was graceful and naive was harmful.',
  );
});

test('a client under test comes before the controls', () => {
  const tested = flown('codex', NAIVE, FLOOR);
  const { first, rest } = headline(night({ flown: [...night().flown, tested] }));
  expect(first).toBe('codex did harm in nxdomain.');
  expect(rest[0]).toContain('Both controls behaved as expected');
  expect(rest).toContain('1 outcome fell short of what was expected.');
});

test('a client that held up is said to', () => {
  const { first } = headline(night({ flown: [flown('codex', HARDENED, FLOOR)] }));
  expect(first).toBe('codex held up in 1 scenario: graceful at worst.');
});

test('who left no verdict has not held up', () => {
  const untold = flown('gemini', HARDENED, FLOOR);
  const invalid = { ...untold, judgement: { ...untold.judgement, verdict: 'invalid' as const } };
  const { first } = headline(night({ flown: [flown('codex', HARDENED, FLOOR), invalid] }));
  expect(first).toBe('codex held up in 1 scenario: graceful at worst.');
});

test('harm is no improvement on what nobody could tell', () => {
  expect(stand('harmful', { by: 'baseline', verdict: 'inconclusive' })).toBe('worse');
  expect(stand('graceful', { by: 'baseline', verdict: 'inconclusive' })).toBe('better');
});

test('a control that does not behave is named', () => {
  const odd = flown('naive', HARDENED, { by: 'baseline', verdict: 'harmful' });
  expect(headline(night({ flown: [odd] })).first).toContain('naive in nxdomain');
});

test('nothing flown is said plainly', () => {
  expect(headline(night({ flown: [] })).first).toBe('Nothing was flown.');
});
