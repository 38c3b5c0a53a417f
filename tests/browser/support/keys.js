// A page as the keyboard meets it: every stop is reached once, in reading order, can be seen, and none holds one back.
import assert from 'node:assert/strict';

const MOST = 400;

/** Walks through all stops of a page with the tabulator: the stops, and a sentence for whatever breaks a rule. */
export async function walk(page) {
  await page.evaluate(() => { window.scrollTo(0, 0); document.activeElement?.blur?.(); });
  const found = [];
  const stops = [];
  await page.evaluate(() => { window.stops = new Map(); });
  for (let at = 0; at < MOST; at++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const known = window.stops.get(e);
      if (known !== undefined) return { again: known };
      window.stops.set(e, window.stops.size);
      // A link over two lines has a box for each.
      const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
      const style = getComputedStyle(e);
      const words = (e.getAttribute('aria-label') ?? e.innerText ?? e.name ?? '').replace(/\s+/g, ' ').trim().slice(0, 40);
      // Under a bar, behind something, or out of the window: not what one is about to press.
      const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1);
      const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 0), innerHeight - 1);
      const top = document.elementFromPoint(x, y);
      const label = e.labels?.[0];
      return {
        words: `<${e.localName}> «${words}»`,
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3,
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !!top && top !== e && !e.contains(top) && !top.contains(e) && !label?.contains(top),
        top: box.top + scrollY,
        bottom: box.bottom + scrollY,
        // Within one row, one thing may stand a little higher than the one before it.
        row: e.closest('tr,.sum>div') === window.row,
        is: (window.row = e.closest('tr,.sum>div')) !== null,
      };
    });
    if (!stop) break;
    // A date is one control with a stop for each of its parts.
    if (stop.again !== undefined && stop.again === stops.length - 1) continue;
    if (stop.again === 0) break;
    if (stop.again !== undefined) {
      found.push(`goes back to ${stops[stop.again]?.words}: one is trapped`);
      break;
    }
    stops.push(stop);
    if (!stop.ring) found.push(`no ring at ${stop.words}`);
    if (!stop.inside) found.push(`out of the window: ${stop.words}`);
    if (stop.covered) found.push(`covered: ${stop.words}`);
    const before = stops.at(-2);
    if (before && !(stop.row && stop.is) && stop.bottom <= before.top + 1) found.push(`goes up from ${before.words} to ${stop.words}`);
  }
  const missed = await page.evaluate(() => {
    const radios = new Set();
    return [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')]
      .filter((e) => {
        // What a password manager reads is no stop.
        if (e.disabled || (e.readOnly && e.autocomplete === 'username') || !e.checkVisibility({ checkVisibilityCSS: true }) || window.stops.has(e)) return false;
        if (e.type !== 'radio') return true;
        // A group of radios is one stop.
        const group = [...document.querySelectorAll(`[type=radio][name="${e.name}"]`)].some((other) => window.stops.has(other));
        if (group || radios.has(e.name)) return false;
        radios.add(e.name);
        return true;
      })
      .map((e) => `never reached: <${e.localName}> «${(e.innerText || e.name || '').trim().slice(0, 40)}»`);
  });
  return { stops, found: [...found, ...missed].map((words) => `by keyboard: ${words}`) };
}

/** Goes on with the tabulator until what is wanted has the focus. */
export async function reach(page, wanted) {
  await wanted.waitFor();
  for (let at = 0; at < MOST; at++) {
    if (await wanted.evaluate((e) => e === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`the keyboard does not reach ${wanted} on ${page.url()}`);
}

/** Reaches it and presses. */
export async function press(page, wanted, key = 'Enter') {
  await reach(page, wanted);
  await page.keyboard.press(key);
}

/** Reaches a field and types. */
export async function type(page, wanted, text) {
  await reach(page, wanted);
  await page.keyboard.type(text);
}

/** Reaches a radio: the tabulator brings one to its group, the arrows to it. */
export async function choose(page, wanted) {
  await wanted.waitFor();
  const name = await wanted.getAttribute('name');
  const inGroup = () => page.evaluate((name) => document.activeElement?.type === 'radio' && document.activeElement.name === name, name);
  for (let at = 0; at < MOST && !(await inGroup()); at++) await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  for (let at = 0; at < 20; at++) {
    if (await wanted.evaluate((e) => e === document.activeElement && e.checked)) return;
    await page.keyboard.press('ArrowDown');
  }
  assert.fail(`the keyboard does not choose ${wanted}`);
}

/** The hands that a journey is made with: a mouse or a finger, or the keyboard alone. */
export const pointer = {
  press: (page, wanted) => wanted.click(),
  open: (page, wanted) => wanted.click(),
  type: (page, wanted, text) => wanted.fill(text),
  choose: (page, wanted) => wanted.check(),
};
export const keyboard = { press, open: (page, wanted) => press(page, wanted, 'Space'), type, choose };
