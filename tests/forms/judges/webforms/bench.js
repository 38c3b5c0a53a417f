// What the engine of ODK Web Forms takes for one form: read from standard input as {xml, answers: [[path, text]], calculations: [path]}. Prints
// the milliseconds of loading, of opening a record and of each answer (its question was found and looked at before), what the
// calculations are at the end, and the memory of this process before and after, as the greatest it ever had.
import { readFileSync } from 'node:fs';
import { answering, find, load, open } from './engine.js';

const { xml, answers, calculations } = JSON.parse(readFileSync(0, 'utf8'));
const peak_kb = () => process.resourceUsage().maxRSS;
const before_kb = peak_kb();

const timed = (act) => {
  const begun = performance.now();
  const made = act();
  return [performance.now() - begun, made];
};
const begun = performance.now();
const form = await load(xml);
const load_ms = performance.now() - begun;
const [open_ms, root] = timed(() => open(form));
const opened_kb = peak_kb();
const answers_ms = answers.map(([path, text]) => timed(answering(find(root, path), text))[0]);
const value = (path) => find(root, path).currentState.instanceValue;
const values = Object.fromEntries(calculations.map((path) => [path, value(path)]));
const memory = { before_kb, opened_kb, filled_kb: peak_kb() };
process.stdout.write(JSON.stringify({ load_ms, open_ms, answers_ms, values, memory }));
