import { REALMS } from './effect.ts';
import type { Of } from './entry.ts';
import type { Evidence } from './evidence.ts';
import type { FaultRecord } from './fault.ts';

const isDeed = ({ layer }: FaultRecord): boolean => (REALMS as readonly string[]).includes(layer);

/** Deeds after which a store cannot be read. */
const SPOILING = ['removed', 'truncated', 'corrupt'];
/** Deeds that put something else there. */
const REPLACING = ['renewed', 'replaced', 'wrong-types'];

/**
 * Why something that was said to be done to the client, or to its answers, cannot have been done,
 * or undefined if nothing speaks against it. What leaves no trace is believed.
 */
export function misdone(evidence: Evidence, tolerance: number): string | undefined {
  return undelivered(evidence) ?? undone(evidence) ?? unheld(evidence, tolerance);
}

/** Who was refused was not served: a page may say so with a redirect, and with nothing else. */
function undelivered(evidence: Evidence): string | undefined {
  const odd = evidence.of('attempt.ended').find(({ effect, status = 0 }) => {
    if (typeof effect !== 'object' || !('refuse' in effect)) return false;
    return effect.status >= 400 && status >= 200 && status < 300;
  });
  return odd && `A fault was not delivered: attempt ${odd.attempt} ended with ${odd.status}.`;
}

/** What was done to the store can be seen in it, and to a grant in the ledger. */
function undone(evidence: Evidence): string | undefined {
  const acted = new Set(evidence.of('act.done').map(({ window }) => window));
  const idle = evidence.spans.find(
    ({ window, record }) => isDeed(record.fault) && !acted.has(window),
  );
  if (idle) return `Nothing shows that ${idle.record.fault.name} was done.`;
  const odd = evidence
    .of('act.done')
    .find((act) => act.error === undefined && !act.undone && !isSeen(act, evidence));
  return odd && `Nothing shows that ${JSON.stringify(odd.deed)} was done.`;
}

function isSeen({ deed, seq }: Of<'act.done'>, evidence: Evidence): boolean {
  if (typeof deed !== 'string') return true;
  const ledger = evidence.of('ledger');
  if (deed === 'revoked' || deed === 'access-revoked')
    return ledger.some((fact) => fact.seq < seq && fact.act === 'revoked');
  if (deed === 'rotated-elsewhere')
    return ledger.some((fact) => fact.seq < seq && fact.act === 'rotated');
  if (deed === 'killed') return evidence.of('client.exited').some((exit) => exit.seq < seq);
  const look = evidence.of('store').findLast((one) => one.seq < seq);
  if (SPOILING.includes(deed)) return look?.state.readable === false;
  if (REPLACING.includes(deed)) return look?.look === 'act';
  return true;
}

/** Nobody writes to a store that is read-only, and who is frozen asks for nothing. */
function unheld(evidence: Evidence, tolerance: number): string | undefined {
  for (const { record, window, from, until = Infinity } of evidence.spans) {
    const deed = evidence.of('act.done').find((act) => act.window === window)?.deed;
    const isWithin = ({ at }: { readonly at: number }) => at > from + tolerance && at < until;
    if (deed === 'read-only') {
      const wrote = evidence.of('store').some((one) => one.look === 'change' && isWithin(one));
      if (wrote) return 'The store was written to while it was read-only.';
    }
    if (deed === 'frozen' && evidence.attempts.some(isWithin))
      return `The client was not held: it asked for something during ${record.fault.name}.`;
  }
  return undefined;
}
