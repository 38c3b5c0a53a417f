// The engine of ODK Web Forms fills a form as the contract of `chaski form run` says (docs/forms.md).
// A JSON line in: {id, xml, files: {name: text}, runs: [{answers, lang}]}. A JSON line out: {id, runs: [[state]]} or {id, error}: of each
// run the state when the record opens, and the state after each step. A state is what `chaski form run` prints, as far as this engine
// can tell. One process answers any number of lines.
import { createInterface } from 'node:readline';
import { Refused, answering, find, load, open, range, refuse, remove } from './engine.js';

/** The states of one new record, after each of these steps. */
function run(form, { answers, lang }) {
  const root = open(form);
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
        else answering(find(root, key), value === null ? '' : String(value))();
      });
    }
    states.push(state(root, refused));
  });
  return states;
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

async function judge({ id, xml, files, runs }) {
  try {
    const form = await load(xml, files);
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
