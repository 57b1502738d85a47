import {
  BODIES,
  DISTURBANCES,
  FLAWED,
  type HttpEffect,
  INDICATORS,
  PAGES,
  REFUSALS,
  type RetryAfter,
} from '#core/effect.ts';

type Words = Readonly<Record<string, unknown>>;
type Shape<T> = T extends unknown ? keyof T : never;

/** What each word of an effect may be. The compiler asks for an entry for every one of them. */
const WORDS: Readonly<Record<Shape<HttpEffect>, (value: unknown) => boolean>> = {
  refuse: (value) => isOneOf(REFUSALS, value),
  status: (value) => isInteger(value, 200, 599),
  retryAfter: isRetryAfter,
  shouldRetry: (value) => typeof value === 'boolean',
  page: (value) => isOneOf(PAGES, value),
  body: (value) => isOneOf(BODIES, value),
  grants: (value) => isOneOf(FLAWED, value),
  says: (value) => isOneOf(INDICATORS, value),
  late: (value) => value === 'for-ever' || isInteger(value, 0, Number.MAX_SAFE_INTEGER),
  lose: (value) => isOneOf(['request', 'answer'], value),
  stream: (value) => isOneOf(DISTURBANCES, value),
  after: isAfter,
  redirect: (value) => typeof value === 'string' && URL.canParse(`https://${value}/`),
};

/** The words that stand together, and those that may stand with them. */
const SHAPES: readonly (readonly [needs: readonly string[], may?: readonly string[]])[] = [
  [
    ['refuse', 'status'],
    ['retryAfter', 'shouldRetry'],
  ],
  [['page', 'status']],
  [['body']],
  [['grants']],
  [['says']],
  [['late']],
  [['lose']],
  [['stream', 'after']],
  [['redirect']],
];

/** Whether something is an effect on the http layer: one of its shapes, and nothing beside it. */
export function isHttpEffect(value: unknown): value is HttpEffect {
  if (!isWords(value)) return false;
  const said = Object.keys(value);
  const isShape = SHAPES.some(
    ([needs, may = []]) =>
      needs.every((word) => said.includes(word)) &&
      said.every((word) => needs.includes(word) || may.includes(word)),
  );
  const { refuse, status } = value;
  const isRefused = refuse === undefined || isInteger(status, 400, 599);
  return (
    isShape && isRefused && said.every((word) => WORDS[word as keyof typeof WORDS](value[word]))
  );
}

function isRetryAfter(value: unknown): value is RetryAfter {
  if (!isWords(value) || Object.keys(value).length !== 1) return false;
  const { seconds, date, text } = value;
  return Number.isFinite(seconds) || Number.isFinite(date) || typeof text === 'string';
}

function isAfter(value: unknown): boolean {
  if (!isWords(value) || Object.keys(value).length !== 1) return false;
  return isInteger(value.events ?? value.bytes, 0, Number.MAX_SAFE_INTEGER);
}

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOneOf = (words: readonly string[], value: unknown): boolean =>
  typeof value === 'string' && words.includes(value);

const isInteger = (value: unknown, low: number, high: number): boolean =>
  Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
