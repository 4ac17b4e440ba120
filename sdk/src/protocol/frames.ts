/** One JSON object a frame, `type` first. docs/protocol.md, section 5. */
import type { Code } from './codes.js';
import type { Limits } from './limits.js';
import type {
  Conversation,
  ConversationState,
  Message,
  MessageType,
  Metadata,
  ReadMark,
  Rich,
  StreamingText,
  User,
} from './entities.js';

/** The client's row with the highest `rev`: proof that client and relay share a history. In a query `id:rev`. */
export interface At {
  id: string;
  rev: number;
}

/** The content of a send: what the socket frame and `POST /api/user-response/` have in common. */
export interface SendContent {
  text?: string;
  /** `event` is the relay's own. */
  type?: Exclude<MessageType, 'event'>;
  rich?: Rich;
  attachment_ids?: string[];
  reply_to?: string;
  mentions?: string[];
}

export interface SendItem extends SendContent {
  client_id: string;
}

/** Used when a send or `POST /api/conversations/` opens a conversation. */
export interface OpenContent {
  title?: string;
  subject?: string;
  metadata?: Metadata;
}

export interface HelloFrame {
  type: 'hello';
  v: number;
  token: string;
  since?: number;
  at?: At;
  epoch?: string;
}

export type ClientFrame =
  | HelloFrame
  | { type: 'auth'; token: string }
  | ({ type: 'message:new' } & SendItemFrame)
  | { type: 'message:batch'; messages: SendItemFrame[] }
  | { type: 'message:edit'; client_id: string; id: string; text: string }
  | { type: 'message:delete'; client_id: string; id: string }
  | { type: 'message:react'; client_id: string; id: string; emoji: string; on: boolean }
  | { type: 'typing'; is_typing: boolean; note?: boolean }
  | { type: 'read'; seq: number }
  | { type: 'sync'; since?: number; at?: At; epoch?: string }
  | { type: 'stop'; id: string }
  | { type: 'ping' }
  | { type: 'pong' };

/**
 * A send within a frame. `type` is the frame's own name there, so the message's type travels as `message_type`;
 * over HTTP, where nothing else is called `type`, it is `type`.
 */
export interface SendItemFrame extends Omit<SendItem, 'type'> {
  message_type?: Exclude<MessageType, 'event'>;
}

export interface You {
  user: User;
  tenant: string;
}

export interface WelcomeFrame {
  type: 'welcome';
  /** Absent in the answer to `auth`. */
  conversation?: ConversationState;
  you: You;
  head: number;
  floor: number;
  epoch: string;
  now: string;
  /** Seconds. */
  token_expires_in: number;
  limits: Limits;
  /** People with at least one open socket or waiting poll, this one included. */
  presence: User[];
}

/** A page of what changed, by `rev`. `conversation` comes along when its `rev` is above `since`. */
export interface ChangesPage {
  messages: Message[];
  /** Everything visible with `rev <= upto` has now been given; `head` on the last page. */
  upto: number;
  /** All streaming messages of the conversation, with their whole texts so far. */
  streaming: StreamingText[];
  /** Every read mark of the conversation, as this viewer may see them. */
  read: ReadMark[];
  presence: User[];
  conversation: ConversationState | null;
  head: number;
  floor: number;
  epoch: string;
  has_more: boolean;
}

export interface SyncFrame extends ChangesPage {
  type: 'sync';
  /** On a page without `since`: there are older messages than the first given. */
  older: boolean;
  /**
   * Which request it answers: the `since` of that request, null for a request without one. Pages of one answer repeat it.
   */
  since: number | null;
}

export type ResetReason = 'epoch' | 'ahead' | 'diverged' | 'role';

export interface ResetFrame {
  type: 'reset';
  reason: ResetReason;
  epoch: string;
}

export interface AckFrame {
  type: 'ack';
  client_id: string;
  message_id: string;
  seq: number;
  rev: number;
  duplicate: boolean;
}

export interface NackFrame {
  type: 'nack';
  client_id?: string;
  code: Code;
  detail: string;
  retryable: boolean;
  /** Seconds. */
  retry_after?: number;
  /** The answer to a `message:batch`: none of its members was stored. */
  batch?: true;
  errors?: { client_id: string; code: Code }[];
}

export interface PingFrame {
  type: 'ping';
  head: number;
  floor: number;
  /** Sum of every participant's `last_read_seq` as this viewer may see it. */
  reads: number;
  now: string;
}

export type RelayFrame =
  | WelcomeFrame
  /**
   * `conversation` comes along when the same rev also changed the conversation itself (an `event` message): one frame,
   * so that no cut connection can bring the one half and lose the other.
   */
  | { type: 'message:new'; message: Message; conversation?: ConversationState }
  | { type: 'message:updated'; message: Message }
  | { type: 'message:delta'; id: string; offset: number; text: string }
  | { type: 'conversation:updated'; conversation: ConversationState }
  | { type: 'head'; head: number }
  | AckFrame
  | NackFrame
  | SyncFrame
  | ResetFrame
  | { type: 'typing'; user: User; is_typing: boolean; note?: boolean }
  | { type: 'read'; user: User; seq: number; at: string }
  | { type: 'user_joined'; user: User }
  | { type: 'user_left'; user: User }
  | PingFrame
  | { type: 'pong' }
  /** Seconds: reconnect at a random moment within. */
  | { type: 'goaway'; reconnect_after: [number, number] };

/** What a client says on `/ws/inbox/`. `since` and `at` of a `hello` mean nothing there. */
export type InboxClientFrame = Extract<ClientFrame, { type: 'hello' | 'auth' | 'ping' | 'pong' }>;

export interface InboxWelcomeFrame extends Omit<WelcomeFrame, 'conversation' | 'head' | 'floor' | 'presence'> {
  /** The number of the last hint; the next has one more. */
  n: number;
}

/**
 * What the relay says on `/ws/inbox/`: hints, numbered. A number that is left out, in a hint or in `ping`, is one that did
 * not come: the client reads the list's first page again.
 */
export type InboxFrame =
  | InboxWelcomeFrame
  /** As the list shows it to this person now: whatever came before about the same conversation is old. */
  | { type: 'conversation:updated'; n: number; conversation: Conversation }
  /** It is gone, or not this person's any more. */
  | { type: 'conversation:removed'; n: number; conversation_id: string }
  | { type: 'ping'; n: number; now: string }
  | ResetFrame
  | NackFrame
  | { type: 'pong' }
  | { type: 'goaway'; reconnect_after: [number, number] };

export type RelayFrameType = RelayFrame['type'];
export type ClientFrameType = ClientFrame['type'];
/** Of both directions. */
export type InboxFrameType = InboxFrame['type'] | InboxClientFrame['type'];
