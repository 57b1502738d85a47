import { broken, type Check, defineCheck, kept, unwitnessed } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { Entry, Fact, RunOrder, StoreState } from '#core/entry.ts';
import { enter } from '#core/entry.ts';
import { incident, type ScenarioRecord, signedIn, turns } from '#core/scenario.ts';
import { judge } from '#harness/judge.ts';
import type { Expectation, Flown, Night } from '#report/flown.ts';
import type { Yardstick } from '#score/yardstick.ts';

type Dated = Fact & { readonly at: number };

const OAUTH = 'platform.claude.com';
const MODEL = 'api.anthropic.com';

/** The April outage: the sign-in host's name is gone from 5:00 to 45:00. */
export const nxdomain: ScenarioRecord = {
  id: 'nxdomain',
  title: 'The sign-in host vanishes from DNS for forty minutes',
  why: `Sessions whose token is still good should not notice. The others should say what is wrong,
        keep their login, and come back by themselves when the name does.`,
  family: 'dns',
  seen: [
    incident(
      '2026-04-07',
      'Sign-in failed from 14:32 to 15:12 UTC',
      'anthropics/claude-code#33238',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 12, every: minutes(5) }),
  faults: [
    {
      fault: { name: 'nxdomain', layer: 'dns', role: 'oauth', params: {} },
      from: { on: 'clock', at: minutes(5) },
      until: { on: 'clock', at: minutes(45) },
    },
  ],
  exercises: ['save.no-loss', 'conv.self'],
};

export const order = (client: string, changes: Partial<RunOrder> = {}): RunOrder => ({
  id: `nxdomain-${client}-virtual-7`,
  scenario: nxdomain,
  client: { name: client },
  profile: { provider: 'anthropic', hosts: { [OAUTH]: 'oauth', [MODEL]: 'model' }, clientId: 'c' },
  cell: 'virtual',
  seed: 7,
  time: { kind: 'virtual', factor: 0 },
  ...changes,
});

/** How a client of the sample behaves while it cannot renew its token. */
export interface Manner {
  /** Whether it throws its login away when it fails. */
  readonly blanks: boolean;
  /** Times that it asks for the name in one piece of work. */
  readonly tries: number;
  readonly says: string;
}

export const NAIVE: Manner = { blanks: true, tries: 1, says: 'Please run /login · API Error' };
export const HARDENED: Manner = {
  blanks: false,
  tries: 4,
  says: `Cannot renew the login: DNS says that ${OAUTH} does not exist. Your login is kept.`,
};

const state = (access: string, refresh: string): StoreState => ({
  readable: true,
  access,
  refresh,
  mode: '0600',
});

/** Numbers its attempts as the gate does. */
class Script {
  readonly facts: Dated[] = [];
  #attempts = 0;

  tell(at: number, fact: Fact): void {
    this.facts.push({ ...fact, at });
  }

  attempt(
    at: number,
    began: Omit<Extract<Fact, { kind: 'attempt.began' }>, 'kind' | 'attempt' | 'by'>,
    ended: Omit<Extract<Fact, { kind: 'attempt.ended' }>, 'kind' | 'attempt'> = {},
    meanwhile = () => {},
  ): void {
    const attempt = ++this.#attempts;
    this.tell(at, { kind: 'attempt.began', attempt, by: 'client', ...began });
    meanwhile();
    this.tell(at, { kind: 'attempt.ended', attempt, ...ended });
  }

  /** One request from its name to its answer. */
  request(
    at: number,
    role: 'oauth' | 'model',
    work: string,
    token: string,
    meanwhile?: () => void,
  ): void {
    const host = role === 'oauth' ? OAUTH : MODEL;
    this.attempt(at, { layer: 'dns', role, host, operation: 'A' });
    this.attempt(at, { layer: 'connect', role, host, operation: 'connect' });
    this.attempt(at, { layer: 'tls', role, host, operation: 'handshake' });
    const http =
      role === 'oauth'
        ? ({ operation: 'POST /v1/oauth/token', endpoint: 'token' } as const)
        : ({ operation: 'POST /v1/messages', endpoint: 'messages', work } as const);
    const kind = token.startsWith('access') ? 'access' : 'refresh';
    this.attempt(
      at,
      { layer: 'http', role, host, ...http, presents: [{ kind, token }] },
      { status: 200 },
      meanwhile,
    );
  }
}

