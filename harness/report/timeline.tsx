import type { ComponentChildren } from 'preact';
import type { Evidence } from '#core/evidence.ts';
import type { Judgement } from '#harness/judge.ts';
import { lineAnchor, runAnchor } from './anchor.ts';
import type { Excerpt } from './excerpt.ts';
import type { Band, Lane, Look, Point } from './lane.ts';
import { lanes } from './lanes.ts';
import { Mark } from './mark.tsx';
import { type Scale, scale, ticks } from './scale.ts';
import { Scroll } from './scroll.tsx';
import { brief, shown } from './shown.ts';
import { aimed, clock, counted } from './words.ts';

const WIDTH = 1_000;
const LEFT = 142;
const RIGHT = 970;
const HEIGHT = 22;
const AXIS = 20;

interface Sheet {
  readonly scale: Scale;
  /** The address of a line of the log, where the page has it. */
  href(seq: number): string | undefined;
}

/** A run as a drawing: lanes over one clock, each fault shaded through all of them. */
export function Timeline(props: {
  readonly evidence: Evidence;
  readonly judgement: Judgement;
  readonly excerpt: Excerpt | undefined;
}) {
  const { evidence, judgement, excerpt } = props;
  const strips = lanes(evidence, judgement);
  const run = evidence.order.id;
  const id = runAnchor(run);
  const sheet: Sheet = {
    scale: scale(extent(evidence), { left: LEFT, right: RIGHT }),
    href: (seq) => (excerpt?.lines.has(seq) ? `#${lineAnchor(run, seq)}` : undefined),
  };
  const bottom = strips.length * HEIGHT;
  return (
    <figure class="timeline">
      <Scroll name="Timeline">
        <svg
          viewBox={`0 0 ${WIDTH} ${bottom + AXIS}`}
          role="img"
          aria-labelledby={`${id}-title ${id}-desc`}
        >
          <title id={`${id}-title`}>What happened, over scenario time</title>
          <desc id={`${id}-desc`}>{describe(evidence)}</desc>
          <Shades evidence={evidence} scale={sheet.scale} bottom={bottom} />
          <Axis scale={sheet.scale} bottom={bottom} />
          {strips.map((lane, index) => (
            <Strip key={lane.name} lane={lane} top={index * HEIGHT} sheet={sheet} />
          ))}
        </svg>
      </Scroll>
      <Legend strips={strips} />
    </figure>
  );
}

/** Boarding takes a twentieth of the drawing at most: it is not what the run is about. */
function extent({ entries, end }: Evidence): { readonly from: number; readonly until: number } {
  const until = Math.max(end, 1);
  return { from: Math.max(Math.min(0, entries[0]?.at ?? 0), -until / 20), until: until * 1.005 };
}

function describe(evidence: Evidence): string {
  const faults = evidence.spans.map(({ record, from, until, window }) => {
    const struck = evidence.struck.filter(({ struckBy }) => struckBy === window).length;
    const end = until === undefined ? 'to the end' : `to ${clock(until)}`;
    const force = `${aimed(record.fault)} was in force from ${clock(from)} ${end}`;
    if (record.fault.role === 'client') return `${force}.`;
    return `${force} and struck ${counted(struck, 'attempt')}.`;
  });
  const done = evidence.works.filter(({ outcome }) => outcome === 'answered').length;
  const all = counted(evidence.works.length, 'piece');
  const work = `${done} of ${all} of work ${done === 1 ? 'was' : 'were'} answered.`;
  return shown([...faults, work, 'The log below has every mark as a line.'].join(' '), 1_000);
}

function Shades(props: {
  readonly evidence: Evidence;
  readonly scale: Scale;
  readonly bottom: number;
}) {
  const { evidence, scale: across, bottom } = props;
  return (
    <g class="shades">
      {evidence.spans.map((span) => {
        const x = across.x(span.from);
        const width = Math.max(1, across.x(span.until ?? evidence.end) - x);
        return <rect key={span.exhibits[0]} x={x} y={0} width={round(width)} height={bottom} />;
      })}
    </g>
  );
}

function Axis({ scale: across, bottom }: { readonly scale: Scale; readonly bottom: number }) {
  return (
    <g class="axis">
      {ticks(across).map(({ at, says }) => (
        <g key={at}>
          <path d={`M${across.x(at)} 0V${bottom + 4}`} />
          <text x={across.x(at)} y={bottom + 16}>
            {says}
          </text>
        </g>
      ))}
    </g>
  );
}

function Strip(props: { readonly lane: Lane; readonly top: number; readonly sheet: Sheet }) {
  const { lane, top, sheet } = props;
  const middle = top + HEIGHT / 2;
  return (
    <g class="lane">
      <path d={`M0 ${top + HEIGHT}H${RIGHT}`} class="rule" />
      <text x={0} y={middle + 4} class="name">
        {brief(lane.name, 21)}
        {lane.detail && <tspan class="detail"> {brief(lane.detail, 12)}</tspan>}
      </text>
      {lane.bands.map((band) => (
        <Bar key={band.seq} band={band} top={top} sheet={sheet} />
      ))}
      {cluster(lane.points, sheet.scale).map((group) => (
        <Dot key={group.points[0]!.seq} group={group} middle={middle} sheet={sheet} />
      ))}
    </g>
  );
}

