// What every page keeps, whatever it shows: each rule gives the sentences of what breaks it. A page is judged as a
// browser has laid it out, so that a style that hides, cuts or pales something is found too. Knows no page by name.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Bytes of a page without its letters. */
const PAGE_BYTES = 30 * 1000;

/** Judges a page: a sentence for whatever breaks a rule. */
export async function judge(page) {
  return [
    ...(await page.evaluate(rules)),
    ...(await machine(page)),
    ...(await weight(page)),
    ...page.strange.map((url) => `asks another address: ${url}`),
    ...page.spoke.map((text) => `the console says: ${text}`),
  ];
}

/** axe-core: nothing of WCAG 2.2 AA, nothing of its good practice. */
export async function machine(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    axe.run(document, {
      resultTypes: ['violations'],
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }));
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `axe ${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`));
}

/** The page, its style and its pictures, as they would come to a browser that holds nothing yet. */
async function weight(page) {
  const parts = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
      .filter((entry) => !entry.name.endsWith('.woff2'))
      .map((entry) => [new URL(entry.name).pathname, entry.encodedBodySize]));
  const bytes = parts.reduce((sum, [, size]) => sum + size, 0);
  return bytes > PAGE_BYTES ? [`weighs ${bytes} bytes without letters: ${parts.map((part) => part.join(' ')).join(', ')}`] : [];
}

/** What is nowhere kept: no answer may stay in the browser after leaving. */
export async function guarded(response) {
  const headers = await response.allHeaders();
  assert.match(headers['cache-control'] ?? '', /no-store/, `${response.url()} may not be kept`);
  assert.match(headers['content-security-policy'] ?? '', /default-src 'none'/, 'nothing is allowed but what is named');
  assert.match(headers['content-security-policy'], /frame-ancestors 'none'/, 'nobody frames it');
  assert.doesNotMatch(headers['content-security-policy'], /script-src|unsafe/, 'no script at all');
}

