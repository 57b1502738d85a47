import { expect, test } from 'vitest';
import { junitXml } from '#report/junit.ts';
import { nightOf } from './hostile.ts';
import { PAYLOADS } from './payloads.ts';
import { flown, HARDENED, NAIVE, night } from './sample.ts';

const TOKEN =
  /<\?xml[^?]*\?>|<!\[CDATA\[[\s\S]*?\]\]>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>/g;

/** The names of the elements, in order. Throws where the text is not well-formed. */
function elements(xml: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, closes, name, , empty] of xml.matchAll(TOKEN)) {
    if (name === undefined) continue;
    if (closes) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    names.push(name);
    if (!empty) open.push(name);
  }
  const text = xml.replace(TOKEN, '');
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  if (text.includes('<')) throw new Error('There is a stray <.');
  if (/&(?!(?:lt|gt|amp|quot|apos|#x?[\da-fA-F]+);)/.test(text)) throw new Error('A stray &.');
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml)) {
    throw new Error('A character that XML cannot hold.');
  }
  return names;
}

const count = (xml: string, name: string): number =>
  elements(xml).filter((element) => element === name).length;

test('a control that crashes as expected passes, and what was not flown is skipped', () => {
  const xml = junitXml(night());
  expect(count(xml, 'testcase')).toBe(3);
  expect(count(xml, 'failure')).toBe(0);
  expect(count(xml, 'error')).toBe(0);
  expect(count(xml, 'skipped')).toBe(1);
});

test('a run below its floor is a failure that names the check and the evidence', () => {
  const xml = junitXml(night({ flown: [flown('x', NAIVE, { by: 'floor', verdict: 'graceful' })] }));
  expect(count(xml, 'failure')).toBe(1);
  expect(xml).toContain('type="save.no-loss"');
  expect(xml).toContain('expected: at least graceful');
});

test('a control that does better than its baseline is a failure too', () => {
  const run = flown('naive', HARDENED, { by: 'baseline', verdict: 'harmful' });
  expect(count(junitXml(night({ flown: [run] })), 'failure')).toBe(1);
});

test('a run without a verdict is an error', () => {
  const run = flown('x', HARDENED, { by: 'floor', verdict: 'graceful' });
  const judgement = { ...run.judgement, verdict: 'inconclusive' as const };
  expect(count(junitXml(night({ flown: [{ ...run, judgement }] })), 'error')).toBe(1);
});

test('the same night gives the same bytes', () => {
  expect(junitXml(night())).toBe(junitXml(night()));
});

test.each(PAYLOADS.map((text, index) => [index, text] as const))(
  'foreign text %# leaves the document well-formed, with as many cases as runs',
  (_, text) => {
    const xml = junitXml(nightOf(text));
    expect(count(xml, 'testcase')).toBe(5);
  },
);
