// One look at a page in a state: judged, and kept as a picture. Knows no page by name.
import { guarded, judge, stretched } from './judge.js';
import { walk } from './keys.js';
import { shot } from './browser.js';

/** Judges what the window shows and keeps its picture. */
export async function look(page, name) {
  await page.evaluate(() => document.fonts.ready);
  try {
    await judge(page, name);
  } finally {
    await shot(page, name);
  }
}

/** The same, with letters of twice the size and the keyboard's way through it. */
export async function lookClosely(page, name) {
  await look(page, name);
  await stretched(page, name, () => shot(page, `large/${name}`));
  await walk(page, name);
}

/** Opens an address as if typed; gives the answer. */
export async function visit(page, address) {
  page.asked.length = 0;
  page.strange.length = 0;
  page.spoke.length = 0;
  const response = await page.goto(address);
  await guarded(response);
  return response;
}