/** A log of the April outage as a client of this manner would have left it. */
export function flight(manner: Manner, ordered: RunOrder = order('naive')): readonly Entry[] {
  const script = new Script();
  script.tell(-200, { kind: 'run.began', format: 1, ...ordered });
  script.tell(-200, { kind: 'place.proved', sealed: false, proofs: ['nothing is dialled'] });
  for (const token of ['access-1', 'refresh-1']) issue(script, -150, token, minutes(10));
  script.tell(-150, { kind: 'store', look: 'before', state: state('access-1', 'refresh-1') });
  script.tell(-100, { kind: 'client.started' });
  script.tell(0, { kind: 'flight.began' });
  for (let turn = 0; turn < 12; turn += 1) {
    const at = minutes(5 * turn);
    if (turn === 1) script.tell(at, { kind: 'fault.opened', window: 0 });
    if (turn === 9) script.tell(at, { kind: 'fault.closed', window: 0 });
    piece(script, at, turn, manner);
  }
  const last = script.facts.findLast((fact) => fact.kind === 'store');
  script.tell(minutes(56), { kind: 'client.exited', code: 0, by: 'client' });
  if (last?.kind === 'store') script.tell(minutes(56), { ...last, look: 'after' });
  const printed = script.facts.map((fact) =>
    fact.kind === 'client.said' && fact.stream === 'stdout' ? fact.text.length : 0,
  );
  const bytes = printed.reduce((sum, length) => sum + length, 0);
  script.tell(minutes(56), { kind: 'sink.searched', sink: 'stdout', bytes });
  script.tell(minutes(56), { kind: 'run.ended' });
  return enter(script.facts);
}

function issue(script: Script, at: number, token: string, expiresAt: number): void {
  script.tell(at, { kind: 'ledger', act: 'issued', token, family: 'family-1', expiresAt });
}

function piece(script: Script, at: number, turn: number, manner: Manner): void {
  const work = `work-${turn + 1}`;
  script.tell(at, { kind: 'work.began', work });
  const outage = turn >= 2 && turn <= 8;
  const signedOut = manner.blanks && turn > 2;
  if (outage || signedOut) {
    failure(script, at, work, manner, outage && !signedOut);
    return;
  }
  if (turn === 9) renew(script, at + 40);
  script.request(at + 60, 'model', work, turn < 9 ? 'access-1' : 'access-2');
  answer(script, at + 900, work);
}

function answer(script: Script, at: number, work: string): void {
  script.tell(at, {
    kind: 'client.said',
    stream: 'stdout',
    text: `{"result":"nonce for ${work}"}`,
  });
  const end = { outcome: 'answered', claim: 'success', nonce: true, text: 'done' } as const;
  script.tell(at, { kind: 'work.ended', work, ...end });
}

function renew(script: Script, at: number): void {
  script.request(at, 'oauth', 'work-10', 'refresh-1', () => {
    script.tell(at, { kind: 'ledger', act: 'rotated', token: 'refresh-1', family: 'family-1' });
    for (const token of ['access-2', 'refresh-2']) issue(script, at, token, at + minutes(60));
  });
  script.tell(at, { kind: 'store', look: 'change', state: state('access-2', 'refresh-2') });
}

function failure(script: Script, at: number, work: string, manner: Manner, tries: boolean): void {
  for (let attempt = 0; tries && attempt < manner.tries; attempt += 1) {
    const when = at + 10 + seconds(2 ** attempt - 1);
    const asked = { layer: 'dns', role: 'oauth', host: OAUTH, operation: 'A' } as const;
    script.attempt(when, asked, { struckBy: 0, effect: 'NXDOMAIN' });
    script.tell(when, { kind: 'client.told', as: 'retry', text: `attempt ${attempt + 1}` });
  }
  const end = at + seconds(2 ** (tries ? manner.tries - 1 : 0));
  if (manner.blanks && tries) {
    script.tell(end, { kind: 'store', look: 'change', state: state('blank', 'blank') });
  }
  script.tell(end, { kind: 'client.told', as: 'message', text: manner.says });
  script.tell(end, { kind: 'client.said', stream: 'stderr', text: `\u001b[31m${manner.says}` });
  const said = { outcome: 'failed', claim: 'failure', nonce: false, text: manner.says } as const;
  script.tell(end, { kind: 'work.ended', work, ...said });
}

