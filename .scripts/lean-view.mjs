// The element's look and properties as this build takes them: TypeScript is JavaScript by then.
import MagicString from 'magic-string';

const SOURCE = /[\\/]src[\\/]view[\\/].*\.ts$/;

function* within(node) {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (child?.type) yield* within(child);
  }
}

/** A style sheet without what only its readers need. */
const leanSheet = (sheet) =>
  sheet
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/([ :(,-])0\./g, '$1.')
    .replace(/;\}/g, '}');

/** Between tags a line and its indentation are the same white space as a space. */
const leanMarkup = (markup) => markup.replace(/\s*\n\s*/g, ' ');

const LEAN = { css: leanSheet, html: leanMarkup };

const DECORATORS = { property: [], state: ['{ state: true, attribute: false }'] };

/** `__decorateClass([property({…})], Panel.prototype, "chat", 2)`, what TypeScript's decorators of a field become. */
function declaration(code, { expression }) {
  if (expression?.callee?.name !== '__decorateClass') return null;
  const textOf = ({ start, end }) => code.slice(start, end);
  const [list, prototype, name, kind] = expression.arguments;
  const [decorator] = list?.elements ?? [];
  const given = list?.elements.length === 1 && kind?.value === 2 && DECORATORS[decorator.callee?.name];
  if (!given) throw new Error('A decorator that .scripts/lean-view.mjs does not know.');
  const options = [...decorator.arguments.map(textOf), ...given].join();
  return { owner: textOf(prototype.object), name: textOf(name), options };
}

/** Properties are declared as those decorators do it, without their helper; those with the same options by one loop. */
function declareProperties(code, { body }, lean) {
  let group = null;
  for (const statement of body) {
    const one = declaration(code, statement);
    if (one === null) {
      group = null;
      continue;
    }
    const { owner, name, options } = one;
    if (group?.owner === owner && group.options === options) lean.remove(statement.start, statement.end);
    else group = { owner, options, names: [], ...statement };
    group.names.push(name);
    const declare = (of) => `${owner}.createProperty(${options === '' ? of : `${of}, ${options}`});`;
    const text =
      group.names.length === 1 ? declare(name) : `for (const name of [${group.names.join()}]) ${declare('name')}`;
    lean.update(group.start, group.end, text);
  }
}

/** A module of the view with its style sheets, templates and properties in fewer bytes. Null for any other. */
export function leanView(code, id, parse) {
  if (!SOURCE.test(id)) return null;
  const lean = new MagicString(code);
  const program = parse(code);
  for (const node of within(program)) {
    const shrink = node.type === 'TaggedTemplateExpression' && LEAN[node.tag.name];
    if (shrink) {
      for (const { start, end } of node.quasi.quasis) {
        const text = code.slice(start, end);
        if (shrink(text) !== text) lean.update(start, end, shrink(text));
      }
    }
  }
  declareProperties(code, program, lean);
  return { code: String(lean), map: lean.generateMap({ hires: 'boundary' }) };
}
