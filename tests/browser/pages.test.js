// Every page that a supervisor can get to by links, in the district of the demo, at both widths: what is kept on every
// page (support/judge.js), the keyboard's way through it, letters of twice the size, and a picture.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, narrow, printed, root, shot, tab, widths, wide } from './support/browser.js';
import { demo } from './support/district.js';
import { machine } from './support/judge.js';
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
    .map((part) => (/^[0-9a-f]{16,}|%2F|\./.test(part) ? 'one' : part)).join('-').replace(/-growth-\w+$/, '-growth-one') || 'home';
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

/** A child of the demo of whom there is a chart. */
async function grown(page) {
  for (const address of places.get('children-one')) {
    await visit(page, address);
    if ((await page.locator('svg.growth').count()) > 0) return address;
  }
  throw new Error('no child of the demo has a chart');
}

for (const size of widths) {
  test(`how a child of the demo grows is read at ${size.name} px`, async () => {
    const { context, page } = await tab(served.base, size);
    await page.goto(served.link);
    const address = await grown(page);
    const chart = page.locator('svg.growth').first();
    assert.match(await chart.locator('title').first().innerHTML(), /Peso para la edad/);
    const box = await chart.boundingBox();
    assert.ok(box.width > 280 && box.x >= 0 && box.x + box.width <= size.width, JSON.stringify(box));
    assert.ok((await leastLetters(chart)) >= 13.5, 'letters as painted');
    await chart.screenshot({ path: `${root}target/screens/weight-for-age-${size.name}.png` });
    await page.getByText('Ver datos').first().click();
    assert.ok(await page.locator('#data-w').isVisible(), 'the figures of the chart as a table');
    await shot(page, 'child-grows');
    assert.deepEqual(await machine(page), []);
    await visit(page, `${address}/growth/wei`);
    const large = page.locator('svg.growth').filter({ visible: true });
    assert.equal(await large.count(), 1, 'one chart of the two');
    assert.ok((await leastLetters(large)) >= 13.5, 'letters as painted');
    await context.close();
  });
}

/** The smallest letters of a chart, in pixels of the screen. */
function leastLetters(chart) {
  return chart.evaluate((svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return Math.min(...[...svg.querySelectorAll('text')].map((text) => parseFloat(getComputedStyle(text).fontSize) * scale));
  });
}

test('a chart with its figures is one sheet of paper, and a child\'s sheet has the first chart', async () => {
  const { context, page } = await tab(served.base, wide);
  await page.goto(served.link);
  const address = await grown(page);
  const sheets = await isPrintOf(page, printed('child'), { title: 'Cómo crece' });
  const holding = sheets.find((sheet) => sheet.includes('Peso para la edad') && /meses|años/.test(sheet) && sheet.includes('+2'));
  assert.ok(holding, 'the chart of weight is on the sheet');
  await visit(page, `${address}/growth/wei`);
  await isPrintOf(page, printed('chart'), { title: 'Peso para la edad', pages: 1 });
  await context.close();
});

for (const size of widths) {
  test(`the checklist of a visit stands in words by section at ${size.name} px`, async () => {
    const { context, page } = await tab(served.base, size);
    await page.goto(served.link);
    await visit(page, '/visits');
    const visits = await page.$$eval('main a[href*="/visits/"]', (all) => [...new Set(all.map((a) => a.href))]);
    let text = '';
    for (const address of visits) {
      await visit(page, address);
      text = await page.locator('main').innerText();
      if (text.includes('Visita a la familia, versión') && text.includes('¿Con qué ropa se pesó?') && text.includes('¿cuántos días tomó su hierro?')) break;
    }
    const sections = ['Saludo y acuerdo', 'Señales de peligro', 'Paquete', 'Medidas', 'Consejo y juego', 'Acuerdo y próxima visita'];
    const headings = await page.locator('main h3').allInnerTexts();
    assert.deepEqual(headings.filter((heading) => sections.includes(heading)), sections, 'in the order of the form');
    for (const words of ['¿Quiénes están hoy en la visita?', 'La niña o el niño, Mamá', '¿Tiene fiebre que no baja?', 'Ropa ligera']) {
      assert.ok(text.includes(words), words);
    }
    await shot(page, 'visit-checklist');
    await context.close();
  });
}
