import { encode, RECURSION_DESIRED, streamEncode } from 'dns-packet';
import fc from 'fast-check';
import { profile } from '#fixtures/clients/reference/hosts.ts';
import { MODEL, OAUTH } from '#test/bench/servers/ready.ts';

// What a server is sent that was never meant for it, or was damaged on the way.

/** Bytes on one connection, and how its client leaves. */
export interface Sent {
  readonly host: string;
  readonly bytes: Buffer;
  /** After the last byte: politely; at once; or with a reset. */
  readonly leave: 'end' | 'destroy' | 'reset';
}

interface Whole {
  readonly host: string;
  readonly line: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Requests as they should be, before anything happens to them. */
export function whole(refreshToken: string, accessToken: string): readonly Whole[] {
  const question = (stream: boolean) =>
    JSON.stringify({
      model: 'a-model',
      max_tokens: 64,
      stream,
      messages: [{ role: 'user', content: 'What is the code word of item w1?' }],
      tools: [{ name: 'echo' }],
    });
  const client_id = profile.clientId;
  const fields = { grant_type: 'refresh_token', client_id, refresh_token: refreshToken };
  const post = (host: string, path: string, type: string, body: string): Whole => ({
    host,
    line: `POST ${path} HTTP/1.1`,
    headers: [
      `Host: ${host}`,
      `Content-Type: ${type}`,
      'anthropic-version: 2023-06-01',
      'anthropic-beta: oauth-2025-04-20',
      ...(host === MODEL ? [`Authorization: Bearer ${accessToken}`] : []),
    ],
    body,
  });
  const form = 'application/x-www-form-urlencoded';
  return [
    post(OAUTH, '/v1/oauth/token', form, `${new URLSearchParams(fields)}`),
    post(OAUTH, '/v1/oauth/token', 'application/json', JSON.stringify(fields)),
    post(MODEL, '/v1/messages', 'application/json', question(false)),
    post(MODEL, '/v1/messages?beta=true', 'application/json', question(true)),
    { ...post(MODEL, '/api/hello', 'text/plain', ''), line: 'GET /api/hello HTTP/1.1' },
  ];
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const asSent = ({ line, headers, body }: Whole, length = true): Buffer =>
  Buffer.concat([
    latin1(`${[line, ...headers].join('\r\n')}\r\n`),
    latin1(length && body ? `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n` : '\r\n'),
    Buffer.from(body),
  ]);

const bytes = (maxLength: number) =>
  fc.uint8Array({ maxLength }).map((array) => Buffer.from(array));

/** Small damage to any bytes: bits turned over, a piece cut out, doubled, or put in. */
const damaged = (original: Buffer): fc.Arbitrary<Buffer> => {
  const place = fc.nat(original.length);
  return fc.oneof(
    fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
      const copy = Buffer.from(original);
      if (at < copy.length) copy[at]! ^= bits;
      return copy;
    }),
    place.map((at) => original.subarray(0, at)),
    fc.tuple(place, place).map(([from, to]) => {
      return Buffer.concat([original.subarray(0, from), original.subarray(to)]);
    }),
    fc.tuple(place, bytes(64)).map(([at, more]) => {
      return Buffer.concat([original.subarray(0, at), more, original.subarray(at)]);
    }),
  );
};

const TOKEN = fc.oneof(
  fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PUT', 'DELETE', 'QUERY', 'PRI'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
);
const LENGTH = fc.oneof(
  fc.constantFrom('-1', '0', '1', '99999999999999999999', '0x10', '1, 2', '', ' ', '1e3', '+5'),
  fc.nat(100_000).map(String),
);
const CHUNK = fc.oneof(
  fc.constantFrom('5\r\nhello\r\n', '0\r\n\r\n', 'ffffffffffffffff\r\n', '-1\r\n', '5;a=b\r\nhel'),
  fc.string({ maxLength: 20 }),
);
const HEADER = fc.oneof(
  fc.constantFrom('Expect: 100-continue', 'Upgrade: websocket', 'Connection: Upgrade, close'),
  fc.constantFrom(' folded: yes', 'Host: another.example', 'Host: a b', ': nothing', 'no colon'),
  fc.constantFrom('Authorization: Basic %%%', 'Authorization: Bearer', 'Cookie: a=b\0c'),
  fc.nat(70_000).map((length) => `X-Long: ${'x'.repeat(length)}`),
  fc.nat(3_000).map((count) => 'X-Many: y\r\n'.repeat(count).trimEnd()),
  fc.tuple(TOKEN, fc.string({ maxLength: 50 })).map((pair) => pair.join(': ')),
);
const TARGET = fc.oneof(
  fc.constantFrom('*', '//', '/..', 'http://[', 'https://user:pass@host/', '/%', '/%00', '/\0'),
  fc.constantFrom('/v1/oauth/token?refresh_token=a', '/v1/messages/', '/v1/messages#x', ''),
  fc.webPath(),
  fc.string({ maxLength: 100 }),
);
const BODY = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.nat(20_000).map((depth) => '['.repeat(depth)),
  fc.constantFrom('\ufeff{}', '{"messages":[{"role":"user","content":[null]}]}', '{"a":1e999}'),
);

