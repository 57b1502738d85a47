import { hours, minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'A session stays open until its login has three days left, and longer',
  why: `Whoever warns only when it starts never warns an agent that has been running for a week. The
        login has 74 hours to live when this session begins, and 47 when it is last asked.`,
  family: 'sign-in',
  seen: [
    incident('2.1.217', 'The warning comes three days ahead', 'Claude Code changelog'),
    incident(
      '2026',
      'Agents in terminals that stay open, on one login',
      'outage analysis of a Telegram and Discord fleet',
    ),
  ],
  given: signedIn({ accessToken: minutes(50), lifetime: hours(8), loginEnds: hours(74) }),
  work: turns({ count: 10, every: hours(3) }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'see.expiry-warning'],
});
