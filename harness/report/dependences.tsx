import type { Dependence, Gap } from '#score/criticality.ts';
import { CLASSES } from '#score/yardstick.ts';
import { runAnchor } from './anchor.ts';
import type { Flown } from './flown.ts';
import type { ClientScore } from './scores.ts';
import { Scroll } from './scroll.tsx';
import { Untrusted } from './untrusted.tsx';
import { capital, listed } from './words.ts';

/** What each component's failing does to each client, and what the client was built for. */
export function Dependences(props: {
  readonly scores: readonly ClientScore[];
  readonly flown: readonly Flown[];
}) {
  const { scores, flown } = props;
  const ids = new Set(flown.map(({ order }) => order.id));
  const rows = (scores[0]?.score.dependences ?? [])
    .map((first, index) => ({ first, all: scores.map(({ score }) => score.dependences[index]!) }))
    .filter(({ all }) => all.some(({ flown }) => flown > 0))
    .sort((one, other) => order(one.first) - order(other.first));
  if (rows.length === 0) return null;
  return (
    <>
      <h3 id="criticality">What they depend on</h3>
      <p class="aside">
        Class letters are on the seed’s scale, by analogy with aviation practice: A, the session
        cannot work at all; B, it works with loss; C, an annoyance. This is no assessment by DO-178C
        or ARP4761, and certifies nothing. <i>Declared</i> is what a person wrote down before;{' '}
        <i>effect</i>, the worst that was seen when only this failed; <i>built for</i>, the class
        whose promises the client kept meanwhile.
      </p>
      <Scroll name="Components">
        <table class="dependences">
          <thead>
            <tr>
              <th scope="col">component</th>
              <th scope="col">declared (seed scale)</th>
              {scores.map(({ client, cell }) => (
                <th scope="col" key={`${client} ${cell}`}>
                  <Untrusted text={client} cap={30} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ first, all }) => (
              <tr key={first.component.id}>
                <Head dependence={first} />
                <td class="class">{first.component.declared}</td>
                {all.map((dependence, index) => (
                  <Square key={scores[index]!.client} dependence={dependence} ids={ids} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

const order = ({ component: { declared } }: Dependence): number => CLASSES.indexOf(declared);

function Head({ dependence: { component } }: { readonly dependence: Dependence }) {
  return (
    <th scope="row">
      <Untrusted text={component.id} cap={40} />
      <small>
        <Untrusted text={component.does} cap={120} />
      </small>
      <details>
        <summary>why {component.declared}</summary>
        <small>
          <Untrusted text={component.why} cap={400} />{' '}
          <cite>
            <Untrusted text={component.source} cap={200} />
          </cite>
        </small>
      </details>
    </th>
  );
}

const LOOK: Readonly<Record<Gap, string>> = {
  'under-engineered': 'under',
  'not shown': 'open',
  matched: 'fits',
  'over-engineered': 'fits',
  'not flown': 'open',
};

function Square(props: { readonly dependence: Dependence; readonly ids: ReadonlySet<string> }) {
  const { observed, because, earned, gap, run, flown, remark } = props.dependence;
  if (flown === 0) return <td class="open">{GAPS[gap]}</td>;
  const effect = `effect ${observed ?? 'none'}`;
  const reason = capital(because ?? '');
  return (
    <td class={LOOK[gap]}>
      <b>{GAPS[gap]}</b>
      <span>
        {effect}, built for {earned.class ?? 'none'}
      </span>
      <small>
        {run !== undefined && props.ids.has(run) ? (
          <a href={`#${runAnchor(run)}`}>
            <Untrusted text={reason} cap={120} />
          </a>
        ) : (
          <Untrusted text={reason} cap={120} />
        )}
        {lacks(props.dependence)}
        {remark !== undefined && gap !== 'under-engineered' && '; not as declared'}
      </small>
    </td>
  );
}

const GAPS: Readonly<Record<Gap, string>> = {
  'under-engineered': 'under-engineered',
  'not shown': 'not shown',
  matched: 'matched',
  'over-engineered': 'more than declared',
  'not flown': 'never failed alone',
};

/** What a higher class lacks, where it is lacking. */
function lacks({ gap, earned }: Dependence): string {
  if (gap === 'under-engineered' && earned.broken.length > 0) {
    return `; broken: ${listed(earned.broken.slice(0, 4))}`;
  }
  if (gap === 'not shown' && earned.wanted !== undefined) {
    return `; ${earned.repeats} of ${earned.wanted} flights`;
  }
  if (gap === 'not shown') return `; not put to the test: ${listed(earned.unshown)}`;
  return '';
}