/** A valid request with something wrong in it. */
const mutated = (request: Whole): fc.Arbitrary<Buffer> =>
  fc.oneof(
    damaged(asSent(request)),
    TOKEN.map((method) => asSent({ ...request, line: request.line.replace(/^\w+/, method) })),
    TARGET.map((to) => asSent({ ...request, line: request.line.replace(/ .* /, ` ${to} `) })),
    BODY.map((body) => asSent({ ...request, body })),
    bytes(300).map((body) => {
      const head = asSent({ ...request, body: '', headers: [...request.headers] }, false);
      return Buffer.concat([
        head.subarray(0, -2),
        latin1(`Content-Length: ${body.length}\r\n\r\n`),
        body,
      ]);
    }),
    fc.tuple(HEADER, fc.nat(4)).map(([header, at]) => {
      return asSent({ ...request, headers: request.headers.toSpliced(at, 0, header) });
    }),
    LENGTH.map((length) =>
      asSent({ ...request, headers: [...request.headers, `Content-Length: ${length}`] }, false),
    ),
    fc.array(CHUNK, { maxLength: 5 }).map((chunks) => {
      const headers = [...request.headers, 'Transfer-Encoding: chunked'];
      return asSent({ ...request, headers, body: chunks.join('') }, false);
    }),
    // One after the other without waiting, and something else at the end.
    fc.tuple(fc.integer({ min: 2, max: 8 }), bytes(40)).map(([count, end]) => {
      return Buffer.concat([...Array<Buffer>(count).fill(asSent(request)), end]);
    }),
  );

/** What was never a request. */
const nonsense = fc.oneof(
  bytes(400),
  fc.string({ maxLength: 300 }).map(latin1),
  fc
    .tuple(TOKEN, TARGET, fc.array(HEADER, { maxLength: 4 }), BODY)
    .map(([method, target, headers, body]) =>
      asSent({ host: '', line: `${method} ${target} HTTP/1.1`, headers, body }, false),
    ),
  fc.constantFrom('\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '\x16\x03\x01', '').map(latin1),
);

/** A connection on which something is wrong: half of them began as something valid. */
export const malformedRequest = (valid: readonly Whole[]): fc.Arbitrary<Sent> =>
  fc
    .tuple(
      fc.constantFrom(...valid).chain((request) =>
        fc.record({
          host: fc.constant(request.host),
          bytes: fc.oneof(mutated(request), nonsense),
        }),
      ),
      fc.constantFrom('end', 'end', 'end', 'destroy', 'reset'),
    )
    .map(([request, leave]) => ({ ...request, leave }) as Sent);

const QUERY = fc
  .record({
    id: fc.nat(0xff_ff),
    type: fc.constantFrom('A', 'AAAA', 'TXT', 'SOA', 'PTR', 'NS', 'ANY'),
    name: fc.constantFrom(MODEL, OAUTH, 'a.b', '', 'x'.repeat(63), '1.0.0.127.in-addr.arpa'),
    questions: fc.nat(2),
    edns: fc.boolean(),
  })
  .map(({ id, type, name, questions, edns }) => ({
    type: 'query' as const,
    id,
    flags: RECURSION_DESIRED,
    questions: Array.from({ length: questions }, () => ({ type: type as 'A', name })),
    additionals: edns
      ? [{ type: 'OPT' as const, name: '.', udpPayloadSize: 1_232, options: [] } as never]
      : [],
  }));

/** A message that no resolver should believe. */
export const malformedMessage: fc.Arbitrary<Buffer> = fc.oneof(
  QUERY.chain((query) => damaged(encode(query))),
  QUERY.chain((query) => damaged(encode(query)).chain(damaged)),
  // A header with counts that lie, or a response where a query is expected.
  fc.tuple(QUERY, fc.integer({ min: 2, max: 11 }), fc.nat(255)).map(([query, at, value]) => {
    const copy = encode(query);
    copy[at] = value;
    return copy;
  }),
  bytes(600),
);

/** Over TCP, each message comes after its length, which may be wrong too. */
export const malformedStream: fc.Arbitrary<Buffer> = fc.oneof(
  malformedMessage.map((message) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    return Buffer.concat([length, message]);
  }),
  fc.tuple(malformedMessage, fc.nat(0xff_ff)).map(([message, length]) => {
    const wrong = Buffer.alloc(2);
    wrong.writeUInt16BE(length);
    return Buffer.concat([wrong, message]);
  }),
  QUERY.chain((query) => damaged(streamEncode(query))),
  fc
    .array(QUERY, { minLength: 2, maxLength: 5 })
    .chain((queries) => damaged(Buffer.concat(queries.map((query) => streamEncode(query))))),
);
