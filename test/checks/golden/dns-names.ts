import { minutes, seconds } from '#core/duration.ts';
import type { DnsEffect } from '#core/effect.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { answered, attempt, type Flight, flight, open, type Piece, told } from '../logs.ts';
import type { Golden } from './golden.ts';

/** A fault of names, throughout. */
export const named = (name: string): FaultWindowRecord => ({
  fault: { name, layer: 'dns', role: 'oauth', params: {}, leaves: 'service' },
  from: { on: 'start' },
  until: 'the end',
});

/** A look-up of the sign-in host, under the fault of window 0 where there is an effect. */
export const lookUp = (at: number, effect?: DnsEffect, operation = 'A'): Piece =>
  attempt(at, {
    ...{ layer: 'dns', role: 'oauth', operation },
    ...(effect !== undefined && { struckBy: 0, effect }),
  });

/** A connection to the sign-in host. */
export const connected = (at: number): Piece => attempt(at, { layer: 'connect', role: 'oauth' });

/** A flight of somebody who asks name servers itself. */
export const resolving = (id: string, name: string, ...pieces: Flight['pieces'] & object) =>
  flight({
    exercises: [id],
    faults: [named(name)],
    declares: { resolver: true },
    pieces: [open(0, -1_900), answered('w1', 0), ...pieces],
  });

const START = minutes(10);
const LOST: DnsEffect = { rcode: 'SERVFAIL', extended: 22 };
const SPLIT: DnsEffect = { family: 'AAAA', fails: 'SERVFAIL' };
const LATER = told(minutes(30), 'Something else.');

export const dnsNamesLogs: Readonly<Record<string, Golden>> = {
  'dns.family-split': {
    rests: ['attempt.began'],
    kept: resolving('dns.family-split', 'family-fails', lookUp(START, SPLIT), connected(START + 9)),
    broken: resolving('dns.family-split', 'family-fails', lookUp(START, SPLIT), LATER),
    open: resolving('dns.family-split', 'family-fails', lookUp(START), connected(START + 9)),
  },
  'dns.tcp': {
    rests: ['attempt.began'],
    kept: resolving(
      'dns.tcp',
      'dns-truncated',
      lookUp(START, 'truncated'),
      lookUp(START + 6, 'truncated'),
      connected(START + 20),
    ),
    broken: resolving('dns.tcp', 'dns-truncated', lookUp(START, 'truncated'), LATER),
    open: resolving('dns.tcp', 'dns-truncated', lookUp(START), connected(START + 9)),
  },
  'dns.stale': {
    rests: ['attempt.began', 'attempt.ended'],
    kept: resolving(
      'dns.stale',
      'servfail',
      lookUp(minutes(1)),
      connected(minutes(1) + 9),
      lookUp(START, LOST),
      connected(START + 9),
    ),
    broken: resolving(
      'dns.stale',
      'servfail',
      lookUp(minutes(1)),
      lookUp(START, LOST),
      connected(START + 9),
      attempt(START + 30, {
        layer: 'http',
        role: 'oauth',
        endpoint: 'token',
        presents: [{ kind: 'refresh', token: 'refresh-1' }],
        certificate: 'wrong-host',
        status: 200,
      }),
    ),
    open: resolving('dns.stale', 'servfail', lookUp(START, LOST), LATER),
  },
  'dns.ede': {
    rests: ['client.told'],
    kept: resolving(
      'dns.ede',
      'servfail',
      lookUp(START, LOST),
      told(START + 100, 'SERVFAIL, extended error 22.'),
    ),
    broken: resolving('dns.ede', 'servfail', lookUp(START, LOST), told(START + 100, 'SERVFAIL.')),
    open: resolving('dns.ede', 'servfail', lookUp(START, 'SERVFAIL')),
  },
  'dns.re-resolve': {
    rests: ['attempt.began'],
    kept: resolving(
      'dns.re-resolve',
      'servfail',
      lookUp(0),
      connected(9),
      lookUp(START),
      connected(START + seconds(20)),
    ),
    broken: resolving('dns.re-resolve', 'servfail', lookUp(0), connected(9), connected(START)),
    open: resolving('dns.re-resolve', 'servfail', lookUp(0), connected(9)),
  },
};
