import { inWords, milliseconds } from '#core/duration.ts';
import type { Measured, Occurrence, Priority, Row } from '#score/fmea.ts';
import type { Period } from '#score/yardstick.ts';
import { runAnchor } from './anchor.ts';
import type { Flown } from './flown.ts';
import { type ClientScore, two } from './scores.ts';
import { Scroll } from './scroll.tsx';
import { Shape } from './shape.tsx';
import { Untrusted } from './untrusted.tsx';
import { capital, counted } from './words.ts';

/** Rows of one client in the page; whoever wants them all has `report.json`. */
const ROWS = 40;

const PRIORITIES: readonly Priority[] = ['high', 'medium', 'low'];

/** The ways in which each component failed, what came of it, and which to look at first. */
export function Modes(props: {
  readonly scores: readonly ClientScore[];
  readonly flown: readonly Flown[];
  readonly period: Period;
}) {
  const { from, until } = props.period;
  const ids = new Set(props.flown.map(({ order }) => order.id));
  const some = props.scores.filter(({ score }) => score.rows.length > 0);
  if (some.length === 0) return null;
  return (
    <>
      <h3 id="failure-modes">How things failed</h3>
      <p class="aside">
        One row for each way of failing. <i>Told</i> is the time from the first trouble that stopped
        work to the first sign of it, <i>back</i> from the first work after the repair to the first
        that was done: medians over the runs, measured. <i>Seen</i> are the days from{' '}
        <Untrusted text={from} cap={10} /> to <Untrusted text={until} cap={10} /> that scenarios
        name, with what to expect in thirty days (95 %); it counts reports, and says nothing of what
        nobody reported. First what stops everything, then what is told late, then what has
        happened; there is no product of ranks.
      </p>
      {some.map(({ client, cell, score }) => (
        <Client key={`${client} ${cell}`} client={client} rows={score.rows} ids={ids} />
      ))}
    </>
  );
}

function Client(props: {
  readonly client: string;
  readonly rows: readonly Row[];
  readonly ids: ReadonlySet<string>;
}) {
  const { client, rows, ids } = props;
  const told = rows
    .filter(({ priority }) => priority !== 'low')
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, ROWS);
  const of = (priority: Priority) => rows.filter((row) => row.priority === priority).length;
  const rest = rows.length - told.length;
  return (
    <details class="modes">
      <summary>
        <Untrusted text={client} cap={60} />: {counted(of('high'), 'failure mode')} of high
        priority, {of('medium')} of medium, {of('low')} of low
      </summary>
      {told.length > 0 && (
        <Scroll name="Failure modes">
          <table>
            <thead>
              <tr>
                {HEADS.map((head) => (
                  <th scope="col" key={head}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {told.map((row) => (
                <Mode key={`${row.component} ${row.mode}`} row={row} ids={ids} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {rest > 0 && <p class="aside">{counted(rest, 'more row')} in report.json.</p>}
    </details>
  );
}

const HEADS = [
  ...['component', 'fails by', 'it came to', 'class (seed scale)', 'told', 'back', 'seen'],
  'priority',
];

const rank = ({ priority, class: effect }: Row): number =>
  PRIORITIES.indexOf(priority) * 10 + (effect === 'A' ? 0 : 1);

function Mode({ row, ids }: { readonly row: Row; readonly ids: ReadonlySet<string> }) {
  const { component, mode, local, end, because, detection, recovery, priority, rule } = row;
  const reason = <Untrusted text={capital(because)} cap={120} />;
  return (
    <tr class={priority}>
      <th scope="row">
        <Untrusted text={component} cap={40} />
      </th>
      <td>
        <code>
          <Untrusted text={mode} cap={60} />
        </code>
        <small>
          <Untrusted text={local} cap={60} />
        </small>
      </td>
      <td>
        <Shape verdict={end} />
        {end}
        <small>{ids.has(row.run) ? <a href={`#${runAnchor(row.run)}`}>{reason}</a> : reason}</small>
      </td>
      <td class="class">{row.class ?? '–'}</td>
      <td>
        <Time measured={detection} never="never" />
      </td>
      <td>
        <Time measured={recovery} never="not again" />
      </td>
      <td>
        <Seen occurrence={row.occurrence} />
      </td>
      <td>
        <b>{priority}</b>
        <small>{capital(rule)}</small>
      </td>
    </tr>
  );
}

function Time(props: { readonly measured: Measured | undefined; readonly never: string }) {
  const { measured, never } = props;
  if (!measured) return <>–</>;
  const { median, runs, over } = measured;
  return (
    <>
      {median === undefined ? never : inWords(milliseconds(median))}
      {runs > 1 && (
        <small>
          {runs - over} of {runs} runs
        </small>
      )}
    </>
  );
}

function Seen({ occurrence: { days, perMonth, elsewhere } }: { readonly occurrence: Occurrence }) {
  return (
    <>
      {days.length === 0 ? '–' : counted(days.length, 'day')}
      <small>
        {days.length > 0 && `${two(perMonth.low)} to ${two(perMonth.high)} in 30; `}
        {counted(elsewhere, 'other report')}
      </small>
    </>
  );
}
