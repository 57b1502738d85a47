import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'The model API sheds load until every retry is used up',
  why: `What is left to the user then is to wait, and to know where it is said for how long. A JSON
        object in the middle of a sentence does not tell.`,
  family: 'model',
  seen: [incident('2.1.108', 'A link to the status page for 5xx and 529', 'Claude Code changelog')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 2, every: minutes(5) }),
  faults: [during({ from: seconds(30), until: seconds(595) }, overloaded('model'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.layer', 'truth.next-step'],
});
