import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'The client is killed in the middle of a turn, while the model is overloaded',
  why: `Somebody loses patience, or a supervisor does. What was asked and done so far is all that
        there is to go on with, and the user takes it for granted that the next session has it.`,
  family: 'human',
  seen: [
    incident('2026', 'Sessions that cannot be taken up again', 'anthropics/claude-code#2633'),
    incident(
      '2026',
      'A turn that SIGTERM left unfinished, and that a resume continues',
      'Claude Code docs, headless',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4), tool: true }),
  faults: [
    during({ from: minutes(3), until: minutes(9) }, overloaded('model')),
    once(seconds(492), killed()),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'work.resumable',
    'conv.time',
    'work.no-loss',
  ],
});
