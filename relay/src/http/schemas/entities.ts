/** What the relay answers with. docs/protocol.md, section 2. Held to the types of the SDK by a test, in both directions. */
import { z } from '@hono/zod-openapi';
import { CODES, type Code } from '@crm-chat/sdk/protocol';
import { id, metadata, orNull, subject, time, uuid, whole } from './fields.js';

export const roleSchema = z.enum(['user', 'agent', 'admin', 'bot', 'system']).openapi('Role');

export const userSchema = z
  .strictObject({
    id: z.string().openapi({ description: "The token's `sub`; empty for an erased person." }),
    name: z.string(),
    role: roleSchema,
    avatar: z.string().nullable().openapi({ format: 'uri' }),
  })
  .openapi('User', { example: { id: 'dana', name: 'Dana Okafor', role: 'agent', avatar: null } });

export const participantSchema = z
  .strictObject({
    user: userSchema,
    role: roleSchema,
    joined_at: time,
    last_read_seq: whole,
    last_read_at: time.nullable(),
    online: z.boolean(),
  })
  .openapi('Participant');

export const attachmentSchema = z
  .strictObject({
    id: uuid,
    name: z.string(),
    type: z.string(),
    size: whole,
    url: z.string(),
    width: whole.optional(),
    height: whole.optional(),
    deleted_at: time
      .optional()
      .openapi({ description: 'The file was deleted: `name` is empty, and there are no bytes.' }),
  })
  .openapi('Attachment');

const button = z.strictObject({ id: z.string(), label: z.string(), value: z.string() });

const field = z.strictObject({
  name: z.string(),
  label: z.string(),
  type: z.enum(['text', 'number', 'date', 'choice']),
  required: z.boolean(),
  choices: z.array(z.string()).optional(),
});

const conversationEvent = z.enum([
  'participant_added',
  'participant_removed',
  'assigned',
  'unassigned',
  'closed',
  'reopened',
  'handed_over',
]);

export const richSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('buttons'), buttons: z.array(button) }),
    z.strictObject({
      kind: z.literal('card'),
      title: z.string(),
      text: z.string().optional(),
      attachment_id: z.string().optional(),
      buttons: z.array(button).optional(),
    }),
    z.strictObject({ kind: z.literal('form'), fields: z.array(field) }),
    z.strictObject({ kind: z.literal('answer'), to: z.string(), values: z.record(z.string(), z.string()) }),
    z.strictObject({
      kind: z.literal('event'),
      event: conversationEvent,
      user: userSchema.optional(),
      value: z.string().optional(),
    }),
  ])
  .openapi('Rich');

export const messageSchema = z
  .strictObject({
    id: uuid,
    conversation_id: uuid,
    client_id: z.string().nullable(),
    sender: userSchema,
    type: z.enum(['text', 'note', 'event']),
    text: z.string(),
    rich: orNull(richSchema),
    attachment: orNull(attachmentSchema),
    attachments: z.array(attachmentSchema),
    reply_to: uuid.nullable(),
    reactions: z.array(z.strictObject({ emoji: z.string(), users: z.array(z.string()) })),
    mentions: z.array(z.string()),
    status: z.enum(['sent', 'streaming', 'interrupted']),
    seq: whole,
    rev: whole,
    created_at: time,
    edited_at: time.nullable(),
    deleted_at: time.nullable(),
  })
  .openapi('Message');

export const conversationStatus = z.enum(['open', 'closed'], 'has to be open or closed');
export const botMode = z.enum(['auto', 'on_request', 'off'], 'has to be auto, on_request or off');

const conversationState = {
  id: uuid,
  title: z.string(),
  subject: subject.nullable(),
  status: conversationStatus,
  is_archived: z.boolean(),
  created_by: userSchema,
  assignee: orNull(userSchema),
  bot: botMode,
  participants: z.array(participantSchema),
  head: whole,
  rev: whole,
  metadata,
  created_at: time,
  updated_at: time,
};

export const conversationStateSchema = z.strictObject(conversationState).openapi('ConversationState');

export const conversationSchema = z
  .strictObject({ ...conversationState, last_message: orNull(messageSchema), unread_count: whole })
  .openapi('Conversation');

const mark = z.tuple([whole, whole]).openapi({ description: 'From and to (exclusive), in UTF-16 units.' });

export const snippetSchema = z
  .strictObject({
    text: z.string().openapi({ description: 'Plain text around the first place, never HTML.' }),
    marks: z.array(mark),
    cut_before: z.boolean(),
    cut_after: z.boolean(),
  })
  .openapi('Snippet', {
    example: { text: 'The invoice is on its way.', marks: [[4, 11]], cut_before: false, cut_after: false },
  });

const found = z
  .strictObject({
    title: z.array(mark),
    subject: z.array(mark),
    message: orNull(
      z.strictObject({
        message_id: uuid,
        seq: whole,
        sender: userSchema,
        created_at: time,
        snippet: snippetSchema,
      }),
    ),
    hits: whole.openapi({ description: 'Messages of this conversation among the hits looked at.' }),
  })
  .openapi('Found', { description: 'Why a search gave a conversation.' });

export const listedConversationSchema = z
  .strictObject({
    ...conversationState,
    last_message: orNull(messageSchema),
    unread_count: whole,
    found: found.optional().openapi({ description: 'With `q` alone.' }),
  })
  .openapi('ListedConversation');

export const promptSchema = z
  .strictObject({ id: z.string(), title: z.string(), text: z.string(), order: z.number() })
  .openapi('Prompt', { example: { id: 'status', title: 'Status', text: 'Where does my deal stand?', order: 1 } });

const codes = Object.keys(CODES) as [Code, ...Code[]];

export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(codes),
    detail: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
    retry_after: z.int().optional().openapi({ description: 'Seconds.' }),
  })
  .openapi('Problem', {
    description: 'RFC 9457. `code` is stable; the words are not.',
    example: {
      type: 'urn:crm-chat:error:not_found',
      title: CODES.not_found.title,
      status: 404,
      code: 'not_found',
      detail: CODES.not_found.title,
    },
  });

export const readMarkSchema = z.strictObject({ user_id: id, seq: whole, at: time.nullable() }).openapi('ReadMark');
