import Table from 'cli-table3';
import { byFamily } from '#report/families.ts';
import { everyCell } from './cells.ts';
import { checks, clients } from './registry.ts';
import { everyScenario } from './scenarios.ts';

/** What can be flown, by whom, and where: the text of `--list`. */
export async function list(): Promise<string> {
  const scenarios = await everyScenario();
  const widest = Math.max(...scenarios.map(({ id }) => id.length));
  const cells = await everyCell();
  const refusals = await Promise.all(cells.map((cell) => cell.refusal()));
  return [
    `Scenarios (${scenarios.length})\n`,
    ...byFamily(scenarios, ({ family }) => family).map(({ name, members }) =>
      section(
        `  ${name}`,
        members.map(({ id, title }) => [id.padEnd(widest), title]),
      ),
    ),
    section(
      'Clients',
      [...(await clients()).values()].map(({ name, package: npm, about }) => [
        npm ? `${name}@<version>` : name,
        npm ? 'real' : 'reference',
        about,
      ]),
    ),
    section(
      'Checks: the client must',
      [...(await checks()).values()].map(({ id, severity, must }) => [id, severity, must]),
    ),
    section(
      'Cells',
      cells.map(({ name, about }, index) => [
        name,
        refusals[index] === undefined ? 'ready' : 'not here',
        refusals[index] ?? about,
      ]),
    ),
  ].join('\n');
}

/** A title, and rows under it without lines: a cell may have several lines of text. */
export function section(title: string, rows: readonly (readonly string[])[]): string {
  const blank = {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '  ',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '  ',
  };
  const table = new Table({
    chars: blank,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  table.push(...rows.map((row) => [...row]));
  return `${title}\n${table.toString().replace(/ +$/gm, '')}\n`;
}
