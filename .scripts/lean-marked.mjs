// marked as this build takes it: its lexer alone, for the one set of options that the element gives it.
import { transformSync } from 'esbuild';
import { parseAst } from 'rollup/parseAst';

const MARKED = /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/;
/** As in sdk/src/render/lexer.ts, and what it leaves as it is. */
const OPTIONS = { gfm: '!0', pedantic: '!1', silent: '!1', extensions: 'null', hooks: 'null' };
/** The element's tokenizer makes none of these. */
const NO_TOKENS = ['html', 'def', 'reflink'];
const KEPT = ['Lexer', 'Tokenizer'];

/** Exactly so many, or it is not the marked that this was written for. */
const exactly = (count, what, nodes) => {
  if (nodes.length === count) return nodes;
  throw new Error(
    `This version of marked is built in another way (${what}: ${String(nodes.length)}): see .scripts/lean-marked.mjs.`,
  );
};

function* within(node) {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (child?.type) yield* within(child);
  }
}
const find = (nodes, matches) => nodes.flatMap((node) => [...within(node)].filter(matches));
const nameOf = ({ key }) => key?.name;

/** A source, with pieces of it to be put in the place of others. What is within a piece goes with it. */
class Source {
  #edits = [];

  constructor(code) {
    this.code = code;
    this.ast = parseAst(code);
    this.declared = new Map(
      this.ast.body.flatMap(({ declarations = [] }) => declarations.map(({ id, init }) => [id.name, init])),
    );
  }

  textOf({ start, end }) {
    return this.code.slice(start, end);
  }

  replace({ start, end }, text) {
    this.#edits.push({ start, end, text });
  }

  /** The members of the one class that has such a method. */
  membersWith(method) {
    const classes = find(
      [this.ast],
      ({ type, body }) => type === 'ClassBody' && body.some((one) => nameOf(one) === method),
    );
    return exactly(1, method, classes)[0].body;
  }

  toString() {
    let [text, at] = ['', 0];
    for (const edit of this.#edits.sort((a, b) => a.start - b.start || b.end - a.end)) {
      if (edit.start < at) continue;
      text += this.code.slice(at, edit.start) + edit.text;
      at = edit.end;
    }
    return text + this.code.slice(at);
  }
}

