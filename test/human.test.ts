import { expect, test } from 'vitest';
import { hours } from '#core/duration.ts';
import { advisesSignIn, Human } from '#harness/human.ts';
import { Kernel } from '#time/kernel.ts';

const html = (text: string, status = 200) => new Response(text, { status });
const sentTo = (location: string) => new Response(null, { status: 303, headers: { location } });

/** Somebody, and pages that answer one after the other; the last one answers for ever. */
async function person(
  pages: readonly (() => Response)[],
  link: { url: string; code?: string } = { url: 'https://sign-in.test/allow?state=secret' },
) {
  const kernel = new Kernel(0);
  const visited: { url: string; body: string }[] = [];
  const did: string[] = [];
  const pasted: string[] = [];
  const human = new Human({
    clock: kernel.clock('human'),
    async visit(url, init) {
      visited.push({ url, body: String(init?.body ?? '') });
      return pages[Math.min(visited.length, pages.length) - 1]!();
    },
    tell: (what) => did.push(what),
  });
  const follow = () => human.follow(link, (code) => pasted.push(code));
  void follow();
  await kernel.run({ until: hours(1), events: 1_000, settled: () => false });
  return { visited, did, pasted, kernel, follow, took: kernel.now() };
}

const FORM =
  '<form method="post" action="/allow?a=1&#38;b=2"><input name="user_code" value="">' +
  '<button name="decision" value="allow">Allow</button>' +
  '<button name="decision" value="deny">Deny</button></form>';

test('somebody says yes, types what they were shown, and goes where they are sent', async () => {
  const pages = [
    () => html(FORM),
    () => sentTo('http://localhost:5/callback?code=c'),
    () => html('ok'),
  ];
  const { visited, did } = await person(pages, {
    url: 'https://sign-in.test/device',
    code: 'AB-CD',
  });
  expect(visited).toEqual([
    { url: 'https://sign-in.test/device', body: '' },
    { url: 'https://sign-in.test/allow?a=1&b=2', body: 'user_code=AB-CD&decision=allow' },
    { url: 'http://localhost:5/callback?code=c', body: '' },
  ]);
  expect(did.at(-1)).toBe('was sent back to the client: with a code');
});

test('a code that a page shows is carried to the client, as it is meant', async () => {
  const { pasted } = await person([() => html('<pre id="code">a&#38;b#state</pre>')]);
  expect(pasted).toEqual(['a&b#state']);
});

test('nothing that may be a secret stands in what somebody did', async () => {
  const { did } = await person([() => html('done')]);
  expect(did).toEqual(['opened sign-in.test/allow']);
});

test('a page that is out of order is tried three times, and then left', async () => {
  const { visited, did, took } = await person([() => html('sorry', 503)]);
  expect(visited).toHaveLength(3);
  expect(did.at(-1)).toBe('gave up on the link');
  expect(did).toContain('could not sign in: sign-in.test/allow answered 503');
  expect(took).toBeLessThan(60_000);
});

test('a page that cannot be reached is told by its reason', async () => {
  const gone = () => {
    throw new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } });
  };
  expect((await person([gone])).did).toContain('could not sign in: ENOTFOUND');
});

test('nobody is sent round in circles for ever', async () => {
  const { visited, did } = await person([() => sentTo('https://sign-in.test/again')]);
  expect(visited.length).toBeLessThan(40);
  expect(did).toContain('could not sign in: it led nowhere');
});

test('the same link is opened once, however often it is shown', async () => {
  const { follow, kernel, visited } = await person([() => html('done')]);
  void follow();
  await kernel.run({ until: hours(2), events: 1_000, settled: () => false });
  expect(visited).toHaveLength(1);
});

test.each([
  ['Not logged in · Please run /login', true],
  ['If that fails too, sign in again.', true],
  ['You are not signed in. Sign in, then send your request again.', true],
  ['Please log in.', true],
  ['Sign-in is unreachable. Your login is kept. Nothing to do.', false],
  ['See https://example.test/login for more.', false],
  ['API Error: 529 Overloaded', false],
])('whether %j is advice to sign in: %s', (text, advises) => {
  expect(advisesSignIn(text)).toBe(advises);
});
