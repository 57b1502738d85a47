import type { Page } from '#core/effect.ts';

/** What stands in front of a service says something, in HTML, to whoever expects JSON. */
export const page = (what: Page, status: number): Response =>
  new Response(HTML[what], {
    status,
    headers: {
      'content-type': 'text/html; charset=UTF-8',
      'cache-control': 'no-store',
      server: 'edge',
      // The one sign by which a program can tell a challenge from any other refusal.
      ...(what === 'challenge' && { 'cf-mitigated': 'challenge' }),
    },
  });

const document = (title: string, body: string): string =>
  `<!DOCTYPE html>\n<html lang="en">\n<head><title>${title}</title></head>\n` +
  `<body>\n${body}\n</body>\n</html>\n`;

const HTML: Readonly<Record<Page, string>> = {
  'bad-gateway': document(
    '502 Bad Gateway',
    '<h1>502 Bad Gateway</h1>\n<p>The edge could not reach its origin.</p>',
  ),
  challenge: document(
    'One moment',
    '<h1>Checking your browser</h1>\n' +
      '<noscript>Turn on JavaScript and cookies to go on.</noscript>\n' +
      '<script>document.cookie = "challenge=1"; location.reload();</script>',
  ),
  portal: document(
    'Network sign-in',
    '<h1>Sign in to this network</h1>\n' +
      '<form method="post" action="/portal/login"><input name="room"><input name="name">' +
      '<button>Connect</button></form>',
  ),
};
