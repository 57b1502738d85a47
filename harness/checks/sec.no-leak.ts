import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';

/**
 * Logs are pasted into tickets, and error messages into chats. A token in one of them is in other
 * hands, and works for them as well as for its owner.
 *
 * The recorder searches whatever the client leaves, but for its store and the requests that must
 * carry a credential, and takes out what it finds before anything is written down. Here it is
 * enough to read what it found, and to see that it looked: a sink that held not a byte shows
 * nothing.
 */
export const secNoLeak = defineCheck({
  id: 'sec.no-leak',
  must: 'leave no credential anywhere but in its store',
  severity: 'sev1',
  axis: 'secret',
  loses: 'Somebody else can use the account.',
  source: 'Contract, X1; Claude Code changelog 2.1.161; CWE-532',
  standing: true,
  judge(evidence) {
    const found = evidence.of('secret.found');
    const searched = evidence
      .of('sink.searched')
      .filter(({ bytes, skipped = 0 }) => bytes + skipped > 0);
    const shown = {
      measured: { value: found.length, unit: 'leaks', compare: '==', bound: 0 },
      witness: searched.map(({ seq }) => seq),
    } as const;
    const [first] = found;
    if (first) {
      const places = new Set(found.map(({ where }) => where)).size;
      return broken(
        `At ${onTheClock(first.at)} ${first.token} (SHA-256 ${first.fingerprint}…) stood in ` +
          `${first.where}: ${found.length} leaks in ${places} places.`,
        { ...shown, exhibits: found.slice(0, 6).map(({ seq }) => seq) },
      );
    }
    if (searched.length === 0) return unwitnessed('Nothing was searched for credentials.');
    const skipped = searched.reduce((sum, each) => sum + (each.skipped ?? 0), 0);
    if (skipped > 0) {
      return unwitnessed(`${skipped} files that the client left could not be searched.`);
    }
    const bytes = searched.reduce((sum, each) => sum + each.bytes, 0);
    const sinks = searched.map(({ sink }) => sink).join(', ');
    return kept(`No credential was found in ${bytes} characters of ${sinks}.`, {
      ...shown,
      exhibits: searched.map(({ seq }) => seq),
    });
  },
});
