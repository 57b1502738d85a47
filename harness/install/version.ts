import type { Order } from './order.ts';

const NAME = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
/** A version, a range or a tag; never a path, an address or an option. */
const SPEC = /^[a-z0-9^~<>=*][a-z0-9^~<>=*.+| -]*$/i;
const EXACT = /^\d+\.\d+\.\d+(-[a-z0-9.-]+)?$/i;

/** Whether npm may see it. */
export const isWellFormed = ({ packageName, version }: Order): boolean =>
  NAME.test(packageName) && SPEC.test(version);

/** One version and no other, as against a range or a tag. */
export const isExact = (version: string): boolean => EXACT.test(version);

/** By number, part by part; a pre-release comes before its release (semver, section 11). */
export function byVersion(a: string, b: string): number {
  const parts = (version: string) => version.split('-', 1)[0]!.split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  const differing = left.findIndex((number, index) => number !== right[index]);
  if (differing >= 0) return left[differing]! - right[differing]!;
  if (a.includes('-') !== b.includes('-')) return a.includes('-') ? -1 : 1;
  return a.localeCompare(b, 'en', { numeric: true });
}
