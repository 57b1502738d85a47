/** How something looks in a lane. `lanes.tsx` draws each, and explains those that occur. */
export type Look =
  /** An attempt or request that went through. */
  | 'passed'
  /** One that a fault struck. */
  | 'struck'
  /** One that the service turned away by itself, or that failed without a fault. */
  | 'refused'
  /** The client went by itself before its time, or not in peace. */
  | 'exit'
  /** Something that a person or a machine was told. */
  | 'told'
  | 'retry'
  /** A line of output. */
  | 'said'
  /** A line of the log on which a failed check rests. */
  | 'exhibit';

/** Something at a moment. */
export interface Point {
  readonly at: number;
  readonly look: Look;
  /** The line of the log that it stands for. */
  readonly seq: number;
  readonly says: string;
}

/** Something that lasted. */
export interface Band {
  readonly from: number;
  readonly until: number;
  readonly look: 'fault' | 'good' | 'gone' | 'done' | 'undone' | 'lost';
  readonly seq: number;
  readonly label: string;
  readonly says: string;
}

/** One strip of the timeline. */
export interface Lane {
  readonly name: string;
  /** What tells it from others of its name. */
  readonly detail?: string;
  readonly points: readonly Point[];
  readonly bands: readonly Band[];
}
