import * as v from 'valibot';
import { expect, test } from 'vitest';
import { everyScenario } from '#harness/scenarios.ts';
import failureModes from '../fixtures/failure-modes.json' with { type: 'json' };

const sentence = v.pipe(v.string(), v.regex(/^\S.*\.$/));
const known = {
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9._-]+$/)),
  what: sentence,
};
const staged = { scenarios: v.pipe(v.array(v.string()), v.minLength(1)) };
const notStaged = { not: sentence };

/** Seen in the field: whose thread, page or changelog says so. */
const seen = {
  ...known,
  source: v.literal('field'),
  component: v.string(),
  evidence: v.pipe(
    v.array(v.pipe(v.string(), v.regex(/^[\w.-]+\/[\w.-]+(#\d+$| \S+)|^[\w.]+ docs, \S+$/))),
    v.minLength(1),
  ),
};
/** Listed by a specification, by its section; or thought of here, and seen by nobody yet. */
const listed = {
  ...known,
  source: v.pipe(v.string(), v.regex(/^RFC \d+, section [\d.]+$|^own$/)),
};

/** A mode is staged, or there is a reason why it is not. */
const SHAPE = v.strictObject({
  schema: v.literal(1),
  modes: v.array(
    v.union([
      v.strictObject({ ...seen, ...staged }),
      v.strictObject({ ...seen, ...notStaged }),
      v.strictObject({ ...listed, ...staged }),
      v.strictObject({ ...listed, ...notStaged }),
    ]),
  ),
});

const { modes } = v.parse(SHAPE, failureModes);
const scenarios = await everyScenario();

/** The words of each list, as its RFC has them. */
const LISTS: readonly (readonly [source: string, prefix: string, words: readonly string[]])[] = [
  [
    'RFC 6749, section 5.2',
    'token',
    [
      ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client'],
      ...['unsupported_grant_type', 'invalid_scope'],
    ],
  ],
  ['RFC 6750, section 3.1', 'bearer', ['invalid_request', 'invalid_token', 'insufficient_scope']],
  [
    'RFC 8628, section 3.5',
    'device',
    ['authorization_pending', 'slow_down', 'access_denied', 'expired_token'],
  ],
  // NOERROR is an error where there is nothing in the answer (RFC 2308, section 2.2).
  [
    'RFC 1035, section 4.1.1',
    'dns',
    ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'],
  ],
  ['RFC 2136, section 2.2', 'dns', ['YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH', 'NOTZONE']],
  ['RFC 6891, section 9', 'dns', ['BADVERS']],
  [
    'RFC 8446, section 6',
    'tls',
    [
      ...['close_notify', 'unexpected_message', 'bad_record_mac', 'record_overflow'],
      ...['handshake_failure', 'bad_certificate', 'unsupported_certificate'],
      ...['certificate_revoked', 'certificate_expired', 'certificate_unknown'],
      ...['illegal_parameter', 'unknown_ca', 'access_denied', 'decode_error', 'decrypt_error'],
      ...['protocol_version', 'insufficient_security', 'internal_error'],
      ...['inappropriate_fallback', 'user_canceled', 'missing_extension'],
      ...['unsupported_extension', 'unrecognized_name', 'bad_certificate_status_response'],
      ...['unknown_psk_identity', 'certificate_required', 'no_application_protocol'],
    ],
  ],
];

test.each(LISTS)('every word of %s is accounted for, and no other', (source, prefix, words) => {
  const ids = modes.filter((mode) => mode.source === source).map(({ id }) => id);
  expect(ids.sort()).toEqual(words.map((word) => `${prefix}.${word}`).sort());
});

/** What DNS can do beside its codes: each kind of answer that is none, or is of no use. */
const NON_ANSWERS = ['timeout', 'late', 'truncated', 'malformed', 'extended-error'];

test('what DNS can do to a client beside its codes is staged', () => {
  const of = new Map(modes.map((mode) => [mode.id, mode]));
  for (const word of NON_ANSWERS) expect(of.get(`dns.${word}`), word).toHaveProperty('scenarios');
});

test('every failure mode that was seen in the field says who saw it', () => {
  expect(modes.filter(({ source }) => source === 'field').length).toBeGreaterThanOrEqual(80);
});

test('no two failure modes have one id', () => {
  const ids = modes.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('a failure mode names each of its scenarios once, and each of them is there', () => {
  const ids = scenarios.map(({ id }) => id);
  const named = modes.flatMap((mode) => ('scenarios' in mode ? [mode] : []));
  const twice = named.filter((mode) => new Set(mode.scenarios).size < mode.scenarios.length);
  expect(twice.map(({ id }) => id)).toEqual([]);
  const missing = named.flatMap((mode) => mode.scenarios.filter((id) => !ids.includes(id)));
  expect([...new Set(missing)].sort()).toEqual([]);
});

test('every scenario stages a failure mode, retells an incident, or is a control', () => {
  const named = new Set(modes.flatMap((mode) => ('scenarios' in mode ? mode.scenarios : [])));
  const idle = scenarios
    .filter(({ family }) => family !== 'control' && family !== 'incident')
    .filter(({ id }) => !named.has(id));
  expect(idle.map(({ id }) => id)).toEqual([]);
});
