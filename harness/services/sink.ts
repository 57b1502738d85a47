import type { Service } from '#core/service.ts';
import { bearer } from './authorization-server.ts';
import type { Ledger } from './ledger.ts';

/** Answers whatever nobody else answers for: telemetry, updates, a host we did not foresee. */
export const sink = (ledger: Ledger): Service => ({
  role: 'other',
  describe: async (request) => ({
    operation: `${request.method} ${new URL(request.url).pathname}`,
    endpoint: 'other',
    presents: await everyCredential(request, ledger),
  }),
  answer: async (request) => (request.method === 'HEAD' ? new Response(null) : Response.json({})),
  refuse: (effect) => new Response(null, { status: effect.status }),
});

/** Nothing secret belongs here, so the whole request is searched, not only the usual header. */
async function everyCredential(request: Request, ledger: Ledger) {
  const headers = [...request.headers].join('\n');
  const text = `${request.url}\n${headers}\n${await request.clone().text()}`;
  const found = ledger.secrets().filter((token) => text.includes(token.text));
  const inHeader = bearer(request, ledger).filter(({ token }) => token === 'unknown');
  return [...found.map(({ kind, name }) => ({ kind, token: name })), ...inHeader];
}
