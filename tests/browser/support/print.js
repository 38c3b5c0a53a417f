// A page as it comes from a printer: A4, without what only a screen needs, heads repeated, with a foot. Reads the print
// with poppler's tools.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const tool = (name, ...args) => execFileSync(name, args, { encoding: 'utf8' });

/** Prints the page and judges it; gives the text of each sheet. */
export async function isPrintOf(page, path, { title, pages, heads = [] }) {
  await page.pdf({ path, preferCSSPageSize: true });
  const about = tool('pdfinfo', path);
  const [, width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(about);
  assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `A4, not ${width} x ${height}`);
  const sheets = tool('pdftotext', '-layout', path, '-').split('\f').filter((sheet) => sheet.trim());
  if (pages) assert.equal(sheets.length, pages, 'sheets');
  const text = sheets.join('\n');
  assert.ok(text.includes(title), `the title ${title} stands on the print`);
  for (const word of ['Menú', 'Salir', 'Trabajadoras', 'Reportes', 'Castellano', 'Ayuda', 'Tu sesión', 'Volver a', 'Corregir']) {
    assert.ok(!text.includes(word), `${word} is not for paper`);
  }
  assert.match(text, /Hecho el .+ por /, 'made when and by whom');
  sheets.forEach((sheet, at) => assert.match(sheet, new RegExp(`\\b${at + 1} ?/ ?${sheets.length}\\b`), `sheet ${at + 1} of ${sheets.length}`));
  for (const head of heads) for (const sheet of sheets) assert.ok(sheet.includes(head), `${head} is repeated on each sheet`);
  return sheets;
}
