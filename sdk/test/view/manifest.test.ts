import type { ClassField, CustomElementDeclaration, Package } from 'custom-elements-manifest';
import { ATTRIBUTES, EVENTS } from '../../src/frameworks/names.js';
import { equal, ok, until } from '../outbox/assert.js';
import { bot, conversationOf, dana, fakeChat, messageOf, tomas } from './fake-chat.js';
import { CrmChatElement, mount, unmountAll } from './mount.js';

type Declared = CustomElementDeclaration;

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();
const namesOf = (list: readonly { name?: string }[] | undefined): string[] =>
  (list ?? []).map(({ name }) => name ?? '').sort();

const attachment = (name: string, type: string) => ({
  id: name,
  name,
  type,
  size: 1000,
  url: `/api/attachments/${name}/`,
});

describe('custom-elements.json', () => {
  let manifest: Package;
  let declared: Declared;

  before(async () => {
    // As the build made it from the sources.
    manifest = (await (await fetch('/sdk/dist/custom-elements.json')).json()) as Package;
    declared = manifest.modules[0]?.declarations?.[0] as Declared;
  });

  afterEach(unmountAll);

  it('names the element, its class and where both come from', () => {
    equal(
      [declared.kind, declared.name, declared.tagName, declared.customElement],
      ['class', 'CrmChatElement', 'crm-chat', true],
    );
    const [module] = manifest.modules;
    equal(
      (module?.exports ?? []).map(({ kind, name, declaration }) => [kind, name, declaration.module]),
      [
        ['js', 'CrmChatElement', 'dist/npm/define.js'],
        ['custom-element-definition', 'crm-chat', 'dist/npm/define.js'],
      ],
    );
  });

  it('has every attribute and property that the element has, and no other', () => {
    equal(namesOf(declared.attributes), sorted(CrmChatElement.observedAttributes));
    equal(namesOf(declared.attributes), sorted([...Object.values(ATTRIBUTES), 'token']));
    const fields = (declared.members ?? []).filter(({ kind }) => kind === 'field') as ClassField[];
    const reactive = [...CrmChatElement.elementProperties.keys()].map(String).filter((name) => name !== 'clock');
    equal(namesOf(fields), sorted([...reactive, 'chat']));
    const element = document.createElement('crm-chat');
    for (const field of fields) {
      const value = Reflect.get(element, field.name) as unknown;
      if (field.default !== undefined) equal([field.name, String(value)], [field.name, field.default]);
      const reflects = CrmChatElement.elementProperties.get(field.name)?.reflect === true;
      equal([field.name, Reflect.get(field, 'reflects') === true], [field.name, reflects]);
    }
  });

  it('has every method of the class, and every event', () => {
    const methods = (declared.members ?? []).filter(({ kind }) => kind === 'method');
    for (const { name } of methods)
      equal([name, typeof Reflect.get(CrmChatElement.prototype, name)], [name, 'function']);
    equal(namesOf(methods), ['hide', 'logout', 'openConversation', 'ready', 'send', 'show', 'toggle']);
    equal(namesOf(declared.events), sorted(Object.values(EVENTS)));
    for (const { name, type } of declared.events ?? []) ok(type.text.startsWith('CustomEvent<{'), name);
  });

  it('says something of everything', () => {
    const { attributes = [], members = [], events = [], slots = [], cssParts = [], cssProperties = [] } = declared;
    const silent = [attributes, members, events, slots, cssParts, cssProperties]
      .flat()
      .filter(({ name, description }) => !description && name !== 'toggle');
    equal(namesOf(silent), []);
  });

  it('has every part and slot that is ever rendered, each once', async () => {
    const parts: string[] = [];
    const slots: string[] = [];
    const look = (all: (selector: string) => HTMLElement[]) => {
      parts.push(...all('[part]').flatMap((one) => [...one.part]));
      slots.push(...all('slot').map((slot) => (slot as HTMLSlotElement).name));
    };

    const closed = fakeChat();
    const launcher = await mount(closed, { open: false });
    closed.receive(dana, 'hello');
    await launcher.ready();
    look(launcher.all);

    const empty = await mount(fakeChat());
    look(empty.all);

    const chat = fakeChat();
    const mine = chat.receive(tomas, 'These two.', { reactions: [{ emoji: '👍', users: ['dana'] }] });
    chat.receive(bot, 'Which?');
    chat.receive(dana, 'The first one', { reply_to: mine.id });
    chat.receive(dana, '', { attachments: [attachment('a.pdf', 'application/pdf'), attachment('b.png', 'image/png')] });
    chat.stores.$status.set('offline');
    chat.conversations = [{ ...conversationOf({ id: 'c2' }), last_message: messageOf(1, dana, 'x'), unread_count: 1 }];
    const { element, $, all, ready } = await mount(chat);
    element.sound = true;
    await ready();
    look(all);
    $('.msg').focus();
    await until(() => all('.tools').length === 1);
    $('.tools button').click();
    await until(() => all('.picker').length === 1);
    look(all);
    $('.shots button').click();
    await until(() => all('.viewer[open]').length === 1);
    look(all);
    ($('.viewer') as HTMLDialogElement).close();
    $('crm-chat-menu button').click();
    await ready();
    look(all);
    $('.back').click();
    await until(() => all('.row').length > 0);
    look(all);

    equal(sorted(parts), namesOf(declared.cssParts));
    equal(sorted(slots), namesOf(declared.slots));
  });

  it('has every custom property that the element gives a value, each once', async () => {
    const { element, ready } = await mount(fakeChat());
    await ready();
    const given: string[] = [];
    const collect = (rules: CSSRuleList): void => {
      for (const rule of rules) {
        if (rule instanceof CSSGroupingRule) collect(rule.cssRules);
        if (rule instanceof CSSStyleRule && rule.selectorText.startsWith(':host')) given.push(...rule.style);
      }
    };
    for (const sheet of element.shadowRoot?.adoptedStyleSheets ?? []) collect(sheet.cssRules);
    const custom = given.filter((name) => name.startsWith('--crm-chat-'));
    equal(namesOf(declared.cssProperties), sorted(custom));
  });
});
