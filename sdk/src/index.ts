/** The chat without the element. `@crm-chat/sdk/define` registers `<crm-chat>`. */
export * from './protocol/index.js';
export * from './errors.js';
export { createChat } from './chat.js';
export type {
  Chat,
  Inbox,
  InboxState,
  ChatEvents,
  ChatStores,
  ConnectionStatus,
  SendOptions,
  TimelineItem,
} from './chat.js';
export type { ChatOptions } from './options.js';
export type { Environment, SocketLike } from './transport/transport.js';
export type { OutboxAct, OutboxEntry, OutboxState } from './entry.js';
export type { Clock } from './clock.js';
