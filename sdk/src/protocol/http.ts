/** Bodies of the HTTP routes. docs/protocol.md, section 4. */
import type { Conversation, BotMode, ConversationStatus, Message, Metadata, TokenRole, User } from './entities.js';
import type { At, ChangesPage, OpenContent, ResetReason, SendContent } from './frames.js';

export interface UserResponseBody extends SendContent, OpenContent {
  conversation_id?: string;
  /** With an id nobody has: opens a conversation with that id, check and creation in one step. */
  create?: boolean;
  client_id?: string;
}

export interface UserResponseAnswer {
  conversation_id: string;
  message_id: string;
  /** In its present form; null when retention has removed it since. */
  message: Message | null;
  seq: number;
  rev: number;
  duplicate: boolean;
}

export interface BotResponseBody {
  conversation_id: string;
  message_id?: string;
  text?: string;
  client_id?: string;
}

export interface BotResponseAnswer {
  message: Message;
}

export interface CreateConversationBody extends OpenContent {
  id?: string;
  bot?: BotMode;
}

export interface PatchConversationBody {
  title?: string;
  status?: ConversationStatus;
  is_archived?: boolean;
  bot?: BotMode;
  /** An agent's id, or null for nobody. */
  assignee?: string | null;
  subject?: string | null;
  metadata?: Metadata;
}

/** Someone by name, before they have shown a token here. */
export interface NewParticipant {
  id: string;
  name: string;
  /** By default `user`. */
  role?: TokenRole;
  /** Absolute http(s) URL. */
  avatar?: string | null;
}

export interface AddParticipantBody {
  user: NewParticipant;
}

export interface EditMessageBody {
  text: string;
  client_id?: string;
}

/** Of a deletion and of a reaction given or taken back. */
export interface MessageActBody {
  client_id?: string;
}

/** The message in its present form; null when retention has removed it since. */
export type MessageAnswer = Message | null;

/** Where something was found, in UTF-16 units: from, and to (exclusive). */
export type Mark = [from: number, to: number];

/** What a text says around the place where something was found: plain text, never HTML. */
export interface Snippet {
  text: string;
  /** In order, none overlaps another; offsets in `text`. */
  marks: Mark[];
  /** There is more of the message before `text`. */
  cut_before: boolean;
  /** There is more of it after `text`. */
  cut_after: boolean;
}

export interface FoundMessage {
  message_id: string;
  seq: number;
  sender: User;
  created_at: string;
  snippet: Snippet;
}

/** Why a search gave a conversation. */
export interface Found {
  /** Offsets in `title`; none where it was not found there. */
  title: Mark[];
  /** Offsets in `subject`. */
  subject: Mark[];
  /** The message that says it best. */
  message: FoundMessage | null;
  /** Messages of this conversation among the hits looked at. */
  hits: number;
}

export interface ListedConversation extends Conversation {
  /** With `q` alone. */
  found?: Found;
}

export interface ConversationList {
  results: ListedConversation[];
  /** Opaque; pass it as `cursor`. Null on the last page. */
  next: string | null;
}

export interface MessagesPage {
  /** Ascending by `seq`. */
  results: Message[];
  has_more: boolean;
  head: number;
  floor: number;
  epoch: string;
}

export interface MessageHit {
  message: Message;
  snippet: Snippet;
}

export interface MessageSearch {
  /** Latest first. */
  results: MessageHit[];
  /** There are more, `before` the `seq` of the last one. */
  has_more: boolean;
}

export interface EventsQuery {
  since?: number;
  at?: At;
  epoch?: string;
  /** Of the last answer; absent on the first request. */
  tick?: string;
  /** Seconds, 0 to 25. */
  wait?: number;
  limit?: number;
}

export interface TypingMark {
  user: User;
  note?: boolean;
}

export interface EventsPage extends ChangesPage {
  /** Who types now. */
  typing: TypingMark[];
  /** A hash of the ephemeral state of this answer: relays that see the same say the same. */
  tick: string;
  /** Without `since`: there are older messages than the first given. */
  older: boolean;
}

export interface EventsReset {
  reset: ResetReason;
  epoch: string;
}

export type EventsAnswer = EventsPage | EventsReset;

/** What `POST /api/attachments/{id}/link/` answers. */
export interface AttachmentLink {
  /** A path of the relay. Works without a token until `expires_at`, as long as the caller may see the file. */
  url: string;
  expires_at: string;
}

export interface ReadBody {
  seq: number;
}

export interface TypingBody {
  is_typing: boolean;
  note?: boolean;
}
