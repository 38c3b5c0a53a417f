// What a supervisor does in a day, from signing in to signing out, in a district of its own: at both widths with a
// pointer, and once with the keyboard alone. Everything is found by its role and the words that people see.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { close, narrow, open, printed, shot, tab, wide } from './support/browser.js';
import { district } from './support/district.js';
import { keyboard, pointer } from './support/keys.js';
import { look, visit } from './support/look.js';
import { isPrintOf } from './support/print.js';
import { afterTheStop, tell } from './support/story.js';

let served;
const told = {};

before(async () => {
  served = await district();
  const one = served.phone('Rosa Huamán', 'Norte', 'rosa');
  const other = served.phone('Luz Ccori', 'Norte', 'luz');
  const lost = served.phone('Sonia Apaza', 'Norte', 'sonia');
  for (const telling of ['narrow', 'wide', 'keys']) told[telling] = tell({ one, other, lost }, telling);
  served.admin('worker', 'stop', lost.device());
  for (const telling of ['narrow', 'wide', 'keys']) told[telling].lateCode = afterTheStop(lost, telling);
  lost.sync();
  const south = served.phone('Luz Ccori', 'Sur', 'sur');
  told.south = south.household({ known_as: 'los del manantial' }).record;
  south.sync();
  await open();
});

