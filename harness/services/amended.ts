import type { Service } from '#core/service.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * An authorization server whose grants are changed before they leave it: where a provider's differ
 * from what the RFC has by a field or two. Refusals leave as they are.
 *
 * @param asked the parameters of the request, from a form or from JSON
 */
export function amended(
  server: Service,
  amend: (grant: Fields, asked: Fields) => Record<string, unknown>,
): Service {
  return {
    ...server,
    answer: async (request, instead) => {
      if (request.method !== 'POST') return server.answer(request, instead);
      const asked = parameters(await request.clone().text());
      const response = await server.answer(request, instead);
      if (!response.ok || !response.headers.get('content-type')?.includes('json')) return response;
      const grant: unknown = await response
        .clone()
        .json()
        .catch(() => undefined);
      if (typeof grant !== 'object' || grant === null || !('access_token' in grant))
        return response;
      const headers = new Headers(response.headers);
      headers.delete('content-length');
      return Response.json(amend(grant as Fields, asked), { status: response.status, headers });
    },
  };
}

function parameters(text: string): Fields {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Fields) : {};
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
