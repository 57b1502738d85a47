import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { SLOTS } from '#core/corpus.ts';
import { classifier } from '#report/classifier.ts';
import { POLICY, page } from '#report/page.tsx';
import { STYLE } from '#report/style.ts';
import { harmlessNight, nightOf } from './hostile.ts';
import { markup, valuesOf } from './markup.ts';
import { PAYLOADS } from './payloads.ts';
import { flown, HARDENED, NAIVE, night, order, yardstick } from './sample.ts';

const ALLOWED = new Set(markup(page(harmlessNight())).tags.map(shapeOf));

function shapeOf({ name, attributes }: { name: string; attributes: ReadonlyMap<string, string> }) {
  return `${name} ${[...attributes.keys()].sort().join(' ')}`;
}

test('the same night gives the same bytes', () => {
  expect(page(night())).toBe(page(night()));
});

test('the policy names the hash of the style sheet that is in the page', () => {
  const html = page(night());
  const style = html.slice(html.indexOf('<style>') + 7, html.indexOf('</style>'));
  expect(style).toBe(STYLE);
  const hash = createHash('sha256').update(style).digest('base64');
  expect(POLICY).toContain(`style-src 'sha256-${hash}'`);
  expect(html).toContain('http-equiv="Content-Security-Policy"');
});

test('the policy allows nothing but that style sheet', () => {
  expect(POLICY).toContain("default-src 'none'");
  expect(POLICY).toContain("require-trusted-types-for 'script'; trusted-types 'none'");
  expect(POLICY).not.toContain('unsafe');
});

test('the page runs no script and loads nothing', () => {
  const { tags } = markup(page(night()));
  const names = new Set(tags.map(({ name }) => name));
  for (const name of ['script', 'img', 'link', 'iframe', 'object', 'form', 'base']) {
    expect(names).not.toContain(name);
  }
  expect(tags.flatMap(({ attributes }) => [...attributes.keys()])).not.toContain('style');
});

test('every link within the page leads to something in it', () => {
  const html = page(night());
  const ids = new Set(valuesOf(html, 'id'));
  const links = valuesOf(html, 'href').filter((href) => href.startsWith('#'));
  expect(links.length).toBeGreaterThan(100);
  expect(links.filter((href) => !ids.has(href.slice(1)))).toEqual([]);
});

test('every exhibit of a broken promise is a link to its line', () => {
  const html = page(night());
  const naive = night().flown[1]!;
  for (const { exhibits } of naive.judgement.findings.filter((one) => one.outcome === 'fail')) {
    expect(exhibits.length).toBeGreaterThan(0);
    for (const seq of exhibits) expect(html).toContain(`href="#run-${naive.order.id}-e${seq}"`);
  }
});

test('ids occur once', () => {
  const ids = valuesOf(page(night()), 'id');
  expect(new Set(ids).size).toBe(ids.length);
});

test('anchors stand on inner elements, so that a link opens what is folded', () => {
  const folded = markup(page(night())).tags.filter(({ name }) => name === 'details');
  expect(folded.length).toBeGreaterThan(0);
  expect(folded.filter(({ attributes }) => attributes.has('id'))).toEqual([]);
});

test('tables say what their headers head, and drawings say what they show', () => {
  const { tags } = markup(page(night()));
  const heads = tags.filter(({ name, attributes }) => name === 'th' && attributes.size > 0);
  expect(heads.every(({ attributes }) => attributes.has('scope'))).toBe(true);
  const drawings = tags.filter(({ attributes }) => attributes.get('role') === 'img');
  expect(drawings).toHaveLength(2);
  expect(drawings.every(({ attributes }) => attributes.has('aria-labelledby'))).toBe(true);
});

test('what was not flown is in the matrix with its reason', () => {
  const html = page(night());
  expect(html).toContain('not flown');
  expect(html).toContain('Bubblewrap is not installed');
});

test('a log that is too long is cut around its evidence, and the page says so', () => {
  const [long] = [flown('naive', NAIVE)];
  const filler = Array.from({ length: 12_000 }, (_, index) => ({
    kind: 'client.said' as const,
    stream: 'stdout' as const,
    text: 'x'.repeat(20),
    seq: long!.entries.length + index,
    at: 3_360_000,
  }));
  const html = page(night({ flown: [{ ...long!, entries: [...long!.entries, ...filler] }] }));
  expect(html).toContain('lines left out of 1 long log');
  expect(html).toContain('(left out: there is too much output)');
  const rows = valuesOf(html, 'id').filter((id) => /-e\d+$/.test(id));
  expect(rows).toHaveLength(10_000);
  const ids = new Set(valuesOf(html, 'id'));
  const links = valuesOf(html, 'href').filter((href) => href.startsWith('#'));
  expect(links.filter((href) => !ids.has(href.slice(1)))).toEqual([]);
});

