import { IN_PLAIN_WORDS, isQuality, type Verdict } from '#core/verdict.ts';
import { runAnchor } from './anchor.ts';
import { Exhibits } from './exhibits.tsx';
import { Findings } from './findings.tsx';
import { type Flown, label, replay } from './flown.ts';
import { Log } from './log.tsx';
import type { Told } from './plan.ts';
import { Shape } from './shape.tsx';
import { standing } from './standing.ts';
import { Timeline } from './timeline.tsx';
import { Untrusted } from './untrusted.tsx';
import { capital, counted, oneLine, timeInWords } from './words.ts';

/** All that is known of one run: the verdict, the picture, the promises, what was seen, the log. */
export function Run({ told }: { readonly told: Told }) {
  const { flown, evidence, excerpt } = told;
  const { order, judgement } = flown;
  const id = runAnchor(order.id);
  return (
    <article class="run" aria-labelledby={id}>
      <header>
        <h3 id={id}>
          <Shape verdict={judgement.verdict} />
          <span>
            <Untrusted text={label(flown)} cap={80} /> {came(judgement.verdict)}
          </span>
          <span class="plain">{IN_PLAIN_WORDS[judgement.verdict]}</span>
        </h3>
        <p class="because">
          <Untrusted text={judgement.because} />
        </p>
        <Facts flown={flown} />
      </header>
      {evidence && <Timeline evidence={evidence} judgement={judgement} excerpt={excerpt} />}
      <div
        class={
          judgement.failed.length > 0 && judgement.verdict !== 'invalid'
            ? 'columns'
            : 'columns calm'
        }
      >
        <Findings told={told} />
        <Seen told={told} />
      </div>
      <pre class="replay">
        <Untrusted text={replay(flown)} />
      </pre>
      <Log told={told} />
    </article>
  );
}

const came = (verdict: Verdict): string =>
  isQuality(verdict) ? `was ${verdict}` : verdict === 'invalid' ? 'was not tested' : 'left it open';

function Facts({ flown }: { readonly flown: Flown }) {
  const { order, judgement } = flown;
  const { regret } = judgement;
  const below = regret ? `, ${counted(regret, 'step')} below it` : '';
  return (
    <ul class="facts">
      <li>
        best possible <b>{judgement.ceiling}</b>
        {below}
      </li>
      <li>{compared(flown)}</li>
      <li>
        <Untrusted text={order.cell} cap={40} /> cell, {timeInWords(order.time)}
      </li>
      <li>seed {order.seed}</li>
      <li class="id">
        <Untrusted text={order.id} cap={80} />
      </li>
    </ul>
  );
}

function compared(flown: Flown): string {
  const who = flown.control ? 'control' : 'under test';
  const { expected } = flown;
  if (!expected) return who;
  const stood = standing(flown);
  if (stood === 'as expected') return `${who}, as expected`;
  const wanted = expected.by === 'floor' ? `at least ${expected.verdict}` : expected.verdict;
  return `${who}, ${wanted} was expected`;
}

function Seen({ told }: { readonly told: Told }) {
  if (told.observations.length === 0) return null;
  return (
    <section class="seen">
      <h4>What was seen</h4>
      <ul>
        {told.observations.map(({ text, exhibits }) => (
          <li key={text}>
            <Untrusted text={capital(oneLine(text))} /> <Exhibits seqs={exhibits} told={told} />
          </li>
        ))}
      </ul>
    </section>
  );
}
