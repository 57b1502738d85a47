import { onTheClock } from '#core/duration.ts';
import type { Entry, StoreState } from '#core/entry.ts';
import type { Presented } from '#core/fault.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { effectInBrief } from './effect.ts';
import { aimed } from './words.ts';

/** What a line of a log says, in words. It quotes what was seen: renderers must not trust it. */
export function line(entry: Entry, faults: readonly FaultWindowRecord[]): string {
  const said = whatever(entry, faults);
  const session = 'session' in entry ? entry.session : undefined;
  // Which of several clients it was.
  return session === undefined ? said : `[${session}] ${said}`.trimEnd();
}

function whatever(entry: Entry, faults: readonly FaultWindowRecord[]): string {
  switch (entry.kind) {
    case 'run.began':
      return `${entry.scenario.id} with ${entry.client.name} in ${entry.cell}, seed ${entry.seed}`;
    case 'place.proved':
      return [entry.sealed ? 'sealed' : 'not sealed', ...entry.proofs].join('; ');
    case 'notice':
      return entry.text;
    case 'fault.opened':
    case 'fault.closed':
      return nameOf(faults, entry.window);
    case 'attempt.began':
      return join([
        `#${entry.attempt} ${entry.layer} ${entry.host}`,
        entry.operation,
        carrying(entry.presents ?? []),
        entry.work && `for ${entry.work}`,
        entry.by === 'harness' && 'by the harness',
        entry.by === 'human' && 'by a person',
      ]);
    case 'attempt.ended':
      return join([
        `#${entry.attempt}`,
        entry.effect !== undefined && effectInBrief(entry.effect),
        entry.status !== undefined && `→ ${entry.status}`,
        entry.error,
        entry.struckBy !== undefined && `struck by ${nameOf(faults, entry.struckBy)}`,
      ]);
    case 'act.done':
      return join([
        nameOf(faults, entry.window),
        entry.undone && 'undone',
        entry.error && `failed: ${entry.error}`,
      ]);
    case 'human.did':
      return entry.what;
    case 'ledger':
      return join([
        `${entry.act} ${entry.token}`,
        entry.expiresAt !== undefined && `expires ${onTheClock(entry.expiresAt)}`,
        entry.because,
      ]);
    case 'store':
      return `${entry.look}: ${stateOf(entry.state)}`;
    default:
      return aboutClient(entry);
  }
}

function aboutClient(entry: Entry): string {
  switch (entry.kind) {
    case 'work.began':
      return join([entry.work, entry.deed]);
    case 'work.ended':
      return join([
        `${entry.work} ${entry.outcome}`,
        entry.claim !== 'none' && `claims ${entry.claim}`,
        entry.nonce && 'the answer is the model’s',
        entry.text,
      ]);
    case 'effect.applied':
      return entry.key;
    case 'client.said':
      return `${entry.stream}: ${entry.text}${entry.cut ? ` [… ${entry.cut} more]` : ''}`;
    case 'client.told':
      return `${entry.as}: ${entry.text}`;
    case 'alert.raised':
      return `${entry.class}: ${entry.text}`;
    case 'client.interrupted':
      return `told to stop ${entry.work}`;
    case 'client.sampled':
      return join([
        entry.processor !== undefined && `${entry.processor} ms of a processor`,
        entry.memory !== undefined && `${Math.round(entry.memory / 1_024)} MiB`,
        entry.files !== undefined && `${entry.files} descriptors`,
        entry.wakes !== undefined && `${entry.wakes} timers in its busiest ten seconds`,
      ]);
    case 'client.exited':
      return join([
        entry.signal === undefined ? `code ${entry.code}` : `signal ${entry.signal}`,
        entry.by === 'harness' && 'ended by the harness',
      ]);
    case 'sink.searched':
      return `${entry.sink}: ${entry.bytes} bytes searched`;
    case 'secret.found':
      return `${entry.token} in ${entry.where} (${entry.sink}), fingerprint ${entry.fingerprint}`;
    case 'harness.failed':
      return entry.error;
    default:
      return '';
  }
}

const join = (parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part).join(', ');

const nameOf = (faults: readonly FaultWindowRecord[], window: number): string => {
  const fault = faults[window]?.fault;
  return fault ? aimed(fault) : `window ${window}`;
};

const carrying = (presents: readonly Presented[]): string | undefined =>
  presents.length > 0 ? `carrying ${presents.map(({ token }) => token).join(' and ')}` : undefined;

const stateOf = ({ readable, access, refresh, expiresAt, mode }: StoreState): string =>
  join([
    readable ? `access ${access}, refresh ${refresh}` : 'cannot be read',
    expiresAt !== undefined && `expires ${onTheClock(expiresAt)}`,
    mode !== undefined && `mode ${mode}`,
  ]);

/** `10:00.123`: the clock to the millisecond, as a log needs it. */
export const precisely = (at: number): string =>
  `${onTheClock(at)}.${String(Math.floor(Math.abs(at)) % 1_000).padStart(3, '0')}`;
