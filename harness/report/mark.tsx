import type { Look } from './lane.ts';

/** The drawn form of a look, one for a single moment and stretched where several fell together. */
export function Mark(props: {
  readonly look: Look;
  readonly from: number;
  readonly until: number;
  readonly y: number;
}) {
  const { look, from, until, y } = props;
  switch (look) {
    case 'passed':
    case 'struck':
      return <Pill class={look} from={from} until={until} y={y} radius={4} />;
    case 'retry':
      return <Pill class="retry" from={from} until={until} y={y} radius={2} />;
    case 'refused':
      return <path class="cross" d={`${cross(from, y)}${until > from ? cross(until, y) : ''}`} />;
    case 'exit':
      return <path class="exit" d={`M${from} ${y - 9}v18`} />;
    case 'told':
      return <path class="told" d={stretched(from, until, y, 5)} />;
    case 'exhibit':
      return <path class="exhibit" d={stretched(from, until, y, 5)} />;
    case 'said':
      return (
        <path
          class="said"
          d={`M${from} ${y - 5}v10${until > from ? `M${until} ${y - 5}v10` : ''}`}
        />
      );
  }
}

function Pill(props: {
  readonly class: string;
  readonly from: number;
  readonly until: number;
  readonly y: number;
  readonly radius: number;
}) {
  const { from, until, y, radius } = props;
  return (
    <rect
      class={props.class}
      x={round(from - radius)}
      y={y - radius}
      width={round(until - from + 2 * radius)}
      height={2 * radius}
      rx={radius}
    />
  );
}

const cross = (x: number, y: number): string => `M${round(x - 4)} ${y - 4}l8 8m0 -8l-8 8`;

const stretched = (from: number, until: number, y: number, half: number): string =>
  [
    `M${round(from - half)} ${y}L${from} ${y - half}H${until}`,
    `L${round(until + half)} ${y}L${until} ${y + half}H${from}Z`,
  ].join('');

const round = (value: number): number => Math.round(value * 10) / 10;
