import { z } from '@hono/zod-openapi';
import {
  conversationStateSchema,
  listedConversationSchema,
  messageSchema,
  readMarkSchema,
  snippetSchema,
  userSchema,
} from './entities.js';
import { orNull, time, uuid, whole } from './fields.js';

export const userResponseAnswer = z
  .strictObject({
    conversation_id: uuid,
    message_id: uuid,
    message: orNull(messageSchema).openapi({ description: 'Null where retention has removed it since.' }),
    seq: whole,
    rev: whole,
    duplicate: z.boolean(),
  })
  .openapi('UserResponseAnswer');

export const messageAnswer = orNull(messageSchema).openapi('MessageAnswer', {
  description: 'The message as it is now. Null where retention has removed it since.',
});

export const botResponseAnswer = z.strictObject({ message: messageSchema }).openapi('BotResponseAnswer');

export const attachmentLink = z
  .strictObject({ url: z.string().openapi({ description: 'A path of the relay.' }), expires_at: time })
  .openapi('AttachmentLink');

export const conversationList = z
  .strictObject({ results: z.array(listedConversationSchema), next: z.string().nullable() })
  .openapi('ConversationList');

export const messagesPage = z
  .strictObject({
    results: z.array(messageSchema),
    has_more: z.boolean(),
    head: whole,
    floor: whole,
    epoch: z.string(),
  })
  .openapi('MessagesPage');

export const messageSearch = z
  .strictObject({
    results: z.array(z.strictObject({ message: messageSchema, snippet: snippetSchema })),
    has_more: z.boolean(),
  })
  .openapi('MessageSearch');

export const eventsPage = z
  .strictObject({
    messages: z.array(messageSchema),
    upto: whole,
    streaming: z.array(z.strictObject({ id: uuid, text: z.string() })),
    read: z.array(readMarkSchema),
    typing: z.array(z.strictObject({ user: userSchema, note: z.boolean().optional() })),
    presence: z.array(userSchema),
    conversation: orNull(conversationStateSchema),
    head: whole,
    floor: whole,
    epoch: z.string(),
    tick: z.string(),
    has_more: z.boolean(),
    older: z.boolean(),
  })
  .openapi('EventsPage');

export const eventsReset = z
  .strictObject({ reset: z.enum(['epoch', 'ahead', 'diverged', 'role']), epoch: z.string() })
  .openapi('EventsReset');

export const eventsAnswer = z.union([eventsPage, eventsReset]).openapi('EventsAnswer');
