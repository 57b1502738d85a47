import { IN_PLAIN_WORDS, isQuality, QUALITY } from '#core/verdict.ts';
import { wilson } from '#score/statistics.ts';
import { runAnchor, scenarioAnchor } from './anchor.ts';
import { byFamily } from './families.ts';
import { label, type Night } from './flown.ts';
import { highest, type Pairing, pairings } from './pairing.ts';
import { Scroll } from './scroll.tsx';
import { Shape } from './shape.tsx';
import { Untrusted } from './untrusted.tsx';
import { capital, LETTER, oneLine } from './words.ts';

interface Column {
  readonly client: string;
  readonly cell: string;
  readonly control: boolean;
}

/** Scenarios against clients. Ink goes where something was lost that need not have been. */
export function Matrix({ night }: { readonly night: Night }) {
  const all = pairings(night);
  const columns = columnsOf(night);
  const rows = [...new Set([...all, ...night.notFlown].map(({ scenario }) => scenario))];
  const families = byFamily(rows, (scenario) => familyOf(all, scenario));
  const reasons = [...new Set(night.notFlown.map(({ because }) => because))];
  return (
    <section class="matrix" aria-labelledby="matrix">
      <h2 id="matrix">Who kept flying</h2>
      <Scroll name="Verdicts">
        <table>
          <thead>
            <tr>
              <th scope="col">scenario</th>
              {columns.map((column) => (
                <Head key={`${column.client} ${column.cell}`} column={column} />
              ))}
            </tr>
          </thead>
          <tbody>
            {families.map(({ name, members }) => (
              <>
                {families.length > 1 && (
                  <tr key={name} class="family">
                    <th scope="rowgroup" colSpan={columns.length + 1}>
                      {name}
                    </th>
                  </tr>
                )}
                {members.map((scenario) => (
                  <tr key={scenario}>
                    <RowHead
                      scenario={scenario}
                      row={all.filter((pairing) => pairing.scenario === scenario)}
                    />
                    {columns.map((column) => (
                      <Square
                        key={`${column.client} ${column.cell}`}
                        pairing={all.find((one) => one.scenario === scenario && isIn(column, one))}
                        reason={refusal(night, scenario, column, reasons)}
                      />
                    ))}
                  </tr>
                ))}
              </>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Key />
      {reasons.length > 0 && (
        <ol class="reasons">
          {reasons.map((because) => (
            <li key={because}>
              Not flown. <Untrusted text={capital(oneLine(because))} cap={400} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const familyOf = (all: readonly Pairing[], scenario: string): string | undefined =>
  all.find((one) => one.scenario === scenario)?.runs[0]?.order.scenario.family;

const isIn = (column: Column, one: { readonly client: string; readonly cell: string }): boolean =>
  one.client === column.client && one.cell === column.cell;

function columnsOf({ flown, notFlown }: Night): readonly Column[] {
  const every: readonly Column[] = [
    ...flown.map((run) => ({ client: label(run), cell: run.order.cell, control: run.control })),
    ...notFlown.map(({ client, cell }) => ({ client, cell, control: false })),
  ];
  return every.filter((one, index) => every.findIndex((other) => isIn(one, other)) === index);
}

function refusal(
  { notFlown }: Night,
  scenario: string,
  column: Column,
  reasons: readonly string[],
): number | undefined {
  const refused = notFlown.find((one) => one.scenario === scenario && isIn(column, one));
  return refused && reasons.indexOf(refused.because) + 1;
}

function Head({ column: { client, cell, control } }: { readonly column: Column }) {
  return (
    <th scope="col">
      <Untrusted text={client} cap={30} />
      <small>
        {control && 'control, '}
        <Untrusted text={cell} cap={40} />
      </small>
    </th>
  );
}

function RowHead(props: { readonly scenario: string; readonly row: readonly Pairing[] }) {
  const { scenario, row } = props;
  const best = highest(
    row.filter(({ verdict }) => isQuality(verdict)).map(({ ceiling }) => ceiling),
  );
  const name = <Untrusted text={scenario} cap={80} />;
  const title = row[0]?.runs[0]?.order.scenario.title;
  return (
    <th scope="row">
      {row.length > 0 ? <a href={`#${scenarioAnchor(scenario)}`}>{name}</a> : name}
      {title !== undefined && (
        <small class="title">
          <Untrusted text={oneLine(title)} cap={120} />
        </small>
      )}
      {best && <small>best possible: {best}</small>}
    </th>
  );
}

function Square(props: {
  readonly pairing: Pairing | undefined;
  readonly reason: number | undefined;
}) {
  const { pairing, reason } = props;
  if (!pairing) {
    if (reason === undefined) return <td class="empty" />;
    return (
      <td class="none">
        not flown <sup>{reason}</sup>
      </td>
    );
  }
  const { verdict, regret, runs, standing } = pairing;
  const deciding = runs.find(({ judgement }) => judgement.verdict === verdict)!;
  const same = runs.filter(({ judgement }) => judgement.verdict === verdict).length;
  const tint = regret ? `${verdict} regret-${Math.min(regret, 3)}` : verdict;
  return (
    <td class={isQuality(verdict) ? tint : 'none'}>
      <a href={`#${runAnchor(deciding.order.id)}`}>
        <Shape verdict={verdict} />
        <b>{LETTER[verdict]}</b> {verdict}
        {same < runs.length && (
          <small>
            {same} of {runs.length}
            {runs.every(({ order }) => order.time.kind !== 'virtual') && range(same, runs.length)}
          </small>
        )}
      </a>
      {(standing === 'worse' || standing === 'better') && (
        <small class="odd">{standing} than expected</small>
      )}
    </td>
  );
}

/** What share to expect of another series like this one, with 95 % confidence. */
function range(hits: number, trials: number): string {
  const { low, high } = wilson(hits, trials);
  return ` (${Math.floor(low * 100)}–${Math.ceil(high * 100)} %)`;
}

function Key() {
  return (
    <ul class="key">
      {QUALITY.map((verdict) => (
        <li key={verdict}>
          <Shape verdict={verdict} />
          <b>{LETTER[verdict]}</b> {verdict}: {IN_PLAIN_WORDS[verdict]}
        </li>
      ))}
      <li>A cell is filled by how far it fell below what was possible.</li>
    </ul>
  );
}
