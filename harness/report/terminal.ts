import { styleText } from 'node:util';
import Table from 'cli-table3';
import { isQuality, type Verdict } from '#core/verdict.ts';
import { type Flown, label, type Night, replay } from './flown.ts';
import { grid, MANY } from './grid.ts';
import { headline } from './headline.ts';
import { observationsOf } from './observations.ts';
import { plain } from './plain.ts';
import { gradeInWords, scoresOf, whyInWords } from './scores.ts';
import { type Standing, standing, surprising } from './standing.ts';
import { capital, counted, FATE, GLYPH } from './words.ts';

export interface Screen {
  /** Whether the terminal shows colours and nobody asked it not to. */
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
}

/** The summary for standard output: a line a run, then the evidence where it matters. */
export function terminal(night: Night, screen: Screen): string {
  const paint = painter(screen);
  const told = stories(night);
  const { first, rest } = headline(night);
  const most = night.flown.length > MANY ? Math.min(TOLD, told.filter(surprising).length) : TOLD;
  const parts = [
    night.flown.length > MANY
      ? grid(
          night,
          (verdict, text) => paint(COLOR[verdict], text),
          (text) => paint('dim', text),
        )
      : '',
    night.flown.length > 0 && night.flown.length <= MANY ? overview(night, screen, paint) : '',
    ...told.slice(0, most).map((flown) => story(flown, screen, paint)),
    told.length > most
      ? `  ${counted(told.length - most, 'more run')} told in the report only.`
      : '',
    refusals(night, screen, paint),
    grades(night, screen),
    [paint('bold', wrap(first, screen, '')), ...rest.map((one) => wrap(one, screen, ''))].join(
      '\n',
    ),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** More stories than these and nobody reads any. */
const TOLD = 12;

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const painter =
  ({ color }: Screen): Paint =>
  (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;

const COLOR: Readonly<Record<Verdict, Style>> = {
  transparent: 'cyan',
  graceful: 'blue',
  degraded: 'yellow',
  grounded: 'red',
  harmful: ['bold', 'magenta'],
  inconclusive: 'gray',
  invalid: 'gray',
  'not flown': 'gray',
};

const worthTelling = (flown: Flown): boolean =>
  surprising(flown) || ['grounded', 'harmful'].includes(flown.judgement.verdict);

const FRAME = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
] as const;

const GAP = '  ';

/** The ceilings are left out where the names of what broke would not fit beside them. */
function overview(night: Night, { width }: Screen, paint: Paint): string {
  const repeated = new Set(night.flown.map(({ order }) => order.seed)).size > 1;
  const rows = night.flown.map((flown) => row(flown, repeated, paint));
  const full = columns(rows.map(({ cells }) => cells));
  const tight = rows.some(({ failed, remark }, index) => {
    const needed = [full[index]!, failed[0] ?? '', remark].map((part) => plain(part).length);
    return needed.reduce((sum, part) => sum + part + GAP.length, 0) > width;
  });
  const lines = tight ? columns(rows.map(({ cells }) => cells.toSpliced(1, 1))) : full;
  return lines.map((line, index) => `${line}${broke(rows[index]!, line, width, paint)}`).join('\n');
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const table = new Table({
    chars: { ...Object.fromEntries(FRAME.map((part) => [part, ''])), middle: GAP },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((cells) => [...cells]));
  return table
    .toString()
    .split('\n')
    .map((line) => `${GAP}${line}`);
}

interface Row {
  /** Verdict, ceiling, scenario, client, cell. */
  readonly cells: readonly string[];
  readonly failed: readonly string[];
  readonly remark: string;
}

/** The promises that were broken. A run that tested nothing broke none. */
const brokenBy = ({ judgement: { verdict, failed } }: Flown): readonly string[] =>
  verdict === 'invalid' ? [] : failed.map(plain);

function row(flown: Flown, repeated: boolean, paint: Paint): Row {
  const { order, judgement } = flown;
  const { verdict, ceiling } = judgement;
  const below = isQuality(verdict) && verdict !== ceiling;
  return {
    cells: [
      paint(COLOR[verdict], `${GLYPH[verdict]} ${verdict}`),
      below ? paint('dim', `best ${ceiling}`) : '',
      plain(order.scenario.id),
      plain(label(flown)),
      paint('dim', plain(repeated ? `${order.cell}, seed ${order.seed}` : order.cell)),
    ],
    failed: brokenBy(flown),
    remark: REMARK[standing(flown)],
  };
}

const REMARK: Readonly<Record<Standing, string>> = {
  'as expected': 'as expected',
  better: 'better than expected',
  worse: 'worse than expected',
  unknown: 'cannot be compared',
  'not compared': '',
};

/** What goes behind the columns: as many failed checks as there is room for, and the comparison. */
function broke({ failed, remark }: Row, line: string, width: number, paint: Paint): string {
  const behind = remark ? `${GAP}${remark}` : '';
  const room = width - plain(line).length - 2 * GAP.length - behind.length;
  const fitting = failed.map((_, index) => names(failed, failed.length - index));
  const shown = fitting.find((text) => text.length <= room) ?? names(failed, 0);
  const what = shown ? `${GAP}${shown}` : '';
  return `${what}${paint(remark === 'as expected' ? 'dim' : 'bold', behind)}`;
}

function names(failed: readonly string[], count: number): string {
  const hidden = failed.length - count;
  return [...failed.slice(0, count), ...(hidden > 0 ? [`+${hidden}`] : [])].join(' ');
}

/** The runs to tell of, one of each kind: those that surprise come first. */
function stories(night: Night): readonly Flown[] {
  const told = new Set<string>();
  const worth = night.flown.filter(worthTelling).filter((flown) => {
    const { scenario, cell } = flown.order;
    const kind = JSON.stringify([scenario.id, label(flown), cell, flown.judgement.verdict]);
    if (told.has(kind)) return false;
    told.add(kind);
    return true;
  });
  return [...worth.filter(surprising), ...worth.filter((flown) => !surprising(flown))];
}

function story(flown: Flown, screen: Screen, paint: Paint): string {
  const { order, judgement } = flown;
  const { verdict } = judgement;
  const failed = brokenBy(flown);
  const where = `${plain(order.scenario.id)}, best possible: ${judgement.ceiling}`;
  const head = `${plain(label(flown))} ${fate(flown)}${asExpected(flown)}`;
  const seen = observationsOf(flown).map(({ text }) => text);
  const sentences = [judgement.because, ...seen.filter((one) => one !== judgement.because)];
  const indent = '    ';
  return [
    `${GAP}${paint(COLOR[verdict], `${GLYPH[verdict]} ${head}`)}${GAP}${paint('dim', where)}`,
    ...sentences.slice(0, 3).map((one) => wrap(one, screen, indent)),
    ...(failed.length > 1 ? [wrap(`Broken: ${failed.join(', ')}.`, screen, indent)] : []),
    paint('dim', `${indent}${plain(replay(flown))}`),
  ].join('\n');
}

/** A client crashed if it did harm and was gone before its work was done. */
function fate({ entries, judgement: { verdict } }: Flown): string {
  const lost = entries.some((entry) => entry.kind === 'work.ended' && entry.outcome === 'lost');
  return verdict === 'harmful' && lost ? 'crashed' : FATE[verdict];
}

function asExpected(flown: Flown): string {
  const role = flown.control ? ' (control)' : '';
  const { expected } = flown;
  if (!expected) return role;
  if (standing(flown) === 'as expected') return ` as expected${role}`;
  const wanted = expected.by === 'floor' ? `${expected.verdict} or better` : expected.verdict;
  return `${role}; expected: ${wanted}`;
}

function refusals({ notFlown }: Night, screen: Screen, paint: Paint): string {
  const reasons = Map.groupBy(notFlown, ({ because }) => because);
  return [...reasons]
    .map(([because, refused]) => {
      const what =
        refused.length > 3
          ? counted(refused.length, 'flight')
          : refused
              .map(({ scenario, client, cell }) => `${scenario} × ${client} in ${cell}`)
              .join(', ');
      return paint('dim', wrap(`Not flown: ${what}. ${capital(because)}`, screen, GAP));
    })
    .join('\n');
}

/** How everybody did over the catalogue, in one sentence. */
function grades(night: Night, screen: Screen): string {
  const each = scoresOf(night).map(({ client, score }) => {
    const why = whyInWords(score);
    return `${client} ${gradeInWords(score)}${why ? `, ${why}` : ''}`;
  });
  return each.length === 0 ? '' : wrap(`Grades: ${each.join(' · ')}.`, screen, GAP);
}

/** Harmless text, broken between words so that no line is wider than the screen if it can be. */
function wrap(text: string, { width }: Screen, indent: string): string {
  const room = Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(' ')) {
    if (line && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((one) => `${indent}${one}`).join('\n');
}
