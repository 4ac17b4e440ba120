/** From what changes in a chat to what is announced: one sentence for a finished message, none for a delta. */
import type { Chat } from '../../chat.js';
import type { Message } from '../../protocol/index.js';
import type { Announcer } from './announce.js';
import { againParts, eventParts, failureParts } from '../chunks.js';
import { timeOf } from '../format.js';
import { summaryOf, type OutboxEntry } from '../item.js';
import type { View } from '../view.js';
import { isConnected, isWaiting } from '../waiting.js';

/** Who comes and goes is told by who is here: `user-joined` and `user-left`. */
const isPresence = ({ sender, rich }: Message) =>
  rich?.kind === 'event' && rich.event.startsWith('participant_') && (rich.user ?? sender).id === sender.id;
const isSpoken = (message: Message) => message.deleted_at === null && !isPresence(message);
/** Without the marks of Markdown, which would be read out one by one. */
const firstParagraph = (text: string) =>
  (text.trim().split(/\n\s*\n/, 1)[0] ?? '')
    .replace(/!?\[([^\]\n]{0,200})\]\([^)\s]{0,2048}\)/g, '$1')
    .replace(/^[#>\s]+|\*\*|`/gm, '');

/** Tells messages of others once: what was there before, older pages and a replaced history are silent. */
class MessageEar {
  #newest = 0;
  readonly #streaming = new Set<string>();

  constructor(
    private readonly chat: Chat,
    private readonly view: View,
    private readonly announcer: Announcer,
    private readonly stopped: () => ReadonlySet<string>,
  ) {}

  /** Takes these as told. */
  prime(messages: readonly Message[]): void {
    this.#newest = messages.at(-1)?.seq ?? 0;
    this.#streaming.clear();
    for (const { id, status } of messages) if (status === 'streaming') this.#streaming.add(id);
  }

  hear(messages: readonly Message[]): void {
    const me = this.chat.stores.$you.get()?.user.id;
    for (const id of this.#streaming) this.#ended(messages.findLast((message) => message.id === id));
    let at = messages.length;
    while ((messages[at - 1]?.seq ?? 0) > this.#newest) at -= 1;
    for (const message of messages.slice(at)) if (message.sender.id !== me && isSpoken(message)) this.#arrived(message);
    this.#newest = Math.max(this.#newest, messages.at(-1)?.seq ?? 0);
  }

  #ended(message: Message | undefined): void {
    if (message?.status === 'streaming') return;
    if (message) this.#streaming.delete(message.id);
    if (message && isSpoken(message)) this.#tell(message);
  }

  #arrived(message: Message): void {
    if (message.status !== 'streaming') {
      this.#tell(message);
      return;
    }
    this.#streaming.add(message.id);
    this.announcer.say(this.view.strings.writing(this.view.names.full(message.sender)));
  }

  /** That it can be asked again is said with it: nobody looks for a button that they do not know of. */
  async #endOf({ id }: Message): Promise<string> {
    const { strings } = this.view;
    if (this.stopped().has(id)) return strings.stopped;
    const again = (await againParts.load())?.againOf(this.chat);
    return again?.answer === id ? `${strings.cutOff} ${strings.askAgain}` : strings.cutOff;
  }

  #tell(message: Message): void {
    const { sender, type } = message;
    const { names, strings } = this.view;
    if (type === 'event') {
      void eventParts.load().then((parts) => {
        const you = this.chat.stores.$you.get();
        this.announcer.message(parts ? parts.eventText(message, you, this.view) : message.text);
      });
      return;
    }
    const text = summaryOf(message, strings);
    const isBot = sender.role === 'bot';
    const sentence = strings.says(names.full(sender), isBot ? firstParagraph(text) : text);
    if (!isBot || message.status !== 'interrupted') this.announcer.message(sentence);
    else void this.#endOf(message).then((end) => this.announcer.message(`${sentence} ${end}`));
  }
}

function messageListener(chat: Chat, view: View, announcer: Announcer, stopped: () => ReadonlySet<string>): () => void {
  const { $messages, $loaded } = chat.stores;
  const ear = new MessageEar(chat, view, announcer, stopped);
  let isPrimed = false;
  let isAsked = false;
  let isClosed = false;
  const see = () => {
    isAsked = false;
    if (isClosed || !$loaded.get()) return;
    if (isPrimed) ear.hear($messages.get());
    else ear.prime($messages.get());
    isPrimed = true;
  };
  // Once a task: what a history that is loaded again brings is there before it says that it is one.
  const look = () => {
    if (!isAsked) queueMicrotask(see);
    isAsked = true;
  };
  see();
  const undo = [
    () => (isClosed = true),
    $messages.listen(look),
    $loaded.listen(look),
    chat.on('history-replaced', () => {
      ear.prime($messages.get());
    }),
    chat.on('conversation-change', () => {
      isPrimed = false;
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
  const refused = async (entry: OutboxEntry) => {
    const parts = await failureParts.load();
    announcer.interrupt(parts?.failureOf(entry, view, $limits.get()).sentence ?? view.strings.notSent(''));
  };
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
        if (known !== null) void refused(entry);
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

/**
 * @param stopped ids of the replies that this reader stopped.
 * @returns the undo.
 */
export function hear(chat: Chat, view: View, announcer: Announcer, stopped: () => ReadonlySet<string>): () => void {
  const undo = [
    messageListener(chat, view, announcer, stopped),
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