test('of very many runs only the most telling ones bring their logs', () => {
  const many = Array.from({ length: 70 }, (_, seed) =>
    flown('hardened', HARDENED, undefined, { id: `calm-${seed}`, seed }),
  );
  const odd = flown('naive', NAIVE, { by: 'floor', verdict: 'graceful' });
  const html = page(night({ flown: [...many, odd] }));
  expect(html).toContain('11 logs left out to keep this page light');
  expect(html).toContain(`id="run-${odd.order.id}-e0"`);
  expect(html).toContain('id="run-calm-69"');
});

test('a log that cannot be read as that of a run is still shown line by line', () => {
  const broken = flown('naive', NAIVE);
  const html = page(night({ flown: [{ ...broken, entries: broken.entries.slice(5, 9) }] }));
  expect(html).toContain(`id="run-${broken.order.id}-e5"`);
  expect(page(night({ flown: [{ ...broken, entries: [] }] }))).toContain('The log is empty');
});

test('an id that could mean something in an address is replaced by its hash', () => {
  const odd = flown('naive', NAIVE, undefined, order('naive', { id: '../x"#y' }));
  const hrefs = valuesOf(page(night({ flown: [odd] })), 'href');
  expect(hrefs.every((href) => /^#[\w.-]+$/.test(href))).toBe(true);
});

test.each(PAYLOADS.map((text, index) => [index, text] as const))(
  'foreign text %# stays text wherever it stands',
  (_, text) => {
    const html = page(nightOf(text));
    const { tags, text: rest } = markup(html);
    expect(tags.map(shapeOf).filter((shape) => !ALLOWED.has(shape))).toEqual([]);
    expect(rest.replace(STYLE, '').includes('<')).toBe(false);
    const hrefs = valuesOf(html, 'href');
    expect(hrefs.filter((href) => !/^(#|runs\/)\w[\w.-]*$/.test(href))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is the claim
    expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(html)).toBe(false);
    expect(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029]/.test(html)).toBe(false);
    expect(html.isWellFormed()).toBe(true);
    expect(html.length).toBeLessThan(2_000_000);
  },
);

test('it shows how messages are read, in numbers that are measured and not written', () => {
  const html = page(night());
  const { heldOut, known } = classifier();
  expect(html).toContain('How messages are read');
  expect(html).toContain(`it blames in ${heldOut.agreed} exactly`);
  expect(html).toContain(`Of the ${known.messages} messages that it was made with`);
  const cells = html.match(/<td class="(?:nought|hit|miss)">\d+<\/td>/g) ?? [];
  expect(cells).toHaveLength(2 * SLOTS.length ** 2);
  const sum = cells.reduce((total, cell) => total + Number(/>(\d+)</.exec(cell)![1]), 0);
  expect(sum).toBe(heldOut.messages + known.messages);
});

test('a night that is measured tells each client’s grade, and what limits it', () => {
  const html = page(night({ yardstick }));
  expect(html).toContain('How they did over the catalogue');
  expect(html).toMatch(/<b>A<\/b>/);
  expect(html).toContain('At best D: it did harm');
  expect(html).toContain('under-engineered');
  expect(html).toContain('certifies nothing');
  expect(html).toContain('1 failure mode of high priority');
  expect(page(night())).not.toContain('How they did over the catalogue');
  const ids = new Set(valuesOf(html, 'id'));
  const links = valuesOf(html, 'href').filter((href) => href.startsWith('#'));
  expect(links.filter((href) => !ids.has(href.slice(1)))).toEqual([]);
});

test('a run that tested nothing breaks no promise', () => {
  const run = flown('naive', NAIVE);
  const judgement = { ...run.judgement, verdict: 'invalid' as const };
  const html = page(night({ flown: [{ ...run, judgement }] }));
  expect(html).toContain('None was put to the test.');
  expect(html).not.toContain('broken, harmful');
});
