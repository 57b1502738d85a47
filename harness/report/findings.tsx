import type { Measure } from '#core/check.ts';
import type { Judged } from '#harness/judge.ts';
import { Exhibits } from './exhibits.tsx';
import type { Told } from './plan.ts';
import { Untrusted } from './untrusted.tsx';
import { counted, GRAVITY } from './words.ts';

/** What the checks found: broken promises in full, unknown ones too, and the rest folded away. */
export function Findings({ told }: { readonly told: Told }) {
  const { findings, failed, verdict } = told.flown.judgement;
  if (findings.length === 0) return null;
  if (verdict === 'invalid') return <Void findings={findings} told={told} />;
  const of = (outcome: Judged['outcome']) => findings.filter((one) => one.outcome === outcome);
  const broken = failed.flatMap((id) => of('fail').filter(({ check }) => check === id));
  const kept = of('pass');
  const idle = of('na');
  return (
    <section class="findings">
      <h4>Promises</h4>
      {[...broken, ...of('inconclusive')].map((finding) => (
        <Finding key={finding.check} finding={finding} told={told} />
      ))}
      <Folded says={`${counted(kept.length, 'promise')} kept`} findings={kept} told={told} />
      <Folded
        says={`${counted(idle.length, 'promise')} not put to the test here`}
        findings={idle}
        told={told}
      />
    </section>
  );
}

/** A run that tested nothing breaks no promise, whatever the checks made of its log. */
function Void({ findings, told }: { readonly findings: readonly Judged[]; readonly told: Told }) {
  return (
    <section class="findings">
      <h4>Promises</h4>
      <p>None was put to the test.</p>
      <Folded says="What the checks say of such a log" findings={findings} told={told} />
    </section>
  );
}

function Folded(props: {
  readonly says: string;
  readonly findings: readonly Judged[];
  readonly told: Told;
}) {
  const { says, findings, told } = props;
  if (findings.length === 0) return null;
  return (
    <details>
      <summary>{says}</summary>
      {/* Where there is no log to look into, names will do: the words are in report.json. */}
      {told.excerpt ? (
        <ul class="kept">
          {findings.map((finding) => (
            <Short key={finding.check} finding={finding} told={told} />
          ))}
        </ul>
      ) : (
        <p>
          <Untrusted text={findings.map(({ check }) => check).join(', ')} />
        </p>
      )}
    </details>
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
  const what = <Untrusted text={unit} cap={40} />;
  return (
    <span class="measured">
      {/* A count stands behind its noun, which is then right for one as for many. */}
      {unit === 's' ? (
        <b>
          {number(value)} {what}
        </b>
      ) : (
        <b>
          {what}: {number(value)}
        </b>
      )}
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

function Short({ finding, told }: { readonly finding: Judged; readonly told: Told }) {
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