function Bar(props: { readonly band: Band; readonly top: number; readonly sheet: Sheet }) {
  const { band, top, sheet } = props;
  const x = sheet.scale.x(band.from);
  const width = round(Math.max(6, sheet.scale.x(band.until) - x));
  const fits = band.label.length * 6 + 8 <= width;
  const beside = !fits && band.look === 'fault' && x + width + band.label.length * 6 + 10 < RIGHT;
  const thin = band.look === 'fault' ? 3 : 4;
  return (
    <Linked href={sheet.href(band.seq)} says={band.says}>
      <rect
        class={band.look}
        x={x}
        y={top + thin}
        width={width}
        height={HEIGHT - 2 * thin}
        rx={2}
      />
      {(fits || beside) && (
        <text
          class={fits ? `on ${band.look}` : 'beside'}
          x={fits ? x + 5 : round(x + width + 5)}
          y={top + HEIGHT / 2 + 4}
        >
          {shown(band.label)}
        </text>
      )}
    </Linked>
  );
}

/** Marks that would lie on top of each other, as one. */
interface Group {
  readonly look: Look;
  readonly from: number;
  readonly until: number;
  /** Where the next mark of the lane begins. */
  readonly next: number;
  readonly points: readonly Point[];
}

const APART = 9;

function cluster(points: readonly Point[], across: Scale): readonly Group[] {
  const groups: { look: Look; from: number; until: number; points: Point[] }[] = [];
  for (const point of points.toSorted((one, other) => one.at - other.at)) {
    const x = across.x(point.at);
    const near = groups.find(
      ({ look, until }) => look === point.look && x - until < APART && x >= until,
    );
    if (near) {
      near.until = x;
      near.points.push(point);
    } else groups.push({ look: point.look, from: x, until: x, points: [point] });
  }
  return groups.map((group) => {
    const after = groups.filter(({ from }) => from > group.until).map(({ from }) => from);
    return { ...group, next: Math.min(Infinity, ...after) };
  });
}

function Dot(props: { readonly group: Group; readonly middle: number; readonly sheet: Sheet }) {
  const { group, middle, sheet } = props;
  const { look, from, until, next, points } = group;
  const [first] = points as readonly [Point];
  const more = points.length > 1 ? ` (and ${points.length - 1} more until ` : '';
  const last = more ? `${clock(points.at(-1)!.at)})` : '';
  const counts = points.length > 1 && look !== 'said' && next - until > 24;
  return (
    <Linked href={sheet.href(first.seq)} says={`${shown(first.says, 200)}${more}${last}`}>
      <Mark look={look} from={from} until={until} y={middle} />
      {counts && (
        <text class="count" x={round(until + 7)} y={middle + 3.5}>
          {`×${points.length}`}
        </text>
      )}
    </Linked>
  );
}

/** A mark leads to its line. It is no stop for the keyboard: the log itself is read that way. */
function Linked(props: {
  readonly href: string | undefined;
  readonly says: string;
  readonly children: ComponentChildren;
}) {
  const says = <title>{shown(props.says)}</title>;
  if (props.href === undefined) {
    return (
      <g>
        {says}
        {props.children}
      </g>
    );
  }
  return (
    <a href={props.href} tabIndex={-1}>
      {says}
      {props.children}
    </a>
  );
}

const MEANING: Readonly<Record<Look, string>> = {
  passed: 'went through',
  struck: 'struck by a fault',
  refused: 'turned away',
  exit: 'the client exited',
  told: 'told to the user',
  retry: 'told of a retry',
  said: 'a line of output',
  exhibit: 'shows a broken promise',
};

const WORKS = [
  ['done', 'work done'],
  ['undone', 'work not done'],
  ['lost', 'work that nobody was there to take'],
] as const;

function Legend({ strips }: { readonly strips: readonly Lane[] }) {
  const seen = new Set(strips.flatMap(({ points }) => points.map(({ look }) => look)));
  const bands = new Set(strips.flatMap((lane) => lane.bands.map(({ look }) => look)));
  const looks = (Object.keys(MEANING) as Look[]).filter((look) => seen.has(look));
  return (
    <figcaption>
      {looks.map((look) => (
        <span key={look}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <Mark look={look} from={8} until={8} y={8} />
          </svg>
          {MEANING[look]}
        </span>
      ))}
      {WORKS.filter(([look]) => bands.has(look)).map(([look, says]) => (
        <span key={look}>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <rect class={look} x={4} y={2} width={8} height={12} rx={2} />
          </svg>
          {says}
        </span>
      ))}
      {bands.has('fault') && (
        <span>
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <g class="shades">
              <rect x={0} y={1} width={16} height={14} />
            </g>
          </svg>
          a fault in force
        </span>
      )}
    </figcaption>
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
