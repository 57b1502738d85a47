import type { Fact } from '#core/entry.ts';
import { enter } from '#core/entry.ts';
import type { Flown, Night } from '#report/flown.ts';
import type { Yardstick } from '#score/yardstick.ts';
import { flight, NAIVE, night, nxdomain, order, yardstick } from './sample.ts';

/** A night in which every field that can hold foreign text holds this one. */
export function nightOf(text: string): Night {
  const bad = hostileRun(text);
  const refused = { scenario: text, client: text, cell: text, because: text };
  return {
    command: text,
    circumstances: [{ name: text, value: text }],
    flown: [bad, ...night().flown],
    notFlown: [refused, { ...refused, scenario: 'nxdomain' }],
    yardstick: yardstickOf(bad, text),
  };
}

/** Components and scenarios that somebody with a taste for trouble has named. */
const yardstickOf = ({ order: { scenario } }: Flown, text: string): Yardstick => ({
  catalogue: [scenario, nxdomain, { ...nxdomain, id: `never ${text}` }],
  components: yardstick.components.map((component) => ({
    ...component,
    ...{ id: text, does: text, why: text, source: text },
  })),
  period: { from: text, until: text, days: 30, source: text },
  witnessed: { nxdomain: 'transparent' },
});

function hostileRun(text: string): Flown {
  const scenario = {
    ...nxdomain,
    id: text,
    title: text,
    why: text,
    seen: [{ date: text, what: text, source: text }],
    faults: nxdomain.faults.map((window) => ({
      ...window,
      fault: { ...window.fault, name: text },
    })),
  };
  const ordered = order('naive', {
    id: text,
    scenario,
    client: { name: text, version: text },
    cell: text,
  });
  const entries = enter([
    ...flight({ ...NAIVE, says: text }, ordered).slice(0, -1),
    ...facts(text).map((fact) => ({ ...fact, at: 3_400_000 })),
    { kind: 'run.ended', at: 3_400_000 },
  ]);
  const finding = {
    check: text,
    must: text,
    loses: text,
    source: text,
    severity: 'sev1',
    axis: 'save',
    because: text,
    measured: { value: 1, unit: text, compare: '<=', bound: 0 },
    witness: [3],
    exhibits: [1, 2],
  } as const;
  const outcomes = ['fail', 'inconclusive', 'pass', 'na'] as const;
  return {
    order: ordered,
    entries,
    control: false,
    judgement: {
      verdict: 'harmful',
      because: text,
      ceiling: 'graceful',
      regret: 3,
      failed: [text],
      findings: outcomes.map((outcome) => ({ ...finding, outcome })),
    },
  };
}

/** One of each kind of fact that quotes something. */
const facts = (text: string): readonly Fact[] => [
  { kind: 'notice', text },
  { kind: 'place.proved', sealed: true, proofs: [text] },
  {
    kind: 'attempt.began',
    attempt: 9_001,
    by: 'client',
    layer: 'http',
    role: 'oauth',
    host: text,
    operation: text,
    endpoint: 'token',
    work: text,
    presents: [{ kind: 'refresh', token: text }],
  },
  { kind: 'attempt.ended', attempt: 9_001, status: 401, error: text },
  { kind: 'ledger', act: 'refused', token: text, family: text, because: text },
  {
    kind: 'store',
    look: 'change',
    state: { readable: true, access: text, refresh: text, mode: text },
  },
  { kind: 'work.began', work: text },
  { kind: 'work.ended', work: text, outcome: 'failed', claim: 'failure', nonce: false, text },
  { kind: 'effect.applied', key: text },
  { kind: 'client.said', stream: 'stdout', text, cut: 7 },
  { kind: 'client.told', as: 'message', text },
  { kind: 'alert.raised', class: text, text },
  { kind: 'client.exited', code: null, signal: text, by: 'client' },
  { kind: 'secret.found', sink: 'file', where: text, token: text, fingerprint: text },
  { kind: 'harness.failed', error: text },
];

/** A night like the sample's, as a measure of what is harmless. */
export const harmlessNight = (): Night => ({
  ...night(),
  flown: [...night().flown, hostileRun('harmless')],
  yardstick: yardstickOf(hostileRun('harmless'), 'harmless'),
});
