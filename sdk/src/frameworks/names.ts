/** What React calls the element's attributes and events. Held to the element by their types, and by a test of its manifest. */
import type { CrmChatEventMap } from '../define.js';
import type { CrmChatAttributes, CrmChatEventProps, PropertyName } from './element-types.js';

/** What goes into properties: it has no attribute, or is a token; what records pages reads attributes. */
export const PROPERTIES = ['token', 'getToken', 'strings', 'chat'] as const;

export const ATTRIBUTES = {
  endpoint: 'endpoint',
  tokenUrl: 'token-url',
  conversationId: 'conversation-id',
  subject: 'subject',
  botName: 'bot-name',
  heading: 'heading',
  position: 'position',
  open: 'open',
  theme: 'theme',
  locale: 'locale',
  sound: 'sound',
  notifications: 'notifications',
  titleCount: 'title-count',
} as const satisfies Record<Exclude<PropertyName, (typeof PROPERTIES)[number]>, keyof CrmChatAttributes>;

export const EVENTS = {
  onConversationChange: 'conversation-change',
  onUnreadChange: 'unread-change',
  onMessageSent: 'message-sent',
  onMessageReceived: 'message-received',
  onStatusChange: 'status-change',
  onOpenChange: 'open-change',
  onChatError: 'chat-error',
} as const satisfies Record<keyof CrmChatEventProps, keyof CrmChatEventMap>;
