import { decode } from 'dns-packet';
import type { AskNames } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import type { Effects } from '#core/effect.ts';
import { type Profile, type Role, roleOf } from '#core/role.ts';
import type { Crossing } from '#harness/gate.ts';
import { type Addresses, NOBODY, STRANGER } from './addresses.ts';
import { RESOLVER_PATIENCE } from './failures.ts';
import { isWaitedOut, leadsTo, refusal, reply } from './names/answer.ts';
import { type Asked, IN, TYPES, wire } from './names/wire.ts';
import type { Passage } from './unended.ts';

/** How long an answer takes in good health. */
const LATENCY = milliseconds(5);

/**
 * The name server as a client in this process asks it that has a resolver of its own: bytes in,
 * bytes out, the same that go over a socket, and every question through the gate.
 */
export function asking(options: {
  readonly gate: Passage;
  readonly profile: Profile;
  readonly clock: Clock;
  readonly addresses: Addresses;
  ours<T>(role: Role, call: () => T): Promise<T>;
}): AskNames {
  const { gate, profile, clock, addresses, ours } = options;

  const addressOf = (asked: Asked, effect: Effects['dns'] | undefined) => {
    const leads = leadsTo(asked, effect);
    if (leads === undefined) return undefined;
    if (leads === 'nobody-there') return NOBODY;
    return addresses.of(leads === 'somebody-else' ? STRANGER : asked.host);
  };

  return async (query, over, signal) => {
    const asked = read(query, over);
    const no = refusal(asked, 1, true);
    if (no) return wire(asked, no);
    const { host, type } = asked;
    const role = roleOf(profile, host);
    const operation = type === TYPES.AAAA ? 'AAAA' : 'A';
    const { effect, end }: Crossing<'dns'> = await ours(role, () =>
      gate.cross({ layer: 'dns', role, host, operation }),
    );
    const what = reply(asked, effect, addressOf(asked, effect));
    if (effect && isWaitedOut(effect, asked)) {
      // It is known to be lost when the C library would ask again, whoever it is that asked.
      clock.after(milliseconds(RESOLVER_PATIENCE / 2), () => end({ error: 'no answer' }));
      if (typeof what === 'string') return never(signal);
      return what.bytes;
    }
    const late = typeof what === 'string' ? 0 : (what.late ?? 0);
    await clock.sleep(milliseconds(LATENCY + late));
    end();
    if (what === 'silence') return never(signal);
    if (what === 'reset') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    return what.bytes;
  };
}

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

function read(query: Uint8Array, over: Asked['over']): Asked {
  const { id = 0, flags = 0, questions = [], additionals = [] } = decode(Buffer.from(query));
  const { name = '', type = 'A' } = questions[0] ?? {};
  const edns = additionals.find((one) => one.type === 'OPT');
  return {
    id,
    opcode: (flags >> 11) & 15,
    recursion: (flags & 0x01_00) !== 0,
    name,
    host: name.toLowerCase(),
    type: type === 'AAAA' ? TYPES.AAAA : TYPES.A,
    class: IN,
    payload: edns?.type === 'OPT' ? edns.udpPayloadSize : undefined,
    over,
  };
}
