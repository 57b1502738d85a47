import { INDICATORS, type Indicator } from '#core/effect.ts';
import type { Refused, Service, World } from '#core/service.ts';
import type { Ledger } from './ledger.ts';
import { credentials } from './presented.ts';
import { retryAfterHeader } from './retry-after.ts';
import { type Incident, Incidents, type Stage, type Update } from './status-incident.ts';

/** Whose page it is, and the parts of their service that it speaks of; `sign-in` is the first. */
export interface PageOf {
  readonly name: string;
  readonly components: readonly [signIn: string, ...others: string[]];
}

/**
 * A provider's status page: the public API that Statuspage gives every page, and a page to look at.
 *
 * It knows nothing of what is true. In good health, and for as long as nobody makes it say
 * something else, all is well; whether it is truthful, late or lying is a matter of when it is
 * made to speak (`status-says`). It then tells of an incident at signing in, in words of our own,
 * and lists it as resolved afterwards. There is no maintenance, and no older history.
 *
 * The shapes are those of version 2 of that API as it is publicly documented. They were not
 * compared with a live page, and the fields that only its owner's tools use are left out.
 * @see https://metastatuspage.com/api
 */
export function statusPage(world: World, ledger: Ledger, page: PageOf): Service {
  const incidents = new Incidents(world);
  const began = world.clock.now();
  const random = world.random.fork('status-page');

  const answer: Service['answer'] = async (request, instead) => {
    const indicator = INDICATORS.find((each) => each === instead) ?? 'none';
    incidents.say(indicator);
    const { hostname, pathname } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return Response.json({ error: 'Method Not Allowed' }, { status: 405 });
    }
    const told: Told = {
      ...{ hostname, page, indicator, incidents: incidents.all, began },
      id: (of) => random.fork(of).text(12),
    };
    const shown = pathname === '/' ? html(200, told) : json(pathname, told);
    return request.method === 'HEAD' ? new Response(null, shown) : shown;
  };

  return {
    role: 'status',
    describe: async (request) => ({
      operation: `${request.method} ${new URL(request.url).pathname}`,
      endpoint: 'status',
      presents: await credentials(request, ledger),
    }),
    answer,
    refuse: (effect, request) => refused(effect, request, world.clock.now()),
  };
}

/** What the page has to tell, and how it names things. */
interface Told {
  readonly hostname: string;
  readonly page: PageOf;
  readonly indicator: Indicator;
  readonly incidents: readonly Incident[];
  /** When the page was put up, in milliseconds since the epoch. */
  readonly began: number;
  id(of: string): string;
}

/** The indicator in the words that a page puts above everything else. */
const DESCRIPTION: Readonly<Record<Indicator, string>> = {
  none: 'All Systems Operational',
  minor: 'Partially Degraded Service',
  major: 'Partial System Outage',
  critical: 'Major Service Outage',
};

/** What an indicator comes to for the one component that it is about. */
const COMPONENT_STATUS: Readonly<Record<Indicator, string>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
};

const TITLE = 'Elevated errors when signing in';

/** What the page says of each stage. */
const WORDS: Readonly<Record<Stage, string>> = {
  investigating:
    'Some users cannot sign in, or are asked to sign in again. We are looking into it.',
  identified: 'We know what is wrong and are working on it. Sessions may end when tokens expire.',
  monitoring: 'Signing in works again for most users. We are watching it.',
  resolved: 'Signing in works again. Whoever was signed out can sign in now.',
};

const iso = (at: number): string => new Date(at).toISOString();

const lastOf = ({ updates }: Incident): Update => updates.at(-1)!;

