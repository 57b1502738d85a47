import { BLAMED, type Blamed, type Firmness } from './lexicon.ts';
import type { Role } from './role.ts';
import { answer, blamed, type Claim, claims } from './truth.ts';

/** A message that a client was seen to print, and what a careful reader takes it to blame. */
export interface Message {
  readonly text: string;
  /** More than one where it blames several; none where it names no cause. */
  readonly layers: readonly Blamed[];
  readonly firmness: Firmness | 'none';
  readonly client: string;
  readonly source: string;
  /** The lexicon was made with it in view, whatever its hash says. */
  readonly seen?: boolean;
}

/** Messages, and what the hosts in them are for. */
export interface Corpus {
  readonly hosts: Readonly<Record<string, Role>>;
  readonly messages: readonly Message[];
}

/** Of so many messages one is held out. */
const FIFTH = 5;

/** Whether a message is kept from whoever works on the lexicon. Its text decides, and nobody. */
export const isHeldOut = ({ text, seen }: Pick<Message, 'text' | 'seen'>): boolean =>
  seen !== true && hash(text) % FIFTH === 0;

/** FNV-1a, 32 bits, over the text's code units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}

/** What a message can be taken to blame: a layer, several at once, or nothing. */
export const SLOTS = [...BLAMED, 'several', 'none'] as const;
export type Slot = (typeof SLOTS)[number];

/** How the classifier did on some messages. */
export interface Score {
  readonly messages: number;
  /** So often it blamed the layers that the reader blames, neither more nor fewer. */
  readonly agreed: number;
  /** What the reader blames, and of that, how often the classifier blames what. */
  readonly confusion: Readonly<Record<Slot, Readonly<Record<Slot, number>>>>;
  /**
   * Each message, put to the truth of each layer in turn: how often a verdict would be too kind
   * (it passes for right and is not), and how often unjust (right, and taken for wrong).
   */
  readonly verdicts: number;
  readonly tooKind: number;
  readonly unjust: number;
}

/** Put the classifier to messages whose meaning is known. Pure. */
export function score(messages: readonly Message[], hosts: Corpus['hosts']): Score {
  const confusion = emptyTable();
  let [agreed, tooKind, unjust] = [0, 0, 0];
  for (const message of messages) {
    const said = claims(message.text, hosts);
    const found = blamed(said);
    if (isSame(found, message.layers)) agreed += 1;
    confusion[slotOf(message.layers)][slotOf([...found])] += 1;
    for (const truth of BLAMED) {
      const only = new Set([truth]);
      const meant = answer(asClaims(message), only);
      const judged = answer(said, only);
      if (judged === 'right' && meant !== 'right') tooKind += 1;
      if (judged === 'wrong' && meant === 'right') unjust += 1;
    }
  }
  const verdicts = messages.length * BLAMED.length;
  return { messages: messages.length, agreed, confusion, verdicts, tooKind, unjust };
}

/** The messages that are kept from whoever works on the lexicon, and the others. */
export const scores = ({ messages, hosts }: Corpus) => ({
  known: score(
    messages.filter((message) => !isHeldOut(message)),
    hosts,
  ),
  heldOut: score(messages.filter(isHeldOut), hosts),
});

const isSame = (found: ReadonlySet<Blamed>, meant: readonly Blamed[]): boolean =>
  found.size === meant.length && meant.every((layer) => found.has(layer));

const slotOf = (layers: readonly Blamed[]): Slot =>
  layers.length > 1 ? 'several' : (layers[0] ?? 'none');

/** The reader's label, in the shape in which the classifier answers. */
const asClaims = ({ layers, firmness, text }: Message): readonly Claim[] =>
  firmness === 'none'
    ? []
    : layers.map((layer) => ({ layer, firmness, from: 0, to: text.length, words: text }));

const emptyTable = (): Record<Slot, Record<Slot, number>> => table(() => table(() => 0));

const table = <T>(value: () => T): Record<Slot, T> =>
  Object.fromEntries(SLOTS.map((slot) => [slot, value()])) as Record<Slot, T>;
