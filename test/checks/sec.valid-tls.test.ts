import { expect, test } from 'vitest';
import { secValidTls } from '#checks/sec.valid-tls.ts';
import type { Spoilt } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import { answered, attempt, flight, type Piece } from './logs.ts';

const outcome = (...pieces: readonly Piece[]) =>
  secValidTls.judge(new Evidence(flight({ pieces: [answered('w1', 0), ...pieces] }))).outcome;

const shown = (effect: Spoilt | 'endless' | 'alert') =>
  attempt(100, { layer: 'tls', role: 'oauth', struckBy: 0, effect });
const sent = (
  certificate?: Spoilt,
  presents = [{ kind: 'refresh', token: 'refresh-1' }] as const,
) =>
  attempt(200, {
    ...{ layer: 'http', role: 'oauth', endpoint: 'token', status: 200, presents },
    ...(certificate && { certificate }),
  } as const);

const EACH = ['untrusted', 'expired', 'not-yet-valid', 'wrong-host'] as const;

test.each(EACH)('a certificate that is %s is to be looked at', (how) => {
  expect(outcome(shown(how))).toBe('pass');
  expect(outcome(shown(how), sent(how))).toBe('fail');
});

test('a handshake that shows no certificate puts nobody to the test', () => {
  expect(outcome(shown('endless'))).toBe('inconclusive');
  expect(outcome(shown('alert'), sent())).toBe('inconclusive');
});

test('a request over a good connection beside it is none of it', () => {
  expect(outcome(shown('expired'), sent())).toBe('pass');
});

test('a request that carries nothing gives nothing away', () => {
  const bare = attempt(200, { layer: 'http', role: 'other', certificate: 'expired', status: 200 });
  expect(outcome(bare)).toBe('pass');
});

test('a name that leads to somebody else comes with their certificate', () => {
  const led = attempt(90, { layer: 'dns', role: 'oauth', struckBy: 0, effect: 'somebody-else' });
  expect(outcome(led)).toBe('pass');
});

test('it tells of all that the first request carried, and shows the first requests', () => {
  const one = attempt(200, {
    ...{ layer: 'http', role: 'model', endpoint: 'messages', status: 200, certificate: 'expired' },
    presents: [
      { kind: 'access', token: 'access-1' },
      { kind: 'api-key', token: 'api-key-1' },
    ],
  });
  const rest = Array.from({ length: 4 }, () => sent('expired'));
  const found = secValidTls.judge(new Evidence(flight({ pieces: [one, ...rest] })));
  expect(found).toMatchObject({ outcome: 'fail', measured: { value: 5 } });
  expect(found.because).toContain('the client sent access-1, api-key-1 to api.anthropic.com');
  expect(found.because).toContain('certificate was out of date: 5 requests did');
  expect(found.exhibits).toHaveLength(6);
});
