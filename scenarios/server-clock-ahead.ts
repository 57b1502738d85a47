import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'The server’s clock is four minutes ahead',
  why: `Tokens die four minutes before their time by everybody else's reckoning. Whoever
        refreshes five minutes ahead never notices; whoever waits for the last second is refused
        in the last four minutes.`,
  family: 'clock',
  seen: [
    incident(
      '2015-05',
      'A few minutes of leeway, for clocks that differ',
      'RFC 7519, section 4.1.4',
    ),
  ],
  given: signedIn({ accessToken: minutes(14), lifetime: minutes(20), serverAhead: minutes(4) }),
  work: turns({ count: 8, every: minutes(4) }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'keep.early-401',
    'clk.skew',
  ],
});
