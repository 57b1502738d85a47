import { styleText } from 'node:util';
import Table from 'cli-table3';
import { isQuality, type Verdict } from '#core/verdict.ts';
import { type Flown, label, type Night, replay } from './flown.ts';
import { headline } from './headline.ts';
import { observationsOf } from './observations.ts';
import { plain } from './plain.ts';
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
  const told = night.flown.filter(worthTelling);
  const { first, rest } = headline(night);
  const parts = [
    night.flown.length > 0 ? overview(night, screen, paint) : '',
    ...told.slice(0, TOLD).map((flown) => story(flown, screen, paint)),
    told.length > TOLD
      ? `  ${counted(told.length - TOLD, 'more run')} told in the report only.`
      : '',
    refusals(night, screen, paint),
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

function overview(night: Night, { width }: Screen, paint: Paint): string {
  const table = new Table({
    chars: { ...Object.fromEntries(FRAME.map((part) => [part, ''])), middle: GAP },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  const rows = night.flown.map((flown) => row(flown, paint));
  table.push(...rows.map(({ cells }) => cells));
  const fixed = table
    .toString()
    .split('\n')
    .map((line) => `${GAP}${line.trimEnd()}`);
  return fixed.map((line, index) => `${line}${broke(rows[index]!, line, width, paint)}`).join('\n');
}

interface Row {
  readonly cells: string[];
  readonly failed: readonly string[];
  readonly remark: string;
}

function row(flown: Flown, paint: Paint): Row {
  const { order, judgement } = flown;
  const { verdict, ceiling } = judgement;
  const best = verdict === ceiling || !isQuality(verdict) ? '' : paint('dim', `best ${ceiling}`);
  return {
    cells: [
      paint(COLOR[verdict], `${GLYPH[verdict]} ${verdict}`),
      best,
      plain(order.scenario.id),
      plain(label(flown)),
      paint('dim', plain(order.cell)),
    ],
    failed: judgement.failed.map(plain),
    remark: REMARK[standing(flown)],
  };
}

const REMARK: Readonly<Record<Standing, string>> = {
  'as expected': 'as expected',
  better: 'better than expected',
  worse: 'worse than expected',
  unknown: 'not comparable',
  'not compared': '',
};

/** What goes behind the fixed columns: as many failed checks as there is room for. */
function broke(row: Row, line: string, width: number, paint: Paint): string {
  const remark = row.remark ? `${GAP}(${row.remark})` : '';
  const room = width - plain(line).length - GAP.length * 2 - remark.length;
  const shown: string[] = [];
  for (const check of row.failed) {
    const left = row.failed.length - shown.length - 1;
    const more = left > 0 ? ` +${left}` : '';
    if ([...shown, check].join(' ').length + more.length > room) break;
    shown.push(check);
  }
  const hidden = row.failed.length - shown.length;
  const names = [...shown, ...(hidden > 0 ? [`+${hidden}`] : [])].join(' ');
  const style = row.remark === 'as expected' ? 'dim' : 'reset';
  return `${names ? `${GAP}${names}` : ''}${remark && paint(style, remark)}`;
}

function story(flown: Flown, screen: Screen, paint: Paint): string {
  const { order, judgement } = flown;
  const { verdict } = judgement;
  const head = `${GLYPH[verdict]} ${plain(label(flown))} ${FATE[verdict]}${asExpected(flown)}`;
  const seen = observationsOf(flown).map(({ text }) => text);
  const sentences = [judgement.because, ...seen.filter((one) => one !== judgement.because)];
  const indent = '    ';
  return [
    `${GAP}${paint(COLOR[verdict], head)}  ${paint('dim', plain(order.scenario.id))}`,
    ...sentences.slice(0, 3).map((one) => wrap(plain(one), screen, indent)),
    paint('dim', `${indent}${plain(replay(flown))}`),
  ].join('\n');
}

function asExpected(flown: Flown): string {
  const role = flown.control ? ' (control)' : '';
  const remark = REMARK[standing(flown)];
  if (remark === 'as expected') return ` as expected${role}`;
  const { expected } = flown;
  if (!expected) return role;
  const wanted = expected.by === 'floor' ? `at least ${expected.verdict}` : expected.verdict;
  return `, expected ${wanted}${role}`;
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
      return paint('dim', wrap(plain(`Not flown: ${what}. ${capital(because)}`), screen, GAP));
    })
    .join('\n');
}

/** Break between words so that no line is wider than the screen, unless one word is. */
function wrap(text: string, { width }: Screen, indent: string): string {
  const room = Math.max(20, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line].map((one) => `${indent}${one}`).join('\n');
}
