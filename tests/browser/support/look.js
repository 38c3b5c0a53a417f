// One look at a page in a state: judged, and kept as a picture. Knows no page by name.
import assert from 'node:assert/strict';
import { guarded, judge, stretched } from './judge.js';
import { walk } from './keys.js';
import { shot } from './browser.js';

/** Judges what the window shows and keeps its picture: what breaks a rule. */
export async function look(page, name) {
  await page.evaluate(() => document.fonts.ready);
  const found = await judge(page);
  await shot(page, name);
  return found.map((words) => `${name} at ${page.viewportSize().width} px: ${words}`);
}

/** The same, with letters of twice the size and the keyboard's way through it; fails with every sentence at once. */
export async function lookClosely(page, name) {
  const found = await look(page, name);
  found.push(...(await stretched(page, () => shot(page, `large/${name}`))));
  found.push(...(await walk(page)).found);
  assert.deepEqual(found, []);
}

/** Opens an address as if typed; gives the answer. */
export async function visit(page, address) {
  page.strange.length = 0;
  page.spoke.length = 0;
  const response = await page.goto(address);
  await guarded(response);
  return response;
}