// Runs in the page.
/* c8 ignore start */
function rules() {
  const found = [];
  const say = (what, element) => found.push(element ? `${what}: ${where(element)}` : what);
  const where = (element) => {
    const words = (element.textContent || element.getAttribute('name') || '').replace(/\s+/g, ' ').trim().slice(0, 60);
    const of = element.id ? `#${element.id}` : element.className && typeof element.className === 'string' ? `.${element.className.replace(/ /g, '.')}` : '';
    return `<${element.localName}${of}> «${words}»`;
  };
  const seen = (element) => {
    if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false;
    for (let e = element; e; e = e.parentElement) {
      if (getComputedStyle(e).clipPath === 'inset(50%)') return false;
    }
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };
  const all = (what) => [...document.querySelectorAll(what)];

  // One title, said twice.
  const titles = all('h1');
  if (titles.length !== 1) say(`${titles.length} headings of the first rank`);
  const head = titles[0]?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  const title = document.title.replace(/^Falta corregir: /, '').replace(/ · [^·]*$/, '');
  if (title !== head) say(`the title «${document.title}» is not the heading «${head}»`);
  if (!/^(es|en|quz)$/.test(document.documentElement.lang)) say(`language «${document.documentElement.lang}»`);
  let rank = 0;
  for (const heading of all('h1,h2,h3,h4,h5,h6')) {
    const own = Number(heading.localName[1]);
    if (own > rank + 1) say('a heading leaves out a rank', heading);
    rank = own;
  }
  // Landmarks and the way past them.
  if (all('main').length !== 1) say('not one main');
  const first = document.querySelector('a[href],button,input:not([type=hidden])');
  if (first?.getAttribute('href') !== '#main') say('the first stop is not the way to the content');

  // No script of any kind.
  for (const element of all('script,iframe,object,embed,style')) say('does not belong in a page', element);
  for (const element of all('*')) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on') || /^\s*javascript:/i.test(value)) say(`script in ${name}`, element);
      if (name === 'style') say('style in the page', element);
      if (name === 'tabindex' && Number(value) > 0) say('changes the order of stops', element);
      if (name === 'placeholder') say('words that vanish when one types', element);
      if (name === 'target') say('opens another window', element);
    }
  }
  const ids = all('[id]').map((element) => element.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) say(`two things are called ${id}`);

  // Nothing sideways but in a region that the keyboard reaches.
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > room) say(`scrolls sideways: ${document.documentElement.scrollWidth} in ${room}`);
  const region = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return e;
    }
    return null;
  };
  for (const element of all('body *')) {
    if (!seen(element)) continue;
    const own = region(element);
    if (own && own.scrollWidth > own.clientWidth && own.tabIndex < 0) say('a region scrolls and the keyboard does not reach it', own);
    if (!own && element.getBoundingClientRect().right > room + 1) say('stands out at the right', element);
    const style = getComputedStyle(element);
    if (/hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1) say('is cut', element);
  }

  // Targets of 44 px, but for links within a sentence.
  for (const element of all('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')) {
    if (!seen(element) || element.closest('.skip')) continue;
    const tick = element.matches('[type=radio],[type=checkbox]') && element.closest('label,.choice,.tick');
    const box = (tick || element).getBoundingClientRect();
    const running = element.localName === 'a' && getComputedStyle(element).display === 'inline' &&
      [...element.parentElement.childNodes].some((node) => node !== element && node.nodeType === 3 && node.textContent.trim().length > 2);
    if (!running && (box.height < 43.5 || box.width < 43.5)) say(`a target of ${Math.round(box.width)} x ${Math.round(box.height)}`, element);
    const name = element.getAttribute('aria-label') ?? element.innerText ?? '';
    if (/^(ver|aquí|más|editar|clic|abrir)$/i.test(name.trim()) && !element.querySelector('.vh')) say('says no verb of its own', element);
  }

  // Contrast as painted: the text's colour over whatever is behind it.
  const channels = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1,
  });
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(channels(getComputedStyle(e).backgroundColor));
    return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  const light = ({ r, g, b }) => {
    const [R, G, B] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * R + 0.7152 * G + 0.0722 * B;
  };
  const contrast = (one, other) => {
    const [a, b] = [light(one), light(other)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const told = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const shown = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || !seen(element)) continue;
    // What people wrote is theirs to word.
    if (!element.closest('.said')) shown.push(node.textContent);
    if (told.has(element)) continue;
    told.add(element);
    const style = getComputedStyle(element);
    const under = behind(element);
    const ratio = contrast(over(channels(style.color), under), under);
    const apart = element.closest('.tag,.band,button,.button,svg,h1,h2,h3');
    if (ratio < (apart ? 4.5 : 7)) say(`contrast ${ratio.toFixed(2)}`, element);
    if (parseFloat(style.fontSize) < 14) say(`letters of ${style.fontSize}`, element);
    const before = getComputedStyle(element, '::before');
    if (/[a-z"]{3}/i.test(before.content) && before.content !== 'none' && before.content !== 'normal' && parseFloat(before.fontSize) < 14) {
      say(`a mark of ${before.fontSize}`, element);
    }
  }
  // Edges of what one types into.
  for (const element of all('input:not([type=hidden]):not([type=radio]):not([type=checkbox]),select,textarea')) {
    if (!seen(element)) continue;
    const ratio = contrast(channels(getComputedStyle(element).borderTopColor), behind(element.parentElement));
    if (ratio < 3) say(`an edge of contrast ${ratio.toFixed(2)}`, element);
  }

  // A state has a picture and a word; nothing is chosen beforehand.
  for (const element of all('.tag')) {
    if (!seen(element)) continue;
    const before = getComputedStyle(element, '::before');
    const picture = element.querySelector('svg,i[class^="i-"]') || /url/.test(before.maskImage || before.webkitMaskImage || '');
    if (!picture || !element.textContent.trim()) say('a state without picture or word', element);
  }
  for (const element of all('i[class^="i-"]')) {
    const { maskImage, webkitMaskImage, backgroundColor } = getComputedStyle(element);
    if (!/url/.test(maskImage || webkitMaskImage || '') || channels(backgroundColor).a === 0) say(`a picture that is not there: ${element.className}`);
  }
  const post = all('form[method=post]');
  for (const form of post) {
    for (const element of form.querySelectorAll('[type=radio]:checked')) {
      if (!form.querySelector('.mends,[aria-invalid]') && !document.querySelector('.mends')) say('chosen beforehand', element);
    }
    if (!/\/sign-in$/.test(form.action) && !form.querySelector('[name=csrf]')?.value) say('a form that anybody could send', form);
  }
  for (const button of all('main form[method=post]')) {
    const main = [...button.querySelectorAll('button:not(.second):not(.link)')].filter(seen);
    if (main.length > 1) say(`${main.length} main actions`, button);
  }

  // Words: none of those that blame or that belong to machines, dates as people say them, units that stay with figures.
  const text = shown.join('\n');
  if (document.documentElement.lang === 'es') {
    const forbidden = /\b(error|fallo|fall[oó] al|inválid[oa]s?|sincroniz\w+|servidor|formulario|usuari[oa]s?|duplicad[oa]s?|retraso|desnutrid[oa]s?|negligente|null|undefined|true|false)\b/gi;
    for (const [word] of text.matchAll(forbidden)) say(`says «${word}»`);
    for (const [word] of text.matchAll(/\b(the|and|weight|child|visit|done|male|female|not_\w+|[a-z]+_[a-z_]+)\b/g)) say(`says «${word}», which is not Spanish`);
  }
  for (const [word] of text.matchAll(/[!¡]/g)) say(`cries «${word}»`);
  for (const [word] of text.matchAll(/\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\/\d{1,2}(\/\d{2,4})?\b/g)) say(`writes the date «${word}»`);
  for (const [word] of text.matchAll(/\b[0-9a-f]{12,}\b/g)) say(`shows the machine's «${word}»`);
  for (const [word] of text.matchAll(/\d (kg|cm|mm|g|g\/dL|%)(?![\wáéíóú])/g)) say(`a unit that may leave its figure: «${word}»`);
  for (const [word] of text.matchAll(/\{\s*\$?\w+\s*\}|\b(web|desk|value|record)-[a-z-]+\b/g)) say(`a word that was not filled in: «${word}»`);

  // A figure in a table stands at the right; a table says what it is.
  for (const table of all('table')) {
    if (!table.caption?.textContent.trim()) say('a table without a caption', table);
    for (const th of table.querySelectorAll('th')) if (!th.scope) say('a head that says not of what', th);
  }
  return [...new Set(found)];
}
/* c8 ignore stop */

