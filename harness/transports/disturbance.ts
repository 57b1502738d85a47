import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import type { Body, HttpEffect } from '#core/effect.ts';
import type { Service } from '#core/service.ts';
import { Broken } from './broken.ts';
import { page } from './pages.ts';
import { refusalStatus } from './refusal-status.ts';
import { interrupted, isStream, never, reshaped } from './streams.ts';

/**
 * What becomes of a request that a fault has struck: the one place where the effects of the http
 * layer are carried out, for every transport.
 *
 * Whatever waits, waits by the given clock, and no longer than until the request is aborted.
 *
 * @param signal aborts when nobody waits for the answer any more
 * @throws Broken where the connection breaks before there is an answer
 */
export async function disturbed(
  effect: HttpEffect,
  service: Service,
  request: Request,
  clock: Clock,
  signal = request.signal,
): Promise<Response> {
  if ('refuse' in effect) return service.refuse(effect, request);
  if ('page' in effect) return page(effect.page, effect.status);
  if ('body' in effect) return misshapen(effect.body, service, request);
  if ('grants' in effect) return service.answer(request, effect.grants);
  if ('says' in effect) return service.answer(request, effect.says);
  if ('late' in effect) {
    if (effect.late === 'for-ever') return never(signal);
    await clock.sleep(milliseconds(effect.late), signal);
    return service.answer(request);
  }
  if ('lose' in effect) {
    // Of an answer that is lost, all has happened but its arrival.
    if (effect.lose === 'answer') await (await service.answer(request)).body?.cancel();
    throw new Broken();
  }
  if ('stream' in effect) {
    const { error = 'overloaded' } = effect;
    const failure = await service
      .refuse({ refuse: error, status: refusalStatus(error) }, request)
      .text();
    return interrupted(await service.answer(request), effect, { clock, signal, failure });
  }
  const { pathname, search } = new URL(request.url);
  return Response.redirect(`https://${effect.redirect}${pathname}${search}`, 307);
}

/**
 * An answer whose status promises more than there is. `half` is half of the right one, so that the
 * service has acted; the others come from something that stood before it, and it has not.
 */
async function misshapen(body: Body, service: Service, request: Request): Promise<Response> {
  if (body === 'half') return reshaped(await service.answer(request), half);
  const streamed = await asksForStream(request);
  const said =
    body === 'error'
      ? await service.refuse({ refuse: 'server-error', status: 200 }, request).text()
      : SAID[body];
  const type = streamed ? 'text/event-stream; charset=utf-8' : 'application/json';
  const name = body === 'error' ? 'event: error\n' : '';
  const framed = streamed && said !== '' ? `${name}data: ${said}\n\n` : said;
  return new Response(framed, { headers: { 'content-type': type } });
}

const SAID: Readonly<Record<Exclude<Body, 'half' | 'error'>, string>> = {
  empty: '',
  'other-shape': '[{"status":"ok"}]',
  'no-data': '{}',
};

/** Half of an answer: of a stream, so that it ends in the middle of an event. */
const half = (whole: Uint8Array): Uint8Array => whole.subarray(0, whole.length >> 1);

/** Whether a stream was asked for, as every model API here is asked for one. */
async function asksForStream(request: Request): Promise<boolean> {
  if (isStream(request.headers.get('accept'))) return true;
  try {
    return JSON.parse(await request.clone().text())?.stream === true;
  } catch {
    return false;
  }
}
