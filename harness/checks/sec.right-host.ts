import { broken, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { Attempted } from '#core/evidence.ts';
import type { CredentialKind } from '#core/fault.ts';
import type { Role } from '#core/role.ts';

/** Who may see what. A refresh token is worth months, and concerns nobody but who issued it. */
const ALLOWED: Readonly<Record<CredentialKind, readonly Role[]>> = {
  refresh: ['oauth'],
  access: ['oauth', 'model'],
  'api-key': ['model'],
  capability: ['oauth', 'model'],
  code: ['oauth'],
  'device-code': ['oauth'],
};

/**
 * A credential that is sent to a gateway, a telemetry host or a redirect's target is known there.
 *
 * Attempts of any kind are the witness, since the gate sees each of them: a client that could not
 * get a request through has sent nothing to anybody, and that it was watched is in the log.
 */
export const secRightHost = defineCheck({
  id: 'sec.right-host',
  must: 'show each credential only to the hosts that it is for',
  severity: 'sev1',
  axis: 'secret',
  loses: 'Somebody else can use the account.',
  source: 'Contract, X2; RFC 9700, section 4; Claude Code changelog 2.1.153',
  standing: true,
  judge(evidence) {
    if (evidence.attempts.length === 0) {
      // Where somebody else passed the gate, it was watching.
      const witness = evidence
        .of('attempt.began')
        .slice(0, 3)
        .map(({ seq }) => seq);
      const what = 'The client asked nobody for anything';
      if (witness.length === 0) return unwitnessed(`${what}.`);
      return kept(`${what}, while the gate was watching.`, { witness, exhibits: witness });
    }
    const shows: { attempt: Attempted; kind: CredentialKind; token: string }[] = [];
    for (const attempt of evidence.attempts) {
      for (const { kind, token } of attempt.presents) shows.push({ attempt, kind, token });
    }
    // A token that nobody issued here is some other service's, and its own affair.
    const astray = shows.filter(
      ({ kind, token, attempt }) => token !== 'unknown' && !ALLOWED[kind]?.includes(attempt.role),
    );
    const earliest = shows.slice(0, 3).map(({ attempt }) => attempt);
    const seen = shows.length > 0 ? earliest : evidence.attempts.slice(0, 3);
    const shown = {
      measured: { value: astray.length, unit: 'credentials astray', compare: '==', bound: 0 },
      witness: seen.map(({ exhibits }) => exhibits[0]!),
    } as const;
    const [first] = astray;
    if (!first) {
      return kept(
        shows.length > 0
          ? `Credentials went only where they belonged, ${shows.length} times of ${shows.length}.`
          : `No attempt of ${evidence.attempts.length} got as far as showing a credential.`,
        { ...shown, exhibits: shown.witness },
      );
    }
    const { attempt, kind, token } = first;
    return broken(
      `At ${onTheClock(attempt.at)} the client showed its ${kind} credential ${token} to ` +
        `${attempt.host}, whose role is ${attempt.role}: ${astray.length} went astray.`,
      { ...shown, exhibits: astray.slice(0, 3).flatMap((each) => each.attempt.exhibits) },
    );
  },
});
