/**
 * One chat: what the element and headless users hold. `createChat` (below) is the composition root that puts outbox,
 * connection, tabs, history cache and stores together.
 */
import type { ReadableAtom } from 'nanostores';
import type { ChatError } from './errors.js';
import type { OutboxEntry } from './outbox/outbox-store.js';
import type { Inbox } from './inbox/inbox.js';
import type { Unread } from './inbox/unread.js';
import { RelayChat } from './session/relay-chat.js';
import type { ConnectionStatus } from './status.js';
import type { TimelineItem } from './store/selectors.js';
import { checkOptions, type ChatOptions } from './options.js';
import type {
  Attachment,
  AttachmentLink,
  ConversationState,
  Limits,
  Message,
  PublicPrompt,
  User,
  You,
} from './protocol/index.js';

export type { ConnectionStatus } from './status.js';
export type { Inbox, InboxState } from './inbox/inbox.js';
export type { Unread, UnreadTotals } from './inbox/unread.js';
export type { TimelineItem } from './store/selectors.js';

/** Read by the view, written by `store/apply.ts` alone. */
export interface ChatStores {
  readonly $status: ReadableAtom<ConnectionStatus>;
  /** Null until a token told who we are. Kept from the last visit where there is a cached history. */
  readonly $you: ReadableAtom<You | null>;
  /** Null while there is none yet: the first send opens it. */
  readonly $conversationId: ReadableAtom<string | null>;
  readonly $conversation: ReadableAtom<ConversationState | null>;
  /** The loaded part, ascending by `seq`; tombstones included, streaming ones with their whole text so far. */
  readonly $messages: ReadableAtom<readonly Message[]>;
  /** What this conversation's outbox holds, by order. */
  readonly $outbox: ReadableAtom<readonly OutboxEntry[]>;
  readonly $timeline: ReadableAtom<readonly TimelineItem[]>;
  /** There are older messages than the first one loaded. */
  readonly $hasOlder: ReadableAtom<boolean>;
  readonly $loadingOlder: ReadableAtom<boolean>;
  /**
   * Whether the newest page (from the relay or the cache) is here, or there is known to be no conversation yet: before that
   * an empty list means nothing.
   */
  readonly $loaded: ReadableAtom<boolean>;
  /** Others who type now. */
  readonly $typing: ReadableAtom<readonly User[]>;
  /** Others who are here now. */
  readonly $presence: ReadableAtom<readonly User[]>;
  /** `last_read_seq` by user id, one's own included. */
  readonly $reads: ReadableAtom<ReadonlyMap<string, number>>;
  /** Others' messages above one's own read mark, of those loaded. */
  readonly $unread: ReadableAtom<number>;
  readonly $limits: ReadableAtom<Readonly<Limits>>;
  readonly $prompts: ReadableAtom<readonly PublicPrompt[]>;
  /** How far each upload is that is under way, in this tab or another, by `OutboxFile.id`: 0 to 1. */
  readonly $uploads: ReadableAtom<ReadonlyMap<string, number>>;
  /** False where this browser cannot keep messages. */
  readonly $durable: ReadableAtom<boolean>;
}

export interface ChatEvents {
  'message-sent': { message: Message };
  'message-received': { message: Message };
  'conversation-change': { conversationId: string | null };
  'unread-change': { count: number };
  'status-change': { status: ConnectionStatus };
  /** Someone's first socket, last socket. */
  'user-joined': { user: User };
  'user-left': { user: User };
  /** The relay replaced the history; it was read again. */
  'history-replaced': Record<string, never>;
  error: ChatError;
}

