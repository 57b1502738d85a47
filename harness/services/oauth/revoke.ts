import { bodyOf } from '../arrived.ts';
import type { Ledger } from '../ledger.ts';
import { clientOf } from './client.ts';
import type { Options } from './options.ts';
import { invalidRequest, json, notAllowed, parametersIn } from './wire.ts';

/**
 * End a token (RFC 7009): a refresh token with all of its grant, an access token alone. A token
 * that nobody knows, or that is another client's, is answered like any other, and nothing happens.
 */
export async function revoke(request: Request, options: Options): Promise<Response> {
  if (request.method !== 'POST') return notAllowed('POST');
  const form = parametersIn(await bodyOf(request), request.headers.get('content-type'));
  if (!form) return invalidRequest('The body cannot be read.');
  const clientId = clientOf(request, form, options.clients);
  if (clientId instanceof Response) return clientId;
  if (!form.token) return invalidRequest('token is missing.');
  end(form.token, clientId, options.ledger);
  return json(200, {});
}

function end(text: string, clientId: string, ledger: Ledger): void {
  const token = ledger.find(text);
  if (token?.clientId !== clientId) return;
  if (token.kind === 'refresh') ledger.revoke(token.family, 'signed out');
  else ledger.revokeAccess(token.name, 'signed out');
}
