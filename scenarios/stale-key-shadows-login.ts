import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'A key in the environment outranks the login, and nobody takes it',
  why: `Left over from another project. The login beside it is good and is not asked. The key's
        owner looks for the trouble in the account, because that is what the message is about.`,
  family: 'token',
  seen: [
    incident(
      '2026',
      'A stale key in the environment wins over the login',
      'anthropics/claude-code#62338, #12352',
    ),
    incident(
      '2026',
      'ANTHROPIC_AUTH_TOKEN=ollama, and no login helps',
      'anthropics/claude-code#34826',
    ),
  ],
  given: signedIn({ accessToken: minutes(120), credentials: 'login-and-stale-key' }),
  work: turns({ count: 3, every: minutes(4) }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'work.no-loss'],
});
