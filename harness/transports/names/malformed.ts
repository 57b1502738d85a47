import type { Malformed } from '#core/effect.ts';
import { type Asked, wire } from './wire.ts';

/** A name that nobody has asked for. */
const ANOTHER = 'another-name.example';

const HEADER = 12;
/** Where the header says how many answers there are (RFC 1035, section 4.1.1). */
const ANSWERS = 6;

/**
 * Bytes that are no answer, made from the right one.
 *
 * What becomes of them is the resolver's affair. The C library and dig take no notice of what does
 * not belong to their query and go on waiting, c-ares gives up at the first byte that it cannot
 * read: the same bytes cost one client ten seconds and another nothing.
 */
export function malformed(how: Malformed, asked: Asked, right: Buffer): Buffer {
  const bytes = Buffer.from(right);
  switch (how) {
    case 'garbage':
      return Buffer.alloc(48, 0xa5);
    case 'short':
      return bytes.subarray(0, HEADER - 1);
    case 'counts':
      // A question, and the promise of answers that are not there.
      bytes.fill(0, ANSWERS, HEADER);
      bytes.writeUInt16BE(0xff_ff, ANSWERS);
      return bytes.subarray(0, questionEnd(bytes));
    case 'pointer-loop':
      return looped(bytes);
    case 'wrong-id':
      bytes.writeUInt16BE(asked.id ^ 0xff_ff);
      return bytes;
    case 'wrong-question':
      return wire(asked, {
        rcode: 'NOERROR',
        instead: ANOTHER,
        answers: [{ type: 'A', name: ANOTHER, ttl: 60, data: '127.0.0.1' }],
      });
    case 'no-response':
      return echoed(bytes);
  }
}

/** The query itself, as a resolver that forwards to itself would return it. */
function echoed(bytes: Buffer): Buffer {
  bytes[2]! &= 0x7f;
  bytes.fill(0, ANSWERS, HEADER);
  return bytes.subarray(0, questionEnd(bytes));
}

/** One answer, whose name is a pointer to that pointer (RFC 1035, section 4.1.4). */
function looped(bytes: Buffer): Buffer {
  const at = questionEnd(bytes);
  const pointer = Buffer.alloc(2);
  pointer.writeUInt16BE(0xc0_00 | at);
  // Type A, class IN, a TTL of 60, four bytes of address.
  const rest = Buffer.from([0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  bytes.fill(0, ANSWERS, HEADER);
  bytes.writeUInt16BE(1, ANSWERS);
  return Buffer.concat([bytes.subarray(0, at), pointer, rest]);
}

/** Where the question ends: after the labels of its name, its type and its class. */
function questionEnd(bytes: Buffer): number {
  let at = HEADER;
  while (bytes[at]) at += bytes[at]! + 1;
  return at + 1 + 4;
}
