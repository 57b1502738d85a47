import type { Entry, Of } from '#core/entry.ts';
import type { CredentialKind } from '#core/fault.ts';
import { type Role, roleOf } from '#core/role.ts';

/** What a client has to do with one host. All lists are sorted, and nothing is in them twice. */
export interface HostUse {
  /** `unknown` where the client's own profile does not list the host. */
  readonly role: Role | 'unknown';
  /** Method and path, with ids as `{id}`. Empty where it looked the name up and left it at that. */
  readonly requests: readonly string[];
  /** The grant types that it presented credentials for (RFC 6749, section 4; RFC 8628). */
  readonly grants: readonly string[];
  readonly credentials: readonly CredentialKind[];
}

/** Whom a client asks for what, as one flight showed it. */
export interface Discovered {
  readonly client: string;
  readonly version?: string;
  readonly scenario: string;
  readonly hosts: Readonly<Record<string, HostUse>>;
}

/** What each credential is exchanged for at a token endpoint. */
const GRANTS: Readonly<Partial<Record<CredentialKind, string>>> = {
  refresh: 'refresh_token',
  code: 'authorization_code',
  'device-code': 'urn:ietf:params:oauth:grant-type:device_code',
};

/**
 * What a log tells of the hosts that its client asks for, or undefined where it tells nothing: the
 * run did not come to its end, or failed on our side, or its client asked nobody for anything.
 *
 * A grant is told by the credential that a token request carries, since a log holds no bodies.
 */
export function discover(entries: readonly Entry[]): Discovered | undefined {
  const [order] = entries;
  const over = entries.at(-1)?.kind === 'run.ended';
  const failed = entries.some(({ kind }) => kind === 'harness.failed');
  if (order?.kind !== 'run.began' || !over || failed) return undefined;
  const attempts = entries.filter(
    (entry): entry is Of<'attempt.began'> =>
      entry.kind === 'attempt.began' && entry.by === 'client',
  );
  if (!attempts.some(({ layer }) => layer === 'http')) return undefined;
  const { profile, client, scenario } = order;
  const hosts = sorted(attempts.map(({ host }) => host)).map((host): [string, HostUse] => {
    const asked = attempts.filter((attempt) => attempt.host === host && attempt.layer === 'http');
    const listed = Object.hasOwn(profile.hosts, host);
    const kinds = ({ presents = [] }: Of<'attempt.began'>) => presents.map(({ kind }) => kind);
    const exchanged = asked.filter(({ endpoint }) => endpoint === 'token').flatMap(kinds);
    const use: HostUse = {
      role: listed ? roleOf(profile, host) : 'unknown',
      requests: sorted(asked.map(({ operation }) => normalised(operation))),
      grants: sorted(exchanged.flatMap((kind) => GRANTS[kind] ?? [])),
      credentials: sorted(asked.flatMap(kinds)),
    };
    return [host, use];
  });
  return {
    client: client.name,
    ...(client.version !== undefined && { version: client.version }),
    scenario: scenario.id,
    hosts: Object.fromEntries(hosts),
  };
}

const sorted = <T extends string>(texts: readonly T[]): readonly T[] => [...new Set(texts)].sort();

/**
 * A request as `POST /v1/sessions/{id}/events`: what stands for one thing among many is left out,
 * or two flights of the same client would never be the same.
 */
export function normalised(operation: string): string {
  const [method, ...path] = operation.split(' ');
  const segments = path.join(' ').split('/');
  return `${method} ${segments.map((each) => (isId(each) ? '{id}' : each)).join('/')}`;
}

/** Words are lower case, or camel case; a version is a letter and a number. */
const isId = (segment: string): boolean =>
  /[‹›]/.test(segment) ||
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(segment) ||
  segment.split(/[-_.~:]/).some(isDrawn);

/** Whether a piece of a path looks like a number, or like something that was drawn. */
const isDrawn = (piece: string): boolean =>
  /^\d+$/.test(piece) ||
  (/^[0-9a-f]{8,}$/i.test(piece) && /\d/.test(piece)) ||
  (/^[A-Za-z0-9]{12,}$/.test(piece) && !/^[A-Z]?[a-z]+([A-Z][a-z]+)*\d?$/.test(piece));

/** One way in which two flights differ, as a person would say it. */
export interface Difference {
  /** A finding is a reason to look at the profile; the rest is worth knowing. */
  readonly finding: boolean;
  readonly text: string;
}

/** Hosts whose role nobody has said. They are findings whether or not there is a record. */
export const strangers = ({ hosts }: Discovered): readonly Difference[] =>
  Object.entries(hosts)
    .filter(([, { role }]) => role === 'unknown')
    .map(([host]) => ({
      finding: true,
      text: `? ${host}: the client's profile gives it no role`,
    }));

/**
 * What has changed since a profile was recorded. A host that is new or gone, or has another role,
 * and a credential or a grant that a host had not seen, are findings. Paths come and go with every
 * version, and with how long a flight lasts.
 */
export function differences(recorded: Discovered, seen: Discovered): readonly Difference[] {
  return sorted([...Object.keys(recorded.hosts), ...Object.keys(seen.hosts)]).flatMap((host) => {
    const before = Object.hasOwn(recorded.hosts, host) ? recorded.hosts[host] : undefined;
    const now = Object.hasOwn(seen.hosts, host) ? seen.hosts[host] : undefined;
    if (!before) return [{ finding: true, text: `+ ${host}: new, its role is ${now!.role}` }];
    if (!now) return [{ finding: true, text: `- ${host}: nobody asked for it any more` }];
    return [...change(host, before, now)];
  });
}

function* change(host: string, before: HostUse, now: HostUse): Generator<Difference> {
  if (before.role !== now.role) {
    yield { finding: true, text: `! ${host}: its role was ${before.role} and is ${now.role}` };
  }
  const lists = [
    ['credentials', 'credential', true],
    ['grants', 'grant', true],
    ['requests', 'request', false],
  ] as const;
  for (const [list, word, finding] of lists) {
    const [was, is] = [before[list] as readonly string[], now[list] as readonly string[]];
    for (const each of is) {
      if (!was.includes(each)) yield { finding, text: `+ ${host}: ${word} ${each}` };
    }
    for (const each of was) {
      if (!is.includes(each)) yield { finding: false, text: `- ${host}: ${word} ${each}` };
    }
  }
}
