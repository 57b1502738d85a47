import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Check } from '#core/check.ts';
import type { ClientAdapter } from '#core/client.ts';
import { REALMS } from '#core/effect.ts';
import { HarnessError } from '#core/errors.ts';
import type { ActKind, FaultKind } from '#core/fault.ts';
import type { Role } from '#core/role.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Timeline } from '#core/timeline.ts';

/** The project's root, wherever it is started from. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** `keep.valid-token` in a file's name is `keepValidToken` in its exports. */
export const exportName = (id: string): string =>
  id.replace(/[.-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The ids of a folder's files, in order. A file's name is its id. */
export async function ids(folder: string): Promise<readonly string[]> {
  const files = await readdir(new URL(`../${folder}/`, import.meta.url));
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => basename(file, '.ts'))
    .sort();
}

async function load<T>(folder: string, id: string): Promise<T> {
  const url = pathToFileURL(`${ROOT}${folder}/${id}.ts`).href;
  const loaded = await import(url);
  const value = loaded[exportName(id)];
  if (value === undefined) {
    throw new HarnessError(
      'EXPORT_MISSING',
      `Failed to load ${folder}/${id}.ts: it does not export ${exportName(id)}. ` +
        'An export named after the file would help.',
    );
  }
  return value as T;
}

/** Every check, by id. */
export async function checks(): Promise<ReadonlyMap<string, Check>> {
  const all = await ids('harness/checks');
  return new Map(
    await Promise.all(
      all.map(async (id) => [id, await load<Check>('harness/checks', id)] as const),
    ),
  );
}

/** The kinds of client, by name, without installing any. */
export async function clients(): Promise<ReadonlyMap<string, ClientAdapter>> {
  const all = await ids('harness/clients');
  const adapters = await Promise.all(all.map((id) => load<ClientAdapter>('harness/clients', id)));
  return new Map(adapters.map((adapter) => [adapter.name, adapter]));
}

/** Clients that are there to show what a cell can take. No command lists them. */
const HOSTILE = 'fixtures/clients/hostile';

/** A client that an order names: one that can be asked for, or one of those that tests fly. */
export async function client(name: string): Promise<ClientAdapter | undefined> {
  const known = (await clients()).get(name);
  if (known) return known;
  return (await ids(HOSTILE)).includes(name) ? load<ClientAdapter>(HOSTILE, name) : undefined;
}

const isActKind = (kind: FaultKind | ActKind): kind is ActKind =>
  (REALMS as readonly string[]).includes(kind.layer);

/** Make a record's timeline into one that can strike. */
export async function timeline({ faults }: ScenarioRecord): Promise<Timeline> {
  return Promise.all(
    faults.map(async ({ fault: { name, role, params }, ...window }) => {
      const kind = await load<FaultKind | ActKind>('harness/faults', name);
      const fault = isActKind(kind) ? kind(params) : kind(role as Role, params);
      return { fault, ...window };
    }),
  );
}
