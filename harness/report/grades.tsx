import { AXES, type Standing } from '#score/axes.ts';
import type { Gate } from '#score/grade.ts';
import type { Score } from '#score/score.ts';
import { scenarioAnchor } from './anchor.ts';
import { Dependences } from './dependences.tsx';
import type { Night } from './flown.ts';
import { Modes } from './modes.tsx';
import { type ClientScore, scoresOf, two } from './scores.ts';
import { Untrusted } from './untrusted.tsx';
import { capital, counted } from './words.ts';

/** How everybody did over the whole catalogue, and what their failures rest on. */
export function Grades({ night }: { readonly night: Night }) {
  const scores = scoresOf(night);
  const { yardstick } = night;
  if (!yardstick || scores.length === 0) return null;
  const flown = new Set(night.flown.map(({ order }) => order.scenario.id));
  return (
    <section class="grades" aria-labelledby="grades">
      <h2 id="grades">How they did over the catalogue</h2>
      <div class="cards">
        {scores.map((one) => (
          <Card key={`${one.client} ${one.cell}`} one={one} flown={flown} />
        ))}
      </div>
      <p class="aside">
        A score is what was reached of what was possible, from 0 to 1: the mean over families of
        scenarios, weighted by the class of what failed (A 6, B 3, C 1). What was not flown counts
        as nothing. The grade is that of the lower end of the interval, which says how much hangs on
        the choice of scenarios; what no average makes up for then limits it. The bars are the eight
        axes of the contract, and the number of scenarios that put each to the test.
      </p>
      <Dependences scores={scores} flown={night.flown} />
      <Modes scores={scores} flown={night.flown} period={yardstick.period} />
    </section>
  );
}

function Card({ one, flown }: { readonly one: ClientScore; readonly flown: Scenarios }) {
  const { client, cell, control, score } = one;
  return (
    <article class="card">
      <h3>
        <Untrusted text={client} cap={60} />{' '}
        <small>
          {control && 'control, '}
          <Untrusted text={cell} cap={40} />
        </small>
      </h3>
      <Grade score={score} />
      <Why one={one} flown={flown} />
      <Axes axes={score.axes} />
    </article>
  );
}

function Grade({ score }: { readonly score: Score }) {
  const { grade, provisional, value, interval, seen } = score;
  if (grade === undefined) {
    return (
      <p class="grade">
        no grade <span class="score">{two(seen)}</span> <small>of what was flown</small>
      </p>
    );
  }
  const [low, high] = [two(interval.low), two(interval.high)];
  return (
    <p class="grade">
      <b>{grade}</b> {provisional && 'provisional '}
      <span class="score">{two(value)}</span>{' '}
      <small>
        {low !== high && `${low}–${high}`}
        {two(seen) !== two(value) && ` claimed, ${two(seen)} of what was flown`}
      </small>
    </p>
  );
}

type Scenarios = ReadonlySet<string>;

/** Scenarios that are named where many show the same thing. */
const NAMED = 3;

function Why({ one, flown }: { readonly one: ClientScore; readonly flown: Scenarios }) {
  const { gates, because, missing, band, grade, cells } = one.score;
  const open = cells.filter(({ decision }) => decision === 'go on').length;
  if (gates.length + missing.length === 0 && because === undefined) return null;
  return (
    <ul class="why">
      {because !== undefined && <li>{capital(because)}</li>}
      {grade !== undefined && grade !== band && <li>{band} by its score alone</li>}
      {gates.map((gate) => (
        <li key={gate.because}>
          At best {gate.atBest}: {gate.because}
          <Where gate={gate} flown={flown} />
        </li>
      ))}
      {open > 0 && <li>{counted(open, 'scenario')} undecided after so few flights</li>}
      {missing.length > 0 && (
        <li>
          <details>
            <summary>{counted(missing.length, 'scenario')} counted as nothing</summary>
            {missing.map(({ scenario, verdict }, index) => (
              <>
                {index > 0 && ', '}
                <Untrusted key={scenario} text={scenario} cap={80} />
                {verdict !== 'not flown' && ` (${verdict})`}
              </>
            ))}
          </details>
        </li>
      )}
    </ul>
  );
}

function Where({ gate, flown }: { readonly gate: Gate; readonly flown: Scenarios }) {
  const { scenarios } = gate;
  if (scenarios.length === 0) return null;
  const rest = scenarios.length - NAMED;
  return (
    <small>
      {scenarios.slice(0, NAMED).map((scenario, index) => (
        <>
          {index > 0 ? ', ' : ' '}
          <Named key={scenario} scenario={scenario} flown={flown} />
        </>
      ))}
      {rest > 0 && ` and ${rest} more`}
    </small>
  );
}

function Named({ scenario, flown }: { readonly scenario: string; readonly flown: Scenarios }) {
  const name = <Untrusted text={scenario} cap={80} />;
  return flown.has(scenario) ? <a href={`#${scenarioAnchor(scenario)}`}>{name}</a> : name;
}

function Axes({ axes }: { readonly axes: readonly Standing[] }) {
  const least = Math.min(...axes.map(({ value = 1 }) => value));
  return (
    <table class="axes">
      <tbody>
        {axes.map(({ axis, value, tested }) => (
          <tr key={axis} class={value === least && least < 1 ? 'least' : undefined}>
            <th scope="row">{AXES[axis]}</th>
            <td>
              <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="whole" width="100" height="6" />
                <rect class="part" width={Math.round((value ?? 0) * 100)} height="6" />
              </svg>
            </td>
            <td>{value === undefined ? '–' : two(value)}</td>
            <td>
              <small>in {tested}</small>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
