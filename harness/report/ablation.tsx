import { renderToString } from 'preact-render-to-string';
import type { Row, Subject } from '#harness/ablation/ablate.ts';
import type { Bought } from '#harness/ablation/compare.ts';
import { FIGURES, HEADINGS, MEANINGS, told, worthShowing } from './bought.ts';
import { POLICY } from './page.tsx';
import { Scroll } from './scroll.tsx';
import { STYLE } from './style.ts';
import { Untrusted } from './untrusted.tsx';
import { counted } from './words.ts';

/** Everything that an ablation has to say. */
export interface Ablated {
  /** The command that was given, as it can be given again. */
  readonly command: string;
  readonly seed: number;
  readonly scenarios: number;
  readonly subjects: readonly Subject[];
  readonly rows: readonly Row[];
  /** Measures that were not come to. */
  readonly left: number;
}

/** The page of an ablation: no script, no network, the same bytes for the same rows. */
export const ablationPage = (ablated: Ablated): string =>
  `<!doctype html>\n${renderToString(<Document ablated={ablated} />)}\n`;

/** What each client is to a measure. */
export const IN: Readonly<Record<Subject, string>> = {
  hardened: 'hardened: with the measure, less without it, where all the others are on',
  naive: 'naive: with the measure, less without it, where all the others are off',
};

function Document({ ablated }: { readonly ablated: Ablated }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>groundstop: what each measure buys</title>
        <style>{STYLE}</style>
      </head>
      <body>
        <Top ablated={ablated} />
        <main>
          {ablated.subjects.map((subject) => (
            <Table key={subject} subject={subject} rows={ablated.rows} />
          ))}
        </main>
      </body>
    </html>
  );
}

function Top({ ablated: { command, rows, scenarios, seed, left } }: { readonly ablated: Ablated }) {
  return (
    <header class="top">
      <p class="eyebrow">groundstop</p>
      <h1>What each measure buys</h1>
      <p class="then">
        {counted(rows.length, 'measure')} over {counted(scenarios, 'scenario')} in virtual time.
        Every figure is what the client has with the measure less what it has without. A measure
        that shows nothing in the hardened client may be one of two that do the same; one that shows
        nothing in the naive client may need another. Where a cell is empty, nothing differed.
        {left > 0 && ` ${counted(left, 'measure')} were not come to: it was interrupted.`}
      </p>
      <dl class="circumstances">
        <div>
          <dt>seed</dt>
          <dd>{seed}</dd>
        </div>
        <div>
          <dt>again</dt>
          <dd>
            <code>
              <Untrusted text={command} cap={400} />
            </code>
          </dd>
        </div>
      </dl>
      <details class="meanings">
        <summary>What the columns say</summary>
        <dl>
          {FIGURES.map((key) => (
            <div key={key}>
              <dt>{HEADINGS[key]}</dt>
              <dd>{MEANINGS[key]}</dd>
            </div>
          ))}
        </dl>
      </details>
    </header>
  );
}

/** Rows under one heading: who proposed them, or that they are our own. */
const GROUPS = [
  { name: 'Proposed by others', has: ({ measure }: Row) => measure.source !== undefined },
  {
    name: 'Each mitigation of the reference client, and some pairs: what buys most comes first',
    has: ({ measure }: Row) => measure.source === undefined,
  },
] as const;

function Table({ subject, rows }: { readonly subject: Subject; readonly rows: readonly Row[] }) {
  const { shown, idle } = worthShowing(rows, subject);
  const groups = GROUPS.map(({ name, has }) => ({ name, rows: shown.filter(has) }));
  return (
    <section class="bought" aria-labelledby={subject}>
      <h2 id={subject}>{IN[subject]}</h2>
      <Scroll name={IN[subject]}>
        <table>
          <thead>
            <tr>
              <th scope="col">measure</th>
              {FIGURES.map((key) => (
                <th key={key} scope="col">
                  {HEADINGS[key]}
                </th>
              ))}
            </tr>
          </thead>
          {groups
            .filter((group) => group.rows.length > 0)
            .map((group) => [
              <tbody key={group.name} class="group">
                <tr>
                  <th scope="rowgroup" colSpan={FIGURES.length + 1}>
                    <div>{group.name}</div>
                  </th>
                </tr>
              </tbody>,
              ...group.rows.map((row) => (
                <Lines key={row.measure.name} row={row} subject={subject} />
              )),
            ])}
        </table>
      </Scroll>
      {idle.length > 0 && <p>No difference: {idle.join(', ')}.</p>}
    </section>
  );
}

/** A measure: its figures, and below them, over the whole width, what is said of it in words. */
function Lines({ row, subject }: { readonly row: Row; readonly subject: Subject }) {
  const { measure } = row;
  const bought = row.bought[subject];
  const words = bought && told(bought);
  return (
    <tbody>
      <tr>
        <th scope="row">{measure.name}</th>
        {words ? (
          FIGURES.map((key) => (
            <td key={key} class={key}>
              {words[key]}
            </td>
          ))
        ) : (
          <td class="not" colSpan={FIGURES.length}>
            not switched here
          </td>
        )}
      </tr>
      <tr class="words">
        <td colSpan={FIGURES.length + 1}>
          <div>
            {measure.about}
            {measure.source && ` Proposed in: ${measure.source}.`}
            {bought && <Where bought={bought} />}
          </div>
        </td>
      </tr>
    </tbody>
  );
}

/** In which scenarios the verdict is another, and of which checks that is. */
function Where({ bought }: { readonly bought: Bought }) {
  const { keeps, breaks } = told(bought);
  const said = [
    { what: 'better in', text: listed(bought.saved) },
    { what: 'keeps', text: keeps },
    { what: 'worse in', text: listed(bought.harmed), harms: true },
    { what: 'breaks', text: breaks, harms: true },
  ];
  return said
    .filter(({ text }) => text !== '')
    .map(({ what, text, harms }) => (
      <span key={what} class={harms ? 'harms' : 'helps'}>
        {what} {text}
      </span>
    ));
}

/** The first of many scenarios; the data beside the page has them all. */
function listed(ids: readonly string[]): string {
  const more = ids.length - MOST;
  return ids.slice(0, MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const MOST = 6;
