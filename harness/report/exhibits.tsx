import { lineAnchor } from './anchor.ts';
import type { Told } from './plan.ts';
import { clock } from './words.ts';

/** More links than these in a row are noise. */
const MOST = 8;

/** Links to the lines that show something; plain numbers where the page does not have the lines. */
export function Exhibits({
  seqs,
  told,
}: {
  readonly seqs: readonly number[];
  readonly told: Told;
}) {
  if (seqs.length === 0) return null;
  const { flown, excerpt } = told;
  const times = new Map(excerpt?.entries.map(({ seq, at }) => [seq, at]));
  const some = seqs.length > MOST ? [...seqs.slice(0, MOST - 1), seqs.at(-1)!] : seqs;
  return (
    <span class="exhibits">
      {some.map((seq) => {
        const at = times.get(seq);
        if (at === undefined) return <span key={seq}>#{seq}</span>;
        return (
          <a
            key={seq}
            href={`#${lineAnchor(flown.order.id, seq)}`}
            title={`Line ${seq} of the log`}
          >
            {clock(at)}
            <small>#{seq}</small>
          </a>
        );
      })}
      {seqs.length > some.length && <span>and {seqs.length - some.length} more</span>}
    </span>
  );
}
