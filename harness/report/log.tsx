import type { Entry } from '#core/entry.ts';
import { harmless, lineAnchor } from './anchor.ts';
import { logOf } from './flown.ts';
import { line, precisely } from './line.ts';
import type { Told } from './plan.ts';
import { Untrusted } from './untrusted.tsx';
import { counted } from './words.ts';

/** The log itself. Everything above rests on these lines, and each of them can be linked to. */
export function Log({ told }: { readonly told: Told }) {
  const { flown, excerpt } = told;
  const { id } = flown.order;
  const file = harmless(id) ? (
    <a href={encodeURI(logOf(flown))}>{logOf(flown)}</a>
  ) : (
    <code>its own file</code>
  );
  if (!excerpt || excerpt.of === 0) {
    const why =
      flown.entries.length === 0 ? 'The log is empty' : 'The log is left out of this page';
    return (
      <p class="aside">
        {why}: {file}.
      </p>
    );
  }
  const cut = excerpt.of - excerpt.entries.length;
  return (
    <details class="log">
      <summary>
        The log, {counted(excerpt.of, 'line')}
        {cut > 0 && `, ${counted(cut, 'line')} left out`}
      </summary>
      <p class="aside">
        As it was written: {file}
        {cut > 0 && '. What surrounds the evidence, the beginning and the end are shown here'}.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">line</th>
            <th scope="col">time</th>
            <th scope="col">what</th>
            <th scope="col">in words</th>
          </tr>
        </thead>
        <tbody>
          {excerpt.entries.map((entry, index) => {
            const gap = entry.seq - (excerpt.entries[index - 1]?.seq ?? entry.seq - 1) - 1;
            return [
              gap > 0 && <Gap key={`gap-${entry.seq}`} lines={gap} />,
              <Line key={entry.seq} entry={entry} told={told} />,
            ];
          })}
        </tbody>
      </table>
    </details>
  );
}

function Gap({ lines }: { readonly lines: number }) {
  return (
    <tr class="gap">
      <td colSpan={4}>{counted(lines, 'line')} left out</td>
    </tr>
  );
}

function Line({ entry, told }: { readonly entry: Entry; readonly told: Told }) {
  const { order } = told.flown;
  const anchor = lineAnchor(order.id, entry.seq);
  const hushed = told.excerpt?.hushed.has(entry.seq);
  const text = hushed ? '(left out: there is too much output)' : line(entry, order.scenario.faults);
  return (
    <tr id={anchor} class={tone(entry)}>
      <td>
        <a href={`#${anchor}`}>{entry.seq}</a>
      </td>
      <td>{precisely(entry.at)}</td>
      <td>{entry.kind}</td>
      <td>
        <Untrusted text={text} />
      </td>
    </tr>
  );
}

/** Faults and what they struck stand out; the rest does not. */
function tone(entry: Entry): string | undefined {
  if (entry.kind === 'fault.opened' || entry.kind === 'fault.closed') return 'fault';
  if (entry.kind === 'attempt.ended' && entry.struckBy !== undefined) return 'hit';
  if (entry.kind === 'work.ended' && entry.outcome !== 'answered') return 'hit';
  return undefined;
}
