import { inWords } from '#core/duration.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { spanInWords } from '#core/timeline.ts';
import { scenarioAnchor } from './anchor.ts';
import type { Told } from './plan.ts';
import { Run } from './run.tsx';
import { Untrusted } from './untrusted.tsx';
import { counted, oneLine } from './words.ts';

/** One story, and the runs in which it was flown. */
export function Scenario({ told }: { readonly told: readonly [Told, ...Told[]] }) {
  const story = told[0].flown.order.scenario;
  const id = scenarioAnchor(story.id);
  return (
    <section class="scenario" aria-labelledby={id}>
      <p class="eyebrow">
        <Untrusted text={story.id} cap={80} />
      </p>
      <h2 id={id}>
        <Untrusted text={oneLine(story.title)} cap={200} />
      </h2>
      <div class="story">
        <p>
          <Untrusted text={oneLine(story.why)} />
        </p>
        <Plot story={story} />
      </div>
      {told.map((one) => (
        <Run key={one.flown.order.id} told={one} />
      ))}
    </section>
  );
}

function Plot({ story }: { readonly story: ScenarioRecord }) {
  const { given, work, faults, seen } = story;
  const left =
    given.accessToken > 0
      ? `an access token good for ${inWords(given.accessToken)}`
      : 'an access token that has expired';
  return (
    <dl>
      {faults.map((window) => (
        <div key={`${window.fault.name} ${spanInWords(window)}`}>
          <dt>fault</dt>
          <dd>
            <b>
              <Untrusted text={window.fault.name} cap={60} />
            </b>{' '}
            {window.fault.role === 'client' ? '' : `on ${window.fault.role}, `}
            {spanInWords(window)}
          </dd>
        </div>
      ))}
      <div>
        <dt>given</dt>
        <dd>
          {left}; {counted(work.count, 'piece')} of work, one every {inWords(work.every)}
        </dd>
      </div>
      {seen.map(({ date, what, source }) => (
        <div key={`${date} ${what}`}>
          <dt>seen</dt>
          <dd>
            <Untrusted text={date} cap={40} />: <Untrusted text={oneLine(what)} />
            {source !== undefined && (
              <cite>
                <Untrusted text={source} cap={300} />
              </cite>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
