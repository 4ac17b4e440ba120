/** Runs in the page of `hostile.test.ts`, bundled with the element's sources. */
import '../../../sdk/src/define.js';
import { bot, conversationOf, dana, fakeChat, person } from '../../../sdk/test/view/fake-chat.js';

/** Picks files that are called so: the first few may be sent, all of them are of a kind that may not, too. */
function pick(root: ShadowRoot, names: readonly string[]): void {
  const input = root.querySelector<HTMLInputElement>('input[type=file]')!;
  const files = new DataTransfer();
  for (const name of names.slice(0, 4)) files.items.add(new File(['x'], name, { type: 'text/plain' }));
  for (const name of names.slice(4, 6)) files.items.add(new File(['x'], name, { type: 'image/png' }));
  for (const name of names) files.items.add(new File(['x'], name, { type: 'application/x-msdownload' }));
  input.files = files.files;
  input.dispatchEvent(new Event('change'));
}

/** Shows each of these in every place that takes words, and resolves with what should not be there. */
export async function showAll(texts: readonly string[]): Promise<string[]> {
  document.querySelectorAll('crm-chat').forEach((element) => {
    element.remove();
  });
  const [first = ''] = texts;
  const chat = fakeChat({ conversation: conversationOf({ title: first }) });
  chat.stores.$prompts.set(texts.slice(0, 4).map((text, order) => ({ id: `p${order}`, title: text, text, order })));
  chat.attachmentLink = async () => Promise.reject(new Error('It is named, that is all.'));
  const element = document.createElement('crm-chat');
  Object.assign(element, { chat, heading: first, botName: first, open: true });
  document.body.append(element);
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const until = async (what: () => unknown) => {
    for (let frames = 0; !what(); frames += 1) {
      if (frames > 2000) throw new Error(`Waited in vain: ${String(what)}`);
      await frame();
    }
  };
  const root = element.shadowRoot!;
  await until(() => root.querySelector('.prompts li'));
  for (const [at, text] of texts.entries()) {
    const attachments = ['application/pdf', 'image/png', 'image/png'].map((type, i) => {
      const id = `file-${at}-${i}`;
      return { id, name: text, type, size: 9, url: `/api/attachments/${id}/` };
    });
    chat.receive(dana, '', { attachments });
    const sender = person(`id ${text}`, text);
    chat.receive(bot, text);
    chat.receive(bot, text.slice(0, -3), { status: 'streaming' });
    chat.receive(sender, text);
    const choice = { id: text, label: text, value: text };
    chat.receive(dana, '', { rich: { kind: 'card', title: text, text, buttons: [choice] } });
    const fields = [{ name: text, label: text, type: 'choice' as const, required: true, choices: [text] }];
    const asked = chat.receive(dana, text, { rich: { kind: 'form', fields } });
    chat.receive(sender, text, { rich: { kind: 'answer', to: asked.id, values: { [text]: text } } });
    chat.receive(sender, text, { type: 'event', rich: { kind: 'event', event: 'participant_added', user: sender } });
    chat.raise('user-joined', { user: sender });
    chat.stores.$typing.set([sender]);
    chat.stores.$presence.set([sender]);
  }
  const wrong = new Set<string>();
  const seen = new Set<string>();
  const missing = new Set(['.said :is(p, .written)', 'crm-chat-rich .about', '.viewer[open] .missing']);
  const look = () => {
    for (const one of root.querySelectorAll<HTMLElement>('[data-key]')) seen.add(one.dataset.key ?? '');
    for (const selector of missing) if (root.querySelector(selector)) missing.delete(selector);
    for (const what of wrongIn(root)) wrong.add(what);
  };
  await until(() => root.querySelector('.log .msg'));
  const log = root.querySelector<HTMLElement>('.log')!;
  await until(() => root.querySelector('.shot'));
  root.querySelector<HTMLElement>('.shot')?.click();
  await until(() => root.querySelector('.viewer[open] .missing'));
  look();
  root.querySelector<HTMLDialogElement>('.viewer')?.close();
  const all = texts.length * MESSAGES;
  // All of it is new, so it opens at the first; only what is about what is in view is on the page.
  for (let steps = 0; seen.size < all && steps < STEPS_MAX; steps += 1) {
    log.scrollTop += log.clientHeight;
    for (let i = 0; i < 2; i += 1) await frame();
    await until(() => [...root.querySelectorAll('crm-chat-rich')].every((one) => one.childElementCount > 0));
    look();
  }
  pick(root, texts);
  await until(() => root.querySelector('.refused') && root.querySelector('.tray .thumb'));
  look();
  if (seen.size < all) wrong.add(`${all - seen.size} of ${all} messages were not on the page`);
  for (const selector of missing) wrong.add(`nothing was ${selector}`);
  return [...wrong];
}

/** A screen each; the longest twenty texts have some hundred screens. */
const STEPS_MAX = 1000;

/** Of one text; the line that somebody came in is no message. */
const MESSAGES = 7;

const ALLOWED =
  /^(CRM-CHAT-\w+|DIALOG|DIV|SPAN|P|B|BDI|H2|H3|TIME|BUTTON|SLOT|UL|OL|LI|SVG|PATH|A|STRONG|EM|DEL|CODE|PRE|BR|HR|BLOCKQUOTE|TABLE|THEAD|TBODY|TR|TH|TD|FORM|LABEL|SELECT|OPTION|INPUT|TEXTAREA|CANVAS|HEADER|FOOTER|FIGURE|DL|DT|DD|I)$/i;
const EXPECTED = /^(by|text|note|state|field)-[\w+-]+$|^prompts$|^[\w-]*title$|^crm-chat-[\w-]+$/;

function wrongIn(root: ShadowRoot): string[] {
  const wrong: string[] = [];
  for (const one of root.querySelectorAll('*')) {
    if (!ALLOWED.test(one.tagName)) wrong.push(`element ${one.tagName}`);
    for (const { name, value } of one.attributes) {
      if (/^on|^(style|src|srcset|srcdoc|action|formaction|xlink:href|name)$/.test(name) && one.tagName !== 'SLOT')
        wrong.push(`attribute ${name}=${value}`);
      if (name === 'id' && !EXPECTED.test(value)) wrong.push(`id ${value}`);
      if (name === 'href' && !/^(https?|mailto):/.test(value)) wrong.push(`link ${value}`);
      if (name === 'href' && one.getAttribute('rel') !== 'noopener noreferrer nofollow ugc')
        wrong.push('a link without rel');
    }
  }
  return wrong;
}

Object.assign(window, { showAll });
