// An act carries what was seen: what others did between a page and its button, what a worker answers, who looks for a child
// that did not arrive, and what was typed, in a district of its own.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { close, narrow, open, tab } from './support/browser.js';
import { district } from './support/district.js';
import { look, visit } from './support/look.js';
import { tell } from './support/story.js';

let served;
let rosa;
let who;
let marta;
let nina;
let address;
let reading;

const main = (page) => page.getByRole('main').innerText();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const done = async (page, words) => assert.match(await page.getByRole('status').innerText(), words);
const button = (page, name) => page.getByRole('button', { name });
const weight = (page) => page.getByRole('textbox', { name: 'Peso' });

async function signIn(page, name, password) {
  await page.getByLabel('Nombre de ingreso').fill(name);
  await page.getByLabel('Contraseña').fill(password);
  await button(page, 'Entrar').click();
}

async function signedIn(name, password) {
  const { page, context } = await tab(served.base, narrow);
  await visit(page, '/sign-in');
  await signIn(page, name, password);
  await heading(page, 'Hoy: lo que espera por ti');
  return { page, context };
}

/** Opens the visit and writes a comment on the weight. */
async function comments(page, text) {
  await visit(page, address);
  await page.getByText(/^Comentar ?: Peso/).click();
  await weight(page).fill(text);
}

before(async () => {
  served = await district();
  rosa = served.phone('Rosa Huamán', 'Norte', 'rosa');
  const other = served.phone('Luz Ccori', 'Norte', 'luz');
  who = tell({ one: rosa, other, lost: other }, 'wide');
  reading = rosa.ask('child', who.child).readings[0].record;
  await open();
  marta = await signedIn('marta', 'casa grande azul 7');
  nina = await signedIn('nina', 'puente viejo alto 3');
  await visit(marta.page, '/visits');
  address = await marta.page.getByRole('row').filter({ hasText: who.house }).getByRole('link').first().getAttribute('href');
});

after(async () => {
  await close();
  await served?.stop();
});

test('accepting from a page older than the visit says what changed and accepts nothing', async () => {
  const { page } = marta;
  await visit(page, address);
  rosa.correct(reading, 'weight.kg', '29.80', 'leí mal');
  rosa.sync();
  await button(page, 'Aceptar la visita').click();
  await heading(page, 'Alguien lo cambió mientras mirabas');
  assert.match(await main(page), /9\.80.*→.*29\.80/s);
  assert.deepEqual(await look(page, 'acts/01-stale'), []);
  await visit(page, address);
  await button(page, 'Aceptar la visita').click();
  await done(page, /^Visita aceptada/);
});

test('a visit that changed after it was accepted is on Hoy again with both values', async () => {
  const { page } = marta;
  rosa.correct(reading, 'weight.kg', '9.30', 'leí mal otra vez');
  rosa.sync();
  await visit(page, '/today');
  assert.match(await main(page), /Visitas aceptadas que cambiaron después/);
  await visit(page, '/visits?review=changed');
  assert.match(await main(page), /Cambió después de revisada/);
  await visit(page, address);
  assert.match(await main(page), /29\.80.*→.*9\.30/s);
  assert.deepEqual(await look(page, 'acts/02-changed'), []);
});

test('who does not return a visit after all finds what she wrote, and so does whose session ended', async () => {
  const { page, context } = marta;
  await comments(page, '¿Con ropa?');
  await button(page, 'Devolver con comentarios').click();
  await heading(page, '¿Devolver la visita con estos comentarios?');
  await button(page, 'No, volver').click();
  assert.equal(await weight(page).inputValue(), '¿Con ropa?');
  assert.deepEqual(await look(page, 'acts/03-back'), []);
  // The session ends while she writes on.
  await weight(page).fill('¿Con ropa o sin ropa?');
  const cookies = await context.cookies();
  const out = await context.newPage();
  await out.goto('/today');
  await button(out, 'Salir').click();
  await heading(out, 'Entrar');
  await out.close();
  await context.addCookies(cookies);
  await button(page, 'Devolver con comentarios').click();
  await heading(page, 'Entrar');
  assert.match(await page.getByRole('alert').innerText(), /Tu sesión terminó/);
  assert.deepEqual(await look(page, 'acts/04-ended'), []);
  await signIn(page, 'marta', 'casa grande azul 7');
  await heading(page, 'Sigue donde estabas');
  assert.deepEqual(await look(page, 'acts/05-resume'), []);
  await button(page, 'Seguir con lo que escribí').click();
  assert.equal(await weight(page).inputValue(), '¿Con ropa o sin ropa?');
  await button(page, 'Devolver con comentarios').click();
  await button(page, 'Sí, devolver con 1 comentario').click();
  await done(page, /^Visita devuelta/);
});

test('a comment reaches the phone, and the correction that answers it stands beside it', async () => {
  const { page } = marta;
  const { comments: came } = rosa.sync();
  assert.deepEqual(came.map((one) => [one.comment, one.field]), [['¿Con ropa o sin ropa?', 'weight']]);
  assert.equal(rosa.ask('inbox').comments.length, 1);
  rosa.correct(reading, 'weight.kg', '9.20', 'la pesé sin ropa');
  assert.equal(rosa.ask('inbox').comments.length, 0);
  rosa.sync();
  await visit(page, '/today');
  assert.match(await main(page), /Visitas devueltas que ya contestaron/);
  await visit(page, address);
  assert.match(await main(page), /9\.30.*→.*9\.20/s);
});

