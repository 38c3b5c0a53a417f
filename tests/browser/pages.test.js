// Every page that a supervisor can get to by links, in the district of the demo, at both widths: what is kept on every
// page (support/judge.js), the keyboard's way through it, letters of twice the size, and a picture.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, narrow, printed, tab, widths, wide } from './support/browser.js';
import { demo } from './support/district.js';
import { lookClosely, visit } from './support/look.js';
import { isPrintOf } from './support/print.js';

let served;
const places = new Map();

before(async () => {
  served = await demo();
  const { context, page } = await tab(served.base, wide);
  await page.goto(served.link);
  await crawl(page);
  await context.close();
});

after(async () => {
  await close();
  await served?.stop();
});

/** A page and a state, as the name of its picture: without ids, cursors and what is filtered by. */
function kind(address) {
  const url = new URL(address);
  const path = url.pathname.split('/').filter(Boolean)
    .map((part) => (/^[0-9a-f]{16,}|%2F|\./.test(part) ? 'one' : part)).join('-') || 'home';
  const asked = [...url.searchParams.keys()];
  if (asked.includes('after')) return `${path}?after`;
  return asked.length > 0 ? `${path}?filter` : path;
}

/** How many of a kind are looked at: those with most states, more. */
const most = (name) => ({ 'visits-one': 3, 'children-one': 2, 'today': 1 })[name] ?? 1;

/** Follows every link once a kind, the nearest first. */
async function crawl(page) {
  const waiting = [`${served.base}/today`];
  const known = new Set(waiting);
  while (waiting.length > 0) {
    const address = waiting.shift();
    const name = kind(address);
    const of = places.get(name) ?? [];
    if (of.length >= most(name)) continue;
    if (/exports-./.test(name) && !/\.html$/.test(address)) continue;
    const response = await page.goto(address);
    assert.equal(response.status(), 200, `${address} answers`);
    if (kind(page.url()) !== name) continue;
    places.set(name, [...of, address]);
    const links = await page.$$eval('a[href]', (all) => all.map((a) => a.href.split('#')[0]));
    for (const link of links) {
      if (!link.startsWith(served.base) || known.has(link) || /[?&]lang=/.test(link)) continue;
      known.add(link);
      waiting.push(link);
    }
  }
}

for (const size of widths) {
  test(`every page at ${size.name} px keeps what pages keep`, async (t) => {
    const { context, page } = await tab(served.base, size);
    await page.goto(served.link);
    for (const [name, addresses] of places) {
      for (const [at, address] of addresses.entries()) {
        const named = at === 0 ? name : `${name}-${at + 1}`;
        await t.test(named, async () => {
          await visit(page, address);
          await lookClosely(page, named.replace(/[?+]/g, '_'));
        });
      }
    }
    await context.close();
  });
}

test('in other languages a page says which of its words are in another', async () => {
  const { context, page } = await tab(served.base, narrow);
  await page.goto(served.link);
  for (const lang of ['en', 'quz']) {
    await visit(page, `/today?lang=${lang}`);
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    await lookClosely(page, `today-${lang}`);
  }
  await context.close();
});

test('a list on paper repeats its heads on each sheet and names no child', async () => {
  const { context, page } = await tab(served.base, wide);
  await page.goto(served.link);
  await visit(page, '/children');
  const names = await page.locator('main tbody tr :is(td,th) .pn').allInnerTexts();
  assert.ok(names.length > 30, `a list of ${names.length}`);
  const sheets = await isPrintOf(page, printed('children'), { title: 'Niñas y niños', heads: ['Última visita'] });
  assert.ok(sheets.length > 1, 'more than one sheet');
  const text = sheets.join(' ').replace(/\s+/g, ' ');
  for (const name of names) assert.ok(!text.includes(name.trim()), `${name} is on the print`);
  await visit(page, '/children?names=yes');
  const named = (await isPrintOf(page, printed('children-names'), { title: 'Niñas y niños' })).join(' ').replace(/\s+/g, ' ');
  assert.ok(named.includes(names[0].trim()), 'with names only if asked for');
  await context.close();
});
