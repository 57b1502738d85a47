import type { Service } from '#core/service.ts';
import type { Ledger } from './ledger.ts';
import { credentials } from './presented.ts';

/** Answers whatever nobody else answers for: telemetry, updates, a host we did not foresee. */
export const sink = (ledger: Ledger): Service => ({
  role: 'other',
  describe: async (request) => ({
    operation: `${request.method} ${new URL(request.url).pathname}`,
    endpoint: 'other',
    presents: await credentials(request, ledger),
  }),
  answer: async (request) => (request.method === 'HEAD' ? new Response(null) : Response.json({})),
  refuse: (effect) => new Response(null, { status: effect.status }),
});
