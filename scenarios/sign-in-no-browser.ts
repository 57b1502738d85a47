import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { noBrowser } from '#faults/no-browser.ts';

export default scenario({
  title: 'Somebody signs in where there is no browser',
  why: `A server, a container, a session over SSH. The link has to be shown and the code to be
        typed by hand; a client that waits for a browser which will not open waits alone.`,
  family: 'sign-in',
  seen: [
    incident(
      '2025',
      'Sign-in over SSH, in containers, in WSL',
      'anthropics/claude-code#20793, #9376, #35740',
    ),
    incident('2025', 'A login that cannot be finished on a headless host', 'openai/codex#12263'),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in', 'turn', 'turn']),
  faults: [throughout(noBrowser())],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
