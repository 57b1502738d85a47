import { describe, expect, test } from 'vitest';
import { truthAdviceWorks } from '#checks/truth.advice-works.ts';
import { truthNextStep } from '#checks/truth.next-step.ts';
import { advice, readOf } from '#core/advice.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { Credentials } from '#core/scenario.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  attempt,
  type Flight,
  failed,
  flight,
  HOSTS,
  ledger,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  renewed,
  stored,
  told,
} from './logs.ts';

const steps = (text: string) => [...new Set(advice(text, HOSTS).map(({ step }) => step))].sort();

describe('advice', () => {
  test.each([
    // Clients as they were seen.
    ['Not logged in · Please run /login', ['sign-in']],
    ['OAuth token refresh failed — run /login to re-authenticate', ['sign-in']],
    ['401 OAuth token has expired. Please obtain a new token', ['sign-in']],
    ['Your access token could not be refreshed. Please log out and sign in again.', ['sign-in']],
    ["Can't reach the API server - check your internet or DNS (ENOTFOUND)", ['network']],
    ['Unable to connect. Is the computer able to access the url?', ['network']],
    [
      'Self-signed certificate. Check your proxy or corporate SSL certificates',
      ['certificate', 'network'],
    ],
    ["You've hit your limit · resets 2pm (America/New_York)", ['wait']],
    ['429 rate_limit_error. Please try again later.', ['again', 'wait']],
    ['Credit balance too low · Add funds: https://platform.claude.com/settings/billing', ['pay']],
    ['Invalid API key · Fix external API key', ['key']],
    ['Use an Anthropic API key instead, or ask your admin to enable access', ['ask']],
    ['Context limit reached · /compact or /clear to continue', ['change']],
    ['Session token expired. Please resend your message.', ['again']],
    ['View details or appeal: https://claude.ai/restricted', ['page']],
    ['Nothing to do: it will be tried again with your next request.', ['wait']],
    ['See status.claude.com.', ['status']],
    ['Check the clock of this machine.', ['clock']],
    ['Unlock the keychain.', ['mend']],
    [
      'Your apiKeyHelper script is failing · This usually means you need to re-authenticate ' +
        "with your provider · Run /status to see the script's error output",
      ['mend'],
    ],
    // What is no advice.
    ['API Error: 529 Overloaded', []],
    ['Unable to connect to API (ECONNRESET)', []],
    ['Failed to sign in. Cannot log in.', []],
    ['1 of 10: 401 authentication_failed, again in 612 ms', []],
    ['You are signed in, and there is no need to wait.', []],
    ['Their status page says: “All Systems Operational”', []],
    // An address that the client itself asks is what failed, and not where to look.
    ['request to https://api.anthropic.com/v1/messages failed', []],
  ] as const)('is read from: %s', (text, expected) => {
    expect(steps(text)).toEqual(expected);
  });

  test('is read where somebody reads it: in three lines, and not in frames of a stack', () => {
    const stack = 'Error: no\n    at one\n    at two\n\n';
    expect(steps(readOf(`${stack}one\nPlease run /login`))).toEqual(['sign-in']);
    expect(steps(readOf(`${stack}one\ntwo\nPlease run /login`))).toEqual([]);
  });
});

const judged = (check: typeof truthNextStep, story: Flight) => {
  const { outcome, measured } = check.judge(new Evidence(flight(story)));
  return [outcome, measured?.value];
};
const START = minutes(10);
const END = START + seconds(2);

