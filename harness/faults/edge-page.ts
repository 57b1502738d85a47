import { errorStatus, isAimedAt, oneOf } from '#core/aim.ts';
import { PAGES, type Page } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';

/**
 * Something in front of the service answers with a page in HTML.
 *
 * `page` says which: `bad-gateway`, an edge that cannot reach its origin (502); `challenge`, one
 * that wants to see a browser (403); `portal`, a hotel's sign-in page (200). Clients read them as
 * the service's own word: a 403 as a rejected token, a 200 as an answer, or they print the markup.
 * @see RFC 9110, section 15.6.3; anthropics/claude-code issues 33217 and 30666
 */
export const edgePage = defineFault({
  name: 'edge-page',
  layer: 'http',
  strike: (attempt, params) => {
    if (!isAimedAt(attempt, params)) return undefined;
    const page = oneOf(PAGES, params.page, 'bad-gateway');
    const { status } = params;
    return { page, status: status === 200 ? 200 : errorStatus(status, STATUS[page]) };
  },
});

const STATUS: Readonly<Record<Page, number>> = { 'bad-gateway': 502, challenge: 403, portal: 200 };
