/** The outbox, the history and the connection of the chat, under a list and a field of one's own. */
import { ChatError, createChat, type ConnectionStatus, type TimelineItem } from '@crm-chat/sdk';
import { lineFor } from './line';

const find = <T extends HTMLElement>(selector: string): T => document.querySelector<T>(selector)!;
const list = find('#messages');
const field = find<HTMLInputElement>('#text');
const older = find<HTMLButtonElement>('#older');
const status = find('#status');
const announcer = find('#announcer');

const chat = createChat({
  endpoint: import.meta.env.VITE_CHAT_RELAY ?? 'http://127.0.0.1:8787',
  tokenUrl: '/chat-token',
  subject: 'deal:42',
});
const { $timeline, $status, $hasOlder, $you, $typing } = chat.stores;

/** The items of what did not change are the same objects as before, and so are their lines. */
let lines = new WeakMap<TimelineItem, HTMLLIElement>();

const line = (item: TimelineItem): HTMLLIElement => {
  const known = lines.get(item) ?? lineFor(item, $you.get()?.user.id ?? null, chat);
  lines.set(item, known);
  return known;
};

const draw = (items: readonly TimelineItem[]): void => {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  items.map(line).forEach((wanted, at) => {
    const there = list.children[at];
    // Whoever selects text or stands on a button keeps that while an answer is written.
    if (wanted !== there) list.insertBefore(wanted, there ?? null);
  });
  while (list.children.length > items.length) list.lastElementChild?.remove();
  if (isAtEnd) list.scrollTop = list.scrollHeight;
  // What is on the screen is read.
  const last = items.findLast(({ message }) => message !== null)?.message;
  if (last && document.hasFocus()) chat.markRead(last.seq);
};

const WORDS: Partial<Record<ConnectionStatus, string>> = {
  connecting: 'Connecting …',
  online: 'Connected.',
  polling: 'Connected, over a slow line.',
  'signed-out': 'Please sign in again.',
  closed: 'Closed.',
};

const tell = (): void => {
  const [writer] = $typing.get();
  const words = WORDS[$status.get()] ?? 'Not connected. What you write is kept here and sent later.';
  status.textContent = writer ? `${writer.name} is writing …` : words;
};

$timeline.subscribe(draw);
$you.listen(() => {
  lines = new WeakMap();
  draw($timeline.get());
});
$status.subscribe(tell);
$typing.listen(tell);
$hasOlder.subscribe((has) => (older.hidden = !has));

// Once for each message, when it is whole: a list that is read out would be read again at every word of an answer.
chat.on('message-received', ({ message }) => (announcer.textContent = `${message.sender.name}: ${message.text}`));

older.addEventListener('click', () => void chat.loadOlder());
field.addEventListener('input', () => chat.setTyping(field.value !== ''));
find('#close').addEventListener('click', () => chat.close());

find('form').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (text === '') return;
  // Resolves when the message is kept on this device, with or without a network.
  chat.send(text).then(
    () => (field.value = ''),
    (error: unknown) => (status.textContent = error instanceof ChatError ? error.message : String(error)),
  );
});