describe('truth.next-step', () => {
  const saying = (...texts: string[]) => ({
    pieces: texts.map((text, n) => failed(`w${n}`, START + n * minutes(1), text)),
  });

  test('asks it of every message', () => {
    expect(judged(truthNextStep, saying('Please run /login', 'Wait a little.'))).toEqual([
      ...['pass', 0],
    ]);
    expect(judged(truthNextStep, saying('Please run /login', '529'))).toEqual(['fail', 1]);
    expect(judged(truthNextStep, saying('529', '500', 'Wait a little.'))).toEqual(['fail', 2]);
  });

  test('takes silence for what it is', () => {
    expect(judged(truthNextStep, saying(''))).toEqual(['fail', 1]);
    const { because } = truthNextStep.judge(new Evidence(flight(saying('\n'))));
    expect(because).toContain('the client said nothing, which is nothing that anybody could do');
  });

  test('shows the message on one line, and of a long one the beginning', () => {
    const because = (text: string) =>
      truthNextStep.judge(new Evidence(flight(saying(text)))).because;
    expect(because(' Oh,\n\n  dear. \n')).toContain('said “Oh, dear.”, which');
    const pieces = [told(START + 20, '  Oh, dear. \n', 'message'), failed('w1', START, '')];
    expect(truthNextStep.judge(new Evidence(flight({ pieces }))).because).toContain('“Oh, dear.”');
    const long = `Oh ${'x'.repeat(200)}`;
    expect(because(long)).toContain(`said “${long.slice(0, 120)}”, which`);
  });

  test('asks nothing where nothing failed', () => {
    expect(judged(truthNextStep, { pieces: [answered('w1', 0)] })[0]).toBe('inconclusive');
  });
});

/** A log in which work fails at minute 10, in a world and with a message. */
const advised = (
  text: string,
  {
    faults = [],
    pieces,
    credentials,
    later = [],
  }: {
    readonly faults?: readonly FaultWindowRecord[];
    readonly pieces: readonly Piece[];
    readonly credentials?: Credentials;
    readonly later?: readonly Piece[];
  },
) => {
  const log = flight({ faults, pieces: [...pieces, failed('w1', START, text), ...later] });
  const [first, ...rest] = log;
  if (first?.kind !== 'run.began') throw new Error('a log begins with its order');
  const given = { ...first.scenario.given, ...(credentials && { credentials }) };
  const order = { ...first, scenario: { ...first.scenario, given } };
  return truthAdviceWorks.judge(new Evidence([order, ...rest])).outcome;
};

const LOGIN = 'Please run /login.';
const nameGone = { faults: [NAME_GONE], pieces: [open(0, minutes(5)), noName(START + 10)] };
const busy = {
  faults: [OVERLOAD],
  pieces: [open(0, minutes(5)), asked(START + 10, 'w1', { status: 529, struckBy: 0 })],
};
/** The server turns the token away, and takes another. */
const rejected = { pieces: [asked(START + 10, 'w1', { status: 401 })] };
/** The grant has been revoked, and the client has been told so. */
const over = {
  pieces: [
    ledger(minutes(9), 'revoked', 'access-1'),
    ledger(minutes(9), 'revoked', 'refresh-1'),
    asked(START + 10, 'w1', { status: 401 }),
    renewed(START + 100, { status: 400 }),
  ],
};

