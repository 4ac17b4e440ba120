/**
 * What a conversation is made of, as it stands on the wire. Field names are snake_case and times are ISO 8601 UTC with
 * milliseconds, because the wire is the contract and nothing renames fields on the way. docs/protocol.md, section 2.
 */

/** `bot` and `system` are never in a token: the relay alone speaks as them. */
export type Role = 'user' | 'agent' | 'admin' | 'bot' | 'system';

/** The roles that a token may carry. */
export type TokenRole = 'user' | 'agent' | 'admin';

export interface User {
  /** The token's `sub`: any string of 1 to 128 characters, compared exactly. Empty for an erased person. */
  id: string;
  name: string;
  role: Role;
  /** Absolute http(s) URL, or null. */
  avatar: string | null;
}

export interface Participant {
  user: User;
  role: Role;
  joined_at: string;
  /** The highest `seq` this person has read; 0 before anything. To a `user`, the highest one that user may see. */
  last_read_seq: number;
  last_read_at: string | null;
  online: boolean;
}

export type ConversationStatus = 'open' | 'closed';

/** When the bot answers: every user's text, only by `POST /api/bot-response/`, never. */
export type BotMode = 'auto' | 'on_request' | 'off';

/** Opaque to us; at most 16 KiB as JSON. */
export type Metadata = Record<string, unknown>;

/** A conversation as the chat socket gives it: what is the same for every viewer of one role. */
export interface ConversationState {
  id: string;
  title: string;
  /** The CRM record it belongs to, such as `deal:42`; null for none. */
  subject: string | null;
  status: ConversationStatus;
  is_archived: boolean;
  created_by: User;
  /** The agent in charge. */
  assignee: User | null;
  bot: BotMode;
  participants: Participant[];
  /** The conversation's counter: the rev of its latest durable change, visible to this viewer or not. */
  head: number;
  /** The rev of the latest change of the conversation itself (title, status, members ...), 1 at creation. */
  rev: number;
  metadata: Metadata;
  created_at: string;
  updated_at: string;
}

/** The same with what differs by person: the lists and `/ws/inbox/` carry it, the chat socket does not. */
export interface Conversation extends ConversationState {
  last_message: Message | null;
  /** Others' visible, undeleted texts (for staff notes too) above this person's read mark. */
  unread_count: number;
}

export type MessageType = 'text' | 'note' | 'event';

/** `streaming` while a bot writes; `interrupted` when it was stopped or its relay died. */
export type MessageStatus = 'sent' | 'streaming' | 'interrupted';

export interface Reaction {
  emoji: string;
  /** Ids of those who reacted, in the order in which they did. */
  users: string[];
}

export interface Attachment {
  id: string;
  name: string;
  /** Media type as the relay found it, not as the sender declared it. */
  type: string;
  /** Bytes. */
  size: number;
  /** The stable path `/api/attachments/{id}/`; needs a token. */
  url: string;
  width?: number;
  height?: number;
  /** Set on a tombstone: an admin has deleted the file. `name` is empty and `size` 0; nobody gets its bytes. */
  deleted_at?: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  /** The sender's own id of the send; null for what the relay wrote. */
  client_id: string | null;
  sender: User;
  type: MessageType;
  text: string;
  rich: Rich | null;
  /** The first of `attachments`, kept for older clients. */
  attachment: Attachment | null;
  attachments: Attachment[];
  /** Id of the message that this one answers. */
  reply_to: string | null;
  reactions: Reaction[];
  /** Ids of the people mentioned. */
  mentions: string[];
  status: MessageStatus;
  /** Its place in the conversation for ever: the `rev` of its creation. */
  seq: number;
  /** The revision of its present form. */
  rev: number;
  created_at: string;
  edited_at: string | null;
  /** Set on a tombstone: text, rich and attachments are gone. */
  deleted_at: string | null;
}

export interface Prompt {
  id: string;
  title: string;
  text: string;
  order: number;
  is_active: boolean;
}

/** What `GET /api/bot-prompts/` gives: active prompts by `order`. */
export type PublicPrompt = Omit<Prompt, 'is_active'>;

export interface RichButton {
  id: string;
  label: string;
  value: string;
}

export interface RichField {
  name: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'choice';
  required: boolean;
  choices?: string[];
}

/** What happened, for `type: "event"` messages; the element words it, `text` is the English fallback. */
export type ConversationEvent =
  'participant_added' | 'participant_removed' | 'assigned' | 'unassigned' | 'closed' | 'reopened' | 'handed_over';

export type Rich =
  | { kind: 'buttons'; buttons: RichButton[] }
  | { kind: 'card'; title: string; text?: string; attachment_id?: string; buttons?: RichButton[] }
  | { kind: 'form'; fields: RichField[] }
  | { kind: 'answer'; to: string; values: Record<string, string> }
  | { kind: 'event'; event: ConversationEvent; user?: User; value?: string };

/** One person's place: `last_read_seq` as this viewer may see it. */
export interface ReadMark {
  user_id: string;
  seq: number;
  at: string | null;
}

/** A message that streams at this moment, with its whole text so far, whatever its `rev`. */
export interface StreamingText {
  id: string;
  text: string;
}
