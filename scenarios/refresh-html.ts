import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { edgePage } from '#faults/edge-page.ts';

export default scenario({
  title: 'A web page answers in place of the token endpoint',
  why: `An edge that wants to see a browser, with status 403. It knows nothing about the grant,
        though 403 sounds as if it did, and a client that parses it as JSON says something about
        a token "<".`,
  family: 'refresh',
  seen: [
    incident(
      '2026',
      'A challenge page in place of the token endpoint',
      'diegosouzapw/OmniRoute#3203',
    ),
    incident(
      '2026',
      '401 <html>… told as a login that was lost',
      'anthropics/claude-code#33217, #30666',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during(
      { from: minutes(5), until: minutes(17) },
      edgePage('oauth', { page: 'challenge', status: 403 }),
    ),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
