/** A tag of a page, as a browser would read it. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const TAG = /<\/?([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g;

/** Every tag of a page; whatever is left of it must be text. */
export function markup(html: string): { readonly tags: readonly Tag[]; readonly text: string } {
  const body = html.replace('<!doctype html>', '');
  const tags = [...body.matchAll(TAG)].map(([, name = '', attributes = '']) => ({
    name,
    attributes: new Map(
      [...attributes.matchAll(ATTRIBUTE)].map(([, key = '', value = '']) => [key, value]),
    ),
  }));
  return { tags, text: body.replace(TAG, '') };
}

/** The values of one attribute, wherever it stands. */
export const valuesOf = (html: string, attribute: string): readonly string[] =>
  markup(html).tags.flatMap(({ attributes }) => {
    const value = attributes.get(attribute);
    return value === undefined ? [] : [value];
  });