describe('truth.advice-works', () => {
  test.each([
    [LOGIN, nameGone, 'fail'],
    [LOGIN, busy, 'fail'],
    [LOGIN, rejected, 'pass'],
    [LOGIN, over, 'pass'],
    // One step that helps is enough; and whoever is also told to wait is not sent in vain.
    [`${LOGIN} Or check your internet.`, nameGone, 'pass'],
    [`${LOGIN} If that fails, wait a little.`, nameGone, 'pass'],
    [`${LOGIN} See status.claude.com.`, nameGone, 'pass'],
    [`${LOGIN} Then try again.`, nameGone, 'fail'],
    ['Wait a little.', nameGone, 'pass'],
    ['Try again.', nameGone, 'pass'],
    // What is over does not come back.
    ['Wait a little.', over, 'fail'],
    ['Wait a little. If that fails, sign in again.', over, 'pass'],
    ['Wait a little.', rejected, 'pass'],
    // Elsewhere than where the trouble lies there is nothing to mend.
    ['Check your internet.', nameGone, 'pass'],
    ['Check your internet.', busy, 'fail'],
    ['Set NODE_EXTRA_CA_CERTS.', nameGone, 'fail'],
    ['Check your API key.', nameGone, 'fail'],
    ['Check your API key.', rejected, 'fail'],
    ['Contact your administrator.', rejected, 'pass'],
    ['Contact your administrator.', busy, 'fail'],
    ['Unlock the keychain.', nameGone, 'fail'],
    ['ENOTFOUND', nameGone, 'inconclusive'],
    [LOGIN, { pieces: [] }, 'inconclusive'],
  ] as const)('%s', (text, world, expected) => {
    expect(advised(text, world)).toBe(expected);
  });

  test('a key is to be mended where there is one', () => {
    const credentials = 'login-and-stale-key';
    expect(advised('Check your API key.', { ...rejected, credentials })).toBe('pass');
  });

  test('signing in waits for the model to be there, too', () => {
    const faults = [OVERLOAD];
    const pieces = [open(0, minutes(5)), ...rejected.pieces];
    expect(advised(LOGIN, { faults, pieces })).toBe('fail');
    expect(advised(LOGIN, { faults: [{ ...OVERLOAD, share: 0.5 }], pieces })).toBe('pass');
  });

  test('signing in takes as long as a piece of work, and is not barred later', () => {
    const { span } = new Evidence(flight()).bounds;
    const from = (at: number) =>
      advised(LOGIN, {
        faults: [NAME_GONE],
        pieces: [...rejected.pieces, open(0, at)],
      });
    expect([span - 1, span, span + 1].map((more) => from(END + more))).toEqual([
      ...['fail', 'fail', 'pass'],
    ]);
  });

  test('a login that its grant lacks something is one', () => {
    const grants = (how: string): readonly FaultWindowRecord[] => [
      {
        ...NAME_GONE,
        fault: { name: 'flawed-grant', layer: 'http', role: 'oauth', params: { how } },
      },
    ];
    const pieces = [open(0, minutes(5)), ...rejected.pieces];
    expect(advised(LOGIN, { faults: grants('no-refresh-token'), pieces })).toBe('pass');
    expect(advised(LOGIN, { faults: grants('expired'), pieces })).toBe('fail');
  });

  test('a store that is gone is put right by signing in', () => {
    const robbed = {
      at: minutes(9),
      kind: 'store' as const,
      look: 'act' as const,
      state: { readable: false, access: 'absent', refresh: 'absent' },
    };
    expect(advised(LOGIN, { pieces: [[robbed]] })).toBe('pass');
  });

  test('what came of it decides, where somebody took the advice', () => {
    const signIn = (outcome: 'answered' | 'failed', next: readonly Piece[]): readonly Piece[] => [
      [
        { at: END + 10, kind: 'human.did', what: 'took the advice to sign in' },
        { at: END + 10, kind: 'work.began', work: 'w1-sign-in', deed: 'sign-in' },
        {
          at: END + 500,
          kind: 'work.ended',
          work: 'w1-sign-in',
          outcome,
          claim: outcome === 'answered' ? 'success' : 'failure',
          nonce: outcome === 'answered',
          text: '',
        } satisfies Fact & { at: number },
      ],
      ...next,
    ];
    const next = answered('w2', END + 1_000);
    expect(advised(LOGIN, { ...nameGone, later: signIn('answered', [next]) })).toBe('pass');
    expect(advised(LOGIN, { ...rejected, later: signIn('failed', [next]) })).toBe('fail');
    const again = failed('w2', END + 1_000, LOGIN);
    expect(advised(LOGIN, { ...nameGone, later: signIn('answered', [again]) })).toBe('fail');
  });

  test('a login that has been kept and taken elsewhere is not over', () => {
    const renewedMeanwhile = [
      ...over.pieces,
      ledger(START + 200, 'issued', 'refresh-2'),
      stored('change', START + 300, 'access-2', 'refresh-2'),
    ];
    expect(advised('Wait a little.', { pieces: renewedMeanwhile })).toBe('pass');
  });

  test('a name that could not be had says nothing of a sign-in that asks for a code', () => {
    const code = attempt(START + 10, {
      layer: 'http',
      role: 'oauth',
      endpoint: 'token',
      presents: [{ kind: 'code', token: 'code-1' }],
      status: 400,
    });
    expect(advised('You can try once more.', { pieces: [code] })).toBe('pass');
  });

  test('names all that was at fault', () => {
    const cut = attempt(START + 10, {
      ...({ layer: 'http', role: 'model', endpoint: 'messages', struckBy: 0 } as const),
      effect: { lose: 'answer' },
      error: 'broken off by the service',
    });
    const pieces = [
      open(0, minutes(5)),
      cut,
      failed('w1', START, 'Check your network connection.'),
    ];
    expect(
      truthAdviceWorks.judge(new Evidence(flight({ faults: [OVERLOAD], pieces }))),
    ).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('w1 failed at NET or MODEL, and the client advised'),
    });
  });
});
