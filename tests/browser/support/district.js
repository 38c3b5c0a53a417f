// A district of its own for the tests: the server, its supervisors and phones, all through the commands that people
// use. What the phones record is invented. Everything lies in one folder and goes with it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './browser.js';

const bin = (name) => `${process.env.CHASKI_BIN ?? `${process.env.CARGO_TARGET_DIR ?? `${root}target`}/debug`}/${name}`;

/** A port that nobody uses, below those that the system gives to whoever only connects. */
async function freePort() {
  for (;;) {
    const port = 15000 + Math.floor(Math.random() * 17000);
    const server = createServer();
    const free = await new Promise((done) => server.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true)));
    if (!free) continue;
    await new Promise((done) => server.close(done));
    return port;
  }
}

/** Starts a server and waits for the sentence that says it serves; gives the process and what matched. */
function serving(args, env, says, within) {
  const child = spawn(bin('chaski-server'), args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let heard = '';
  const process_ = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`the server does not say ${says} within ${within} ms:\n${heard}`)), within);
    const hear = (chunk) => {
      heard += chunk;
      const match = says.exec(heard);
      if (match) { clearTimeout(timer); done(match); }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => { clearTimeout(timer); fail(new Error(`the server ended with ${code}:\n${heard}`)); });
  });
  return process_.then((match) => ({ child, match, heard: () => heard }));
}

const ended = (child) => new Promise((done) => {
  if (child.exitCode !== null || child.signalCode !== null) return done();
  child.on('exit', done);
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 5000).unref();
});

/** The demo as it goes on serving: its link signs in. */
export async function demo() {
  const home = mkdtempSync(join(tmpdir(), 'chaski-demo-'));
  const env = { ...process.env, CHASKI_KEYS: join(home, 'keys') };
  const { child, match } = await serving(['demo', '--seed', '7', '--data', join(home, 'data')], env,
    /(http:\/\/127\.0\.0\.1:\d+)(\/demo\/\S+)/, 120_000);
  return {
    base: match[1],
    link: match[2],
    async stop() {
      await ended(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A district that is served over TLS, with a supervisor of everything and one of the north alone. */
export async function district() {
  const home = mkdtempSync(join(tmpdir(), 'chaski-district-'));
  const data = join(home, 'data');
  const env = { ...process.env, CHASKI_KEYS: join(home, 'keys'), CHASKI_HOME: '' };
  const run = (program, args, input) =>
    execFileSync(bin(program), args, { env, input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }).trim();
  const admin = (...args) => run('chaski-server', [...args, '--data', data]);
  const port = await freePort();
  const base = `https://localhost:${port}`;

  admin('init', '--district', 'Distrito de Ejemplo', '--utc-offset=-05:00');
  for (const area of ['Norte', 'Sur']) admin('area', 'add', area, '--kind', 'sector');
  for (const worker of ['Rosa Huamán', 'Luz Ccori', 'Sonia Apaza']) admin('worker', 'add', worker);
  const supervisor = (name, login, password, rights) => run('chaski-server',
    ['supervisor', 'add', name, '--login', login, '--password-stdin', '--data', data, ...rights], `${password}\n`);
  supervisor('Marta Salas', 'marta', 'casa grande azul 7', ['--area', 'Norte', '--area', 'Sur', '--may-export', '--may-enrol']);
  supervisor('Nina Quispe', 'nina', 'puente viejo alto 3', ['--area', 'Norte']);

  const { child } = await serving(
    ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--name', 'localhost'], env, /(serving|listening)/i, 20_000);

  /** A phone: its commands answer in JSON. */
  const phone = (worker, area, name) => {
    const folder = join(home, name);
    const invited = admin('invite', '--worker', worker, '--area', area, '--url', base);
    const code = /chaski:\S+/.exec(invited)[0];
    const ask = (...args) => JSON.parse(run('chaski', ['--home', folder, '--json', ...args]) || 'null');
    ask('enrol', code, '--label', name);
    return {
      ask,
      sync: () => ask('sync'),
      household: (fields) => ask('household', 'add', '--area', area, ...flags(fields)),
      child: (household, fields) => ask('child', 'add', '--household', household, ...flags(fields)).record,
      visit: (document) => {
        const file = join(home, 'visit.json');
        writeFileSync(file, JSON.stringify(document));
        return ask('visit', 'record', file);
      },
      correct: (record, field, value, reason) => ask('correct', record, field, value, ...(reason ? ['--reason', reason] : [])),
      device: () => ask('status').device,
    };
  };
  const flags = (fields) => Object.entries(fields).flatMap(([name, value]) => [`--${name.replace(/_/g, '-')}`, value]);

  return {
    base,
    admin,
    phone,
    devices: () => JSON.parse(admin('devices', '--json')),
    async stop() {
      await ended(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
