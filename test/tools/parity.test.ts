import { describe, expect, test } from 'vitest';
import { sandbox } from '#cells/sandbox.ts';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { LAYERS, REALMS } from '#core/effect.ts';
import type { Entry } from '#core/entry.ts';
import type { Role } from '#core/role.ts';
import { DEEDS } from '#core/scenario.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

/** Flown with every reference client: one or two of each kind of trouble, and none. */
const WITH_ALL = [
  ...['calm', 'nxdomain', 'servfail', 'connection-reset', 'certificate-untrusted'],
  ...['refresh-denied', 'refresh-unavailable', 'token-rejected', 'model-overloaded'],
  'auth-host-decoy',
];

/**
 * Flown with the hardened client alone: what is carried out by other code in the sandbox than in
 * virtual time, each kind of it once. All that the catalogue has would take hours.
 *
 * Left out is what is the same code in both arms, or is held together elsewhere: further answers
 * of the services and other codes of DNS, which differ in a byte (test/transports/two-arms.test.ts
 * and test/tools/two-arms.test.ts hold every effect together); further acts in the client's own
 * world and several clients at once, where it is up to the machine which of them comes first
 * (test/tools/parity-world.test.ts); incidents, which retell at length what stands here in short.
 */
const WITH_HARDENED = [
  // Names, connections and handshakes: resolvers, sockets and certificates of the system.
  ...['dns-truncated', 'dns-negative-cache', 'dns-nobody-there'],
  ...['connection-half-open', 'handshake-refused'],
  // Answers that break off, hang, or lead elsewhere.
  ...['refresh-unanswered', 'refresh-redirected', 'rotation-reuse-detected'],
  ...['stream-cut', 'stream-silent', 'stream-broken-after-tool', 'model-rate-limited'],
  // A person, a code carried by hand, another device, a browser that comes back to nobody.
  ...['calm-sign-in', 'sign-in-device-slow-down', 'sign-in-port-taken'],
  // The client's own world, and what the server does to its tokens.
  ...['store-read-only', 'clock-ahead', 'killed-before-write', 'token-revoked'],
  // Whom it asks on the side, and what else it signs its requests with.
  ...['status-page-truthful', 'long-lived-token-rejected'],
];

/** Where seconds count: at sixty times the speed, a tenth of one of the wall is six. */
const SLOWER: readonly string[] = [
  'refresh-unanswered',
  'stream-silent',
  'sign-in-device-slow-down',
];

const catalogue = await everyScenario();
const named = (ids: readonly string[]) => catalogue.filter(({ id }) => ids.includes(id));
const flights = [
  ...[naive, claudeCodeLike, hardened].flatMap((adapter) =>
    named(WITH_ALL).map((scenario) => ({ scenario, adapter })),
  ),
  ...named(WITH_HARDENED).map((scenario) => ({ scenario, adapter: hardened })),
];

test('what is flown in both places covers every layer, realm, role and deed', () => {
  const chosen = [...new Set(flights.map(({ scenario }) => scenario))];
  expect(chosen).toHaveLength(WITH_ALL.length + WITH_HARDENED.length);
  const struck = chosen.flatMap(({ faults }) => faults.map(({ fault }) => fault));
  expect([...LAYERS, ...REALMS]).toEqual(
    [...LAYERS, ...REALMS].filter((layer) => struck.some((fault) => fault.layer === layer)),
  );
  const roles = new Set(struck.map(({ role }) => role));
  for (const role of ['oauth', 'model', 'status', 'decoy', 'client']) expect(roles).toContain(role);
  const deeds = new Set(chosen.flatMap(({ work }) => work.deeds ?? (['turn'] as const)));
  expect([...deeds].sort()).toEqual([...DEEDS].sort());
});

/**
 * What a client tried and what became of it, in order, without its times. A resolver of the C
 * library asks for A and for AAAA, and asks again after a SERVFAIL, all for one look-up: attempts
 * at the same name with the same result are one. What a client asks for on the side, while it goes
 * on, stands after everything else: which comes first is up to the machine. Where it has aborted a
 * request, Node's `fetch` makes a new connection in place of the old one and asks nothing over it:
 * that is the runtime's doing, and left out.
 */
function attempts(entries: readonly Entry[]): readonly string[] {
  const ends = new Map(
    entries.flatMap((entry) => (entry.kind === 'attempt.ended' ? [[entry.attempt, entry]] : [])),
  );
  const lines: string[] = [];
  const idle = idleConnections(entries);
  const aside = new Map<Role, string[]>([
    ['alerts', []],
    ['status', []],
  ]);
  for (const entry of entries) {
    if (entry.kind === 'fault.opened' || entry.kind === 'fault.closed') {
      lines.push(`${entry.kind} ${entry.window}`);
    }
    if (entry.kind !== 'attempt.began' || entry.by !== 'client') continue;
    if (idle.has(entry.attempt)) continue;
    const end = ends.get(entry.attempt);
    const operation = entry.layer === 'dns' ? 'look up' : entry.operation;
    const presents = entry.presents?.map(({ token }) => token).join(' ') ?? '';
    const became = end?.effect === undefined ? (end?.status ?? '') : JSON.stringify(end.effect);
    const line = [entry.layer, entry.host, operation, entry.work, presents, became]
      .join(' ')
      .trim();
    const told = aside.get(entry.role) ?? lines;
    if (entry.layer !== 'dns' || told.at(-1) !== line) told.push(line);
  }
  return [...lines, ...[...aside.values()].flat()];
}

/** The attempts, up to a handshake, of connections over which nothing was asked. */
function idleConnections(entries: readonly Entry[]): ReadonlySet<number> {
  const struck = new Set(
    entries.flatMap((entry) =>
      entry.kind === 'attempt.ended' && entry.effect !== undefined ? [entry.attempt] : [],
    ),
  );
  const idle = new Set<number>();
  /** What each host has been asked for since it was last asked for something over HTTP. */
  const open = new Map<string, number[]>();
  const drop = (host: string) => {
    for (const attempt of open.get(host) ?? []) idle.add(attempt);
    open.delete(host);
  };
  for (const entry of entries) {
    if (entry.kind !== 'attempt.began' || entry.by !== 'client') continue;
    const { host, attempt, layer } = entry;
    // A connection that a fault has ended was no idle one, and neither is one that is used.
    if (layer === 'http' || struck.has(attempt)) {
      open.delete(host);
      continue;
    }
    const before = open.get(host) ?? [];
    const last = entries.find(
      (one) => one.kind === 'attempt.began' && one.attempt === before.at(-1),
    );
    if (layer === 'dns' && last?.kind === 'attempt.began' && last.layer !== 'dns') drop(host);
    open.set(host, [...(open.get(host) ?? []), attempt]);
  }
  for (const host of [...open.keys()]) drop(host);
  return idle;
}

describe.concurrent('a flight in the sandbox is the flight in virtual time', () => {
  for (const { scenario, adapter } of flights) {
    needs('bwrap', 'faketime')(`${scenario.id} · ${adapter.name}`, async () => {
      const quick = await fly(scenario, adapter, virtual);
      const factor = SLOWER.includes(scenario.id) ? 20 : 60;
      const real = await fly(scenario, adapter, sandbox, { factor });
      expect(attempts(real.entries)).toEqual(attempts(quick.entries));
      expect(real.judgement.verdict).toBe(quick.judgement.verdict);
    });
  }
});
