import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { exportName, ids, ROOT } from '#harness/registry.ts';

/** One file of a folder in which each file adds one thing. */
export interface Piece<T> {
  readonly id: string;
  readonly text: string;
  readonly value: T;
}

/** Every file of such a folder, with what it exports under its own name. */
export async function pieces<T>(folder: string): Promise<Piece<T>[]> {
  return Promise.all(
    (await ids(folder)).map(async (id) => {
      const path = `${ROOT}${folder}/${id}.ts`;
      const loaded = await import(pathToFileURL(path).href);
      return { id, text: readFileSync(path, 'utf8'), value: loaded[exportName(id)] as T };
    }),
  );
}

/** The words of the docstring above an export, without its tags; empty where there is none. */
export function docstring({ id, text }: Pick<Piece<unknown>, 'id' | 'text'>): string {
  const above = text.split(`export const ${exportName(id)} `)[0]!;
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(above)?.[1] ?? '';
  return comment.replace(/^\s*\* ?/gm, '').trim();
}

/** How many sentences stand before the first tag. */
export const sentences = (comment: string): number =>
  comment.split(/^@/m)[0]!.match(/[.?!](?=\s|$)/g)?.length ?? 0;