/** The parts of the API, each under its path and nothing else beside them. */
function json(pathname: string, told: Told): Response {
  const part = parts(told);
  const { page, status, components } = part;
  const incidents = part.incidents();
  const unresolved = incidents.filter((incident) => incident.status !== 'resolved');
  const bodies: Readonly<Record<string, object>> = {
    'status.json': { page, status },
    'summary.json': {
      ...{ page, components, incidents: unresolved },
      ...{ scheduled_maintenances: [], status },
    },
    'components.json': { page, components },
    'incidents.json': { page, incidents },
    'incidents/unresolved.json': { page, incidents: unresolved },
  };
  const name = pathname.replace(/^\/api\/v2\//, '');
  const body = name !== pathname && Object.hasOwn(bodies, name) ? bodies[name] : undefined;
  if (body === undefined) return Response.json({ error: 'not found' }, { status: 404 });
  return Response.json(body, { headers: HEADERS });
}

/** Any page may read it, and none may keep it. */
const HEADERS = {
  'access-control-allow-origin': '*',
  'cache-control': 'max-age=0, private, must-revalidate',
};

function parts({ hostname, page: { name, components }, indicator, incidents, began, id }: Told) {
  const [latest] = incidents;
  const pageId = id('page');
  const changed = latest ? lastOf(latest).at : began;
  const component = (title: string, index: number) => ({
    id: id(`component-${index}`),
    name: title,
    status: COMPONENT_STATUS[index === 0 ? indicator : 'none'],
    created_at: iso(began),
    updated_at: iso(index === 0 ? changed : began),
    position: index + 1,
    description: null,
    showcase: true,
    start_date: null,
    group_id: null,
    page_id: pageId,
    group: false,
    only_show_if_degraded: false,
  });
  const all = components.map(component);
  return {
    page: {
      ...{ id: pageId, name, url: `https://${hostname}`, time_zone: 'Etc/UTC' },
      updated_at: iso(changed),
    },
    status: { indicator, description: DESCRIPTION[indicator] },
    components: all,
    incidents: () =>
      incidents.map((incident, index) => {
        const incidentId = id(`incident-${incidents.length - index}`);
        const at = (stage: Stage) => incident.updates.findLast((each) => each.stage === stage)?.at;
        const timeOf = (stage: Stage) => (at(stage) === undefined ? null : iso(at(stage)!));
        const first = iso(incident.updates[0]!.at);
        return {
          id: incidentId,
          name: TITLE,
          status: lastOf(incident).stage,
          created_at: first,
          updated_at: iso(lastOf(incident).at),
          monitoring_at: timeOf('monitoring'),
          resolved_at: timeOf('resolved'),
          impact: incident.impact,
          shortlink: `https://${hostname}/incidents/${incidentId}`,
          started_at: first,
          page_id: pageId,
          // The latest first, as the API has them.
          incident_updates: incident.updates
            .map(({ stage, at: said }, order) => ({
              id: id(`${incidentId}/${order}`),
              status: stage,
              body: WORDS[stage],
              incident_id: incidentId,
              created_at: iso(said),
              updated_at: iso(said),
              display_at: iso(said),
            }))
            .reverse(),
          components: all.slice(0, 1),
        };
      }),
  };
}

function html(status: number, told: Told): Response {
  const { page, indicator, incidents } = told;
  const items = incidents.flatMap(({ updates }) =>
    updates.map(({ stage, at }) => `<li>${iso(at)} <b>${stage}</b> ${WORDS[stage]}</li>`).reverse(),
  );
  return document(status, `${page.name} status`, [
    `<h1>${DESCRIPTION[indicator]}</h1>`,
    items.length > 0 ? `<h2>${TITLE}</h2><ul>${items.join('')}</ul>` : '<p>No incidents.</p>',
  ]);
}

/** A program is told in JSON that the page is away, and a person in HTML. */
function refused({ status, retryAfter }: Refused, request: Request, now: number): Response {
  const headers = retryAfterHeader(retryAfter, now);
  const isApi = new URL(request.url).pathname.startsWith('/api/');
  const gone = isApi
    ? Response.json({ error: AWAY }, { status, headers })
    : document(status, AWAY, [`<h1>${AWAY}</h1>`], headers);
  return request.method === 'HEAD' ? new Response(null, gone) : gone;
}

const AWAY = 'This status page cannot be shown right now';

const document = (
  status: number,
  title: string,
  body: readonly string[],
  headers: Readonly<Record<string, string>> = HEADERS,
): Response =>
  new Response(`<!doctype html><html lang="en"><title>${title}</title>${body.join('')}</html>`, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  });
