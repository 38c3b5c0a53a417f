// The engine of ODK Web Forms fills a form as the contract of `chaski form run` says (docs/forms.md).
// A JSON line in: {id, xml, files: {name: text}, runs: [{answers, lang}]}. A JSON line out: {id, runs: [[state]]} or {id, error}: of each
// run the state when the record opens, and the state after each step. A state is what `chaski form run` prints, as far as this engine
// can tell. One process answers any number of lines.
import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

const page = new JSDOM('<!DOCTYPE html>', { url: 'http://localhost' }).window;
for (const name of ['DOMParser', 'XMLSerializer', 'Node', 'Document', 'Element', 'Attr', 'Text', 'XPathResult', 'localStorage']) {
  Object.defineProperty(globalThis, name, { value: page[name], configurable: true });
}
globalThis.window = globalThis;
globalThis.document = page.document;

// The parser bundled with the engine takes Node for something that it then fails to load; in a browser it works.
const versions = Object.getOwnPropertyDescriptor(process, 'versions');
Object.defineProperty(process, 'versions', { value: undefined, configurable: true });
const { loadForm } = await import('@getodk/xforms-engine');
Object.defineProperty(process, 'versions', versions);

// The answers go to standard output alone.
console.log = console.info = console.warn = console.error;

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

class Refused extends Error {}
const refuse = (why) => {
  throw new Refused(why);
};

/** The states of one new record, after each of these steps. */
function run(form, { answers, lang }) {
  const { root } = form.createInstance({ preloadProperties: { deviceID: 'judge' } });
  const speak = (name) => root.setLanguage(root.languages.find((one) => one.language === name) ?? refuse('no such language'));
  const refused = [];
  const attempt = (step, path, act) => {
    try {
      act();
    } catch (error) {
      refused.push({ step, path, why: error instanceof Refused ? error.message : `threw: ${error.message}` });
    }
  };
  if (lang) attempt(0, null, () => speak(lang));
  const states = [state(root, refused)];
  (Array.isArray(answers) ? answers : [answers]).forEach((step, at) => {
    for (const [key, value] of Object.entries(step)) {
      const path = key.startsWith('/') ? key : value;
      attempt(at + 1, path, () => {
        if (key === 'language') speak(value);
        else if (key === 'add') range(root, value).addInstances();
        else if (key === 'remove') remove(root, value);
        else answer(find(root, key), value === null ? '' : String(value));
      });
    }
    states.push(state(root, refused));
  });
  return states;
}

/** Whoever stands at a path: a node, or an instance of a repeat. */
function find(root, path) {
  let at = root;
  for (const name of path.split('/').slice(2)) {
    const plain = name.replace(/\[\d+\]$/, '');
    at = (at.currentState.children ?? []).find((child) => last(child) === plain) ?? refuse('no such node');
    if (at.nodeType.startsWith('repeat-range')) {
      const position = Number(/\[(\d+)\]$/.exec(name)?.[1] ?? refuse('a repeat without a position'));
      at = at.currentState.children[position - 1] ?? refuse('no such instance');
    } else if (name !== plain) refuse('a position where nothing repeats');
  }
  return at;
}

const last = (node) => node.currentState.reference.replace(/\[\d+\]$/, '').split('/').at(-1);

/** The repeat that may get one more instance. */
function range(root, path) {
  const cut = path.lastIndexOf('/');
  const parent = find(root, path.slice(0, cut));
  const found = (parent.currentState.children ?? []).find((child) => last(child) === path.slice(cut + 1));
  if (found?.nodeType !== 'repeat-range:uncontrolled') refuse('no open repeat');
  return found.currentState.relevant ? found : refuse('not relevant');
}

function remove(root, path) {
  const instance = find(root, path);
  if (instance.parent?.nodeType !== 'repeat-range:uncontrolled') refuse('no instance of an open repeat');
  if (!instance.currentState.relevant) refuse('not relevant');
  instance.parent.removeInstances(instance.parent.currentState.children.indexOf(instance), 1);
}

