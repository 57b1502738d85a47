import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { answeredLate } from '#faults/answered-late.ts';

export default scenario({
  title: 'The token endpoint needs forty seconds for an answer',
  why: `Longer than most clients wait, and so the grant is given away: the server has acted, and
        nobody is there to take the answer. Waiting longer for less often would have worked.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-03',
      'Answers of the token endpoint took 40 to 60 s',
      'mangowhoiscloud/geode#1217',
    ),
    incident(
      '2026-03-11',
      'OAuth error: timeout of 15000ms exceeded',
      'anthropics/claude-code#33213, #33214, #33267',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, answeredLate('oauth', { ms: 40_000 }))],
  exercises: [
    'keep.valid-token',
    'bound.honest-outcome',
    'bound.no-hang',
    'truth.no-cry-wolf',
    'iso.auth-not-model',
    'bound.no-crash',
  ],
});
