import { stripVTControlCharacters } from 'node:util';

/** Controls, bidirectional overrides and other characters that act instead of being seen. */
const ACTING =
  /[\p{Cc}\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

/** Text of unknown origin as harmless text on one line: no escape sequence survives it. */
export const plain = (text: string): string =>
  stripVTControlCharacters(text.toWellFormed())
    .replace(/[\n\r\t]+/g, ' ')
    .replace(ACTING, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .trim();
