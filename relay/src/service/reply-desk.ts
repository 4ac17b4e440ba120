import type { Message } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';

export interface ReplyListener {
  onDelta(delta: { id: string; offset: number; text: string }): void;
  signal: AbortSignal;
}

/** What the service asks of whoever makes the bot's replies. */
export interface ReplyDesk {
  /** The finished reply to a message; by default to the caller's latest. */
  request(
    principal: Principal,
    asked: { readonly conversation_id: string; readonly message_id?: string },
    listener?: ReplyListener,
  ): Promise<Message>;
  stop(principal: Principal, messageId: string): Promise<void>;
}
