/**
 * The page's one style sheet. It goes into the page as text, so it does without the characters that
 * escaping would change: no double quotes, no ampersands, no less-than signs.
 *
 * Colour is kept for what was lost. Fills and inks of the verdicts keep their distance from each
 * other for the three common kinds of colour blindness, and each comes with a shape and a letter.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfc; --ink: #1b1c1e; --soft: #55595f; --faint: #6d737a; --rule: #e3e4e3;
  --wash: #f4f4f2; --accent: #3a46b8; --shade: #1b1c1e; --mark: #eceefb;
  --t: #90ecfe; --t-ink: #000; --g: #6998f0; --g-ink: #000; --d: #fedf29; --d-ink: #000;
  --x: #f44d12; --x-ink: #000; --h: #7a034a; --h-ink: #fff; --n: #ecedee; --n-ink: #4b4f54;
  --edge: #1b1c1e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --ink: #e6e7e8; --soft: #a9aeb5; --faint: #8a9098; --rule: #2c3035;
    --wash: #1c1f23; --accent: #a9b4ff; --shade: #e6e7e8; --mark: #262b45;
    --t: #039281; --t-ink: #000; --g: #1c44ac; --g-ink: #fff; --d: #f0b522; --d-ink: #000;
    --x: #f87e53; --x-ink: #000; --h: #f9d3e0; --h-ink: #000; --n: #282a2d; --n-ink: #b9bdc3;
    --edge: #c9cdd2;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1.5rem 4rem; max-width: 74rem; background: var(--paper);
  color: var(--ink); font: 15px/1.55 ui-sans-serif, system-ui, sans-serif;
  overflow-wrap: anywhere;
}
code, pre, .log table, .eyebrow, .id, svg text.name {
  font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
}
code { font-size: 0.9em; }
a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: 0.2em; }
a:hover { color: var(--accent); text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
small { font-size: 0.8rem; color: var(--soft); font-weight: 400; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: 0.5rem; z-index: 2; }
.control { color: var(--accent); font-size: 0.85em; }
.eyebrow { margin: 0; font-size: 0.8rem; color: var(--accent); letter-spacing: 0.02em; }
h1, h2, h3, h4, h5 { line-height: 1.25; font-weight: 600; text-wrap: balance; }

.top { padding: 3rem 0 1.5rem; }
h1 { margin: 0.4rem 0 0.8rem; font-size: 1.9rem; letter-spacing: -0.015em; max-width: 46rem; }
.then { margin: 0 0 1.2rem; max-width: 46rem; font-size: 1.05rem; color: var(--soft); }
dl { margin: 0; }
dt { color: var(--faint); }
dd { margin: 0; }
.circumstances { display: grid; gap: 0.15rem; font-size: 0.87rem; }
.circumstances div, .story dl div { display: grid; grid-template-columns: 5.5rem 1fr; }

.scroll { overflow-x: auto; }
.bought table { border-collapse: collapse; font-size: 0.85rem; font-variant-numeric: tabular-nums; }
.bought h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
.bought th, .bought td { padding: 0.4rem 0.7rem 0.4rem 0; text-align: left; vertical-align: top; }
.bought thead th { color: var(--faint); font-weight: 400; white-space: nowrap; }
.bought thead th:not(:first-child) { text-align: right; }
.bought tbody { border-top: 1px solid var(--rule); }
.bought th[scope=row] { font-weight: 500; min-width: 9rem; max-width: 18rem; }
.bought th[scope=rowgroup] { padding-top: 1.2rem; color: var(--soft); font-weight: 500; }
.bought tr:first-child > :is(th, td) { padding-bottom: 0; }
.bought td { text-align: right; white-space: nowrap; }
.bought .not { text-align: left; color: var(--soft); }
.bought .words td { padding-top: 0.1rem; text-align: left; white-space: normal; }
.bought .words div, .bought .group div { position: sticky; left: 0; max-width: min(58rem, 88vw); }
.bought .words { font-size: 0.8rem; color: var(--soft); }
.bought .words span { display: block; color: var(--ink); }
.bought .words .harms { color: var(--accent); }
.bought td.saved { font-weight: 600; }
.bought td.harmed { color: var(--accent); }
.meanings { margin-top: 0.8rem; font-size: 0.87rem; }
.meanings dl { margin: 0.4rem 0; display: grid; gap: 0.15rem; }
.meanings dl div { display: grid; grid-template-columns: 8rem 1fr; }
.matrix table { border-collapse: separate; border-spacing: 3px; margin-left: -3px; }
.matrix h2 { font-size: 1.15rem; margin: 1rem 0 0.6rem; }
.matrix th { text-align: left; font-weight: 500; vertical-align: bottom; padding: 0.3rem 0.6rem; }
.matrix th[scope=row] { padding-left: 0; min-width: 12rem; }
.matrix th[scope=row] { max-width: 24rem; }
.matrix thead th:first-child { padding-left: 0; color: var(--faint); font-weight: 400; }
.matrix th small { display: block; }
.matrix .family th { padding: 1.1rem 0 0.2rem; color: var(--soft); font-size: 0.9rem; }
.matrix th[scope=col] { white-space: nowrap; }
.matrix th[scope=row] { position: sticky; left: 0; background: var(--paper); }
.matrix td.empty { border-color: transparent; }
.matrix td {
  min-width: 8.5rem; padding: 0; border-radius: 3px; font-size: 0.9rem;
  border: 1px solid var(--rule);
}
.matrix td a { display: block; padding: 0.5rem 0.6rem; text-decoration: none; color: inherit; }
.matrix td a:hover { text-decoration: underline; }
.matrix td small { margin-left: 0.4rem; color: inherit; }
.matrix td .odd {
  display: block; margin: -0.4rem 0.6rem 0.4rem; font-size: 0.74rem; white-space: nowrap;
}
.matrix td.none {
  background: var(--n); color: var(--n-ink); border-color: transparent; padding: 0.5rem 0.6rem;
}
.matrix td.none a { padding: 0; }
td.graceful { --fill: var(--g); --over: var(--g-ink); }
td.degraded { --fill: var(--d); --over: var(--d-ink); }
td.grounded { --fill: var(--x); --over: var(--x-ink); }
td.harmful { --fill: var(--h); --over: var(--h-ink); }
td.regret-1 {
  background: color-mix(in srgb, var(--fill) 30%, var(--paper)); border-color: var(--fill);
}
td.regret-2 { background: color-mix(in srgb, var(--fill) 85%, var(--paper)); color: var(--over); }
td.regret-3 { background: var(--fill); color: var(--over); }
td.regret-2, td.regret-3 {
  border-color: var(--fill); --shape-fill: var(--over); --edge: transparent;
}
.shape { width: 0.8em; height: 0.8em; margin-right: 0.45em; overflow: visible; }
.shape path { stroke: var(--edge); stroke-width: 1; }
.shape.transparent path { fill: var(--shape-fill, var(--t)); }
.shape.graceful path { fill: var(--shape-fill, var(--g)); }
.shape.degraded path { fill: var(--shape-fill, var(--d)); }
.shape.grounded path { fill: var(--shape-fill, var(--x)); }
.shape.harmful path { fill: var(--shape-fill, var(--h)); }
.shape.inconclusive path, .shape.invalid path { fill: var(--faint); stroke: none; }
.key, .reasons { padding: 0; margin: 0.6rem 0 0; font-size: 0.82rem; color: var(--soft); }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 0.1rem 1.2rem; }
.reasons { padding-left: 1.2rem; }

.grades { margin-top: 3.5rem; }
.grades h2 { font-size: 1.15rem; margin: 0 0 0.8rem; }
.grades > h3 { font-size: 1rem; margin: 2.2rem 0 0.3rem; }
.grades > .aside { max-width: 46rem; margin: 0.6rem 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; }
.card { border: 1px solid var(--rule); border-radius: 4px; padding: 0.9rem 1.1rem; }
.card h3 { margin: 0; font-size: 0.95rem; }
.grade { margin: 0.2rem 0 0.4rem; font-size: 1.05rem; color: var(--soft); }
.grade b { font-size: 2.4rem; line-height: 1.2; color: var(--ink); margin-right: 0.25rem; }
.grade .score { color: var(--ink); font-variant-numeric: tabular-nums; }
.why { margin: 0 0 0.7rem; padding: 0; list-style: none; font-size: 0.85rem; display: grid;
  gap: 0.25rem; }
.why summary { font-size: inherit; padding: 0; }
.axes { border-collapse: collapse; width: 100%; font-size: 0.8rem; }
.axes th {
  text-align: left; font-weight: 400; color: var(--soft); padding: 0.1rem 0.6rem 0.1rem 0;
  white-space: nowrap;
}
.axes td {
  padding: 0.1rem 0; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap;
}
.axes td:nth-child(2) { width: 40%; padding-right: 0.6rem; }
.axes td:last-child { padding-left: 0.5rem; }
.axes svg { display: block; width: 100%; height: 6px; }
.axes .whole { fill: var(--n); }
.axes .part { fill: var(--soft); }
.axes .least th, .axes .least td { color: var(--ink); font-weight: 600; }
.axes .least .part { fill: var(--x); }
.dependences, .modes table { border-collapse: collapse; font-size: 0.83rem; }
.dependences th, .dependences td, .modes th, .modes td {
  text-align: left; vertical-align: top; padding: 0.45rem 0.8rem 0.45rem 0.6rem;
  border-bottom: 1px solid var(--rule); font-weight: 400; overflow-wrap: break-word;
}
.dependences thead th, .modes thead th { color: var(--faint); vertical-align: bottom; }
.dependences th:first-child, .modes th:first-child { padding-left: 0; }
.dependences tbody th { min-width: 11rem; max-width: 16rem; }
.dependences td { min-width: 11rem; max-width: 18rem; }
.dependences .class, .modes .class { font-weight: 600; min-width: 3rem; }
.dependences small, .modes td small { display: block; }
.dependences span { display: block; }
.dependences summary { font-size: 0.78rem; padding: 0; }
.dependences b { font-weight: 600; }
.dependences .under { box-shadow: inset 3px 0 var(--x); }
.dependences .open { color: var(--soft); }
.dependences .fits b { font-weight: 400; }
.modes { margin: 0.3rem 0; }
.modes td { min-width: 6.2rem; max-width: 16rem; }
.modes .high td:last-child { box-shadow: inset 3px 0 var(--x); }

.scenario { margin-top: 4rem; padding-top: 1.4rem; border-top: 1px solid var(--ink); }
.scenario h2 { font-size: 1.5rem; letter-spacing: -0.01em; margin: 0.2rem 0 0.7rem; }
.story { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 1rem 3rem; }
.story p { margin: 0; max-width: 38rem; }
.story dl { font-size: 0.87rem; display: grid; gap: 0.25rem; align-content: start; }
.story dl div { grid-template-columns: 3.5rem 1fr; }
cite { font-style: normal; color: var(--soft); margin-left: 0.4em; }

.run { margin-top: 2.6rem; }
.run h3 {
  font-size: 1.15rem; margin: 0; display: flex; flex-wrap: wrap; align-items: baseline;
  gap: 0 0.5em;
}
.run h3 .shape { margin-right: 0; align-self: center; }
.run h3 .plain { font-weight: 400; color: var(--soft); }
.run header .because { margin: 0.35rem 0; max-width: 46rem; }
.facts {
  list-style: none; margin: 0.35rem 0 0; padding: 0; display: flex; flex-wrap: wrap;
  gap: 0 1.4rem; font-size: 0.82rem; color: var(--soft);
}
.facts b { font-weight: 600; color: var(--ink); }

.timeline { margin: 1rem 0 1.2rem; }
.timeline .scroll svg { display: block; width: 100%; min-width: 46rem; }
svg text { font-size: 11px; fill: var(--soft); font-family: inherit; }
svg text.name { fill: var(--ink); font-size: 10.5px; }
svg .detail { fill: var(--faint); }
.rule { stroke: var(--rule); stroke-width: 1; }
.shades rect { fill: var(--shade); opacity: 0.06; }
.axis path { stroke: var(--rule); stroke-width: 1; fill: none; }
.axis text { text-anchor: middle; fill: var(--faint); }
svg a:hover { opacity: 0.6; }
rect.fault { fill: var(--shade); opacity: 0.8; }
rect.good { fill: var(--shade); opacity: 0.13; }
rect.gone, rect.lost { fill: none; stroke: var(--ink); stroke-dasharray: 3 2; }
rect.done { fill: var(--paper); stroke: var(--soft); }
rect.undone { fill: var(--ink); stroke: var(--ink); }
svg text.on { fill: var(--ink); }
svg text.on.fault { fill: var(--paper); }
rect.passed { fill: var(--paper); stroke: var(--soft); stroke-width: 1.2; }
rect.struck { fill: var(--ink); stroke: var(--ink); stroke-width: 1.2; }
rect.retry { fill: var(--soft); }
path.cross { stroke: var(--ink); stroke-width: 1.8; fill: none; }
path.exit { stroke: var(--ink); stroke-width: 3; fill: none; }
path.told { fill: var(--ink); }
path.said { stroke: var(--faint); stroke-width: 1; fill: none; }
path.exhibit { fill: var(--accent); }
figcaption {
  display: flex; flex-wrap: wrap; gap: 0 1.2rem; font-size: 0.78rem; color: var(--soft);
  margin-top: 0.3rem;
}
figcaption svg { width: 1em; height: 1em; vertical-align: -0.15em; margin-right: 0.35em; }
figcaption svg .shades rect { opacity: 0.14; }

.columns { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem 3rem; }
.calm .seen { order: -1; }
.run h4 { font-size: 0.87rem; margin: 0 0 0.4rem; color: var(--faint); font-weight: 400; }
.finding { padding-left: 0.8rem; border-left: 2px solid var(--ink); margin: 0 0 1rem; }
.finding.inconclusive { border-left-style: dotted; }
.finding h5 { margin: 0; font-size: 0.9rem; display: flex; flex-wrap: wrap; gap: 0 0.8em; }
.finding h5 .outcome, .measured { font-weight: 400; color: var(--soft); }
.finding .because { margin: 0.2rem 0; }
.finding dl {
  display: grid; grid-template-columns: 4.6rem 1fr; font-size: 0.82rem; margin-top: 0.3rem;
}
.finding dd { color: var(--soft); }
.measured { font-size: 0.82rem; }
.findings p { margin: 0 0 0.4rem; }
.seen ul, .kept { margin: 0; padding: 0; list-style: none; display: grid; gap: 0.45rem; }
.kept { font-size: 0.85rem; margin: 0.4rem 0 0.8rem; }
.exhibits {
  display: inline-flex; flex-wrap: wrap; gap: 0 0.7em; font-size: 0.78rem; color: var(--soft);
  font-variant-numeric: tabular-nums;
}
.exhibits a { color: var(--accent); text-decoration: none; }
.exhibits a:hover { text-decoration: underline; }
.exhibits small { margin-left: 0.25em; font-size: 0.9em; color: var(--faint); }
summary { cursor: pointer; color: var(--soft); font-size: 0.87rem; padding: 0.15rem 0; }
summary:hover { color: var(--accent); }
.replay {
  margin: 1rem 0 0.4rem; padding: 0.5rem 0.8rem; background: var(--wash); border-radius: 3px;
  font-size: 0.82rem; white-space: pre-wrap;
}
.aside { font-size: 0.82rem; color: var(--soft); margin: 0.3rem 0; }
.log table { border-collapse: collapse; font-size: 0.74rem; line-height: 1.5; width: 100%; }
.log th { text-align: left; font-weight: 400; color: var(--faint); }
.log td, .log th { padding: 0.05rem 0.8rem 0.05rem 0; vertical-align: top; }
.log td:nth-child(-n+3) {
  white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums;
}
.log td a { text-decoration: none; }
.log td:nth-child(4) { white-space: pre-wrap; }
.log tr.hit td:nth-child(n+3), .log tr.fault td:nth-child(n+3) {
  color: var(--ink); font-weight: 600;
}
.log tr:target td { background: var(--mark); }
.log .gap td { color: var(--faint); padding: 0.4rem 0; }
.reader { margin-top: 4rem; padding-top: 1.4rem; border-top: 1px solid var(--ink); }
.reader h2 { font-size: 1.15rem; margin: 0 0 0.6rem; }
.reader p { max-width: 46rem; margin: 0 0 1rem; }
.reader table { border-collapse: collapse; font-size: 0.82rem; margin-bottom: 0.8rem; }
.reader caption { text-align: left; color: var(--soft); padding-bottom: 0.3rem; }
.reader th { font-weight: 500; text-align: right; padding: 0.15rem 0.7rem 0.15rem 0; }
.reader th[scope=row] { text-align: left; }
.reader thead th:first-child { text-align: left; color: var(--faint); font-weight: 400; }
.reader td {
  text-align: right; padding: 0.15rem 0.7rem; border: 1px solid var(--rule);
  font-variant-numeric: tabular-nums;
}
.reader td.nought { color: var(--faint); }
.reader td.hit { background: var(--mark); }
.reader td.miss { font-weight: 600; outline: 2px solid var(--ink); outline-offset: -2px; }
footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: 0.82rem;
  color: var(--soft); }

@media (max-width: 48rem) {
  body { padding: 0 1rem 3rem; }
  .top { padding-top: 1.6rem; }
  h1 { font-size: 1.45rem; }
  .story, .columns { grid-template-columns: minmax(0, 1fr); }
  .matrix th[scope=row] { min-width: 8rem; }
  .matrix th .title { display: none; }
  .matrix td { min-width: 7.2rem; }
  .cards { grid-template-columns: minmax(0, 1fr); }
  .dependences tbody th { min-width: 8.5rem; }
  .dependences td { min-width: 10.5rem; }
  .log td { display: inline; }
  .log tr { display: block; padding: 0.15rem 0; border-bottom: 1px solid var(--rule); }
  .log thead { display: none; }
}
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #333; --faint: #555; --rule: #bbb; }
  @page { size: A4 landscape; margin: 14mm; }
  body { padding: 0; max-width: none; font-size: 10pt; print-color-adjust: exact;
    -webkit-print-color-adjust: exact; }
  .skip, .log { display: none; }
  .scenario { break-before: page; }
  .finding, .timeline, .card, tr { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; }
}
@media (forced-colors: active) {
  .matrix td { border: 1px solid CanvasText; }
}
`;
