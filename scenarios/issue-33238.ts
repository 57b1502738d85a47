import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { answeredLate } from '#faults/answered-late.ts';

export default scenario({
  title: 'Issue 33238: fifteen seconds are not enough to sign in',
  why: `Opened on 11 March with a timeout and quoted in April for a name that did not resolve;
        the error in it is not one of DNS. Staged as reported: the token endpoint answers after
        forty seconds, to people who sign in.`,
  family: 'incident',
  seen: [
    incident(
      '2026-03-11',
      'OAuth error: timeout of 15000ms exceeded',
      'anthropics/claude-code#33238, #33213, #33267',
    ),
    incident(
      '2026-03',
      'Answers of the token endpoint took 40 to 60 s',
      'mangowhoiscloud/geode#1217',
    ),
  ],
  given: signedOut(),
  work: steps(minutes(8), ['sign-in', 'turn', 'sign-in', 'turn']),
  faults: [during({ until: minutes(12) }, answeredLate('oauth', { ms: 40_000 }))],
  exercises: ['bound.honest-outcome', 'bound.no-crash'],
});
