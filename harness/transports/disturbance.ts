import type { Effects } from '#core/effect.ts';
import type { Service } from '#core/service.ts';

/** What becomes of a request that a fault has struck. */
export async function disturbed(
  effect: Effects['http'],
  service: Service,
  request: Request,
): Promise<Response> {
  if ('refuse' in effect) return service.refuse(effect, request);
  throw new Error(`no transport carries out ${JSON.stringify(effect)} yet`);
}
