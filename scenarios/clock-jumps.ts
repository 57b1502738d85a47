import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';

export default scenario({
  title: 'The clock jumps three hours ahead, and back',
  why: `A machine that wakes up before it has asked for the time. For some minutes everything
        has expired. A token that is renewed then seems good for hours once the clock is right
        again, and is not.`,
  family: 'clock',
  seen: [
    incident('2021', 'Wrong time after a suspend', 'microsoft/WSL#10006'),
    incident('2.1.218', 'Clock changes in mid-session', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(30), lifetime: minutes(30) }),
  work: turns({ count: 8, every: minutes(8) }),
  faults: [during({ from: minutes(10), until: minutes(20) }, clockSkewed({ minutes: 180 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'clk.no-loop'],
});
