import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';

export default scenario({
  title: 'The clock is two hours behind',
  why: `No token ever expires, as far as the client can tell. The server knows better, and the
        client should believe it.`,
  family: 'clock',
  seen: [
    incident('2021', 'Clocks that stand still while the machine sleeps', 'microsoft/WSL#10006'),
  ],
  given: signedIn({ accessToken: minutes(30), lifetime: minutes(30) }),
  work: turns({ count: 6, every: minutes(8) }),
  faults: [throughout(clockSkewed({ minutes: -120 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'clk.no-loop'],
});