function answer(node, text) {
  const { relevant, readonly } = node.currentState;
  if (['model-value', 'note', 'group', 'root'].includes(node.nodeType) || node.nodeType.startsWith('repeat')) refuse('no question');
  if (!relevant) refuse('not relevant');
  if (readonly) refuse('read-only');
  if (node.definition.bind.calculate) refuse('calculated');
  const typed = (pattern) => (text === '' || pattern.test(text) ? text : refuse(`no ${node.valueType}`));
  const offered = () => {
    const names = text.split(/\s+/).filter(Boolean);
    const known = new Set(node.currentState.valueOptions.map((option) => option.value));
    return names.every((name) => known.has(name)) ? names : refuse('not offered');
  };
  switch (node.nodeType) {
    case 'select': {
      const names = offered();
      if (node.selectType === 'select1' && names.length > 1) refuse('not offered');
      return node.selectType === 'select1' ? node.selectValue(names[0] ?? null) : node.selectValues(names);
    }
    case 'rank': {
      const names = offered();
      if (names.length && new Set(names).size !== node.currentState.valueOptions.length) refuse('not every name once');
      return node.setValues(names);
    }
    case 'trigger':
      return node.setValue(text === '' ? false : text === 'OK' || refuse('not OK'));
  }
  switch (node.valueType) {
    case 'int':
      return node.setValue(typed(/^-?\d+$/) === '' ? null : BigInt(text));
    case 'decimal':
      return node.setValue(typed(NUMBER) === '' ? null : Number(text));
    case 'date':
      if (typed(DATE) && Number.isNaN(Date.parse(text))) refuse('no date');
      return node.setValue(text);
    case 'time':
      return node.setValue(typed(CLOCK));
    case 'geopoint': {
      if (text === '') return node.setValue(null);
      const [latitude, longitude, altitude = 0, accuracy = 0] = text.split(' ').map(Number);
      if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) refuse('no geopoint');
      return node.setValue({ latitude, longitude, altitude, accuracy });
    }
    default:
      return node.setValue(text);
  }
}

const words = (range) => (range ? range.asString : null);

function state(root, refused) {
  const nodes = {};
  let valid = true;
  const walk = (node) => {
    for (const child of node.currentState.children ?? []) {
      if (child.nodeType.startsWith('repeat-range')) {
        walk(child);
        continue;
      }
      const now = child.currentState;
      if (now.children) {
        nodes[now.reference] = { relevant: now.relevant };
        walk(child);
        continue;
      }
      const broken = now.relevant ? child.validationState.violation : null;
      valid &&= !broken;
      nodes[now.reference] = {
        relevant: now.relevant,
        value: now.relevant ? now.instanceValue : '',
        valid: !broken,
        ...(broken ? { message: words(broken.message) } : {}),
        required: now.required,
        readonly: now.readonly,
        ...(child.nodeType === 'model-value' ? {} : { label: words(now.label) }),
        ...(['select', 'rank'].includes(child.nodeType)
          ? { choices: now.valueOptions.map((option) => ({ name: option.value, label: words(option.label) })) }
          : {}),
      };
    }
  };
  walk(root);
  return { language: root.currentState.activeLanguage.language || null, valid, refused: [...refused], nodes };
}

async function judge({ id, xml, files = {}, runs }) {
  try {
    const form = await loadForm(xml, {
      fetchFormAttachment: async (url) => {
        const name = decodeURIComponent(String(url).split('/').at(-1));
        const type = name.endsWith('.csv') ? 'text/csv' : name.endsWith('.xml') ? 'text/xml' : 'application/geo+json';
        return name in files
          ? new Response(files[name], { headers: { 'content-type': type } })
          : new Response('', { status: 404 });
      },
    });
    if (form.status === 'failure') return { id, error: String(form.error?.message ?? form.error) };
    const attempt = (one) => {
      try {
        return run(form, one);
      } catch (error) {
        return [{ error: String(error?.stack ?? error) }];
      }
    };
    return { id, runs: runs.map(attempt) };
  } catch (error) {
    return { id, error: String(error?.stack ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim()) process.stdout.write(`${JSON.stringify(await judge(JSON.parse(line)))}\n`);
}
