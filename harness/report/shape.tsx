import type { Verdict } from '#core/verdict.ts';

const PATHS: Readonly<Record<Verdict, string>> = {
  transparent: 'M8 2a6 6 0 1 0 .01 0Z',
  graceful: 'M8 1l7 7-7 7-7-7Z',
  degraded: 'M8 2l7 12H1Z',
  grounded: 'M2 2h12v12H2Z',
  harmful: 'M4 1l4 4 4-4 3 3-4 4 4 4-3 3-4-4-4 4-3-3 4-4-4-4Z',
  inconclusive: 'M8 2a6 6 0 1 0 .01 0ZM8 4a4 4 0 1 1-.01 0Z',
  invalid: 'M2 7h12v2H2Z',
  'not flown': 'M7 7h2v2H7Z',
};

/** A verdict as a shape in its colour. The word always stands beside it. */
export function Shape({ verdict }: { readonly verdict: Verdict }) {
  return (
    <svg class={`shape ${verdict}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[verdict]} fill-rule="evenodd" />
    </svg>
  );
}
