import type { Message } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../auth/principal.js';

export interface ReplyListener {
  /** First the whole text so far at offset 0, then what it grows by. A delta cuts at its `offset` and appends. */
  onDelta(delta: { id: string; offset: number; text: string }): void;
  /** Ends the listening, not the bot. */
  readonly signal: AbortSignal;
}

/** What the service asks of whoever makes the bot's replies. */
export interface ReplyDesk {
  /**
   * `POST /api/bot-response/`, after its `text` was sent: resolves with the reply once it has ended.
   *
   * @param asked by default the caller's latest message
   * @throws RelayError `not_found`, `invalid` (nothing a bot answers), `message_deleted`, `bot_off`, `conversation_closed`,
   * `bot_failed`, `overloaded`, `draining`; the signal's reason where the listener left
   */
  request(
    principal: Principal,
    asked: { readonly conversation_id: string; readonly message_id?: string },
    listener?: ReplyListener,
  ): Promise<Message>;
  /**
   * Ends a streaming reply as `interrupted`, on whichever relay it runs. One that has ended stays as it is.
   *
   * @throws RelayError `not_found`, `forbidden` for those who are neither staff nor the person it answers
   */
  stop(principal: Principal, messageId: string): Promise<void>;
}
