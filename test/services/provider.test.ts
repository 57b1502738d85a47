import { expect, test } from 'vitest';
import { PROVIDERS } from '#services/provider.ts';
import { CODEX, GEMINI, provided } from './providers.ts';

test('a profile gets the services of its provider, at the hosts that it names', () => {
  const roles = (profile: typeof CODEX) => {
    const { serviceAt } = provided(profile);
    return Object.keys(profile.hosts).map((host) => serviceAt(host).role);
  };
  expect(roles(CODEX)).toEqual(Object.values(CODEX.hosts));
  expect(roles(GEMINI)).toEqual(Object.values(GEMINI.hosts));
  expect(provided(CODEX).serviceAt('telemetry.example').role).toBe('other');
});

test('a provider that nobody has is an error that names those that there are', () => {
  const unknown = () => provided({ ...CODEX, provider: 'constructor' });
  expect(unknown).toThrow(expect.objectContaining({ code: 'UNKNOWN_PROVIDER' }));
  expect(unknown).toThrow(Object.keys(PROVIDERS).join(', '));
});
