import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import { INDICATORS, type Indicator } from '#core/effect.ts';
import { statusPageDown } from '#faults/status-page-down.ts';
import { statusSays } from '#faults/status-says.ts';
import { statusPage } from '#services/status-page.ts';
import { world, ZERO } from './world.ts';

const HOST = 'https://status.example';
const API = ['status', 'summary', 'components', 'incidents', 'incidents/unresolved'] as const;
const request = (path: string, init?: RequestInit) => new Request(`${HOST}${path}`, init);

/** A page in a world of its own. */
function page() {
  const { surroundings, ledger, pass, signIn } = world();
  const service = statusPage(surroundings, ledger, {
    name: 'Example',
    components: ['Sign-in', 'Models'],
  });
  return {
    service,
    pass,
    signIn,
    /** One document of the API, while the page is made to say something or is left to itself. */
    async told(part: (typeof API)[number], says?: Indicator) {
      const response = await service.answer(request(`/api/v2/${part}.json`), says);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/^application\/json/),
      ]);
      return response.json();
    },
  };
}

const at = (time: number) => new Date(ZERO + time).toISOString();

test('in good health everything is operational, and there are no incidents', async () => {
  const { told } = page();
  const whole = await told('summary');
  expect(whole).toEqual({
    page: {
      id: expect.stringMatching(/^[a-z0-9]{12}$/),
      name: 'Example',
      url: HOST,
      time_zone: 'Etc/UTC',
      updated_at: at(0),
    },
    status: { indicator: 'none', description: 'All Systems Operational' },
    components: [
      expect.objectContaining({ name: 'Sign-in', status: 'operational', position: 1 }),
      expect.objectContaining({ name: 'Models', status: 'operational', position: 2 }),
    ],
    incidents: [],
    scheduled_maintenances: [],
  });
  expect(await told('status')).toEqual({ page: whole.page, status: whole.status });
  expect(await told('components')).toEqual({ page: whole.page, components: whole.components });
  expect(await told('incidents')).toEqual({ page: whole.page, incidents: [] });
  expect(await told('incidents/unresolved')).toEqual({ page: whole.page, incidents: [] });
});

const SAYS = [
  ['minor', 'Partially Degraded Service', 'degraded_performance'],
  ['major', 'Partial System Outage', 'partial_outage'],
  ['critical', 'Major Service Outage', 'major_outage'],
] as const;

test.each(SAYS)('made to say %s, it says so of sign-in only', async (says, words, status) => {
  const { told, pass } = page();
  await pass(minutes(3));
  const whole = await told('summary', says);
  expect(whole.status).toEqual({ indicator: says, description: words });
  expect(whole.components.map((each: { status: string }) => each.status)).toEqual([
    status,
    'operational',
  ]);
  expect(whole.incidents).toEqual([
    expect.objectContaining({
      status: 'investigating',
      impact: says,
      created_at: at(minutes(3)),
      started_at: at(minutes(3)),
      resolved_at: null,
      page_id: whole.page.id,
    }),
  ]);
  expect(whole.page.updated_at).toBe(at(minutes(3)));
});

test('an incident is told from its beginning to its end, the latest first', async () => {
  const { told, pass } = page();
  const said: readonly (readonly [Indicator | undefined, number])[] = [
    ['minor', 4],
    ['minor', 4],
    ['critical', 4],
    ['minor', 4],
    [undefined, 4],
  ];
  for (const [says, wait] of said) {
    await told('status', says);
    await pass(minutes(wait));
  }
  const { incidents } = await told('incidents');
  expect(incidents).toHaveLength(1);
  const [{ id, ...incident }] = incidents;
  expect(incident).toMatchObject({
    status: 'resolved',
    impact: 'critical',
    created_at: at(0),
    monitoring_at: at(minutes(12)),
    resolved_at: at(minutes(16)),
    updated_at: at(minutes(16)),
    shortlink: `${HOST}/incidents/${id}`,
  });
  const updates = incident.incident_updates.map(
    ({ status, created_at, incident_id }: Record<string, string>) => [
      status,
      created_at,
      incident_id,
    ],
  );
  expect(updates).toEqual([
    ['resolved', at(minutes(16)), id],
    ['monitoring', at(minutes(12)), id],
    ['identified', at(minutes(8)), id],
    ['investigating', at(0), id],
  ]);
  expect((await told('incidents/unresolved')).incidents).toEqual([]);
  expect((await told('status')).status.indicator).toBe('none');
});

test('a cause is found after ten minutes, though nothing has changed', async () => {
  const { told, pass } = page();
  const stage = async () => (await told('incidents', 'major')).incidents[0].status;
  expect(await stage()).toBe('investigating');
  await pass(minutes(9));
  expect(await stage()).toBe('investigating');
  await pass(minutes(1));
  expect(await stage()).toBe('identified');
  await pass(minutes(30));
  expect((await told('incidents', 'major')).incidents[0].incident_updates).toHaveLength(2);
});

