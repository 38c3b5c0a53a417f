// Chromium from the system, one for a test file: windows at the two widths the pages are judged at, every request
// watched, pictures kept. Knows no page of ours.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));
const screens = `${root}target/screens`;

/** The smallest phone, and a desk. */
export const narrow = { name: '320', width: 320, height: 533 };
export const wide = { name: '1280', width: 1280, height: 800 };
export const widths = [narrow, wide];

let browser;

/** Starts Chromium once. */
export async function open() {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  return browser;
}

/** Ends it. */
export async function close() {
  await browser?.close();
  browser = undefined;
}

/**
 * A window of its own: nothing is shared with another. `page.strange` holds whatever was asked of an address that is not
 * ours, `page.spoke` what the console said.
 */
export async function tab(base, size, options = {}) {
  const context = await (await open()).newContext({
    baseURL: base,
    viewport: { width: size.width, height: size.height },
    ignoreHTTPSErrors: true,
    reducedMotion: 'reduce',
    locale: 'es-PE',
    timezoneId: 'America/Lima',
    ...options,
  });
  context.setDefaultTimeout(5_000);
  return { context, page: watched(await context.newPage(), base), size };
}

/** Watches what a page asks for. */
export function watched(page, base) {
  page.strange = [];
  page.spoke = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('data:')) page.strange.push(url);
  });
  // That a page answered 403, 404, 409 or 422 is its own matter.
  page.on('console', (message) => {
    if (!/^Failed to load resource.*\b4\d\d\b/.test(message.text())) page.spoke.push(message.text());
  });
  page.on('pageerror', (error) => page.spoke.push(String(error)));
  return page;
}

/** Keeps a picture of the whole page: `target/screens/NAME-WIDTH.png`. */
export async function shot(page, name, options = {}) {
  const path = `${screens}/${name}-${page.viewportSize().width}.png`;
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, fullPage: true, ...options });
  return path;
}

/** Where a print of a page is kept. */
export function printed(name) {
  mkdirSync(`${screens}/print`, { recursive: true });
  return `${screens}/print/${name}.pdf`;
}
