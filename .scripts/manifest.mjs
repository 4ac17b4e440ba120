// dist/custom-elements.json: what editors, Storybook and documentation tools know of <crm-chat>, read from its source.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';
import { at, main } from './tree.mjs';

/** Where the package has the class; its source is in a file of its own. */
const MODULE = 'dist/npm/define.js';

const parse = (file) => ts.createSourceFile(file, readFileSync(at(file), 'utf8'), ts.ScriptTarget.ES2022, true);

const all = (node, is, found = []) => {
  if (is(node)) found.push(node);
  ts.forEachChild(node, (child) => void all(child, is, found));
  return found;
};

/** The type of each event, by its name: `CrmChatEventMap`. */
function eventTypes(source) {
  const [map] = all(source, (node) => ts.isInterfaceDeclaration(node) && node.name.text === 'CrmChatEventMap');
  return Object.fromEntries(map.members.map((member) => [member.name.text, member.type.getText(source)]));
}

/** What a page has no business with: private members, Lit's own methods, and what is there for tests. */
function hiddenMembers(source) {
  const members = all(source, ts.isClassDeclaration).flatMap(({ members }) => [...members]);
  const isHidden = (member) =>
    /^(private|protected|override|static)$/m.test(
      (member.modifiers ?? []).map((each) => each.getText(source)).join('\n'),
    ) || ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
  return new Set(
    members.filter((member) => member.name && isHidden(member)).map((member) => member.name.getText(source)),
  );
}

function manifest() {
  const source = parse('sdk/src/view/element/crm-chat.ts');
  const types = eventTypes(parse('sdk/src/view/element/events.ts'));
  const hidden = hiddenMembers(source);
  const { schemaVersion, modules } = create({ modules: [source], plugins: litPlugin() });
  const element = modules[0].declarations.find(({ name }) => name === 'CrmChatElement');
  const isShown = ({ name }) => !name.startsWith('#') && !hidden.has(name);
  const declaration = {
    ...element,
    tagName: 'crm-chat',
    members: element.members.filter(isShown),
    attributes: element.attributes.filter(({ fieldName }) => !hidden.has(fieldName)),
    events: element.events.map((event) => ({ ...event, type: { text: types[event.name] } })),
  };
  const reference = { name: 'CrmChatElement', module: MODULE };
  const exports = [
    { kind: 'js', name: 'CrmChatElement', declaration: reference },
    { kind: 'custom-element-definition', name: 'crm-chat', declaration: reference },
  ];
  return {
    schemaVersion,
    readme: '',
    modules: [{ kind: 'javascript-module', path: MODULE, declarations: [declaration], exports }],
  };
}

main(async () => {
  mkdirSync(at('sdk/dist'), { recursive: true });
  writeFileSync(at('sdk/dist/custom-elements.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
});
