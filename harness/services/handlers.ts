import { http, type RequestHandler } from 'msw';
import type { Service } from '#core/service.ts';

/** A service as msw handlers, for whoever serves it in process or in tests of their own. */
export const handlers = (service: Service, hosts: readonly string[]): readonly RequestHandler[] =>
  hosts.map((host) => http.all(`https://${host}/*`, ({ request }) => service.answer(request)));