export interface SendOptions {
  /** Id of the message that this one answers. */
  replyTo?: string | undefined;
  /** Ids of the people mentioned, at most 50. */
  mentions?: readonly string[] | undefined;
  /** At most `limits.attachments`, each of `limits.upload_types` and at most `limits.upload_bytes`. They wait in the outbox too. */
  files?: readonly Blob[] | undefined;
  /**
   * Files of one's own earlier messages, to go along again without an upload: with `files` at most `limits.attachments`. One
   * that has been deleted since parks the message with `attachment_gone`.
   */
  attachments?: readonly Attachment[] | undefined;
  /** For the team alone: agents and admins may write notes, users never see that one exists. */
  note?: boolean | undefined;
  /**
   * What was chosen or filled in: `to` is the id of the message that asked, `values` the button's value by its id, or a form's
   * values by the names of its fields. The text says the same for people to read.
   */
  answer?: { to: string; values: Readonly<Record<string, string>> } | undefined;
}

export interface Chat {
  readonly stores: ChatStores;
  /**
   * Queues a message and resolves with its `client_id` once it is kept on this device.
   *
   * @throws ChatError `text_too_long`, `invalid` (nothing to send, an empty file, too many files), `too_large`,
   * `file_type_refused`, `storage_full` (this browser cannot keep the files), `closed`.
   */
  send(text: string, options?: SendOptions): Promise<string>;
  /**
   * Changes the text of one's own message, in the order in which things were done: shown at once, durable like a send,
   * parked like one when it is refused. A message that was never handed to the relay is changed in place.
   *
   * @param messageId the message's id; of one whose `ack` is not here yet, the `client_id` that `send` resolved with.
   * @throws ChatError `text_too_long`, `invalid` (nothing left), `message_deleted`, `not_found` (no conversation), `closed`.
   */
  edit(messageId: string, text: string): Promise<void>;
  /**
   * Deletes one's own message, in the same way: a tombstone stays. One that was never handed to the relay is gone at once.
   *
   * @throws ChatError `not_found` (no conversation), `closed`.
   */
  remove(messageId: string): Promise<void>;
  /**
   * Puts one's reaction to a message, or takes it back. Toggling before it was sent sends nothing.
   *
   * @param emoji one emoji.
   * @param on default: the opposite of what is shown.
   * @throws ChatError `message_deleted`, `not_found` (no conversation), `closed`.
   */
  react(messageId: string, emoji: string, on?: boolean): Promise<void>;
  /** The copy on this device of a file of `$outbox`, by `OutboxFile.id`; null when it is not kept any more. */
  file(fileId: string): Promise<Blob | null>;
  /**
   * A link to a file of a message, absolute, for `<img>` and downloads: good until `expires_at`, without a token.
   *
   * @throws ChatError `not_found`, `attachment_gone`, `network` ...
   */
  attachmentLink(attachmentId: string): Promise<AttachmentLink>;
  /** Puts a failed entry back into the queue. */
  retry(clientId: string): Promise<void>;
  /** Gives an unsent or failed entry up. */
  discard(clientId: string): Promise<void>;
  /** Call at each keystroke: the frames are rationed here. `isNote`: only the team is told. */
  setTyping(isTyping: boolean, isNote?: boolean): void;
  markRead(seq: number): void;
  /** Stops a streaming reply. */
  stop(messageId: string): Promise<void>;
  loadOlder(): Promise<void>;
  /** Null: a new conversation, opened by its first message. */
  openConversation(id: string | null): void;
  /** This person's conversations, to choose from; a chunk of its own. Whoever opens it closes it. */
  openInbox(): Promise<Inbox>;
  /**
   * What is unread in all of this person's conversations, told by a socket that the tabs of a browser share. Staff have a whole tenant's before them: theirs are those they take part in or are assigned to. Whoever follows it
   * closes it.
   */
  followUnread(): Promise<Unread>;
  /** Forgets this person on this device: history, outbox, token. */
  logout(): Promise<void>;
  on<K extends keyof ChatEvents>(event: K, listener: (detail: ChatEvents[K]) => void): () => void;
  /** Lets go of sockets, timers, locks, channels and databases. Idempotent. */
  close(): void;
}

/**
 * One chat, without the element: connects by itself, and goes on until `close()`.
 *
 * @throws ChatError `option_invalid`, naming the option.
 */
export const createChat = (options: ChatOptions): Chat => new RelayChat(checkOptions(options));
