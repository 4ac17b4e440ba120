import 'axe-core/axe.min.js';
import { sendKeys } from '@web/test-runner-commands';
import type { Rich } from '../../src/protocol/index.js';
import { equal, ok, until } from '../outbox/assert.js';
import { bot, dana, fakeChat, priya, tomas } from './fake-chat.js';
import { mount, unmountAll, type Mounted } from './mount.js';

const call: Rich = {
  kind: 'card',
  title: 'A short call?',
  text: 'Dana would ring you.',
  buttons: [
    { id: 'a', label: 'Tomorrow at 10:00', value: 'tomorrow-10' },
    { id: 'b', label: 'Tomorrow at 14:30', value: 'tomorrow-14' },
  ],
};
const quick: Rich = {
  kind: 'buttons',
  buttons: [
    { id: 'yes', label: 'Yes', value: '1' },
    { id: 'no', label: 'No', value: '0' },
  ],
};
const form: Rich = {
  kind: 'form',
  fields: [
    { name: 'company', label: 'Company', type: 'text', required: true },
    { name: 'seats', label: 'Seats', type: 'number', required: false },
    { name: 'from', label: 'From', type: 'date', required: false },
    { name: 'plan', label: 'Plan', type: 'choice', required: true, choices: ['Small', 'Large'] },
  ],
};

const words = (mounted: Mounted, selector: string) =>
  mounted.all(selector).map((element) => element.textContent.replace(/\s+/g, ' ').trim());
const drawn = async (mounted: Mounted) => {
  await until(() => mounted.all('crm-chat-rich .choices, crm-chat-rich .about').length > 0);
  await mounted.ready();
};
const fill = (mounted: Mounted, values: readonly string[]) => {
  mounted.all('crm-chat-rich :is(input, select)').forEach((control, at) => {
    (control as HTMLInputElement).value = values[at] ?? '';
  });
  mounted.$('crm-chat-rich .main').click();
};

