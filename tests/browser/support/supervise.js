// A supervisor at work, for tests that are written elsewhere: signs in and does one thing to the one visit to a house. The
// password comes in CHASKI_PASSWORD.
//   node supervise.js URL LOGIN return HOUSE FIELD VALUE COMMENT    the visit goes back, with a comment on this value of the field
//   node supervise.js URL LOGIN read HOUSE                          prints what the page of the visit says
import { close, tab, wide } from './browser.js';

const [url, login, act, house, field, value, comment] = process.argv.slice(2);
const { page } = await tab(url, wide);
page.context().setDefaultTimeout(20_000);
const button = (name) => page.getByRole('button', { name });

try {
  await page.goto('/visits');
  await page.getByLabel('Nombre de ingreso').fill(login);
  await page.getByLabel('Contraseña').fill(process.env.CHASKI_PASSWORD);
  await button('Entrar').click();
  const visits = page.getByRole('row').filter({ hasText: house });
  await visits.first().waitFor();
  if (await visits.count() !== 1) throw new Error(`${await visits.count()} visits to ${house}`);
  await visits.getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: /^Visita: / }).waitFor();
  if (act === 'return') {
    const line = page.locator('.sum > div').filter({ hasText: value }).filter({ has: page.getByRole('textbox', { name: field, exact: true, includeHidden: true }) });
    await line.locator('summary').click();
    await line.getByRole('textbox', { name: field, exact: true }).fill(comment);
    await button('Devolver con comentarios').click();
    await button('Sí, devolver con 1 comentario').click();
    await page.getByRole('status').filter({ hasText: /^Visita devuelta/ }).waitFor();
  }
  console.log(await page.getByRole('main').innerText());
} finally {
  await close();
}
