import { describe, expect, test } from 'vitest';
import { seconds } from '#core/duration.ts';
import type { Refusal } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import type { Blamed } from '#core/lexicon.ts';
import { type Answer, answer, claims, groundTruth } from '#core/truth.ts';
import {
  asked,
  attempt,
  flight,
  HOSTS,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  renewed,
  stored,
} from './logs.ts';

const layers = (text: string, firmness?: 'named') => [
  ...new Set(
    claims(text, HOSTS)
      .filter((claim) => firmness === undefined || claim.firmness === firmness)
      .map(({ layer }) => layer),
  ),
];
const about = (text: string, truth: Blamed): Answer =>
  answer(claims(text, HOSTS), new Set([truth]));

/** Messages of clients as they were seen, and what each of them makes of the truth. */
const SEEN: readonly (readonly [truth: Blamed, verdict: Answer, text: string])[] = [
  // Claude Code, during the outage of April: 2.1.329, and NXDOMAIN for every host.
  [
    'DNS',
    'wrong',
    'Failed to authenticate. API Error: 401 OAuth token has expired. ' +
      'Please obtain a new token or refresh your existing token.',
  ],
  ['DNS', 'wrong', 'Unable to connect to API (ConnectionRefused)'],
  ['DNS', 'right', 'Unable to connect to API (ENOTFOUND)'],
  ['DNS', 'right', "Can't reach the API server - check your internet or DNS (ENOTFOUND)"],
  ['AUTH', 'right', 'API Error: 401 OAuth token has expired.'],
  ['AUTH', 'right', 'Invalid API key · Please run /login'],
  ['AUTH', 'right', 'Not logged in · Please run /login'],
  ['DNS', 'wrong', 'Not logged in · Please run /login'],
  ['AUTH', 'right', 'OAuth error: Request failed with status code 500'],
  ['DNS', 'right', 'OAuth error: getaddrinfo ENOTFOUND platform.claude.com'],
  ['LOCAL', 'wrong', 'Not logged in · Please run /login'],
  ['LOCAL', 'right', 'Not logged in: the login file is damaged (~/.client/credentials.json)'],
  ['AUTH', 'right', 'Failed to authenticate: OAuth session expired and could not be refreshed'],
  ['DNS', 'wrong', 'There is an issue with the selected model.'],
  ['MODEL', 'right', 'API Error: 529 {"type":"error","error":{"type":"overloaded_error"}}'],
  ['MODEL', 'right', 'API Error: 503 Service Unavailable'],
  ['QUOTA', 'right', 'API Error: 429 rate_limit_error'],
  ['TLS', 'right', 'SSL certificate error (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'],
  ['NET', 'right', 'Unable to connect to API (ECONNRESET)'],
  // Loose words can be right; they do not lead anybody to the wrong place either.
  ['NET', 'right', 'Unable to connect to API'],
  ['DNS', 'vague', 'Unable to connect to API'],
  ['DNS', 'vague', 'Please sign in again.'],
  ['DNS', 'none', 'Something went wrong.'],
  ['DNS', 'none', ''],
  // Whoever names everything has named nothing.
  ['DNS', 'vague', 'ENOTFOUND, or the connection was refused, or your token has expired (401).'],
  // The hardened reference client.
  [
    'DNS',
    'right',
    'Sign-in is unreachable: the name platform.claude.com does not resolve (ENOTFOUND). ' +
      'Your login is kept. Nothing to do: it will be tried again with your next request.',
  ],
  [
    'TLS',
    'right',
    'Sign-in is unreachable: the certificate of platform.claude.com cannot be trusted ' +
      '(UNABLE_TO_VERIFY_LEAF_SIGNATURE). Nothing was sent, and your login is kept.',
  ],
  [
    'AUTH',
    'right',
    'Sign-in is out of order: platform.claude.com answered 503. Your login is kept.',
  ],
  ['MODEL', 'wrong', 'Sign-in is out of order: platform.claude.com answered 503.'],
  ['MODEL', 'right', 'The model cannot answer at the moment (529: Overloaded).'],
  ['AUTH', 'right', 'Sign-in no longer accepts your login (invalid_grant).'],
  ['AUTH', 'right', 'Sign-in was not completed (access_denied: Somebody has said no.).'],
  ['AUTH', 'right', 'Sign-in was not completed (expired_token: The device code has expired.).'],
  [
    'AUTH',
    'right',
    'Sign-in is out of order: the new token had already expired when platform.claude.com issued ' +
      'it (expired_on_issue).',
  ],
  [
    'AUTH',
    'right',
    'What GROUNDSTOP_API_KEY holds was not accepted (401: invalid x-api-key): it has to be mended.',
  ],
  [
    'AUTH',
    'right',
    'You are signed in, but your account may not do this (403: OAuth is not allowed here.). Your ' +
      'login is kept, and a new one would not help: ask whoever runs your account.',
  ],
  [
    'AUTH',
    'right',
    'Sign-in cannot answer: a web page came from platform.claude.com in its place (502).',
  ],
  [
    'MODEL',
    'right',
    'The model cannot answer: a web page came from api.anthropic.com in its place (502).',
  ],
  // A challenge's 403 is about a browser and not about anybody's rights.
  [
    'MODEL',
    'right',
    'The model cannot answer: a web page came from api.anthropic.com in its place (403).',
  ],
  ['MODEL', 'wrong', 'Please run /login · API Error: 403'],
  ['MODEL', 'right', 'API returned an empty or malformed response (HTTP 200)'],
  ['AUTH', 'wrong', 'API returned an empty or malformed response (HTTP 200)'],
  ['MODEL', 'right', 'API Error: Response stalled mid-stream. The response may be incomplete.'],
  ['MODEL', 'right', 'The model sent an unusable answer (malformed_answer: the answer broke off).'],
  [
    'AUTH',
    'right',
    'Sign-in is out of order: platform.claude.com sent an unusable answer (malformed_answer: an ' +
      'answer without a token).',
  ],
  [
    'AUTH',
    'right',
    'Sign-in is out of order: platform.claude.com answered 307, and sends your login elsewhere.',
  ],
  ['MODEL', 'vague', 'Sign-in is out of order: platform.claude.com answered 307.'],
  [
    'NET',
    'right',
    'Sign-in is unreachable: no connection to platform.claude.com could be made ' +
      '(UND_ERR_CONNECT_TIMEOUT).',
  ],
  [
    'NET',
    'right',
    'The model does not answer: nothing came from api.anthropic.com for 1 min (ETIMEDOUT).',
  ],
  ['QUOTA', 'right', "A usage limit of the model's API has been reached (429: Slow down.)."],
  ['QUOTA', 'right', "A usage limit of the model's API has been reached (402: No credit.)."],
  ['LOCAL', 'right', 'The login cannot be saved in ~/.client/login.json (EBUSY).'],
  ['LOCAL', 'right', 'The login cannot be read from ~/.client/login.json (36: Not allowed.).'],
  ['LOCAL', 'right', 'You are not signed in: the login file is damaged (~/.client/login.json).'],
  [
    'LOCAL',
    'right',
    "Clock skew: the clock of this machine is 2 h ahead of platform.claude.com's.",
  ],
  // What their page says comes after what the client has found.
  [
    'DNS',
    'right',
    'Sign-in is unreachable: the name platform.claude.com does not resolve (ENOTFOUND). Your ' +
      'login is kept. Their status page says: “Partial System Outage”',
  ],
  // Others: Rust, Go, Python, curl.
  ['DNS', 'right', 'dns error: failed to lookup address information: Name or service not known'],
  ['DNS', 'right', 'dial tcp: lookup auth.openai.com: no such host'],
  ['DNS', 'right', '[Errno -3] Temporary failure in name resolution'],
  ['DNS', 'right', 'curl: (6) Could not resolve host: platform.claude.com'],
];

