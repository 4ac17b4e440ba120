/* global document, requestAnimationFrame, window */
/** The page of deep-chat in `npm run bench:peers`: what `peer` in sdk/test/bench/page.ts is for our element. */
const SENTENCE =
  'A message of about a hundred characters, as people write them when they have something to say at all. ';
const text = (n) => `${n}. ${SENTENCE}`;
const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
let chat;
let signals;

const scroller = () => chat.shadowRoot.querySelector('#messages');

window.peer = {
  text,
  async fill(count) {
    chat = document.createElement('deep-chat');
    Object.assign(chat.style, { width: '400px', height: '720px', display: 'block' });
    chat.history = Array.from({ length: count }, (_, i) => ({ role: i % 3 === 0 ? 'user' : 'ai', text: text(i + 1) }));
    chat.connect = { stream: true, handler: (_, its) => (signals = its) };
    document.body.append(chat);
    while (!(chat.shadowRoot?.querySelectorAll('.message-bubble').length >= count)) await frame();
    await frame();
  },
  scroller,
  async append(n) {
    chat.addMessage({ role: 'ai', text: text(n) });
  },
  async begin() {
    chat.submitUserMessage({ text: 'Go on.' });
    while (!signals) await frame();
    signals.onOpen();
  },
  async grow(_, words) {
    await signals.onResponse({ text: words });
  },
};
