// Given to mocha before the tests of openrosa-xpath-evaluator: they load that package's evaluator and get ours. Documents come from
// jsdom; an expression goes, with its document and the place of its node, through a pipe to one process of ours. Where
// differences.json says that ours and theirs differ, the test is given theirs, so that what else it asserts is judged all the same,
// and it is noted whether ours was what is written there.
const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');
const { JSDOM } = require('jsdom');

const { window } = new JSDOM('');
for (const name of ['DOMParser', 'Node', 'Document', 'Attr', 'XPathResult']) globalThis[name] = window[name];
globalThis.window = globalThis;
window.Document.prototype.createNSResolver = (node) => ({
  lookupNamespaceURI: (prefix) =>
    prefix === 'xml' ? 'http://www.w3.org/XML/1998/namespace' : node.lookupNamespaceURI(prefix),
});
// XPath knows no node of a document's type (XPath 1.0, section 5), and a form that has one is refused: it is taken out beforehand.
const parse = window.DOMParser.prototype.parseFromString;
window.DOMParser.prototype.parseFromString = function parseFromString(...given) {
  const document = parse.apply(this, given);
  document.doctype?.remove();
  return document;
};

// Two named pipes, so that the tests, which do not wait, can wait for an answer.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xpath-judge-'));
const pipe = (name) => {
  const file = path.join(folder, name);
  execFileSync('mkfifo', [file]);
  const held = fs.openSync(file, 'r+');
  const ends = [fs.openSync(file, 'r'), fs.openSync(file, 'w')];
  fs.closeSync(held);
  return ends;
};
const [asked, ask] = pipe('asked');
const [answer, answered] = pipe('answered');
const judge = spawn(process.env.XPATH_JUDGE, [], { stdio: [asked, answered, 'inherit'] });
judge.unref();
fs.closeSync(asked);
fs.closeSync(answered);
fs.rmSync(folder, { recursive: true });

let rest = '';
const chunk = Buffer.alloc(1 << 16);
const answerOf = (question) => {
  fs.writeSync(ask, `${JSON.stringify(question)}\n`);
  while (!rest.includes('\n')) {
    const read = fs.readSync(answer, chunk);
    if (read === 0) throw new Error('our evaluator ended');
    rest += chunk.toString('latin1', 0, read);
  }
  const end = rest.indexOf('\n');
  const line = rest.slice(0, end);
  rest = rest.slice(end + 1);
  return JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
};

const children = (node) => [...node.childNodes];
const whole = (node) => {
  if (node.nodeType === Node.DOCUMENT_NODE) return { children: children(node).map(whole) };
  if (node.nodeType === Node.ELEMENT_NODE) {
    const attributes = [...node.attributes].map(({ name, value }) => [name, value]);
    return { element: node.nodeName, attributes, children: children(node).map(whole) };
  }
  if (node.nodeType === Node.COMMENT_NODE) return { comment: node.nodeValue };
  if (node.nodeType === Node.PROCESSING_INSTRUCTION_NODE) return { instruction: node.nodeName, text: node.nodeValue };
  return { text: node.nodeValue };
};
// A node's place: child numbers from the document, and the number of the attribute behind a minus sign.
const place = (node, document) => {
  if (node === document) return [];
  if (node.nodeType === Node.ATTRIBUTE_NODE) {
    return [...place(node.ownerElement, document), -1 - [...node.ownerElement.attributes].indexOf(node)];
  }
  if (!node.parentNode) throw new Error('the node stands in no document');
  return [...place(node.parentNode, document), children(node.parentNode).indexOf(node)];
};
const at = (document, numbers) =>
  numbers.reduce((node, number) => (number < 0 ? node.attributes[-1 - number] : children(node)[number]), document);

const reasons = JSON.parse(fs.readFileSync(path.join(__dirname, 'differences.json'), 'utf8'));
const differences = reasons.flatMap((reason) => reason.cases);
const met = differences.map(() => 0);
const broken = [];
let test = { fullTitle: () => '' };
exports.mochaHooks = {
  beforeEach() {
    test = this.currentTest;
  },
};

const seen = new Set();
let calls = 0;
const T = XPathResult;
const evaluate = (expression, node, resolver, type = T.ANY_TYPE) => {
  const document = node.nodeType === Node.DOCUMENT_NODE ? node : node.ownerDocument;
  const namespaces = {};
  for (const [, prefix] of expression.matchAll(/([\w-]+):(?=[\w*])/g)) {
    const uri = resolver && (resolver.lookupNamespaceURI || resolver).call(resolver, prefix);
    if (uri) namespaces[prefix] = uri;
  }
  const tree = whole(document);
  const declares = JSON.stringify(tree).includes('["xmlns');
  const question = { document: tree, node: place(node, document), expression };
  if (declares || Object.keys(namespaces).length > 0) question.namespaces = namespaces;
  calls += 1;
  seen.add(JSON.stringify([question, type]));
  const got = answerOf(question);
  const written = expression.replace(/'\w{3} \w{3} \d\d \d{4} [^']*'/, "'(now)'");
  const known = differences.findIndex(
    (one) => one.test === test.fullTitle() && one.expression === written && one.node === question.node.join('/'),
  );
  if (known >= 0) {
    const { ours } = differences[known];
    const now = new Date();
    const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][now.getDay()];
    const theirs = differences[known].theirs.replace('%e', now.getDate()).replace('%a', day);
    const said = got.error ? 'an error' : got.text;
    if (said === ours) met[known] += 1;
    else broken.push(`${expression}: ours was ${ours}, and is ${said}`);
    return { resultType: type, numberValue: Number(theirs), stringValue: theirs, booleanValue: theirs === 'true' };
  }
  if (got.error) throw new Error(`${expression}: ${got.error}`);
  const result = {
    resultType: type === T.ANY_TYPE ? got.type : type,
    numberValue: Number(got.number),
    stringValue: got.text,
    booleanValue: got.boolean,
  };
  if (type > T.BOOLEAN_TYPE || got.nodes) {
    if (!got.nodes) throw new TypeError(`${expression} gives no nodes`);
    const nodes = got.nodes.map((numbers) => at(document, numbers));
    let next = 0;
    Object.assign(result, {
      singleNodeValue: nodes[0] || null,
      snapshotLength: nodes.length,
      snapshotItem: (index) => nodes[index] || null,
      iterateNext: () => nodes[next++] || null,
    });
  }
  return result;
};

const load = Module._load;
Module._load = function hook(request, ...more) {
  if (!/src\/openrosa-xpath$/.test(request)) return load.call(this, request, ...more);
  return () => ({ evaluate, customXPathFunction: { add() {}, remove() {}, all() {} } });
};
process.on('exit', () => {
  judge.kill();
  differences.forEach((one, index) => {
    if (met[index] === 0) broken.push(`${one.expression} in "${one.test}" is no difference any more`);
  });
  fs.writeFileSync(process.env.XPATH_COUNT, JSON.stringify({ calls, distinct: seen.size, broken }));
});
