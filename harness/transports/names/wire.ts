import { type Answer, encode, type OptAnswer, type Question } from 'dns-packet';

/** A query, as far as an answer depends on it. */
export interface Asked {
  readonly id: number;
  readonly opcode: number;
  /** Whether the client wishes for recursion, which the answer repeats. */
  readonly recursion: boolean;
  /** The name as it was asked, capitals and all: some resolvers check (0x20 encoding). */
  readonly name: string;
  /** The same name as it stands in the log. */
  readonly host: string;
  readonly type: number;
  readonly class: number;
  /** How much the client takes over UDP; undefined where it knows no EDNS (RFC 6891). */
  readonly payload: number | undefined;
  readonly over: 'UDP' | 'TCP';
}

/** Response codes by name (RFC 1035, section 4.1.1). */
export const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
} as const;

/** What an answer says besides repeating the question. */
export interface Said {
  readonly rcode: keyof typeof RCODES;
  readonly answers?: Answer[];
  readonly authorities?: Answer[];
  /** An extended error's code (RFC 8914). Only a client that knows EDNS is told it. */
  readonly extended?: number;
  readonly truncated?: boolean;
  /** The name that is repeated instead of the one that was asked for. */
  readonly instead?: string;
  /** Repeats no question: there was none that could be read. */
  readonly bare?: boolean;
}

export const TYPES = { A: 1, SOA: 6, AAAA: 28 } as const;
export const IN = 1;

/** What anybody takes over UDP (RFC 1035, section 2.3.4). */
const SMALLEST = 512;
/** Extended DNS errors travel in this option (RFC 8914, section 2). */
const EXTENDED_ERROR = 15;
const FLAGS = { recursion: 0x01_00, available: 0x00_80, truncated: 0x02_00 };

/**
 * An answer as bytes. What is too long for UDP is cut down to its question, with the sign that
 * there is more over TCP (RFC 2181, section 9).
 */
export function wire(asked: Asked, said: Said): Buffer {
  const whole = encoded(asked, said);
  if (asked.over === 'TCP' || whole.length <= Math.max(SMALLEST, asked.payload ?? 0)) return whole;
  return encoded(asked, { rcode: said.rcode, truncated: true });
}

function encoded(asked: Asked, said: Said): Buffer {
  // The client takes us for its recursive resolver, as its resolv.conf says.
  let flags = FLAGS.available | RCODES[said.rcode] | (asked.opcode << 11);
  if (asked.recursion) flags |= FLAGS.recursion;
  if (said.truncated) flags |= FLAGS.truncated;
  return encode({
    type: 'response',
    id: asked.id,
    flags,
    questions: said.bare ? [] : [question(asked, said)],
    answers: said.answers ?? [],
    authorities: said.authorities ?? [],
    additionals: asked.payload === undefined ? [] : [edns(said.extended)],
  });
}

// Types by number: the library has no names for the newer ones.
const question = (asked: Asked, { instead }: Said): Question => ({
  name: instead ?? asked.name,
  type: `UNKNOWN_${asked.type}` as 'A',
});

function edns(extended: number | undefined): OptAnswer {
  const options = extended === undefined ? [] : [{ code: EXTENDED_ERROR, data: words(extended) }];
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 1_232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    // The library's types know only the options that it can read.
    options: options as unknown as OptAnswer['options'],
  };
}

/** The code, and a text that tells whoever looks that this is no accident. */
function words(extended: number): Buffer {
  const text = Buffer.from('groundstop');
  const data = Buffer.alloc(2 + text.length);
  data.writeUInt16BE(extended);
  text.copy(data, 2);
  return data;
}
