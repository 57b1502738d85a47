import type { Measure } from '#core/check.ts';
import type { Judged } from '#harness/judge.ts';
import { Exhibits } from './exhibits.tsx';
import type { Told } from './plan.ts';
import { Untrusted } from './untrusted.tsx';
import { counted, GRAVITY } from './words.ts';

/** What the checks found: broken promises in full, unknown ones too, and the rest folded away. */
export function Findings({ told }: { readonly told: Told }) {
  const { findings, failed } = told.flown.judgement;
  const of = (outcome: Judged['outcome']) => findings.filter((one) => one.outcome === outcome);
  const broken = failed.flatMap((id) => of('fail').filter(({ check }) => check === id));
  const open = of('inconclusive');
  const kept = of('pass');
  const idle = of('na');
  if (findings.length === 0) return null;
  return (
    <section class="findings">
      <h4>Promises</h4>
      {broken.map((finding) => (
        <Finding key={finding.check} finding={finding} told={told} />
      ))}
      {open.map((finding) => (
        <Finding key={finding.check} finding={finding} told={told} />
      ))}
      {kept.length > 0 && (
        <details>
          <summary>{counted(kept.length, 'promise')} kept</summary>
          <ul class="kept">
            {kept.map((finding) => (
              <Kept key={finding.check} finding={finding} told={told} />
            ))}
          </ul>
        </details>
      )}
      {idle.length > 0 && (
        <details>
          <summary>{counted(idle.length, 'promise')} not put to the test here</summary>
          <ul class="kept">
            {idle.map(({ check, because }) => (
              <li key={check}>
                <code>
                  <Untrusted text={check} />
                </code>{' '}
                <Untrusted text={because} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Finding({ finding, told }: { readonly finding: Judged; readonly told: Told }) {
  const { check, because, must, loses, source, severity, measured, outcome } = finding;
  const word = outcome === 'fail' ? `broken, ${GRAVITY[severity]}` : 'cannot be told';
  return (
    <div class={`finding ${outcome}`}>
      <h5>
        <code>
          <Untrusted text={check} />
        </code>
        <span class="outcome">{word}</span>
        {measured && <Measured measured={measured} />}
      </h5>
      <p class="because">
        <Untrusted text={because} />
      </p>
      <Exhibits
        seqs={finding.exhibits.length > 0 ? finding.exhibits : finding.witness}
        told={told}
      />
      <dl>
        <dt>promise</dt>
        <dd>
          The client must <Untrusted text={must} />
        </dd>
        <dt>you lose</dt>
        <dd>
          <Untrusted text={loses} />
        </dd>
        <dt>source</dt>
        <dd>
          <Untrusted text={source} />
        </dd>
      </dl>
    </div>
  );
}

function Measured({ measured }: { readonly measured: Measure }) {
  const { value, unit } = measured;
  return (
    <span class="measured">
      <b>
        {number(value)} <Untrusted text={unit} cap={40} />
      </b>
      , {bounded(measured)}
    </span>
  );
}

function bounded({ compare, bound }: Measure): string {
  if (compare === '>=') return `at least ${number(bound)} asked for`;
  if (bound === 0) return 'none allowed';
  return compare === '<='
    ? `at most ${number(bound)} allowed`
    : `exactly ${number(bound)} asked for`;
}

function Kept({ finding, told }: { readonly finding: Judged; readonly told: Told }) {
  return (
    <li>
      <code>
        <Untrusted text={finding.check} />
      </code>{' '}
      <Untrusted text={finding.because} />{' '}
      {finding.measured && <Measured measured={finding.measured} />}{' '}
      <Exhibits seqs={finding.exhibits.slice(0, 2)} told={told} />
    </li>
  );
}

const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 3 });
