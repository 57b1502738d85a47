import type { Json } from '#core/json.ts';

/**
 * The text of a store after something has happened to it.
 *
 * @throws where there is nothing that it could happen to
 */
export function spoiled(deed: 'truncated' | 'corrupt' | 'wrong-types', text?: string): string {
  if (text === undefined) throw new Error('there is no store to spoil');
  switch (deed) {
    // A write that was cut off in the middle.
    case 'truncated':
      return text.slice(0, Math.floor(text.length / 2));
    // What a file system leaves that had written down the length and not yet the content.
    case 'corrupt':
      return '\0'.repeat(text.length);
    case 'wrong-types':
      return JSON.stringify(mistyped(JSON.parse(text)));
  }
}

/** Numbers where text is expected and text where numbers are; lists as one text. */
function mistyped(value: Json): Json {
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mistyped(part)]));
}
