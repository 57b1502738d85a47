import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportName, ROOT } from '#harness/registry.ts';
import packageJson from '../package.json' with { type: 'json' };

/** What may stand at the top. Of what git ignores, only `node_modules` is there. */
const TOP = [
  'LICENSE',
  'README.md',
  'fixtures',
  'harness',
  'package-lock.json',
  'package.json',
  'reports',
  'scenarios',
  'test',
  'tsconfig.json',
];

/**
 * Who may import whom: the folders of the harness, its single files, packages, modules of Node.
 * Three lines carry the design: faults and transports do not know each other; checks know only
 * core; report knows neither engine nor checks.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  faults: ['core'],
  checks: ['core'],
  scenarios: ['core', 'faults'],
  'gate.ts': ['core'],
  'judge.ts': ['core'],
  time: ['core', 'node:crypto', 'pure-rand', 'tinyqueue'],
  services: ['core', 'msw', 'node:crypto', 'tinyqueue'],
  transports: [
    ...['core', 'gate.ts', 'services', 'time', 'node', 'msw', 'dns2', 'dns-packet'],
    ...['@peculiar/x509', 'reflect-metadata', '@remix-run/node-fetch-server', 'ws'],
  ],
  evidence: ['core', 'node', 'pino'],
  'run.ts': [
    ...['core', 'gate.ts', 'services', 'acts.ts', 'credentials.ts', 'flier.ts'],
    ...['conversation.ts', 'human.ts', 'leaks.ts', 'observed-store.ts', 'stage.ts'],
  ],
  'acts.ts': [
    ...['core', 'services', 'credentials.ts', 'flier.ts', 'observed-store.ts', 'stage.ts'],
  ],
  'credentials.ts': ['core', 'services'],
  'flier.ts': ['core', 'conversation.ts', 'stage.ts'],
  'spoilt.ts': ['core'],
  'in-process': ['core', 'human.ts', 'spoilt.ts', 'stage.ts', 'time', 'transports'],
  'conversation.ts': ['core', 'human.ts', 'leaks.ts', 'services', 'stage.ts'],
  'human.ts': ['core'],
  'leaks.ts': ['core', 'evidence', 'services', 'stage.ts'],
  'observed-store.ts': ['core', 'services', 'stage.ts'],
  'stage.ts': ['core', 'gate.ts', 'services'],
  sealed: [
    ...['core', 'evidence', 'human.ts', 'registry.ts', 'run.ts', 'spoilt.ts', 'stage.ts', 'time'],
    ...['transports', 'node'],
  ],
  cells: [
    ...['core', 'evidence', 'in-process', 'registry.ts', 'run.ts', 'sealed', 'stage.ts', 'time'],
    ...['node', 'testcontainers'],
  ],
  clients: ['core', 'fixtures', 'install', 'node'],
  install: ['core', 'sealed', 'node', 'env-paths'],
  // How soon a failure shows it measures as the analysis of failure modes does.
  ablation: ['core', 'cells', 'fixtures', 'judge.ts', 'orders.ts', 'score', 'node'],
  search: [
    ...['core', 'evidence', 'faults', 'judge.ts', 'registry.ts', 'run.ts', 'time', 'node'],
    'fast-check',
  ],
  // Of the judge only its types: what a verdict looks like, and not how it is come by. Chance,
  // for the interval of a score, comes from where all chance comes from.
  score: ['core', 'judge.ts', 'time'],
  report: [
    // Of the fixtures only the messages: it shows how far verdicts on words can be trusted.
    ...['core', 'judge.ts', 'ablation', 'score', 'fixtures', 'node:crypto', 'node:util'],
    ...['preact', 'preact-render-to-string', 'cli-table3', 'junit-report-builder'],
  ],
  // A client that asks name servers itself reads and writes their messages.
  fixtures: ['core', 'time', 'node', 'eventsource-parser', 'dns-packet'],
};

/** What holds the parts together: these may know all of the harness, but few packages. */
const ENTRANCE = ['commander', 'valibot', 'picomatch', 'fastest-levenshtein', 'cli-table3'];

/** Packages that one file shields the rest from. */
const ONE_FILE = ['testcontainers', 'dns2', 'pino'];

/** Packages that are run and not imported. */
const RUN = [
  ...['node', 'typescript', 'tsx', '@biomejs/biome'],
  ...['@stryker-mutator/core', '@stryker-mutator/vitest-runner'],
];

/** Files that are longer than a file may be, and why each is one idea all the same. */
const LONG: Readonly<Record<string, string>> = {
  'harness/report/style.ts': 'one style sheet, as text',
};
const LONGEST = 300;
/** Tests are longer: a claim stands beside what it is about. */
const LONGEST_TEST = 500;

