// The engine of ODK Web Forms under Node: a form from its text, and what a person does on it as the contract of `chaski form run` says
// (docs/forms.md). Knows one engine; neither judges nor measures.
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
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const POINTS = /^-?[\d.]+( -?[\d.]+){1,3}(;-?[\d.]+( -?[\d.]+){1,3})*$/;
const CLOCK = /^\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Why a step cannot be carried out. */
export class Refused extends Error {}
export const refuse = (why) => {
  throw new Refused(why);
};

/** A form, with the files that lie beside it; a reason in words where the engine does not take it. */
export async function load(xml, files = {}) {
  const form = await loadForm(xml, {
    fetchFormAttachment: async (url) => {
      const name = decodeURIComponent(String(url).split('/').at(-1));
      const type = name.endsWith('.csv') ? 'text/csv' : name.endsWith('.xml') ? 'text/xml' : 'application/geo+json';
      return name in files
        ? new Response(files[name], { headers: { 'content-type': type } })
        : new Response('', { status: 404 });
    },
  });
  if (form.status === 'failure') throw new Error(String(form.error?.message ?? form.error));
  return form;
}

/** A new record of a form. */
export const open = (form) => form.createInstance({ preloadProperties: { deviceID: 'judge' } }).root;

/** Whoever stands at a path: a node, or an instance of a repeat. */
export function find(root, path) {
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
export function range(root, path) {
  const cut = path.lastIndexOf('/');
  const parent = find(root, path.slice(0, cut));
  const found = (parent.currentState.children ?? []).find((child) => last(child) === path.slice(cut + 1));
  if (found?.nodeType !== 'repeat-range:uncontrolled') refuse('no open repeat');
  return found.currentState.relevant ? found : refuse('not relevant');
}

export function remove(root, path) {
  const instance = find(root, path);
  if (instance.parent?.nodeType !== 'repeat-range:uncontrolled') refuse('no instance of an open repeat');
  if (!instance.currentState.relevant) refuse('not relevant');
  instance.parent.removeInstances(instance.parent.currentState.children.indexOf(instance), 1);
}

/** Looks whether a question takes an answer; what is given back gives it. */
export function answering(node, text) {
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
  const given = (value) => () => node.setValue(value);
  switch (node.nodeType) {
    case 'select': {
      const names = offered();
      if (node.selectType !== 'select1') return () => node.selectValues(names);
      return names.length > 1 ? refuse('not offered') : () => node.selectValue(names[0] ?? null);
    }
    case 'rank': {
      const names = offered();
      if (names.length && new Set(names).size !== node.currentState.valueOptions.length) refuse('not every name once');
      return () => node.setValues(names);
    }
    case 'trigger':
      return given(text === '' ? false : text === 'OK' || refuse('not OK'));
  }
  switch (node.valueType) {
    case 'int':
      return given(typed(/^-?\d+$/) === '' ? null : BigInt(text));
    case 'decimal':
      return given(typed(NUMBER) === '' ? null : Number(text));
    case 'date':
      return given(typed(DATE) && Number.isNaN(Date.parse(text)) ? refuse('no date') : text);
    case 'time':
      return given(typed(CLOCK));
    case 'dateTime':
      return given(typed(MOMENT));
    case 'geotrace':
    case 'geoshape':
      return given(typed(POINTS));
    case 'geopoint': {
      if (text === '') return given(null);
      const [latitude, longitude, altitude = 0, accuracy = 0] = text.split(' ').map(Number);
      if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) refuse('no geopoint');
      return given({ latitude, longitude, altitude, accuracy });
    }
    default:
      return given(text);
  }
}
