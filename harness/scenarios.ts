import { readFile, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closest, distance } from 'fastest-levenshtein';
import picomatch from 'picomatch';
import * as v from 'valibot';
import { LAYERS, REALMS } from '#core/effect.ts';
import { HarnessError, reason } from '#core/errors.ts';
import { ENDPOINTS } from '#core/fault.ts';
import { ROLES } from '#core/role.ts';
import {
  CREDENTIALS,
  DEEDS,
  FAMILIES,
  MODES,
  record,
  type Scenario,
  type ScenarioRecord,
  SET_UPS,
} from '#core/scenario.ts';
import { ids, ROOT } from './registry.ts';
import { senseless } from './senseless.ts';

const FOLDER = 'scenarios';

/**
 * The scenarios that ids, globs and paths name, in the order of their ids.
 *
 * @throws HarnessError SCENARIO_UNKNOWN with the nearest id, SCENARIO_MALFORMED, or
 *   SCENARIO_NAME_TAKEN where two files would have one id
 */
export async function select(patterns: readonly string[]): Promise<readonly ScenarioRecord[]> {
  const known = await ids(FOLDER);
  const chosen = new Set<string>();
  const files = new Set<string>();
  for (const pattern of patterns) {
    if (/[/\\]|\.(ts|js|mjs|json)$/.test(pattern)) {
      const file = resolve(pattern);
      if (isOurs(file, known)) chosen.add(idOf(file));
      else files.add(file);
      continue;
    }
    const matching = pattern === '' ? [] : known.filter((id) => picomatch.isMatch(id, pattern));
    if (matching.length === 0) throw unknown(pattern, known);
    for (const id of matching) chosen.add(id);
  }
  const own = await Promise.all(
    known.filter((id) => chosen.has(id)).map((id) => load(`${ROOT}${FOLDER}/${id}.ts`)),
  );
  const others = await Promise.all([...files].map((file) => load(file)));
  const taken = others.find(
    ({ id }, index) => known.includes(id) || others.findIndex((one) => one.id === id) < index,
  );
  if (!taken) return [...own, ...others];
  throw new HarnessError(
    'SCENARIO_NAME_TAKEN',
    `Failed to load ${[...files][others.indexOf(taken)]}: there is another ${taken.id}, and a ` +
      'log is named after its scenario. Another file name would help.',
  );
}

const idOf = (path: string): string => basename(path, extname(path));

/** Whether a path leads to a scenario of the catalogue. */
const isOurs = (path: string, known: readonly string[]): boolean =>
  path === `${ROOT}${FOLDER}/${idOf(path)}.ts` && known.includes(idOf(path));

/** Every scenario of the catalogue. */
export const everyScenario = (): Promise<readonly ScenarioRecord[]> => select(['*']);

/** More names than this in a sentence, and nobody reads them. */
const MANY = 12;

/**
 * Something of a kind that nobody knows: say so, and which was probably meant.
 *
 * @param all where they can all be seen, said where there are too many to name
 */
export function didYouMean(
  kind: string,
  name: string,
  known: readonly string[],
  all = '--list shows them all.',
): string {
  const near = known.length > 0 ? closest(name, [...known]) : '';
  const isMany = known.length > MANY;
  if (near && distance(name, near) <= Math.max(3, near.length / 3))
    return `Did you mean ${near}?${isMany ? ` ${all}` : ''}`;
  if (!isMany) return `Known ${kind}s: ${known.join(', ')}.`;
  const nearest = known.toSorted((one, other) => distance(name, one) - distance(name, other));
  return `The nearest ${kind}s are ${nearest.slice(0, 3).join(', ')}. ${all}`;
}

const unknown = (pattern: string, known: readonly string[]) =>
  new HarnessError(
    'SCENARIO_UNKNOWN',
    `Failed to find scenario ${JSON.stringify(pattern)}: there is none. ` +
      didYouMean('scenario', pattern, known),
  );

/**
 * Load one scenario file and check every part of it.
 *
 * @throws HarnessError SCENARIO_MALFORMED naming the file, the part and what is wrong with it
 */
export async function load(path: string): Promise<ScenarioRecord> {
  const id = idOf(path);
  const malformed = (why: string, remedy: string, cause?: unknown) =>
    new HarnessError('SCENARIO_MALFORMED', `Failed to load ${path}: ${why}. ${remedy}`, { cause });
  if (!/^[a-z0-9][a-z0-9-]{0,60}$/.test(id)) {
    throw malformed('its name is not an id', 'Lower-case letters, digits and hyphens would help.');
  }
  const exported = await read(path).catch((cause: unknown) => {
    const missing = (cause as { code?: string } | null)?.code === 'ENOENT';
    throw malformed(
      missing ? 'there is no such file' : reason(cause),
      missing ? 'Another path would help.' : 'A file that loads by itself would help.',
      cause,
    );
  });
  const parsed = v.safeParse(STORY, exported);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue) ?? 'its default export';
    // Nothing that was written down is undefined: it is not there.
    const what = issue.received === 'undefined' ? 'is missing' : issue.message;
    throw malformed(`${where}: ${what}`, 'scenarios/README.md shows the smallest one.');
  }
  await allKnown('check', parsed.output.exercises, malformed);
  await allKnown(
    'fault',
    parsed.output.faults.map(({ fault }) => fault.name),
    malformed,
  );
  // What the types know and the table does not, nobody has checked: it stays behind.
  const story = record(id, parsed.output as unknown as Scenario);
  const found = await senseless(story);
  if (found) throw malformed(found.why, found.remedy);
  return story;
}

