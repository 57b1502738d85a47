import { createHash } from 'node:crypto';
import { renderToString } from 'preact-render-to-string';
import type { Night } from './flown.ts';
import { Grades } from './grades.tsx';
import { headline } from './headline.ts';
import { Matrix } from './matrix.tsx';
import { plan, type Told } from './plan.ts';
import { Reader } from './reader.tsx';
import { Scenario } from './scenario.tsx';
import { shown } from './shown.ts';
import { STYLE } from './style.ts';
import { Untrusted } from './untrusted.tsx';
import { counted } from './words.ts';

/**
 * `index.html`: the whole report in one file that needs no network, runs no script, and is the same
 * for the same night to the last byte.
 */
export const page = (night: Night): string =>
  `<!doctype html>\n${renderToString(<Document night={night} />)}\n`;

const hash = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * What the page may do: look as its one style sheet says. Nothing else that finds its way in can
 * run, load, send or take over the page's address.
 */
export const POLICY = [
  "default-src 'none'",
  `style-src ${hash(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

function Document({ night }: { readonly night: Night }) {
  const { first } = headline(night);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>groundstop report</title>
        <meta name="description" content={shown(first, 400)} />
        <style>{STYLE}</style>
      </head>
      <body>
        <Body night={night} />
      </body>
    </html>
  );
}

function Body({ night }: { readonly night: Night }) {
  const { told, leftOut } = plan(night);
  return (
    <>
      <a class="skip" href="#matrix">
        Skip to the verdicts
      </a>
      <Top night={night} leftOut={leftOut} />
      <main>
        <Matrix night={night} />
        <Grades night={night} />
        {byScenario(told).map((group) => (
          <Scenario key={group[0].flown.order.scenario.id} told={group} />
        ))}
        <Reader />
      </main>
      <footer>
        <p>
          Written by groundstop from the logs of {counted(night.flown.length, 'run')}. The same logs
          give the same page. <code>report.json</code> beside it says the same to programs.
        </p>
      </footer>
    </>
  );
}

function Top({ night, leftOut }: { readonly night: Night; readonly leftOut: readonly string[] }) {
  const { first, rest } = headline(night);
  return (
    <header class="top">
      <p class="eyebrow">groundstop</p>
      <h1>
        <Untrusted text={first} cap={400} />
      </h1>
      {rest.length > 0 && (
        <p class="then">
          <Untrusted text={rest.join(' ')} />
        </p>
      )}
      <dl class="circumstances">
        <div>
          <dt>flown</dt>
          <dd>{counted(night.flown.length, 'run')}</dd>
        </div>
        {night.circumstances?.map(({ name, value }) => (
          <div key={name}>
            <dt>
              <Untrusted text={name} cap={40} />
            </dt>
            <dd>
              <Untrusted text={value} cap={200} />
            </dd>
          </div>
        ))}
        <div>
          <dt>again</dt>
          <dd>
            <code>
              <Untrusted text={night.command} cap={400} />
            </code>
          </dd>
        </div>
        {leftOut.map((what) => (
          <div key={what}>
            <dt>not here</dt>
            <dd>{what}; the whole of it lies beside this page</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

type Group = readonly [Told, ...Told[]];

const byScenario = (told: readonly Told[]): readonly Group[] =>
  [
    ...Map.groupBy(told, ({ flown }) => flown.order.scenario.id).values(),
  ] as readonly unknown[] as readonly Group[];
