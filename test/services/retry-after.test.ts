import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterHeader } from '#services/retry-after.ts';

const NOW = Date.UTC(2026, 3, 7, 14, 29);

test('it says when to come back in each of the forms that are met', () => {
  expect(retryAfterHeader(undefined, NOW)).toEqual({});
  expect(retryAfterHeader({ seconds: 30 }, NOW)).toEqual({ 'retry-after': '30' });
  expect(retryAfterHeader({ date: 90 }, NOW)).toEqual({
    'retry-after': 'Tue, 07 Apr 2026 14:30:30 GMT',
  });
  expect(retryAfterHeader({ date: -90 }, NOW)).toEqual({
    'retry-after': 'Tue, 07 Apr 2026 14:27:30 GMT',
  });
  expect(retryAfterHeader({ text: 'soon' }, NOW)).toEqual({ 'retry-after': 'soon' });
});

test('whatever the hint, a header can carry it', () => {
  const hint = fc.oneof(
    fc.record({ seconds: fc.double({ noNaN: true }) }),
    fc.record({ date: fc.double({ noNaN: true }) }),
    fc.record({ text: fc.string({ unit: 'binary' }) }),
  );
  fc.assert(
    fc.property(hint, (given) => {
      const headers = new Headers(retryAfterHeader(given, NOW));
      expect(headers.get('retry-after')).not.toContain('Invalid');
    }),
  );
});