after(async () => {
  await close();
  await served?.stop();
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const done = async (page, words) => assert.match(await page.getByRole('status').innerText(), words);
const row = (page, words) => page.getByRole('row').filter({ hasText: words });
const link = (page, name) => page.getByRole('link', { name }).first();
const button = (page, name) => page.getByRole('button', { name });

async function signIn(page, hand, name = 'marta', password = 'casa grande azul 7') {
  await hand.type(page, page.getByLabel('Nombre de ingreso'), name);
  await hand.type(page, page.getByLabel('Contraseña'), password);
  await hand.press(page, button(page, 'Entrar'));
}

/** The list of a section, from wherever one is: on a small screen through the menu at the foot. */
async function section(page, hand, name) {
  if (page.viewportSize().width < 640) await hand.press(page, link(page, 'Menú'));
  await hand.press(page, page.getByRole('navigation').getByRole('link', { name, exact: true }).and(page.locator(':visible')).first());
}

for (const [telling, size, hand] of [['narrow', narrow, pointer], ['wide', wide, pointer], ['keys', wide, keyboard]]) {
  const how = hand === keyboard ? 'with the keyboard alone' : `at ${size.name} px`;
  const pictures = hand === pointer;
  const found = [];
  const see = async (page, name) => { if (pictures) found.push(...(await look(page, `day/${name}`))); };

  describe(`a supervisor's day ${how}`, () => {
    let page;
    let context;
    let who;
    before(async () => {
      ({ page, context } = await tab(served.base, size));
      who = told[telling];
    });
    after(() => context?.close());

    test('signs in; a wrong name and a wrong password are told the same', async () => {
      await visit(page, '/today');
      await heading(page, 'Entrar');
      await see(page, '01-sign-in');
      await signIn(page, hand, 'marta', 'no es esta');
      const wrong = await page.getByRole('alert').innerText();
      await see(page, '02-sign-in-wrong');
      await visit(page, '/sign-in?next=/today');
      await signIn(page, hand, `nadie-${telling}`, 'no es esta');
      assert.equal(await page.getByRole('alert').innerText(), wrong);
      await visit(page, '/sign-in?next=/today');
      await signIn(page, hand);
      await heading(page, 'Hoy: lo que espera por ti');
      await see(page, '03-today');
    });

    test('finds the new visit and returns it with a comment', async () => {
      await hand.press(page, link(page, /^Revisar \d+ visitas?$/));
      await heading(page, 'Visitas');
      await see(page, '04-visits');
      await hand.press(page, row(page, who.house).getByRole('link').first());
      await heading(page, new RegExp(`^Visita: .*${who.house}$`));
      await see(page, '05-visit');
      await hand.press(page, button(page, 'Devolver con comentarios'));
      await page.getByRole('alert').waitFor();
      assert.match(await page.title(), /^Falta corregir: /);
      await see(page, '06-visit-no-remark');
      await hand.open(page, page.getByText(/^Comentar ?: Peso/));
      await hand.type(page, page.getByRole('textbox', { name: 'Peso' }), '¿Puedes pesarla otra vez?');
      await hand.press(page, button(page, 'Devolver con comentarios'));
      await heading(page, '¿Devolver la visita con estos comentarios?');
      assert.match(await page.getByRole('main').innerText(), /¿Puedes pesarla otra vez\?/);
      await see(page, '07-visit-return-check');
      await hand.press(page, button(page, 'Sí, devolver con 1 comentario'));
      await done(page, /^Visita devuelta/);
      assert.match(await page.getByRole('main').innerText(), /¿Puedes pesarla otra vez\?/);
      await see(page, '08-visit-returned');
    });

    test('settles the dispute; who looked at it meanwhile is told', async () => {
      await section(page, hand, 'Por decidir');
      await see(page, '09-disputes');
      const asked = row(page, who.code).getByRole('link').first();
      const late = await context.newPage();
      await late.goto(new URL(await asked.getAttribute('href'), page.url()).href);
      await hand.press(page, asked);
      await heading(page, 'Teléfono');
      await see(page, '10-dispute');
      await hand.press(page, button(page, 'Seguir'));
      await page.getByRole('alert').waitFor();
      assert.equal(await page.getByRole('alert').getByRole('listitem').count(), 2, 'the value and the reason are asked for');
      await see(page, '11-dispute-missing');
      await hand.choose(page, page.getByRole('radio', { name: /900.?000.?222/ }));
      await hand.type(page, page.getByRole('textbox', { name: '¿Por qué?' }), 'Llamé y contestó la abuela');
      await hand.press(page, button(page, 'Seguir'));
      await heading(page, 'Revisa antes de guardar');
      await see(page, '12-dispute-check');
      await hand.press(page, button(page, 'Decidir'));
      await done(page, /^Decidido/);
      assert.equal(await row(page, who.code).count(), 0, 'it is off the list');
      // The other window still shows what stood before.
      await late.getByRole('radio', { name: /900.?000.?333/ }).check();
      await late.getByRole('textbox', { name: '¿Por qué?' }).fill('Me lo dijo la mamá');
      await late.getByRole('button', { name: 'Seguir' }).click();
      assert.match(await late.getByRole('main').innerText(), /alguien decidió|Alguien lo cambió/);
      if (pictures) await shot(late, 'day/13-dispute-stale');
      await late.close();
      await page.goto(`/families/${who.houseRecord}`);
      assert.match(await page.getByRole('main').innerText(), /900.?000.?222/);
    });

    test('joins the child that was registered twice, and separates', async () => {
      await section(page, hand, 'Por decidir');
      await hand.press(page, link(page, 'Parecidas'));
      await see(page, '14-alike');
      await hand.press(page, row(page, who.name).getByRole('link', { name: /^Comparar/ }));
      await heading(page, '¿Es la misma?');
      const pair = page.url();
      await see(page, '15-alike-pair');
      await hand.press(page, button(page, 'Es la misma'));
      await page.getByRole('alert').waitFor();
      await hand.choose(page, page.getByRole('radio').first());
      await hand.press(page, button(page, 'Es la misma'));
      await heading(page, 'Revisa antes de guardar');
      await see(page, '16-alike-check');
      await hand.press(page, button(page, 'Es la misma'));
      await done(page, /^Las dos páginas son una/);
      await see(page, '17-child-joined');
      await visit(page, pair);
      await see(page, '18-alike-joined');
      await hand.type(page, page.getByRole('textbox', { name: '¿Por qué?' }), 'Son primas con el mismo nombre');
      await hand.press(page, button(page, 'Seguir'));
      await hand.press(page, button(page, 'Separar'));
      await done(page, /^Separadas/);
    });

    test('accepts what was set aside', async () => {
      await section(page, hand, 'Por decidir');
      await hand.press(page, link(page, 'Puesto aparte'));
      await see(page, '19-aside');
      await hand.press(page, row(page, who.lateCode).getByRole('link').first());
      await see(page, '20-aside-one');
      await hand.choose(page, page.getByRole('radio', { name: 'Que entre' }));
      await hand.type(page, page.getByRole('textbox', { name: '¿Por qué?' }), 'Sonia encontró su celular');
      await hand.press(page, button(page, 'Seguir'));
      await heading(page, 'Revisa antes de guardar');
      await see(page, '21-aside-check');
      await hand.press(page, button(page, 'Que entre'));
      await done(page, /^Entró/);
      assert.equal(await row(page, who.lateCode).count(), 0, 'it is off the list');
      await section(page, hand, 'Niñas y niños');
      await hand.type(page, page.getByRole('searchbox', { name: /^Buscar/ }), who.lateHouse);
      await hand.press(page, button(page, 'Buscar'));
      await page.waitForURL(/\/find\?/);
      await see(page, '22-found');
      assert.match(await page.getByRole('main').innerText(), new RegExp(who.lateHouse));
    });

    test('prints the sheet of a child without menu or buttons', async (t) => {
      if (!pictures) return t.skip('printing is not the keyboard\'s');
      await visit(page, `/children/${who.child}`);
      await isPrintOf(page, printed(`child-${size.name}`), { title: who.name });
    });

    test('makes the code of a phone, and is asked before a phone is stopped', async () => {
      await section(page, hand, 'Personas');
      await see(page, '23-people');
      await hand.press(page, link(page, 'Inscribir un celular'));
      await see(page, '24-enrol');
      await hand.press(page, button(page, 'Hacer el código'));
      await page.getByRole('alert').waitFor();
      await see(page, '25-enrol-missing');
      await hand.type(page, page.getByRole('textbox', { name: 'Nombre de la persona nueva' }), `Elena Quispe ${telling}`);
      await hand.choose(page, page.getByRole('radio', { name: 'Trabajadora' }));
      if (hand === keyboard) await hand.open(page, page.getByRole('checkbox', { name: 'Norte' }));
      else await page.getByRole('checkbox', { name: 'Norte' }).check();
      await hand.press(page, button(page, 'Hacer el código'));
      await heading(page, /^Código para el celular de Elena Quispe/);
      const picture = await page.getByRole('img', { name: 'Código para apuntar con la cámara' }).boundingBox();
      assert.ok(Math.abs(picture.width - picture.height) < 1 && picture.width >= 220, `60 mm of picture: ${JSON.stringify(picture)}`);
      assert.match(await page.getByRole('main').innerText(), /\S+:\d+ \w{4}(-\w{4}){2}-\w{2}/);
      await see(page, '26-invitation');
      if (pictures) await isPrintOf(page, printed(`invitation-${size.name}`), { title: 'Código para el celular', pages: 1 });
      await section(page, hand, 'Personas');
      await hand.press(page, button(page, /^Detener celular ?: rosa/));
      await heading(page, '¿Detener este celular?');
      await see(page, '27-stop-check');
      await hand.press(page, link(page, 'Dejar como está'));
      assert.match(await row(page, 'rosa').innerText(), /En uso/);
    });

    test('takes a list along', async () => {
      await section(page, hand, 'Reportes');
      await see(page, '28-exports');
      for (const [name, begins] of [['Llevar CSV', 'country'], ['Llevar XLSX', 'PK']]) {
        const arrives = page.waitForEvent('download');
        await hand.press(page, page.getByRole('button', { name: new RegExp(`^${name}`) }).or(page.getByRole('link', { name: new RegExp(`^${name}`) })).first());
        const download = await arrives;
        const bytes = readFileSync(await download.path(), 'latin1');
        assert.ok(bytes.length > 40, `${download.suggestedFilename()} holds something`);
        if (begins === 'PK') assert.ok(bytes.startsWith('PK'), 'a spreadsheet');
        assert.doesNotMatch(bytes, new RegExp(who.given), 'names go only if asked for');
      }
    });

    test('signs out, and going back shows nothing', async () => {
      await visit(page, `/children/${who.child}`);
      await hand.press(page, button(page, 'Salir'));
      await heading(page, 'Entrar');
      await page.goBack();
      await page.waitForLoadState();
      assert.doesNotMatch(await page.content(), new RegExp(who.given), 'no name of the page before');
      await visit(page, `/children/${who.child}`);
      await heading(page, 'Entrar');
      await see(page, '29-signed-out');
    });

    test('every page of the day keeps what pages keep', () => assert.deepEqual(found, []));
  });
}

test('what is of another area is not shown, and what is nowhere is said to be nowhere', async () => {
  const { page, context } = await tab(served.base, narrow);
  await visit(page, '/sign-in');
  await signIn(page, pointer, 'nina', 'puente viejo alto 3');
  await heading(page, 'Hoy: lo que espera por ti');
  const elsewhere = [`/families/${told.south}`, 403, 'elsewhere'];
  for (const [address, status, name] of [elsewhere, ['/children/0/nada', 404, 'lost'], ['/exports', 403, 'no-export'], ['/people/enrol', 403, 'no-enrol']]) {
    assert.equal((await visit(page, address)).status(), status);
    assert.deepEqual(await look(page, `failure/${name}`), []);
    assert.doesNotMatch(await page.content(), /manantial/);
  }
  await context.close();
});

test('everything can be done in a browser that runs no script', async () => {
  const { page, context } = await tab(served.base, narrow, { javaScriptEnabled: false });
  await page.goto('/sign-in');
  await signIn(page, pointer);
  await heading(page, 'Hoy: lo que espera por ti');
  await section(page, pointer, 'Visitas');
  await heading(page, 'Visitas');
  await context.close();
});