interface Source {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

function files(folder: string, skip: readonly string[] = []): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => relative(ROOT, join(file.parentPath, file.name)))
    .filter((path) => !skip.some((start) => path.startsWith(start)))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

const isCode = ({ path }: Source) => /\.tsx?$/.test(path);
const sources = ['harness', 'scenarios', 'fixtures'].flatMap((folder) => files(folder));
const code = sources.filter(isCode);
const tests = files('test').filter(isCode);

/** The part of the project that a file belongs to. */
function partOf(path: string): string {
  const [top, next] = path.split('/');
  return top === 'harness' ? next! : top!;
}

interface Import {
  readonly from: string;
  /** A part of the project, or a package, or a module of Node. */
  readonly of: string;
  /** Relative to the root, for a file of ours. */
  readonly file?: string;
  readonly typeOnly: boolean;
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\('([^']+)'\)/gm;

function importsOf({ path, text }: Source): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = (match[2] ?? match[3])!;
    const rest = { from: path, typeOnly: match[1] !== undefined };
    if (!/^[.#]/.test(name)) {
      const whole = name.startsWith('@')
        ? name.split('/').slice(0, 2)
        : name.split('/').slice(0, 1);
      return { ...rest, of: name.startsWith('node:') ? name : whole.join('/') };
    }
    const alias = Object.entries(packageJson.imports).find(([key]) =>
      name.startsWith(key.slice(0, -1)),
    );
    const file = alias
      ? name.replace(alias[0].slice(0, -1), alias[1].slice(2, -1))
      : join(dirname(path), name);
    return { ...rest, of: partOf(file), file };
  });
}

const imports = code.flatMap(importsOf);
const isPackage = ({ of, file }: Import) => file === undefined && !of.startsWith('node:');

test('nothing else stands at the top', () => {
  const top = readdirSync(ROOT).filter((name) => !name.startsWith('.') && name !== 'node_modules');
  expect(top.filter((name) => !TOP.includes(name))).toEqual([]);
});

test.each(TOP)('%s is there', (name) => {
  expect(existsSync(join(ROOT, name)), `${name} has still to be written`).toBe(true);
});

describe.each(Object.entries(MAY_IMPORT))('%s', (part, may) => {
  test(`imports only ${may.join(', ') || 'itself'}`, () => {
    const wrong = imports
      .filter(({ from }) => partOf(from) === part)
      .filter(({ of }) => of !== part && !may.includes(of))
      .filter(({ of }) => !(of.startsWith('node:') && may.includes('node')))
      .map(({ from, of }) => `${from} imports ${of}`);
    expect(wrong).toEqual([]);
  });
});

test('what holds the parts together brings few packages', () => {
  const wrong = imports
    .filter((each) => !Object.hasOwn(MAY_IMPORT, partOf(each.from)) && isPackage(each))
    .filter(({ of }) => !ENTRANCE.includes(of))
    .map(({ from, of }) => `${from} imports ${of}`);
  expect(wrong).toEqual([]);
});

test('nothing but tests imports a test', () => {
  expect(imports.filter(({ file }) => file?.startsWith('test/'))).toEqual([]);
});

test('report and score take types from the judge, and nothing that judges', () => {
  const wrong = imports.filter(
    ({ from, of, typeOnly }) =>
      ['report', 'score'].includes(partOf(from)) &&
      ['judge.ts', 'ablation'].includes(of) &&
      !typeOnly,
  );
  expect(wrong).toEqual([]);
});

test.each(ONE_FILE)('%s is imported in one file', (name) => {
  const users = new Set(imports.filter(({ of }) => of === name).map(({ from }) => from));
  expect([...users]).toHaveLength(1);
});

test('msw stays in services and transports, and fast-check in search and tests', () => {
  const users = (name: string) =>
    new Set(imports.filter(({ of }) => of === name).map(({ from }) => partOf(from)));
  expect([...users('msw')].sort()).toEqual(['services', 'transports']);
  expect([...users('fast-check')].filter((part) => part !== 'search')).toEqual([]);
});

test('a file that adds one thing exports it under the name of the file', () => {
  const folders = ['harness/faults', 'harness/checks', 'harness/clients', 'harness/cells'];
  for (const { path, text } of code) {
    const id = basename(path, '.ts');
    if (dirname(path) === 'scenarios') expect(text, path).toContain('export default scenario(');
    if (!folders.includes(dirname(path))) continue;
    expect(text, path).toContain(`export const ${exportName(id)}`);
  }
});

