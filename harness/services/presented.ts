import type { Presented } from '#core/fault.ts';
import { bodyOf, headerOf } from './arrived.ts';
import type { Ledger } from './ledger.ts';

/**
 * The credentials that a request carries, wherever it carries them: in its address, a header or
 * its body, as they are or as `Basic` would encode them. Leaves the request readable.
 */
export async function credentials(request: Request, ledger: Ledger): Promise<Presented[]> {
  return presented(request, await bodyOf(request), ledger);
}

/** The same, where the body has been read already. */
export function presented(request: Request, body: string, ledger: Ledger): Presented[] {
  const header = request.headers.get('authorization') ?? '';
  const encoded = /^basic (.+)$/i.exec(header)?.[1] ?? '';
  const basic = encoded && Buffer.from(encoded, 'base64').toString('latin1');
  const whole = [request.url, headerOf(request), basic, body].join('\n');
  const found = ledger.namesIn(whole);
  const bearer = /^bearer (.+)$/i.exec(header)?.[1];
  const stranger = bearer !== undefined && ledger.nameOf(bearer) === 'unknown';
  return stranger ? [{ kind: 'access', token: 'unknown' }, ...found] : [...found];
}