const about = { axis: 'save', source: 'RFC 6749, section 5.2' } as const;

/** Three checks, enough for a judgement with every outcome. */
export const checks: ReadonlyMap<string, Check> = new Map(
  [
    defineCheck({
      ...about,
      id: 'save.no-loss',
      must: 'keep its login through a fault that passes.',
      severity: 'sev1',
      loses: 'The login: somebody has to sign in again in a browser.',
      judge: (evidence) => {
        const loss = evidence.of('store').find(({ state: { access } }) => access === 'blank');
        const measured = { value: loss ? 1 : 0, unit: 'losses', compare: '==', bound: 0 } as const;
        return loss
          ? broken('The login was thrown away while its grant was good.', {
              measured,
              exhibits: [...evidence.struck.slice(0, 1).map((one) => one.exhibits[1]!), loss.seq],
            })
          : kept('The login was there to the end.', { measured });
      },
    }),
    defineCheck({
      ...about,
      id: 'conv.self',
      must: 'come back by itself.',
      severity: 'sev2',
      loses: 'The rest of the day.',
      judge: (evidence) => {
        const back = evidence.works.at(-1);
        return back?.outcome === 'answered'
          ? kept('Work was done again after the fault.', { exhibits: back.exhibits })
          : broken('No work was done after the fault.', { exhibits: back?.exhibits ?? [] });
      },
    }),
    defineCheck({
      ...about,
      id: 'retry.jitter',
      must: 'spread its attempts.',
      severity: 'sev3',
      loses: 'The service, for everybody.',
      judge: () => unwitnessed('One client alone shows no herd.'),
    }),
  ].map((check) => [check.id, check]),
);

export function flown(
  client: string,
  manner: Manner,
  expected?: Expectation,
  changes: Partial<RunOrder> = {},
): Flown {
  const ordered = order(client, changes);
  const entries = flight(manner, ordered);
  const judgement = judge(entries, checks);
  return {
    order: ordered,
    entries,
    judgement,
    control: client === 'naive' || client === 'hardened',
    ...(expected && { expected }),
  };
}

/** A night with a control that crashes, one that lands, a client under test, and a refusal. */
export const night = (changes: Partial<Night> = {}): Night => ({
  command: 'npm run scenario nxdomain',
  flown: [
    flown('hardened', HARDENED, { by: 'baseline', verdict: 'graceful' }),
    flown('naive', NAIVE, { by: 'baseline', verdict: 'harmful' }),
  ],
  notFlown: [
    {
      scenario: 'nxdomain',
      client: 'claude-code@2.1.329',
      cell: 'sandbox',
      because: 'bubblewrap is not installed. `apt-get install bubblewrap` would help.',
    },
  ],
  circumstances: [{ name: 'machine', value: 'linux x64, Node 24.21.0' }],
  ...changes,
});

/** A catalogue of one scenario, and two components, of which one never fails in it. */
export const yardstick: Yardstick = {
  catalogue: [nxdomain],
  components: [
    {
      id: 'dns',
      does: 'finds the hosts',
      declared: 'A',
      why: 'Without a name there is no host.',
      source: 'anthropics/claude-code#33238',
      aims: [{ layers: ['dns'] }],
    },
    {
      id: 'status-page',
      does: 'tells people what is wrong',
      declared: 'C',
      why: 'No work needs it.',
      source: 'policy',
      aims: [{ roles: ['status'] }],
    },
  ],
  period: { from: '2026-03-17', until: '2026-04-15', days: 30, source: 'the press' },
  witnessed: { nxdomain: 'graceful' },
};