test('who did not arrive stays on Hoy with where to find her until a visit saw her', async () => {
  const { page } = marta;
  await visit(page, '/danger');
  await page.getByRole('link', { name: `Anotar qué pasó con ${who.name}` }).click();
  await page.getByRole('radio', { name: 'No llegó' }).check();
  await page.getByRole('textbox', { name: 'Qué contestó el puesto' }).fill('No la vieron');
  await button(page, 'Guardar').click();
  await page.getByRole('alert').waitFor();
  assert.deepEqual(await look(page, 'acts/06-seek-missing'), []);
  assert.equal(await page.getByRole('textbox', { name: 'Qué contestó el puesto' }).inputValue(), 'No la vieron');
  await page.getByRole('combobox', { name: 'Quién la busca' }).selectOption({ label: 'Rosa Huamán' });
  for (const [name, value] of [['Día', '3'], ['Mes', '12'], ['Año', '2030']]) {
    await page.getByRole('textbox', { name }).fill(value);
  }
  await button(page, 'Guardar').click();
  await done(page, /^Se pidió la visita/);
  await visit(page, '/today');
  for (const said of [who.name, who.house, 'Norte', /900.?000/, 'La busca Rosa Huamán', /año|mes/]) {
    assert.match(await main(page), new RegExp(said));
  }
  assert.deepEqual(await look(page, 'acts/07-sought'), []);
  assert.equal(rosa.sync().visits_asked.length, 1);
  rosa.visit({ household: who.houseRecord, outcome: { is: 'done' }, persons: [{ person: who.child }] });
  assert.equal(rosa.ask('inbox').visits_asked.length, 0);
  rosa.sync();
  await visit(page, '/danger');
  assert.doesNotMatch(await main(page), new RegExp(who.given));
});

test('of two who close a danger sign otherwise the second reads what the first said, and can object', async () => {
  rosa.visit({
    household: who.houseRecord,
    outcome: { is: 'done' },
    persons: [{ person: who.child, referrals: [{ signs: ['fever'] }] }],
  });
  rosa.sync();
  for (const { page } of [marta, nina]) {
    await visit(page, '/danger');
    await page.getByRole('link', { name: `Anotar qué pasó con ${who.name}` }).click();
  }
  await marta.page.getByRole('radio', { name: 'Llegó', exact: true }).check();
  await button(marta.page, 'Guardar').click();
  await done(marta.page, /^Seguimiento cerrado/);
  const { page } = nina;
  await page.getByRole('radio', { name: 'No se sabe' }).check();
  await page.getByRole('textbox', { name: 'Qué contestó el puesto' }).fill('Nadie contesta en el puesto');
  await page.getByRole('combobox', { name: 'Quién la busca' }).selectOption({ label: 'Rosa Huamán' });
  await page.getByRole('textbox', { name: 'Año' }).fill('2030');
  await button(page, 'Guardar').click();
  await heading(page, 'Ya estaba hecho');
  assert.match(await main(page), /Marta Salas/);
  assert.deepEqual(await look(page, 'acts/08-already'), []);
  await button(page, 'Seguir con lo que escribí').click();
  assert.equal(await page.getByRole('textbox', { name: '¿Por qué?' }).inputValue(), 'Nadie contesta en el puesto');
  await page.getByRole('radio', { name: 'No se sabe' }).check();
  await button(page, 'Seguir').click();
  await button(page, /^Corregir/).click();
  await visit(page, '/danger');
  assert.match(await main(page), new RegExp(who.given));
});

test('what a phone wrote to a card comes with her browser', async () => {
  const { page } = marta;
  rosa.visit({ household: who.houseRecord, outcome: { is: 'done' }, persons: [{ person: who.child }] });
  const folder = mkdtempSync(join(tmpdir(), 'card-'));
  const card = join(folder, 'rosa.bundle');
  rosa.ask('bundle', card);
  await visit(page, '/people');
  await page.getByRole('link', { name: 'Recibir una tarjeta' }).click();
  const file = page.getByLabel('Archivo de la tarjeta');
  await button(page, 'Recibir').click();
  assert.match(await main(page), /Elige el archivo de la tarjeta/);
  await file.setInputFiles({ name: 'foto.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('a photo') });
  await button(page, 'Recibir').click();
  assert.match(await main(page), /no es de un celular de Chaski/);
  assert.deepEqual(await look(page, 'acts/09-no-card'), []);
  await file.setInputFiles(card);
  await button(page, 'Recibir').click();
  await heading(page, 'Tarjeta recibida');
  assert.match(await main(page), /Rosa Huamán[^]*1 registro/);
  assert.deepEqual(await look(page, 'acts/09-card'), []);
  rmSync(folder, { recursive: true });
  assert.equal(rosa.sync().on_this_phone_only, 0);
});

test('a form that is sent twice makes nothing twice', async () => {
  const { page } = marta;
  await visit(page, '/people/enrol');
  await page.getByRole('textbox', { name: 'Nombre de la persona nueva' }).fill('Elena Quispe');
  await page.getByRole('radio', { name: 'Trabajadora' }).check();
  await page.getByRole('checkbox', { name: 'Norte' }).check();
  await button(page, 'Hacer el código').click();
  await heading(page, /^Código para el celular de Elena Quispe/);
  const code = /\S+:\d+ \w{4}(-\w{4}){2}-\w{2}/.exec(await main(page))[0];
  await page.reload();
  assert.equal(/\S+:\d+ \w{4}(-\w{4}){2}-\w{2}/.exec(await main(page))[0], code);
});