/** With letters of twice the size nothing is cut, hidden or on top of something else. */
export async function stretched(page, keep) {
  const was = page.viewportSize();
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: was.width, height: Math.min(height, 15_000) });
  const found = await page.evaluate(() => {
    const bad = [];
    const room = document.documentElement.clientWidth;
    const clipped = (e) => { for (; e; e = e.parentElement) if (getComputedStyle(e).clipPath === 'inset(50%)') return true; return false; };
    if (document.documentElement.scrollWidth > room) bad.push(`scrolls sideways: ${document.documentElement.scrollWidth} in ${room}`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const element = node.parentElement;
      if (!node.textContent.trim() || !element.checkVisibility() || clipped(element) || element.closest('option')) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        const words = node.textContent.trim().slice(0, 40);
        const scrolls = element.closest('[tabindex="0"]');
        if (box.width < 2) continue;
        if (!scrolls && box.right > room + 1) bad.push(`«${words}» stands out`);
        const x = box.left + box.width / 2;
        const y = box.top + box.height / 2;
        if (x < 0 || x >= room || y < 0 || y >= innerHeight) continue;
        const top = document.elementFromPoint(x, y);
        if (top && !scrolls && !top.contains(element) && !element.contains(top)) bad.push(`«${words}» lies under <${top.localName}> «${top.textContent.trim().slice(0, 30)}»`);
      }
    }
    return [...new Set(bad)];
  });
  if (keep) await keep();
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await page.setViewportSize(was);
  return found.map((words) => `with letters of 200 %: ${words}`);
}
