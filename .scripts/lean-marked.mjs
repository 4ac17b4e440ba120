// marked as this build takes it: its lexer alone, for the one set of options that the element gives it.
import { createHash } from 'node:crypto';
import { transformSync } from 'esbuild';
import { parseAst } from 'rollup/parseAst';
import { CUTS } from './marked-cuts.mjs';
import { Lexer, Tokenizer } from './marked-methods.mjs';

const MARKED = /[\\/]marked[\\/]lib[\\/]marked\.esm\.js$/;
/** Of the tokenizer: what the element makes no tokens of, and what is not there without the defaults of marked. */
const DROPPED = ['html', 'def', 'reflink', 'constructor', 'options', 'rules', 'lexer'];
const KEPT = ['Lexer', 'Tokenizer'];
/** What marked-methods.mjs stands for, SHA-256 in base64: where it is another, look what has changed in it. */
const WRITTEN_FOR = 'yhz0taic1WzGQp5gaEEDji7SWD+4hXN7tAGJjI3z7nE=';

/** Of the tokenizer, of the lexer, of its state. No token has a property of such a name. */
export const INTERNAL = [
  ...[
    'space',
    'fences',
    'heading',
    'hr',
    'blockquote',
    'list',
    'lheading',
    'paragraph',
    'codespan',
    'url',
    'inlineText',
  ],
  ...['cell', 'cells', 'isTagCut', 'tagAt', 'linked', 'lexer', 'inline', 'mask', 'closers'],
  ...['state', 'top', 'inLink', 'linkEmitted', 'linkParenPossible', 'lastToken'],
  'loose',
];

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

  declarators(name) {
    return this.ast.body.flatMap(({ declarations = [] }) => declarations.filter(({ id }) => id.name === name));
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

/** Pieces of it are others, each of which is there once. */
function cut(code) {
  return CUTS.reduce((text, [piece, instead]) => {
    exactly(1, piece, text.split(piece).slice(1));
    return text.replace(piece, () => instead);
  }, code);
}

/** `this.options.pedantic` is `false`. */
function settleOptions(source, methods) {
  const options = find(
    methods,
    (one) => one.type === 'MemberExpression' && source.textOf(one) === 'this.options.pedantic',
  );
  for (const option of options) source.replace(option, '!1');
}

/** Methods of marked by the element's own: all of the lexer, of the tokenizer those that are there. */
function replaceMethods(source, tokenizer, lexer) {
  const names = Object.getOwnPropertyNames(Tokenizer.prototype);
  const replaced = tokenizer.filter((one) => names.includes(nameOf(one)) && nameOf(one) !== 'constructor');
  const all = { start: lexer[0].start, end: lexer.at(-1).end };
  const texts = [...replaced, all].map((node) => source.textOf(node));
  const print = createHash('sha256').update(texts.join()).digest('base64');
  exactly(1, print, print === WRITTEN_FOR ? [print] : []);
  const dropped = tokenizer.filter((one) => DROPPED.includes(nameOf(one)));
  for (const member of [...replaced.slice(1), ...exactly(DROPPED.length, 'members', dropped)])
    source.replace(member, '');
  source.replace(all, bodyOf(Lexer));
  source.replace(replaced[0], bodyOf(Tokenizer));
}

const bodyOf = (it) => /\{(.*)\}$/s.exec(String(it))[1];

/** As marked makes them itself, for the element's options. */
async function rulesOf(code) {
  try {
    const { Lexer } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    return new Lexer({ gfm: true, breaks: true }).tokenizer.rules;
  } catch (cause) {
    throw new Error('This version of marked is built in another way: see .scripts/lean-marked.mjs.', { cause });
  }
}

/** Kinds of rules, each in a table of its own. */
const KINDS = ['other', 'block', 'inline'];
const ruleName = (kind, name) => `rule_${kind}_${name}`;

/**
 * The constructor chooses among variants of the rules by its options, out of tables of tables. Each rule of the one variant
 * that is left becomes a variable, which Rollup leaves out where nobody asks for it: an expression that marked puts together
 * from pieces as it comes out of that, the functions as they stand.
 */
function settleRules(source, lexer, made) {
  const { value } = lexer.find(({ kind }) => kind === 'constructor');
  const { body } = value.body;
  const at = body.findIndex((one) => source.textOf(one).startsWith('this.options.pedantic?'));
  const [table, choice] = exactly(2, 'choice of rules', body.slice(at - 1, at + 1));
  exactly(2, 'choice of rules, then their use', choice.expression?.expressions ?? []);
  source.replace({ start: table.start, end: choice.end }, '');
  const properties = table.declarations?.[0].init?.properties ?? [];
  const kinds = exactly(
    KINDS.length,
    'kinds of rules',
    properties.filter((one) => KINDS.includes(nameOf(one))),
  );
  const tables = new Map(kinds.map((kind) => [nameOf(kind), kind.value.object?.name ?? kind.value.name]));
  const functions = source.declared.get(tables.get('other')).properties;
  for (const kind of KINDS) {
    const rules = Object.entries(made[kind]).map(([name, rule]) => {
      const text =
        rule instanceof RegExp ? String(rule) : source.textOf(functions.find((one) => nameOf(one) === name).value);
      return `${ruleName(kind, name)}=${text}`;
    });
    source.replace(exactly(1, kind, source.declarators(tables.get(kind)))[0], rules.join());
  }
  return tables.get('other');
}

/** `this.rules.block.hr`, and `rules.hr` where that table has a name of its own. */
function nameRules(source, made, other) {
  const kindOf = ({ type, name, property }) =>
    type === 'MemberExpression' ? property.name : type === 'Identifier' && name === other && 'other';
  for (const one of find([source.ast], ({ type }) => type === 'MemberExpression')) {
    const kind = kindOf(one.object);
    if (kind in made && one.property.name in made[kind]) source.replace(one, ruleName(kind, one.property.name));
  }
  for (const { id, init, start, end } of find(
    [source.ast],
    ({ type, id }) => type === 'VariableDeclarator' && id.type === 'ObjectPattern',
  )) {
    const kind = init && kindOf(init);
    if (!(kind in made)) continue;
    const named = id.properties.map((one) => `${source.textOf(one.value)}=${ruleName(kind, nameOf(one))}`);
    // `let{` needs no space before it, a name does.
    source.replace({ start, end }, ` ${named.join()}`);
  }
}

/** Short names for what marked calls by them within itself, and nobody else does: the element neither calls nor overrides it. */
function shortenNames(code) {
  const source = new Source(code);
  const short = new Map(INTERNAL.map((name, i) => [name, `_${i.toString(36)}`]));
  const found = new Set();
  for (const node of within(source.ast)) {
    const name = node.type === 'MemberExpression' ? node.property : node.key;
    if (name?.type !== 'Identifier' || node.computed || !short.has(name.name)) continue;
    found.add(name.name);
    source.replace(name, node.shorthand ? `${short.get(name.name)}:${name.name}` : short.get(name.name));
  }
  exactly(INTERNAL.length, 'names', [...found]);
  return String(source);
}

/** A mark for Rollup on what it may leave out: what is made at load and asked for by nobody. */
function markPure(code) {
  const source = new Source(code);
  const made = [...source.declared.values()].flatMap((init) =>
    init?.type === 'ObjectExpression' ? init.properties.map((one) => one.value) : init,
  );
  for (const call of made) {
    if (call?.type === 'CallExpression') source.replace(call, `/*@__PURE__*/${source.textOf(call)}`);
  }
  return String(source);
}

/**
 * The lexer of marked without what makes HTML, without what other options turn on, and without the tokens and rules of which
 * the element makes none: HTML in blocks, and references. Its tokens are the same, which a test beside this holds it to. Null for
 * any other file. Rules are variables, and whole: names of properties are the dearest that is left in a minified file.
 */
export async function leanMarked(code, id) {
  if (!MARKED.test(id)) return null;
  const rules = await rulesOf(code);
  const source = new Source(cut(keepTheLexer(code)));
  const [tokenizer, lexer] = [source.membersWith('emStrong'), source.membersWith('blockTokens')];
  const other = settleRules(source, lexer, rules);
  settleOptions(source, tokenizer);
  replaceMethods(source, tokenizer, lexer);
  const ours = new Source(String(source));
  nameRules(ours, rules, other);
  // What the options have turned off goes here, so that its rules are seen to be nobody's.
  return shortenNames(markPure(transformSync(String(ours), { minifySyntax: true, target: 'es2022' }).code));
}