/** A scenario is a value: whatever could not be written down is not part of it. */
async function read(path: string): Promise<unknown> {
  await stat(path);
  if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'));
  const text = JSON.stringify((await import(pathToFileURL(path).href)).default);
  return text === undefined ? undefined : JSON.parse(text);
}

async function allKnown(
  kind: 'check' | 'fault',
  names: readonly string[],
  malformed: (why: string, remedy: string) => HarnessError,
): Promise<void> {
  const known = await ids(`harness/${kind}s`);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const why = `it names ${JSON.stringify(stranger)}, which is no ${kind}`;
    const all = `harness/${kind}s has them all.`;
    throw malformed(why, didYouMean(kind, stranger, known, all));
  }
}

const text = v.pipe(v.string('should be text'), v.nonEmpty('should not be empty'));
const duration = v.pipe(v.number('should be a duration'), v.finite('should be finite'));
const positive = v.pipe(duration, v.minValue(1, 'should be longer than nothing'));
const whole = v.pipe(v.number('should be a number'), v.integer('should be whole'));
const role = v.picklist(ROLES, `should be one of ${ROLES.join(', ')}`);
const layer = v.picklist([...LAYERS, ...REALMS], 'should be a layer');
const aim = v.picklist([...ROLES, 'client'], `should be one of ${ROLES.join(', ')}, client`);

const SIMPLE_MOMENT = v.variant(
  'on',
  [
    v.object({ on: v.literal('start') }),
    v.object({ on: v.literal('clock'), at: duration }),
    v.object({ on: v.literal('strikes'), count: whole }),
    v.object({ on: v.literal('requests'), count: whole, role }),
    v.object({ on: v.literal('refreshes'), count: whole }),
    v.object({ on: v.literal('answers'), count: whole, endpoint: v.picklist(ENDPOINTS) }),
    v.object({ on: v.literal('writes'), count: whole }),
    v.object({ on: v.literal('quiet'), for: positive }),
  ],
  'should be a moment',
);
const MOMENT = v.union(
  [SIMPLE_MOMENT, v.object({ on: v.literal('both'), of: v.tuple([SIMPLE_MOMENT, SIMPLE_MOMENT]) })],
  'should be a moment',
);

const SHARE = 'should be between 0 and 1';

const STORY = v.object(
  {
    title: text,
    why: text,
    family: v.picklist(FAMILIES, `should be one of ${FAMILIES.join(', ')}`),
    seen: v.array(
      v.object({ date: text, what: text, source: v.optional(text) }, 'should be an incident'),
      'should be a list of incidents',
    ),
    given: v.object(
      {
        accessToken: duration,
        lifetime: positive,
        rotation: v.picklist(
          ['rotate', 'rotate-with-grace', 'rotate-and-detect-reuse'],
          'should be a rotation mode',
        ),
        credentials: v.optional(v.picklist(CREDENTIALS, 'should say what it signs in with')),
        grace: v.optional(positive),
        loginEnds: v.optional(positive),
        serverAhead: v.optional(duration),
        sessions: v.optional(
          v.pipe(whole, v.minValue(1, 'should be at least 1'), v.maxValue(200, 'should be few')),
        ),
        keeps: v.optional(v.literal('keychain')),
        capacity: v.optional(v.pipe(whole, v.minValue(1, 'should be at least 1'))),
        behind: v.optional(v.literal('proxy')),
        setUp: v.optional(v.picklist(SET_UPS, `should be one of ${SET_UPS.join(', ')}`)),
      },
      'should say how the client finds itself: signedIn({ … })',
    ),
    work: v.object(
      {
        count: v.pipe(
          whole,
          v.minValue(1, 'should be at least 1'),
          v.maxValue(1_000, 'should be at most 1000'),
        ),
        every: positive,
        tool: v.boolean('should be true or false'),
        agents: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(20, 'should be few'))),
        deeds: v.optional(v.array(v.picklist(DEEDS, `should be one of ${DEEDS.join(', ')}`))),
        attended: v.optional(v.literal(true, 'should be true or left out')),
        mode: v.optional(v.picklist(MODES, `should be one of ${MODES.join(', ')}`)),
        interrupts: v.optional(
          v.array(
            v.object({
              beat: v.pipe(whole, v.minValue(1, 'should be at least 1')),
              after: positive,
            }),
          ),
        ),
      },
      'should say what there is to do: turns({ … })',
    ),
    faults: v.array(
      v.object(
        {
          fault: v.object(
            {
              name: text,
              layer,
              role: aim,
              params: v.optional(v.record(v.string(), v.any(), 'should be an object'), {}),
              leaves: v.optional(v.picklist(['service', 'new-token'])),
            },
            'should be a fault, aimed at a role',
          ),
          from: MOMENT,
          until: v.union(
            [v.literal('the end'), v.literal('at once'), MOMENT],
            'should be a moment',
          ),
          share: v.optional(v.pipe(v.number(SHARE), v.gtValue(0, SHARE), v.ltValue(1, SHARE))),
        },
        'should be a window: during({ … }, fault)',
      ),
      'should be a list of windows',
    ),
    exercises: v.array(text, 'should be a list of check ids'),
    decoy: v.optional(v.literal(true, 'should be true or left out')),
  },
  'should be scenario({ … })',
);
