/** The outbox, the history and the connection of the chat, under a list and a field of one's own. */
import { ChatError, createChat, type ConnectionStatus, type TimelineItem } from '@crm-chat/sdk';
import { itemFor } from './item';

const find = <T extends HTMLElement>(selector: string): T => document.querySelector<T>(selector)!;
const list = find('#messages');
const field = find<HTMLInputElement>('#text');
const older = find<HTMLButtonElement>('#older');
const status = find('#status');

const chat = createChat({
  endpoint: import.meta.env.VITE_CHAT_RELAY ?? 'http://127.0.0.1:8787',
  tokenUrl: '/chat-token',
  subject: 'deal:42',
});
const { $timeline, $status, $hasOlder, $you, $typing } = chat.stores;

const draw = (items: readonly TimelineItem[]): void => {
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...items.flatMap((item) => itemFor(item, $you.get()?.user.id ?? null, chat) ?? []));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
  // What is on the screen is read.
  const last = items.findLast(({ message }) => message !== null)?.message;
  if (last && document.hasFocus()) chat.markRead(last.seq);
};

const WORDS: Partial<Record<ConnectionStatus, string>> = {
  online: 'Connected.',
  polling: 'Connected, over a slow line.',
  'signed-out': 'Please sign in again.',
  closed: 'Closed.',
};

const tell = (): void => {
  const [writer] = $typing.get();
  const line = WORDS[$status.get()] ?? 'Not connected. What you write is kept here and sent later.';
  status.textContent = writer ? `${writer.name} is writing …` : line;
};

$timeline.subscribe(draw);
$you.listen(() => draw($timeline.get()));
$status.subscribe(tell);
$typing.listen(tell);
$hasOlder.subscribe((has) => (older.hidden = !has));

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
