import { readdir, readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { HarnessError, reason } from '#core/errors.ts';
import { CREDENTIAL_KINDS } from '#core/fault.ts';
import { ROLES } from '#core/role.ts';
import type { Discovered } from './discovery.ts';
import { fullName } from './orders.ts';
import { ROOT } from './registry.ts';

const FOLDER = `${ROOT}fixtures/profiles/`;

const SHAPE = v.strictObject({
  schema: v.literal(1),
  client: v.string(),
  version: v.exactOptional(v.string()),
  scenario: v.string(),
  hosts: v.record(
    v.string(),
    v.strictObject({
      role: v.picklist([...ROLES, 'unknown']),
      requests: v.array(v.string()),
      grants: v.array(v.string()),
      credentials: v.array(v.picklist(CREDENTIAL_KINDS)),
    }),
  ),
});

/** What was recorded of a client, and the file that says so. */
export interface Recorded {
  readonly path: string;
  readonly profile: Discovered;
}

const nameOf = ({ client, version }: Discovered): string =>
  fullName({ name: client, ...(version !== undefined && { version }) });

/** Every recorded profile, in the order of their files. @throws HarnessError PROFILE_UNREADABLE */
export async function recordedProfiles(folder = FOLDER): Promise<readonly Recorded[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => {
      const path = `${folder}${file}`;
      try {
        const { schema: _, ...profile } = v.parse(SHAPE, JSON.parse(await readFile(path, 'utf8')));
        if (file !== `${nameOf(profile)}.json`) throw new Error(`it is about ${nameOf(profile)}`);
        return { path, profile };
      } catch (cause) {
        throw new HarnessError(
          'PROFILE_UNREADABLE',
          `Failed to read the profile ${path}: ${reason(cause)}. ` +
            'Recording it again (npm run discover -- --record) would help.',
          { cause },
        );
      }
    }),
  );
}

/**
 * The profile to compare with: that of the same version; or else of the newest one before it; or
 * else of the oldest one after it. Undefined where nothing was recorded of this client.
 */
export function nearest(
  recorded: readonly Recorded[],
  { client, version = '' }: Discovered,
): Recorded | undefined {
  const own = recorded
    .filter(({ profile }) => profile.client === client)
    .sort((one, other) => compare(one.profile.version ?? '', other.profile.version ?? ''));
  const until = own.filter(({ profile }) => compare(profile.version ?? '', version) <= 0);
  return until.at(-1) ?? own[0];
}

/** By the numbers in them, from left to right. A pre-release stands beside its release. */
function compare(one: string, other: string): number {
  const numbers = (version: string) => (version.match(/\d+/g) ?? []).map(Number);
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const apart = (left[index] ?? 0) - (right[index] ?? 0);
    if (apart !== 0) return apart;
  }
  return 0;
}

/** The text of a recorded profile: the same flight gives the same text. */
export const profileText = (profile: Discovered): string =>
  `${JSON.stringify({ schema: 1, ...profile }, null, 2)}\n`;

/** Keep a profile as the record of its client's version. Returns where. */
export async function keep(profile: Discovered, folder = FOLDER): Promise<string> {
  return write(profile, `${folder}${nameOf(profile)}.json`);
}

/** Write a profile to a file. @throws HarnessError OUTPUT_UNWRITABLE */
export async function write(profile: Discovered, path: string): Promise<string> {
  try {
    await writeFile(path, profileText(profile));
    return path;
  } catch (cause) {
    throw new HarnessError(
      'OUTPUT_UNWRITABLE',
      `Failed to write the profile to ${path}: ${reason(cause)}. Another file would help.`,
      { cause, blame: 'machine' },
    );
  }
}