test.each(SEEN)('under %s this is %s: %s', (truth, verdict, text) => {
  expect(about(text, truth)).toBe(verdict);
});

describe('claims', () => {
  test.each([
    'Your login is kept.',
    'Sign-in is on its way.',
    'This has nothing to do with you.',
    'Work goes on: the token in hand is good for 12 min.',
    'It took 503 ms.',
    'auth.anthropic.com and login.example were asked.',
  ])('are not read into: %s', (text) => {
    expect(layers(text, 'named')).toEqual([]);
  });

  test.each([
    'It is not because of your expired token.',
    'There is no need to sign in again.',
    'This is not a DNS failure.',
  ])('are not made by what is denied: %s', (text) => {
    expect(layers(text)).toEqual([]);
  });

  test('are loose where they are only supposed', () => {
    expect(layers('If your token has expired, sign in.', 'named')).toEqual([]);
    expect(layers('If your token has expired, sign in.')).toEqual(['AUTH']);
  });

  test('tell the words that make them by their place', () => {
    const text = 'platform.claude.com does not resolve (ENOTFOUND)';
    for (const { from, to, words } of claims(text, HOSTS)) expect(text.slice(from, to)).toBe(words);
    expect(claims(text, HOSTS).map(({ words }) => words)).toEqual(['not resolve', 'ENOTFOUND']);
  });

  test('are not made by what a host is called', () => {
    const text = 'token-expired-401.example was asked.';
    expect(claims(text, { 'token-expired-401.example': 'other' })).toEqual([]);
  });

  test('of several true layers one is enough', () => {
    expect(answer(claims('ENOTFOUND'), new Set<Blamed>(['DNS', 'MODEL']))).toBe('right');
  });
});

