import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeReadOnly } from '#faults/store-read-only.ts';

export default scenario({
  title: 'The stored login can be read and not written',
  why: `A credential file that is mounted read-only. The refresh works on the server and cannot
        be saved, so the session goes on and the next one finds a spent token: here the client is
        killed and started again after the refresh.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'Works until expiry, in a container with a mounted login',
      'EdanStarfire/claudecode_webui#970, umputun/ralphex#411',
    ),
    incident('2.1.162', 'A silent hang with a read-only folder', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, storeReadOnly()),
    once(minutes(11), killed()),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
