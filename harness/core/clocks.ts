import type { Evidence, OpenSpan } from './evidence.ts';
import type { ScenarioRecord } from './scenario.ts';

/** By how much the client's clock and the server's differ at the worst, in milliseconds. */
export function skewOf({ given, faults }: ScenarioRecord): number {
  const set = faults
    .filter(({ fault }) => fault.layer === 'clock')
    .map(({ fault }) => Math.abs(Number(fault.params.minutes ?? 0)) * 60_000);
  return Math.max(Math.abs(given.serverAhead ?? 0), ...set);
}

/** The stretches in which they differed: all of a flight where it is the server's that is wrong. */
export const skewed = (evidence: Evidence): readonly Pick<OpenSpan, 'from' | 'until'>[] =>
  evidence.scenario.given.serverAhead
    ? [{ from: 0 }]
    : evidence.spans.filter(({ record }) => record.fault.layer === 'clock');

/** A new token in place of one that had most of its life before it. */
export interface Extra {
  readonly at: number;
  readonly seq: number;
  /** How much of its life the old one had left, from 0 to 1. */
  readonly left: number;
}

/**
 * The refreshes that nothing called for: the token in hand was younger than half its life, and its
 * server still took it. What a copy of the login, or another sign-in, was granted is none of them.
 */
export function extraRefreshes(evidence: Evidence): readonly Extra[] {
  const { lifetime } = evidence.scenario.given;
  const extras: Extra[] = [];
  let last: { readonly family: string; readonly endsAt: number } | undefined;
  for (const { act, at, seq, token, family, expiresAt, credential, because } of evidence.of(
    'ledger',
  )) {
    if (act === 'revoked' && last?.family === family) last = undefined;
    const isAccess = (credential ?? token.replace(/-.*/, '')) === 'access';
    if (act !== 'issued' || !isAccess || expiresAt === undefined || because !== undefined) continue;
    const left = last?.family === family ? (last.endsAt - at) / lifetime : 0;
    if (left > evidence.bounds.early) extras.push({ at, seq, left });
    last = { family, endsAt: expiresAt };
  }
  return extras;
}

/** Those that stand closest together: the most within any stretch of this length. */
export function densest(
  made: readonly { readonly at: number; readonly seq: number }[],
  span: number,
): readonly number[] {
  let [first, from, to] = [0, 0, 0];
  for (const [index, { at }] of made.entries()) {
    while (made[first]!.at <= at - span) first += 1;
    if (index + 1 - first > to - from) [from, to] = [first, index + 1];
  }
  return made.slice(from, to).map(({ seq }) => seq);
}
