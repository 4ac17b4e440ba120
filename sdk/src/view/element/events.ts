import type { ConnectionStatus, UnreadTotals } from '../../chat.js';
import type { ChatErrorCode } from '../../errors.js';
import type { Message } from '../../protocol/index.js';

/** What `<crm-chat>` tells its page. Every one bubbles and is composed. */
export interface CrmChatEventMap {
  /** Another conversation is shown; null: a new one that its first message opens. */
  'conversation-change': CustomEvent<{ conversationId: string | null }>;
  /** Others' messages that were not read yet; `count`: in the conversation on screen. */
  'unread-change': CustomEvent<{ count: number } & UnreadTotals>;
  /** The relay has it on disk. */
  'message-sent': CustomEvent<{ message: Message }>;
  /** A message of somebody else: once an id. */
  'message-received': CustomEvent<{ message: Message }>;
  'status-change': CustomEvent<{ status: ConnectionStatus }>;
  'open-change': CustomEvent<{ open: boolean }>;
  'chat-error': CustomEvent<{ code: ChatErrorCode; message: string }>;
}

export type Emit = <K extends keyof CrmChatEventMap>(type: K, detail: CrmChatEventMap[K]['detail']) => void;

/** Sends the element's events from it. */
export const emitFrom =
  (element: EventTarget): Emit =>
  (type, detail) => {
    element.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  };