describe('A message that offers something', () => {
  afterEach(unmountAll);

  it('is answered by a button, as a message with the label as its text', async () => {
    const chat = fakeChat();
    const asked = chat.receive(dana, 'Shall we?', { rich: quick });
    const mounted = await mount(chat);
    await drawn(mounted);
    equal(words(mounted, 'button.choice'), ['Yes', 'No']);
    mounted.all('button.choice')[1]?.click();
    await mounted.ready();
    equal(chat.calls.send, ['No']);
    equal(chat.calls.options[0]?.answer, { to: asked.id, values: { no: '0' } });
  });

  it('shows what was chosen and no buttons any more, from the moment it is kept', async () => {
    const chat = fakeChat();
    chat.receive(dana, '', { rich: call });
    const mounted = await mount(chat);
    await drawn(mounted);
    equal(
      [words(mounted, '.card .name'), words(mounted, '.card .written')],
      [['A short call?'], ['Dana would ring you.']],
    );
    mounted.all('button.choice')[0]?.click();
    await mounted.ready();
    equal([words(mounted, '.chosen'), words(mounted, '.off')], [['Tomorrow at 10:00'], ['Tomorrow at 14:30']]);
    equal(mounted.$('.chosen [role=img]').getAttribute('aria-label'), 'Chosen');
    equal(mounted.all('button.choice').length, 0);
  });

  it('can be answered again once the answer was refused, and deleted answers count for nothing', async () => {
    const chat = fakeChat();
    const asked = chat.receive(dana, '', { rich: call });
    const mounted = await mount(chat);
    await drawn(mounted);
    mounted.all('button.choice')[0]?.click();
    await mounted.ready();
    const [entry] = chat.stores.$outbox.get();
    chat.changeEntry(entry?.client_id ?? '', { state: 'failed', error: { code: 'invalid', detail: '' } });
    await mounted.ready();
    equal(mounted.all('button.choice').length, 2);
    const answer = chat.receive(priya, 'Tomorrow at 14:30', {
      rich: { kind: 'answer', to: asked.id, values: { b: 'tomorrow-14' } },
    });
    await mounted.ready();
    ok(words(mounted, 'crm-chat-rich .meta').includes('Answered by Priya'));
    chat.change(answer.id, { deleted_at: new Date().toISOString(), rich: null });
    await mounted.ready();
    equal(words(mounted, 'crm-chat-rich .meta'), []);
  });

  it('is not answered by who asked: they see what was chosen and by whom', async () => {
    const chat = fakeChat({ you: dana });
    const asked = chat.receive(dana, '', { rich: call });
    const mounted = await mount(chat);
    await drawn(mounted);
    equal([mounted.all('button.choice').length, words(mounted, '.off').length], [0, 2]);
    chat.receive(tomas, 'Tomorrow at 10:00', { rich: { kind: 'answer', to: asked.id, values: { a: 'tomorrow-10' } } });
    await mounted.ready();
    equal(
      [words(mounted, '.chosen'), words(mounted, 'crm-chat-rich .meta')],
      [['Tomorrow at 10:00'], ['Answered by Tomás']],
    );
  });

  it('is a form whose mistakes stand under their fields, with the focus in the first', async () => {
    const chat = fakeChat();
    const asked = chat.receive(bot, 'Where should the papers go?', { rich: form });
    const mounted = await mount(chat);
    await drawn(mounted);
    equal(words(mounted, 'crm-chat-rich label'), ['Company', 'Seats (optional)', 'From (optional)', 'Plan']);
    fill(mounted, ['  ', 'many', '', '']);
    await mounted.ready();
    equal(words(mounted, '.error'), ['Fill this in.', 'This is not a number.', 'Fill this in.']);
    const first = mounted.$('crm-chat-rich input');
    equal([first.getAttribute('aria-invalid'), mounted.active() === first], ['true', true]);
    equal(first.getAttribute('aria-describedby'), mounted.$('.error').id);
    equal(chat.calls.send, []);
    fill(mounted, ['Northgate', '1 200,5', '2027-02-01', 'Large']);
    await mounted.ready();
    equal(chat.calls.options[0]?.answer, {
      to: asked.id,
      values: { company: 'Northgate', seats: '1200.5', from: '2027-02-01', plan: 'Large' },
    });
    equal(chat.calls.send, ['Company: Northgate\nSeats: 1 200,5\nFrom: 2027-02-01\nPlan: Large']);
    equal(words(mounted, 'crm-chat-rich dd'), ['Northgate', '1200.5', '2027-02-01', 'Large']);
  });

  it('keeps what was typed into a form while messages come', async () => {
    const chat = fakeChat();
    chat.receive(bot, '', { rich: form });
    const mounted = await mount(chat);
    await drawn(mounted);
    const input = mounted.$('crm-chat-rich input') as HTMLInputElement;
    input.value = 'North';
    for (let i = 0; i < 3; i += 1) chat.receive(dana, 'Hello');
    await mounted.ready();
    equal(
      [(mounted.$('crm-chat-rich input') as HTMLInputElement).value, mounted.$('crm-chat-rich input') === input],
      ['North', true],
    );
  });

  it('is reached by keyboard: Enter goes in, Tab on, Enter chooses, Escape comes out', async () => {
    const chat = fakeChat();
    chat.receive(dana, '', { rich: call });
    const mounted = await mount(chat);
    await drawn(mounted);
    mounted.$('.msg').focus();
    await sendKeys({ press: 'Enter' });
    equal(mounted.active()?.textContent.trim(), 'Tomorrow at 10:00');
    await sendKeys({ press: 'Tab' });
    equal(mounted.active()?.textContent.trim(), 'Tomorrow at 14:30');
    await sendKeys({ press: 'Escape' });
    equal(mounted.active() === mounted.$('.msg'), true);
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await mounted.ready();
    equal(chat.calls.send, ['Tomorrow at 10:00']);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`has nothing for axe to find, in ${theme}`, async () => {
      document.body.style.setProperty('background', theme === 'dark' ? '#121519' : '#fff');
      const chat = fakeChat();
      const asked = chat.receive(dana, '', { rich: call });
      chat.receive(tomas, 'Tomorrow at 10:00', {
        rich: { kind: 'answer', to: asked.id, values: { a: 'tomorrow-10' } },
      });
      chat.receive(dana, 'Or this?', { rich: quick });
      chat.receive(bot, 'Where?', { rich: form });
      const mounted = await mount(chat, { theme });
      await drawn(mounted);
      fill(mounted, []);
      await mounted.ready();
      const rules = Object.fromEntries(
        ['region', 'landmark-one-main', 'page-has-heading-one', 'heading-order'].map((rule) => [
          rule,
          { enabled: false },
        ]),
      );
      const { violations } = await window.axe.run(document, { rules });
      document.body.style.removeProperty('background');
      equal(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
        [],
      );
    });
  }
});