/** The line that creates a whole `marked` keeps all that makes HTML from being left out; what is exported, the rest. */
function keepTheLexer(code) {
  const [convenience] = /var (\w+)=new \w+;function \w+\(\w+,\w+\)\{return \1\.parse[^]*?(?=export\{)/.exec(code) ?? [];
  const exported = /export\{([^}]*)\}/.exec(code);
  const kept = (exported?.[1] ?? '').split(',').filter((name) => KEPT.includes(name.split(' as ')[1]));
  exactly(KEPT.length, 'exports', convenience ? kept : []);
  return code.replace(convenience, '').replace(exported[0], `export{${kept.join(',')}}`);
}

/** `this.options.gfm` is `true`. */
function settleOptions(source, methods) {
  const options = find(
    methods,
    ({ type, object, property }) =>
      type === 'MemberExpression' && source.textOf(object) === 'this.options' && Object.hasOwn(OPTIONS, property.name),
  );
  exactly(Object.keys(OPTIONS).length, 'options', [...new Set(options.map(({ property }) => property.name))]);
  for (const option of options) source.replace(option, OPTIONS[option.property.name]);
}

/** Neither the tokens that are never made, nor the search for references, of which there are none. */
function dropTokens(source, tokenizer, lexer) {
  const methods = tokenizer.filter((one) => NO_TOKENS.includes(nameOf(one)));
  for (const { value } of exactly(NO_TOKENS.length, 'tokens', methods)) source.replace(value.body, '{}');
  const asks = ({ type, test }) =>
    type === 'IfStatement' &&
    test.type === 'AssignmentExpression' &&
    NO_TOKENS.some((name) => source.textOf(test.right).startsWith(`this.tokenizer.${name}(`));
  for (const step of exactly(NO_TOKENS.length, 'steps', find(lexer, asks))) source.replace(step, '');
  const searches = find(
    lexer,
    (one) =>
      (one.type === 'IfStatement' && source.textOf(one).startsWith('if(this.tokens.links&&')) ||
      (one.type === 'ForOfStatement' && source.textOf(one.right).includes('reflinkSearch')),
  );
  for (const search of exactly(2, 'searches', searches)) source.replace(search, '');
}

/** `marked.lexer()` and the like; the element calls the steps within. */
function dropConveniences(source, lexer) {
  const unused = lexer.filter((one) => one.static || nameOf(one) === 'lex');
  for (const method of exactly(4, 'conveniences', unused)) source.replace(method, '');
}

/** A table of rules as name and source, without spreads, and so without what it puts another rule in the place of. */
function flatRules(source, table) {
  const rules = new Map();
  for (const property of table.properties) {
    if (property.type === 'SpreadElement') {
      const spread = flatRules(source, source.declared.get(property.argument.name));
      for (const [name, text] of spread) rules.set(name, text);
      continue;
    }
    // `text: g(pe.text)`: a rule that is made from another table's.
    const text = source
      .textOf(property.value)
      .replace(/\b(\w+)\.(\w+)\b/g, (whole, other, name) =>
        source.declared.get(other)?.type === 'ObjectExpression'
          ? (flatRules(source, source.declared.get(other)).get(name) ?? whole)
          : whole,
      );
    rules.set(nameOf(property), text);
  }
  return rules;
}

/** The constructor chooses among variants of the rules by its options. There is one left, in the place of the plainest. */
function settleRules(source, lexer) {
  const { value } = lexer.find(({ kind }) => kind === 'constructor');
  const choice = value.body.body.filter((one) => source.textOf(one).startsWith('this.options.pedantic?'));
  for (const { start, expression } of exactly(1, 'choice of rules', choice)) {
    // What follows the choice stands in the same statement.
    source.replace({ start, end: expression.expressions[1].start }, '');
  }
  const tables = [...source.declared.values()].filter(
    (init) => init?.type === 'ObjectExpression' && init.properties.some((one) => nameOf(one) === 'pedantic'),
  );
  for (const table of exactly(2, 'tables of rules', tables)) {
    const variants = new Map(table.properties.map((one) => [nameOf(one), one.value.name]));
    const variant = source.declared.get(variants.get('breaks') ?? variants.get('gfm'));
    const rules = [...flatRules(source, variant)].map(([name, text]) => `${name}:${text}`);
    source.replace(table, `{normal:{${rules.join()}}}`);
  }
}

/** What is asked for by name in these and in the functions that they call. */
function namesIn(source, roots) {
  const functions = new Map(source.ast.body.filter(({ id }) => id).map((one) => [one.id.name, one]));
  const reached = new Set(roots);
  for (const part of reached) {
    for (const { callee } of find([part], ({ type }) => type === 'CallExpression')) {
      const called = callee.type === 'Identifier' && functions.get(callee.name);
      if (called) reached.add(called);
    }
  }
  const keys = find([...reached], ({ type }) => type === 'MemberExpression' || type === 'ObjectPattern').flatMap(
    (one) => (one.type === 'MemberExpression' ? [one.property.name] : one.properties.map(nameOf)),
  );
  return new Set(keys);
}

/** Rules that nobody asks for any more, and a mark for Rollup on those that it may leave out for that. */
function dropRules(code) {
  const source = new Source(code);
  const members = [...source.membersWith('emStrong'), ...source.membersWith('blockTokens')];
  const declared = [...source.declared.values()].filter(Boolean);
  const made = ({ type }) => type === 'CallExpression';
  const names = namesIn(source, [...members, ...declared.filter(made)]);
  const written = (node) => {
    if (made(node)) return `/*@__PURE__*/${source.textOf(node)}`;
    if (node.type !== 'ObjectExpression') return source.textOf(node);
    const kept = node.properties.filter(({ type, key }) => type === 'SpreadElement' || names.has(key.name));
    return `{${kept.map((one) => (one.key ? `${one.key.name}:${written(one.value)}` : source.textOf(one))).join()}}`;
  };
  const isTable = ({ type, properties = [] }) =>
    type === 'ObjectExpression' && properties.every(({ key }) => key?.type !== 'Literal');
  for (const init of declared) if (made(init) || isTable(init)) source.replace(init, written(init));
  return String(source);
}

/**
 * The lexer of marked without what makes HTML, without what other options turn on, and without the tokens and rules of which
 * the element makes none: HTML in blocks, and references. Its tokens are the same, which a test beside this holds it to. Null for
 * any other file.
 */
export function leanMarked(code, id) {
  if (!MARKED.test(id)) return null;
  const source = new Source(keepTheLexer(code));
  const [tokenizer, lexer] = [source.membersWith('emStrong'), source.membersWith('blockTokens')];
  settleOptions(source, [...tokenizer, ...lexer]);
  dropTokens(source, tokenizer, lexer);
  dropConveniences(source, lexer);
  settleRules(source, lexer);
  // What the options have turned off goes here, so that its rules are seen to be nobody's.
  return dropRules(transformSync(String(source), { minifySyntax: true, target: 'es2022' }).code);
}
