import { isQuality, type Verdict } from '#core/verdict.ts';
import { byFamily } from './families.ts';
import type { Night } from './flown.ts';
import { type Pairing, pairings } from './pairing.ts';
import { plain } from './plain.ts';
import { GLYPH } from './words.ts';

/** Runs beyond which a line for each is no overview any more. */
export const MANY = 40;

type Paint = (verdict: Verdict, text: string) => string;

/**
 * A whole catalogue at a glance: a line a scenario, a column a client, under the family's name.
 * A verdict stands out by its shape and its word where it fell below what was possible; elsewhere
 * the shape alone will do.
 */
export function grid(night: Night, paint: Paint, dim: (text: string) => string): string {
  const all = pairings(night);
  const clients = [...new Set(all.map(({ client, cell }) => `${client} ${cell}`))];
  const scenarios = [...new Set([...all, ...night.notFlown].map(({ scenario }) => scenario))];
  const widest = Math.max(...scenarios.map((scenario) => plain(scenario).length));
  const column = Math.max(14, ...clients.map((client) => plain(client).length));
  const name = (text: string) => `  ${text.padEnd(widest)}  `;
  const line = (scenario: string) => {
    const cells = clients.map((client) => {
      const pairing = all.find((one) => one.scenario === scenario && isIn(client, one));
      if (pairing) return cell(pairing, column, paint);
      const refused = night.notFlown.some((one) => one.scenario === scenario && isIn(client, one));
      const text = refused ? `${GLYPH['not flown']} not flown` : '';
      return dim(text) + ' '.repeat(column - text.length);
    });
    return `${name(plain(scenario))}${cells.join('  ')}`.trimEnd();
  };
  const family = (scenario: string) =>
    all.find((one) => one.scenario === scenario)?.runs[0]?.order.scenario.family;
  const head = `${name('')}${clients.map((client) => plain(client).padEnd(column)).join('  ')}`;
  return [
    dim(head.trimEnd()),
    ...byFamily(scenarios, family).flatMap(({ name: heading, members }) => [
      '',
      `  ${heading}`,
      ...members.map(line),
    ]),
  ].join('\n');
}

type Place = Pick<Pairing, 'client' | 'cell'>;

const isIn = (client: string, one: Place): boolean => `${one.client} ${one.cell}` === client;

function cell({ verdict, regret, standing }: Pairing, width: number, paint: Paint): string {
  const below = !isQuality(verdict) || (regret ?? 0) > 0;
  const odd = standing === 'worse' || standing === 'better' ? ` ${standing}` : '';
  const text = `${GLYPH[verdict]}${below || odd ? ` ${verdict}` : ''}${odd}`;
  return paint(verdict, text) + ' '.repeat(Math.max(0, width - text.length));
}
