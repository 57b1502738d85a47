import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seconds } from '#core/duration.ts';
import { failureOfResponse, failureOfThrown } from '#fixtures/clients/reference/errors.ts';
import { thrown } from './fake-place.ts';

const LAYERS = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNRESET: 'network',
  ECONNREFUSED: 'network',
  ETIMEDOUT: 'network',
  UND_ERR_SOCKET: 'network',
  UND_ERR_CONNECT_TIMEOUT: 'network',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls',
} as const;

for (const [code, layer] of Object.entries(LAYERS)) {
  test(`${code} is a failure of the ${layer} layer`, () => {
    const failure = failureOfThrown('model', thrown(code));
    expect([failure.code, failure.layer]).toEqual([code, layer]);
    expect(failure.eligible).toBe(layer !== 'tls');
    expect(failure.definitive).toBe(false);
  });
}

test('a code is found in the first of several errors', () => {
  const cause = new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]);
  expect(failureOfThrown('model', new TypeError('fetch failed', { cause })).code).toBe(
    'ECONNREFUSED',
  );
});

const answered = (status: number, body: string, headers = {}) =>
  failureOfResponse('sign-in', new Response(null, { status, headers }), body, 0);

test('only invalid_grant is definitive', () => {
  expect(answered(400, '{"error":"invalid_grant"}').definitive).toBe(true);
  for (const status of [400, 401, 403, 404, 429, 500, 503]) {
    expect(answered(status, '{"error":"invalid_request"}').definitive).toBe(false);
    expect(answered(status, '<html>Access denied</html>').definitive).toBe(false);
  }
});

test('Retry-After is understood as seconds and as a date', () => {
  const retryAfter = (value: string) => answered(429, '', { 'retry-after': value }).retryAfter;
  expect(retryAfter('17')).toBe(seconds(17));
  expect(retryAfter('Thu, 01 Jan 1970 00:00:20 GMT')).toBe(seconds(20));
  expect(retryAfter('soon')).toBeUndefined();
});

test('whatever is thrown or answered can be classified', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.integer({ min: 300, max: 599 }),
      fc.string(),
      (what, status, body) => {
        failureOfThrown('sign-in', what);
        answered(status, body);
      },
    ),
  );
  fc.assert(fc.property(fc.json(), (body) => void answered(400, body)));
});
