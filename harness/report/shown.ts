/** A stretch of text: as it is, or a character that was made visible. */
export interface Stretch {
  readonly text: string;
  readonly control?: true;
}

/** Letters shown of one text, unless told otherwise: a header value or a line of output. */
const CAP = 2_000;

/** What acts instead of being seen: controls, direction marks, invisible spaces, tag characters. */
const ACTING = new RegExp(
  String.raw`[\p{Cc}\p{Bidi_Control}\u00ad\u180e\u200b\u2028\u2029\u2060-\u206f\ufeff` +
    String.raw`\ufff9-\ufffb\u{e0000}-\u{e007f}]`,
  'gu',
);

/** Marks that pile up on one letter until they cover the lines above; no language needs so many. */
const PILE = /(\p{M}{4})\p{M}+/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Text of unknown origin, made safe to look at: capped, and with everything that would act on the
 * reader's screen turned into a picture or a number. Escaping for HTML is the renderer's.
 */
export function stretches(text: string, cap = CAP): readonly Stretch[] {
  const { kept, left } = capped(text.toWellFormed().replace(PILE, '$1'), cap);
  const parts: Stretch[] = [];
  let from = 0;
  for (const match of kept.matchAll(ACTING)) {
    if (match.index > from) parts.push({ text: kept.slice(from, match.index) });
    parts.push({ text: picture(match[0]), control: true });
    from = match.index + match[0].length;
  }
  if (from < kept.length) parts.push({ text: kept.slice(from) });
  if (left > 0) {
    const more = `[… ${left.toLocaleString('en-US')} characters more]`;
    parts.push({ text: more, control: true });
  }
  return parts;
}

/** The same as one string, for attributes and for titles inside drawings. */
export const shown = (text: string, cap = 300): string =>
  stretches(text, cap)
    .map((stretch) => stretch.text)
    .join('');

/** A name that has to fit: what is too long ends in an ellipsis. */
export function brief(text: string, cap: number): string {
  const { kept, left } = capped(shown(text.slice(0, cap * 8)), cap - 1);
  return left > 1 ? `${kept}…` : shown(text);
}

/** Cut between letters as a reader counts them, and say how many characters were left out. */
function capped(text: string, cap: number): { readonly kept: string; readonly left: number } {
  if (text.length <= cap) return { kept: text, left: 0 };
  // A letter may be built from any number of characters; eight times the cap is enough of them.
  const head = text.slice(0, cap * 8);
  let end = 0;
  let count = 0;
  for (const { index, segment } of graphemes.segment(head)) {
    if (count === cap) break;
    count += 1;
    end = index + segment.length;
  }
  return { kept: text.slice(0, end).toWellFormed(), left: text.length - end };
}

function picture(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}