test('no file is long', () => {
  const lines = ({ text }: Source) => text.split('\n').length - 1;
  const long = [
    ...code.filter((file) => lines(file) > LONGEST && !Object.hasOwn(LONG, file.path)),
    ...tests.filter((file) => lines(file) > LONGEST_TEST),
  ];
  expect(long.map((file) => `${file.path}: ${lines(file)} lines`)).toEqual([]);
  for (const path of Object.keys(LONG)) {
    const file = code.find((each) => each.path === path);
    expect(file && lines(file) > LONGEST, `${path} is long no more: take it off`).toBe(true);
  }
});

test('no line is wider than a hundred columns', () => {
  const wide = [...code, ...tests].flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, index) => ({ at: `${path}:${index + 1}`, width: [...line].length }))
      .filter(({ width }) => width > 100),
  );
  expect(wide.map(({ at, width }) => `${at} (${width})`)).toEqual([]);
});

test('nothing is called a manager, a helper, a util or a base', () => {
  const declared = /\b(?:class|interface|type|const|function|enum)\s+(\w+)/g;
  const empty = /(?:Manager|Helper|Util|Utils|Base)(?![a-z])|^(?:manager|helper|utils?|base)$/;
  const wrong = [...code, ...tests].flatMap(({ path, text }) => [
    ...[...text.matchAll(declared)].map((match) => match[1]!).filter((name) => empty.test(name)),
    ...basename(path)
      .split(/[.-]/)
      .filter((word) => /^(managers?|helpers?|utils?|base)$/.test(word)),
  ]);
  expect(wrong).toEqual([]);
});

/** Parts in which time, chance and the network are passed, never global. */
const PURE =
  /^harness\/(core|faults|checks|services|score|report)\/|^fixtures\/clients\/reference\//;
/** Where the reference client meets a real machine. */
const PLATFORM = ['fixtures/clients/reference/main.ts'];
const GLOBAL = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bMath\.random\b/,
  /\bset(Timeout|Interval|Immediate)\b/,
  /\bperformance\.now\b/,
  /\bprocess\.(env|hrtime|argv|cwd)\b/,
  /\bAbortSignal\.timeout\b/,
  /\brandom(UUID|Bytes|Int)\b|\bgetRandomValues\b/,
  /(?<!typeof )\bglobalThis\.fetch\b/,
  /(?<![.\w#])fetch\(/,
];

/** Code without its comments. */
const bare = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/[^\n]*/g, '');

test('where time, chance and the network are passed, nobody takes the global ones', () => {
  const pure = code.filter(({ path }) => PURE.test(path) && !PLATFORM.includes(path));
  expect(pure.length).toBeGreaterThan(50);
  const wrong = pure.flatMap(({ path, text }) =>
    GLOBAL.filter((pattern) => pattern.test(bare(text))).map((pattern) => `${path}: ${pattern}`),
  );
  expect(wrong).toEqual([]);
});

test('no path of anybody’s machine is written down', () => {
  const own = ['package.json', 'tsconfig.json', 'README.md', '.biome.json', '.npmrc', '.gitignore']
    .filter((path) => existsSync(join(ROOT, path)))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  const dotted = ['.ci', '.github'].filter((path) => existsSync(join(ROOT, path)));
  const all = [
    ...[...sources, ...tests, ...own],
    ...dotted.flatMap((path) => files(path)),
    ...files('reports').filter(({ path }) => dirname(path) === 'reports'),
  ];
  const machine = new RegExp(
    ['(?<![\\w.-])/wor', 'k/|/hom', 'e/[a-z]+/\\.npm|/Us', 'ers/'].join(''),
  );
  expect(all.filter(({ text }) => machine.test(text)).map(({ path }) => path)).toEqual([]);
});

const packages = Object.entries(packageJson.dependencies);

test('versions are exact', () => {
  for (const [name, version] of packages) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Object.keys(packageJson)).not.toContain('devDependencies');
});

test('every package is imported, or run, or types for one that is', () => {
  const imported = new Set([...code, ...tests].flatMap(importsOf).map(({ of }) => of));
  const idle = packages
    .map(([name]) => name)
    .filter((name) => !imported.has(name) && !RUN.includes(name))
    .filter((name) => {
      const typed = name.replace('@types/', '');
      return typed === name || !(typed === 'node' || imported.has(typed));
    });
  expect(idle).toEqual([]);
});

test('every package that is imported is among ours', () => {
  const known = packages.map(([name]) => name);
  const strange = [...code, ...tests]
    .flatMap(importsOf)
    .filter((each) => isPackage(each) && !known.includes(each.of));
  expect(strange.map(({ from, of }) => `${from} imports ${of}`)).toEqual([]);
});

test('every package has a line in the last section of the README', () => {
  const readme = join(ROOT, 'README.md');
  expect(existsSync(readme), 'README.md has still to be written').toBe(true);
  const last = readFileSync(readme, 'utf8').split(/^## /m).at(-1)!;
  const missing = packages.map(([name]) => name).filter((name) => !last.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});
