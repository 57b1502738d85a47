import { renderToString } from 'preact-render-to-string';
import type { Row, Subject } from '#harness/ablation/ablate.ts';
import type { Bought } from '#harness/ablation/compare.ts';
import { HEADINGS, type Told, told, worthShowing } from './bought.ts';
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
  hardened: 'hardened: switched off, where all the others are on',
  naive: 'naive: switched on, where all the others are off',
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
        nothing in the naive client may need another.
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
    </header>
  );
}

function Table({ subject, rows }: { readonly subject: Subject; readonly rows: readonly Row[] }) {
  const keys = Object.keys(HEADINGS) as (keyof Told)[];
  const { shown, idle } = worthShowing(rows, subject);
  return (
    <section class="bought" aria-labelledby={subject}>
      <h2 id={subject}>{IN[subject]}</h2>
      <Scroll name={IN[subject]}>
        <table>
          <thead>
            <tr>
              <th scope="col">measure</th>
              {keys.map((key) => (
                <th key={key} scope="col">
                  {HEADINGS[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ measure, bought }) => (
              <tr key={measure.name}>
                <th scope="row">
                  {measure.name}
                  <small>{measure.about}</small>
                  {measure.source && <small>Proposed in: {measure.source}</small>}
                </th>
                <Cells bought={bought[subject]} keys={keys} />
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {idle.length > 0 && <p>No difference: {idle.join(', ')}.</p>}
    </section>
  );
}

function Cells(props: { readonly bought: Bought | undefined; readonly keys: (keyof Told)[] }) {
  const { bought, keys } = props;
  if (!bought) return <td colSpan={keys.length}>not switched here</td>;
  const words = told(bought);
  return keys.map((key) => (
    <td key={key} class={key} {...titleOf(key, bought)}>
      {words[key]}
    </td>
  ));
}

/** Which scenarios a number stands for. */
function titleOf(key: keyof Told, bought: Bought): { title?: string } {
  if (key !== 'saved' && key !== 'harmed') return {};
  return bought[key].length > 0 ? { title: bought[key].join(', ') } : {};
}
