import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint, SecretSearch } from '#evidence/secrets.ts';
import { seeded } from '#time/seeded.ts';

const PREFIX = 'sk-ant-oat01-';
const body = (seed: number) => seeded(seed).text(64);
const TOKEN = PREFIX + body(1);
const OTHER = `sk-ant-ort01-${body(2)}`;

function search() {
  const secrets = new SecretSearch();
  secrets.learn({ name: 'access-1', text: TOKEN });
  secrets.learn({ name: 'refresh-1', text: OTHER });
  return secrets;
}

test('a secret is found and taken out, and what stands around it stays', () => {
  const { text, found } = search().search(`before ${TOKEN}, after`);
  expect(found).toEqual(['access-1']);
  expect(text).toBe(`before ${PREFIX}‹access-1›, after`);
});

test('two secrets in a row are two', () => {
  const { text, found } = search().search(`${body(1)}${body(2)}${body(1)}`);
  expect(found).toEqual(['access-1', 'refresh-1']);
  expect(text).toBe('‹access-1›‹refresh-1›‹access-1›');
});

test('sixteen characters are enough, from anywhere in it, and fifteen are not', () => {
  for (let at = 0; at + 16 <= 64; at += 1) {
    const piece = body(1).slice(at, at + 16);
    expect(search().search(`<${piece}>`)).toEqual({ text: '<‹access-1›>', found: ['access-1'] });
    expect(search().search(`<${piece.slice(1)}>`).found).toEqual([]);
  }
});

test('it is found and taken out in hexadecimal, in lower case and in upper', () => {
  const hex = Buffer.from(TOKEN).toString('hex');
  const prefix = hex.slice(0, 2 * PREFIX.length);
  expect(search().search(hex).text).toBe(`${prefix}‹access-1›`);
  expect(search().search(hex.toUpperCase()).text).toBe(`${prefix.toUpperCase()}‹access-1›`);
});

test.each([0, 1, 2])('it is found in base64 behind %d other bytes, and in base64url', (offset) => {
  for (const around of ['', 'Bearer ', 'user:pass:']) {
    const bytes = Buffer.from(`${'x'.repeat(offset)}${around}${TOKEN}${around}`);
    for (const form of ['base64', 'base64url'] as const) {
      expect(search().search(bytes.toString(form)).found, form).toEqual(['access-1']);
    }
  }
});

test('it is found where an address carries it', () => {
  const address = `https://host.example/?t=${encodeURIComponent(TOKEN)}`;
  expect(search().search(address).found).toEqual(['access-1']);
});

test('what all tokens of a provider begin with is no secret', () => {
  const said = `Tokens begin with ${PREFIX} or with sk-ant-ort01-, and then 64 characters.`;
  expect(search().search(said)).toEqual({ text: said, found: [] });
});

test('text without a secret is left as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(search().search(text)).toEqual({ text, found: [] });
    }),
  );
});

const chunk = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom(TOKEN, OTHER), fc.nat({ max: 76 }), fc.nat({ max: 80 }))
    .map(([secret, from, length]) => secret.slice(from, from + length)),
);

test('no searched text holds sixteen characters of a secret', () => {
  const pieces = [TOKEN, OTHER].flatMap((secret) =>
    Array.from({ length: 64 - 15 }, (_, at) => secret.slice(13 + at, 13 + at + 16)),
  );
  fc.assert(
    fc.property(fc.array(chunk), (chunks) => {
      const whole = chunks.join('');
      const { text, found } = search().search(whole);
      for (const piece of pieces) expect(text.includes(piece)).toBe(false);
      expect(found.length > 0).toBe(pieces.some((piece) => whole.includes(piece)));
      expect(search().search(text).found).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('a secret may be learnt twice, and one that is short is no secret', () => {
  const secrets = search();
  secrets.learn({ name: 'access-1', text: TOKEN });
  secrets.learn({ name: 'short', text: 'abc' });
  expect(secrets.search(`abc ${TOKEN}`).found).toEqual(['access-1']);
});

test('four megabytes are searched in the time of four times one', () => {
  const secrets = search();
  for (let n = 3; n < 20; n += 1) secrets.learn({ name: `access-${n}`, text: PREFIX + body(n) });
  const megabyte = seeded(99).text(1_000).repeat(1_000);
  const time = (text: string) => {
    const start = performance.now();
    expect(secrets.search(text).found).toEqual([]);
    return performance.now() - start;
  };
  time(megabyte);
  const one = time(megabyte);
  // Twice as much as it should be: this machine may be busy.
  expect(time(megabyte.repeat(4))).toBeLessThan(8 * one + 500);
  expect(time(body(1).slice(0, 15).concat('-').repeat(262_144))).toBeLessThan(8 * one + 500);
});

test('a fingerprint tells two secrets apart, and is none of them', () => {
  expect(fingerprint(TOKEN)).toMatch(/^[0-9a-f]{8}$/);
  expect(fingerprint(TOKEN)).not.toBe(fingerprint(OTHER));
  expect(fingerprint(TOKEN)).toBe(fingerprint(TOKEN));
});

test('what is said to be shared is no secret, and the rest is, whatever hyphens are in it', () => {
  const search = new SecretSearch();
  const shared = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJzb21lYm9keSJ9.';
  const signature = 'aB3-dE6_gH9-jK2_mN5-pQ8_sT1-vW4_yZ7-aB3';
  search.learn({ name: 'capability-1', text: shared + signature, shared: shared.length });
  expect(search.search(`of ${shared}`).found).toEqual([]);
  expect(search.search(`of ${signature}!`)).toEqual({
    text: 'of ‹capability-1›!',
    found: ['capability-1'],
  });
});