describe('the ground truth', () => {
  const truth = (pieces: Parameters<typeof flight>[0], from = seconds(10), until = seconds(20)) => [
    ...groundTruth(new Evidence(flight(pieces)), { from, until }).layers,
  ];
  const faults = [NAME_GONE];

  test('is what struck the work, before any answer that turned it away', () => {
    const pieces = [open(0, 0), asked(seconds(11), 'w1', { status: 401 }), noName(seconds(12))];
    expect(truth({ faults, pieces })).toEqual(['DNS']);
  });

  test('is what had struck before and was still in force, if nothing struck the work', () => {
    const pieces = [noName(seconds(5)), asked(seconds(11), 'w1', { status: 401 })];
    expect(truth({ faults, pieces: [open(0, 0), ...pieces] })).toEqual(['DNS']);
    expect(truth({ faults, pieces: [open(0, 0, seconds(8)), ...pieces] })).toEqual(['AUTH']);
  });

  test('is this machine, where nothing failed on a wire and the store has been spoiled', () => {
    const spoilt = (mode?: string) => ({
      at: seconds(5),
      kind: 'store' as const,
      look: 'act' as const,
      state: { readable: false, access: 'absent', refresh: 'absent', ...(mode && { mode }) },
    });
    expect(truth({ pieces: [[spoilt('0600')]] })).toEqual(['LOCAL']);
    // Of a file that is gone it is as true that nobody is signed in.
    expect(truth({ pieces: [[spoilt()]] })).toEqual(['LOCAL', 'AUTH']);
    const name = noName(seconds(12));
    expect(truth({ faults, pieces: [[spoilt('0600')], open(0, 0), name] })).toEqual(['DNS']);
  });

  test('is this machine, where the program that is to print the key fails', () => {
    const pieces = [asked(seconds(11), 'w1', { status: 401 })];
    expect(truth({ pieces })).toEqual(['AUTH']);
    expect(truth({ given: { setUp: 'key-program-fails' }, pieces })).toEqual(['LOCAL']);
  });

  test('is that sign-in had refused the login, where that has been thrown away since', () => {
    const blank = stored('change', seconds(6), 'blank', 'blank');
    const refused = (status: number) => renewed(seconds(5), { status });
    expect(truth({ pieces: [refused(400), blank] })).toEqual(['AUTH']);
    expect(truth({ pieces: [refused(400)] })).toEqual([]);
    expect(truth({ pieces: [refused(200), blank] })).toEqual([]);
  });

  test('is not that nobody has typed a code yet', () => {
    const polled = (refuse: Refusal) =>
      attempt(seconds(11), {
        layer: 'http',
        role: 'oauth',
        endpoint: 'token',
        presents: [{ kind: 'device-code', token: 'device-code-1' }],
        struckBy: 0,
        effect: { refuse, status: 400 },
        status: 400,
      });
    const because = (refuse: Refusal) => truth({ faults, pieces: [open(0, 0), polled(refuse)] });
    expect(because('authorization-pending')).toEqual([]);
    expect(because('slow-down')).toEqual([]);
    expect(because('expired-token')).toEqual(['AUTH']);
  });

  test('is the first answer that turned it away, if no fault had a part in it', () => {
    const pieces = [
      asked(seconds(11), 'w1', { status: 401 }),
      renewed(seconds(12), { status: 400 }),
    ];
    expect(truth({ pieces })).toEqual(['AUTH']);
  });

  test('is every layer at which faults struck', () => {
    const pieces = [
      open(0, 0),
      open(1, 0),
      noName(seconds(11)),
      asked(seconds(12), 'w1', { status: 529, struckBy: 1 }),
    ];
    expect(truth({ faults: [NAME_GONE, OVERLOAD], pieces })).toEqual(['DNS', 'MODEL']);
  });

  test.each([
    ['NET', { layer: 'connect', role: 'model', struckBy: 0, effect: 'reset' }],
    ['TLS', { layer: 'tls', role: 'oauth', struckBy: 0, effect: 'untrusted' }],
    ['AUTH', { layer: 'http', role: 'oauth', endpoint: 'token', struckBy: 0, status: 503 }],
    ['MODEL', { layer: 'http', role: 'model', endpoint: 'messages', struckBy: 0, status: 503 }],
    ['QUOTA', { layer: 'http', role: 'model', endpoint: 'messages', struckBy: 0, status: 429 }],
  ] as const)('is %s where an attempt failed there', (layer, what) => {
    expect(truth({ faults, pieces: [open(0, 0), attempt(seconds(11), what)] })).toEqual([layer]);
  });

  test.each([
    // What a client cannot see shows one layer further up.
    [['DNS', 'NET'], { layer: 'dns', role: 'oauth', struckBy: 0, effect: 'nobody-there' }],
    [['DNS', 'TLS'], { layer: 'dns', role: 'oauth', struckBy: 0, effect: 'somebody-else' }],
    [['TLS', 'NET'], { layer: 'tls', role: 'oauth', struckBy: 0, effect: 'endless' }],
    // A name that was answered late, or at length, was answered.
    [[], { layer: 'dns', role: 'oauth', struckBy: 0, effect: { late: 3_000 } }],
    [[], { layer: 'dns', role: 'oauth', struckBy: 0, effect: { ttl: 1 } }],
    [[], { layer: 'dns', role: 'oauth', struckBy: 0, effect: 'truncated' }],
    [[], { layer: 'dns', role: 'oauth', struckBy: 0, effect: 'only-AAAA' }],
    [
      ['DNS'],
      { layer: 'dns', role: 'oauth', struckBy: 0, effect: { late: 20_000 }, error: 'no answer' },
    ],
  ] as const)('is %j for what stopped it below HTTP: %j', (expected, what) => {
    expect(truth({ faults, pieces: [open(0, 0), attempt(seconds(11), what)] })).toEqual(expected);
  });

  const token = { layer: 'http', role: 'oauth', endpoint: 'token', struckBy: 0 } as const;
  const messages = { layer: 'http', role: 'model', endpoint: 'messages', struckBy: 0 } as const;
  const BROKEN = 'broken off by the service';
  const ABORTED = 'aborted by the client';
  const refusal = (refuse: Refusal, status: number) => ({ effect: { refuse, status }, status });

  test.each([
    // What was said in the service's place is the service's, whatever its status.
    [['AUTH'], { ...token, effect: { page: 'bad-gateway', status: 502 }, status: 502 }],
    [['MODEL'], { ...messages, effect: { page: 'challenge', status: 403 }, status: 403 }],
    [['AUTH'], { ...token, effect: { body: 'empty' }, status: 200 }],
    [['MODEL'], { ...messages, effect: { body: 'half' }, status: 200 }],
    [['AUTH'], { ...token, effect: { redirect: 'b.example' }, status: 307 }],
    [['MODEL'], { ...messages, effect: { stream: 'end', after: { events: 1 } }, status: 200 }],
    // Of what broke or went silent, a client cannot know on which side.
    [['NET', 'MODEL'], { ...messages, effect: { page: 'portal', status: 200 }, status: 200 }],
    [['NET', 'AUTH'], { ...token, effect: { lose: 'answer' }, error: BROKEN }],
    [['NET', 'MODEL'], { ...messages, effect: { lose: 'request' }, error: BROKEN }],
    [['NET', 'AUTH'], { ...token, effect: { late: 'for-ever' }, error: ABORTED }],
    [['NET', 'AUTH'], { ...token, effect: { late: 9_000 }, error: ABORTED }],
    [[], { ...token, effect: { late: 9_000 }, status: 200 }],
    ...(['silence', 'pings', 'break'] as const).map(
      (stream) =>
        [
          ['MODEL', 'NET'],
          { ...messages, effect: { stream, after: { events: 1 } }, status: 200, error: BROKEN },
        ] as const,
    ),
    [
      ['AUTH', 'NET'],
      { ...token, effect: { stream: 'break', after: { bytes: 1 } }, status: 200, error: BROKEN },
    ],
    [[], { ...messages, effect: { stream: 'drip', after: { events: 1 } }, status: 200 }],
    [['MODEL'], { ...messages, effect: { stream: 'error', after: { events: 1 } }, status: 200 }],
    [
      ['AUTH'],
      {
        ...messages,
        effect: { stream: 'error', after: { events: 1 }, error: 'unauthorized' },
        status: 200,
      },
    ],
    // What somebody may not do, and what they have no more of.
    [['AUTH'], { ...messages, ...refusal('organization-not-allowed', 403) }],
    [['AUTH'], { ...messages, ...refusal('not-a-member', 403) }],
    [['AUTH'], { ...messages, ...refusal('session-invalid', 403) }],
    [['QUOTA'], { ...messages, ...refusal('no-credit', 400) }],
    [['QUOTA'], { ...messages, ...refusal('no-credit', 402) }],
    [['QUOTA'], { ...messages, ...refusal('quota-exhausted', 429) }],
    [['QUOTA'], { ...messages, ...refusal('rate-limited', 503) }],
    [[], { ...messages, ...refusal('invalid-request', 400) }],
    // A grant that is worth little was granted all the same.
    [[], { ...token, effect: { grants: 'expired' }, status: 200 }],
  ] as const)('is %j for how an answer was spoilt: %j', (expected, what) => {
    expect(truth({ faults, pieces: [open(0, 0), attempt(seconds(11), what)] })).toEqual(expected);
  });

  test('is not what a client fails at besides its work', () => {
    const what = {
      layer: 'http',
      role: 'model',
      endpoint: 'other',
      struckBy: 0,
      status: 503,
    } as const;
    expect(truth({ faults, pieces: [open(0, 0), attempt(seconds(11), what)] })).toEqual([]);
    const elsewhere = { layer: 'dns', role: 'other', struckBy: 0, effect: 'NXDOMAIN' } as const;
    expect(truth({ faults, pieces: [open(0, 0), attempt(seconds(11), elsewhere)] })).toEqual([]);
  });
});
