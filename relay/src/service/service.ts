/**
 * What may happen on a relay, for both doors: each call checks who asks, then asks the store. Everything that a call
 * refuses is a `RelayError` with a code of the one table.
 */
import type {
  BotResponseBody,
  Conversation,
  ConversationList,
  ConversationState,
  ConversationStatus,
  CreateConversationBody,
  EventsAnswer,
  EventsQuery,
  Limits,
  Message,
  MessageSearch,
  MessagesPage,
  OpenContent,
  Participant,
  PatchConversationBody,
  PublicPrompt,
  SendContent,
  User,
} from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Settled } from '../store/store.js';

/** A message as it is asked for. A field that is undefined is as one that is not there. */
export type SendDraft = { readonly [Name in keyof SendContent]?: SendContent[Name] | undefined } & {
  readonly client_id?: string | undefined;
};

export interface SendRequest extends OpenContent {
  /** Absent: opens (or finds again) the conversation that the first `client_id` stands for. */
  conversation_id?: string;
  create?: boolean;
  items: readonly SendDraft[];
}

export interface SendResult {
  conversation_id: string;
  settled: readonly Settled[];
}

export interface ListRequest {
  /** Only those that this person takes part in. Staff only. */
  participant?: string;
  subject?: string;
  status?: ConversationStatus;
  archived?: boolean;
  /** Id of the agent in charge; empty for none. */
  assignee?: string;
  /** Only what has something unread. */
  unread?: boolean;
  /** Looked for in titles, subjects and texts: best first then. */
  q?: string;
  cursor?: string;
  limit?: number;
}

export interface ChatService {
  readonly limits: Readonly<Limits>;

  /** Takes tokens from the sender's bucket, one a message. @throws `rate_limited` with `retryAfter` */
  send(principal: Principal, request: SendRequest): Promise<SendResult>;
  edit(principal: Principal, request: { id: string; text: string; client_id?: string }): Promise<Settled>;
  /** @param request `erase`: for a person's sake, the tombstone loses its sender too; staff only. */
  remove(principal: Principal, request: { id: string; client_id?: string; erase?: boolean }): Promise<Settled>;
  react(
    principal: Principal,
    request: { id: string; emoji: string; on: boolean; client_id?: string },
  ): Promise<Settled>;
  read(principal: Principal, conversationId: string, seq: number): Promise<void>;
  typing(principal: Principal, conversationId: string, isTyping: boolean, note?: boolean): Promise<void>;

  conversations(principal: Principal, request: ListRequest): Promise<ConversationList>;
  conversation(principal: Principal, id: string): Promise<Conversation>;
  createConversation(
    principal: Principal,
    body: CreateConversationBody,
  ): Promise<{ conversation: Conversation; created: boolean }>;
  patchConversation(principal: Principal, id: string, body: PatchConversationBody): Promise<Conversation>;
  deleteConversation(principal: Principal, id: string): Promise<void>;
  addParticipant(principal: Principal, id: string, user: User): Promise<Participant>;
  removeParticipant(principal: Principal, id: string, userId: string): Promise<void>;

  /** One message, or `not_found`: also where the caller may not enter its conversation or not see it. */
  message(principal: Principal, id: string): Promise<Message>;
  messages(principal: Principal, id: string, query: { before?: number; limit?: number }): Promise<MessagesPage>;
  /** Searches one conversation, latest first. @throws `rate_limited` with `retryAfter` */
  search(
    principal: Principal,
    id: string,
    query: { q: string; before?: number; limit?: number },
  ): Promise<MessageSearch>;
  /** Subscribes, reads, waits for any change up to `wait` seconds or until `signal`, and reads once more. */
  events(principal: Principal, id: string, query: EventsQuery, signal: AbortSignal): Promise<EventsAnswer>;

  prompts(tenant: string): Promise<PublicPrompt[]>;

  /**
   * The bot's reply to a message (default: the caller's latest; `text` without `message_id` first sends it). Resolves with
   * the finished one; `onDelta` gets what it grows by meanwhile, from the whole text so far on. Aborting the signal stops
   * the listening, not the bot.
   */
  botResponse(
    principal: Principal,
    body: BotResponseBody,
    listener?: { onDelta(delta: { id: string; offset: number; text: string }): void; signal: AbortSignal },
  ): Promise<Message>;
  /** Stops a streaming reply: the person it answers, or staff. */
  stop(principal: Principal, messageId: string): Promise<void>;

  /** The conversation as this principal sees it, or `not_found`; what a socket needs before it joins. */
  enter(principal: Principal, id: string): Promise<ConversationState>;
}
