import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { certificateUntrusted } from '#faults/certificate-untrusted.ts';

export default scenario({
  title: 'Whoever answers for the model API shows a certificate that nobody trusts',
  why: `A company proxy that looks into everything, and a client that was not told of it. The next
        attempt meets the same proxy: what helps is a sentence about certificates, and soon. From
        before the start, for a connection that stands is not asked for its certificate again.`,
  family: 'connection',
  seen: [incident('2.1.199', 'Certificate errors burned all retries', 'Claude Code changelog')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 3, every: seconds(200) }),
  faults: [
    {
      fault: certificateUntrusted('model'),
      from: { on: 'start' },
      until: { on: 'clock', at: seconds(190) },
    },
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.layer'],
});
