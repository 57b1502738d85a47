import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';

export default scenario({
  title: 'The clock is four minutes behind',
  why: `For its last four minutes a token that the server has given up seems good. Whoever asks for
        a new one when it is refused has lost nothing by it.`,
  family: 'clock',
  seen: [
    incident(
      '2015-05',
      'A few minutes of leeway, for clocks that differ',
      'RFC 7519, section 4.1.4',
    ),
    incident('2021', 'Clocks that stand still while the machine sleeps', 'microsoft/WSL#10006'),
  ],
  given: signedIn({ accessToken: minutes(30), lifetime: minutes(30) }),
  work: turns({ count: 9, every: minutes(8) }),
  faults: [throughout(clockSkewed({ minutes: -4 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'clk.skew'],
});
