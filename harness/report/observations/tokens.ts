import type { Attempted, Evidence } from '#core/evidence.ts';
import type { CredentialKind, Presented } from '#core/fault.ts';
import { type Observation, observed } from '../observation.ts';
import { counted } from '../words.ts';

/** Tokens that were sent although the server had refused them, or that had expired before. */
export const tokens = (evidence: Evidence): readonly Observation[] => [
  ...again(evidence, 'access', 'access token'),
  ...again(evidence, 'refresh', 'refresh token'),
  ...expired(evidence),
  ...reused(evidence),
];

const carries =
  (kind: CredentialKind, token?: string) =>
  ({ presents }: Attempted): boolean =>
    presents.some((one) => one.kind === kind && (token === undefined || one.token === token));

const shownOf = (attempt: Attempted, kind: CredentialKind): Presented | undefined =>
  attempt.presents.find((one) => one.kind === kind);

const refused = ({ status }: Attempted): boolean => status === 400 || status === 401;

/** The same token sent again after it had been refused: the most often in one piece of work. */
function again({ attempts }: Evidence, kind: CredentialKind, name: string): readonly Observation[] {
  const runs = new Map<string, Attempted[]>();
  for (const attempt of attempts.filter(carries(kind))) {
    const key = JSON.stringify([attempt.work ?? '', shownOf(attempt, kind)!.token]);
    const since = runs.get(key);
    if (since) since.push(attempt);
    else if (refused(attempt)) runs.set(key, [attempt]);
  }
  const longest = [...runs.values()].reduce<readonly Attempted[]>(
    (most, one) => (one.length > most.length ? one : most),
    [],
  );
  const more = longest.length - 1;
  if (more < 1) return [];
  const where = longest[0]!.work === undefined ? '' : ' in one piece of work';
  const times = `${counted(more, 'more time')}${where}`;
  const text = `The ${name} that the server had refused was sent ${times}.`;
  return [
    observed(
      text,
      longest.map(({ exhibits }) => exhibits[0]!),
    ),
  ];
}

function expired(evidence: Evidence): readonly Observation[] {
  const lives = new Map(
    evidence
      .of('ledger')
      .filter(({ act, expiresAt }) => act === 'issued' && expiresAt !== undefined)
      .map(({ token, expiresAt }) => [token, expiresAt!]),
  );
  const late = evidence.attempts.filter((attempt) => {
    const shown = shownOf(attempt, 'access');
    return shown !== undefined && (lives.get(shown.token) ?? Infinity) < attempt.at;
  });
  if (late.length === 0) return [];
  const requests = counted(late.length, 'request');
  const text = `${requests} carried an access token that had already expired.`;
  return [
    observed(
      text,
      late.map(({ exhibits }) => exhibits[0]!),
    ),
  ];
}

function reused(evidence: Evidence): readonly Observation[] {
  const reuse = evidence.of('ledger').filter(({ act }) => act === 'reused');
  const [first] = reuse;
  if (!first) return [];
  const revoked = evidence
    .of('ledger')
    .find(
      ({ act, family, seq }) => act === 'revoked' && family === first.family && seq > first.seq,
    );
  const consequence = revoked ? ', and the server revoked every token descended from it' : '';
  const text = `A refresh token that was already spent was presented again${consequence}.`;
  return [observed(text, [...reuse.map(({ seq }) => seq), ...(revoked ? [revoked.seq] : [])])];
}