test('made to say that nothing is wrong, it says what it says in good health', async () => {
  const { told } = page();
  await told('status', 'major');
  const lie = await told('summary', 'none');
  expect(lie).toEqual(await told('summary'));
  expect(lie.status.indicator).toBe('none');
});

test('whatever it is made to say, its documents agree and its history only grows', async () => {
  const beats = fc.array(
    fc.tuple(fc.constantFrom(...INDICATORS), fc.integer({ max: 900, min: 1 })),
  );
  await fc.assert(
    fc.asyncProperty(beats, async (said) => {
      const { told, pass } = page();
      let before: readonly { readonly id: string; readonly incident_updates: object[] }[] = [];
      for (const [says, wait] of said) {
        const { status } = await told('status', says);
        const { incidents } = await told('incidents', says);
        const unresolved = (await told('incidents/unresolved', says)).incidents;
        expect(status.indicator).toBe(says);
        expect(unresolved).toHaveLength(says === 'none' ? 0 : 1);
        expect(incidents.slice(0, unresolved.length)).toEqual(unresolved);
        for (const { id, incident_updates } of before) {
          const again = incidents.find((incident: { id: string }) => incident.id === id);
          expect(again.incident_updates.slice(-incident_updates.length)).toEqual(incident_updates);
        }
        before = incidents;
        await pass(seconds(wait));
      }
    }),
    { numRuns: 50 },
  );
});

test('a person sees the same at its front door', async () => {
  const { service, pass } = page();
  await service.answer(request('/'), 'major');
  await pass(minutes(2));
  const response = await service.answer(request('/'));
  const text = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(text).toContain('<h1>All Systems Operational</h1>');
  expect(text).toContain(`${at(minutes(2))} <b>resolved</b>`);
  expect(text).toContain(`${at(0)} <b>investigating</b>`);
});

test('it knows its own paths, and takes no other method than GET and HEAD', async () => {
  const { service } = page();
  const status = async (path: string, init?: RequestInit) =>
    (await service.answer(request(path, init))).status;
  for (const path of ['/api/v2', '/api/v2/', '/api/v2/toString.json', '/status.json', '/else']) {
    expect(await status(path), path).toBe(404);
  }
  for (const part of API) expect(await status(`/api/v2/${part}.json`)).toBe(200);
  expect(await status('/api/v2/status.json', { method: 'POST' })).toBe(405);
  const head = await service.answer(request('/api/v2/status.json', { method: 'HEAD' }));
  expect([head.status, head.body]).toEqual([200, null]);
});

test('when it is down a program is told in JSON, and a person in HTML', async () => {
  const { service } = page();
  const effect = { refuse: 'unavailable', status: 503, retryAfter: { seconds: 30 } } as const;
  const api = service.refuse(effect, request('/api/v2/summary.json'));
  expect([api.status, api.headers.get('retry-after')]).toEqual([503, '30']);
  expect(await api.json()).toEqual({ error: expect.any(String) });
  const front = service.refuse({ refuse: 'server-error', status: 500 }, request('/'));
  expect([front.status, front.headers.get('content-type')]).toEqual([
    500,
    'text/html; charset=utf-8',
  ]);
  const head = service.refuse(effect, request('/', { method: 'HEAD' }));
  expect([head.status, head.body]).toEqual([503, null]);
});

test('the log is told what is asked for, and that a token was shown to a page', async () => {
  const { service, signIn } = page();
  const { accessToken } = signIn();
  const headers = { authorization: `Bearer ${accessToken}` };
  expect(await service.describe(request('/api/v2/status.json', { headers }))).toEqual({
    operation: 'GET /api/v2/status.json',
    endpoint: 'status',
    presents: [{ kind: 'access', token: 'access-1' }],
  });
});

const asked = {
  layer: 'http',
  role: 'status',
  host: 'status.example',
  operation: 'GET /api/v2/status.json',
  endpoint: 'status',
} as const;

test('a fault makes it say what the fault names, and major where it names nothing', () => {
  const said = (params?: { readonly indicator: string }) =>
    statusSays('status', params).strike(asked);
  for (const indicator of INDICATORS) expect(said({ indicator })).toEqual({ says: indicator });
  expect(said()).toEqual({ says: 'major' });
  expect(said({ indicator: 'terrible' })).toBeUndefined();
  expect(statusSays('status').strike({ ...asked, endpoint: 'other' })).toBeUndefined();
});

test('a page is down with the server error that is named, and with 503 otherwise', () => {
  const status = (params?: { readonly status: number }) =>
    statusPageDown('status', params).strike(asked);
  expect(status({ status: 502 })).toEqual({ refuse: 'unavailable', status: 502 });
  for (const params of [undefined, { status: 404 }, { status: 600 }, { status: 500.5 }]) {
    expect(status(params)).toEqual({ refuse: 'unavailable', status: 503 });
  }
});
