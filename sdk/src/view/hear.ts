/** From what changes in a chat to what is announced: one sentence for a finished message, none for a delta. */
import type { Chat } from '../chat.js';
import type { Message } from '../protocol/index.js';
import type { Announcer } from './announce.js';
import { timeOf } from './format.js';
import { failureOf } from './failure.js';
import type { View } from './view.js';
import { isConnected, isWaiting } from './waiting.js';

const isSpoken = ({ type, deleted_at }: Message) => type !== 'event' && deleted_at === null;
const firstParagraph = (text: string) => text.trim().split(/\n\s*\n/, 1)[0] ?? '';

/** Follows `$messages`: what was there before, older pages and a replaced history are silent. */
function messageListener(chat: Chat, view: View, announcer: Announcer): () => void {
  const { $messages, $you, $loaded } = chat.stores;
  let primed = false;
  let newest = 0;
  const streaming = new Set<string>();
  const prime = (messages: readonly Message[]) => {
    newest = messages.at(-1)?.seq ?? 0;
    streaming.clear();
    for (const { id, status } of messages) if (status === 'streaming') streaming.add(id);
  };
  const tell = (message: Message) => {
    const name = view.names.full(message.sender);
    const isBot = message.sender.role === 'bot';
    if (message.status === 'streaming') {
      streaming.add(message.id);
      announcer.say(view.strings.writing(name));
    } else {
      announcer.message(`${name}: ${isBot ? firstParagraph(message.text) : message.text}`);
    }
  };
  const see = (messages: readonly Message[]) => {
    if (!primed) {
      if (!$loaded.get()) return;
      primed = true;
      prime(messages);
      return;
    }
    const me = $you.get()?.user.id;
    for (const message of messages) {
      if (message.seq > newest) {
        if (message.sender.id !== me && isSpoken(message)) tell(message);
      } else if (streaming.has(message.id) && message.status !== 'streaming') {
        streaming.delete(message.id);
        if (isSpoken(message)) announcer.message(`${view.names.full(message.sender)}: ${firstParagraph(message.text)}`);
      }
    }
    newest = Math.max(newest, messages.at(-1)?.seq ?? 0);
  };
  let isClosed = false;
  let isAsked = false;
  // Once a task: what a history that is loaded again brings is there before it says that it is one.
  const look = () => {
    if (isAsked) return;
    isAsked = true;
    queueMicrotask(() => {
      isAsked = false;
      if (!isClosed) see($messages.get());
    });
  };
  see($messages.get());
  const undo = [
    () => (isClosed = true),
    $messages.listen(look),
    $loaded.listen(look),
    chat.on('history-replaced', () => {
      prime($messages.get());
    }),
    chat.on('conversation-change', () => {
      primed = false;
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}

/** Follows the outbox: kept, sent, refused. */
function outboxListener(chat: Chat, view: View, announcer: Announcer): () => void {
  const { $outbox, $status, $limits } = chat.stores;
  const failed = new Set<string>();
  let known: ReadonlySet<string> | null = null;
  const see = () => {
    const entries = $outbox.get();
    for (const entry of entries) {
      const { client_id, state, created_at } = entry;
      const isNew = known !== null && !known.has(client_id);
      // What was typed by another tab of this browser is heard there.
      const isFresh = view.clock.now() - timeOf(created_at) < 5000;
      if (isNew && isFresh && isWaiting(entry) && !isConnected($status.get())) announcer.say(view.strings.keptHeard);
      if (state === 'failed' && !failed.has(client_id)) {
        failed.add(client_id);
        if (known !== null) announcer.interrupt(failureOf(entry, view, $limits.get()).sentence);
      } else if (state !== 'failed') {
        failed.delete(client_id);
      }
    }
    known = new Set(entries.map(({ client_id }) => client_id));
  };
  const undo = [
    $outbox.subscribe(see),
    chat.on('message-sent', () => {
      if (!$outbox.get().some(isWaiting)) announcer.say(view.strings.sentHeard);
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}

/** @returns the undo. */
export function hear(chat: Chat, view: View, announcer: Announcer): () => void {
  const undo = [
    messageListener(chat, view, announcer),
    outboxListener(chat, view, announcer),
    chat.on('user-joined', ({ user }) => {
      if (user.id !== chat.stores.$you.get()?.user.id) announcer.say(view.strings.joined(view.names.inSentence(user)));
    }),
    chat.on('user-left', ({ user }) => {
      if (user.id !== chat.stores.$you.get()?.user.id) announcer.say(view.strings.left(view.names.inSentence(user)));
    }),
  ];
  return () => {
    for (const each of undo) each();
  };
}
