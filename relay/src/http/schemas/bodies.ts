/** What a client sends. Every object is strict: a misspelt field is refused by name, not ignored. */
import { z } from '@hono/zod-openapi';
import { ID_CHARS_MAX, NAME_CHARS_MAX, POLL_WAIT_MAX_S, SEARCH_CHARS_MAX } from '@crm-chat/sdk/protocol';
import { botMode, conversationStatus, richSchema } from './entities.js';
import { emptyText, flagText, id, metadata, subject, title, uuid, whole, wholeText, wellFormed } from './fields.js';

const sendContent = {
  text: emptyText.optional(),
  type: z.enum(['text', 'note'], 'has to be text or note').optional(),
  rich: richSchema.optional(),
  attachment_ids: z.array(uuid).optional(),
  reply_to: uuid.optional(),
  mentions: z.array(id).optional(),
};

const openContent = { title: title.optional(), subject: subject.optional(), metadata: metadata.optional() };

export const userResponseBody = z
  .strictObject({
    ...sendContent,
    ...openContent,
    conversation_id: uuid.optional(),
    create: z.boolean().optional().openapi({
      description: 'With an id nobody has: opens a conversation with that id. With one that exists it is ignored.',
    }),
    client_id: id.optional().openapi({
      description: 'The same again gets the first answer again. Also as the `Idempotency-Key` header.',
    }),
  })
  .openapi('UserResponseBody', {
    example: {
      conversation_id: '0198f3a2-7c41-7e0b-9a55-3f1c2d4e5f60',
      client_id: '0198f3a2-9d02-7b1e-8c11-6a7b8c9d0e1f',
      text: 'Where does my deal stand?',
    },
  });

export const botResponseBody = z
  .strictObject({
    conversation_id: uuid,
    message_id: uuid.optional(),
    text: emptyText.optional(),
    client_id: id.optional(),
  })
  .openapi('BotResponseBody', { example: { conversation_id: '0198f3a2-7c41-7e0b-9a55-3f1c2d4e5f60' } });

export const createConversationBody = z
  .strictObject({ id: uuid.optional(), ...openContent, bot: botMode.optional() })
  .openapi('CreateConversationBody', { example: { title: 'Renewal 2027', subject: 'deal:42' } });

export const patchConversationBody = z
  .strictObject({
    title: title.optional(),
    status: conversationStatus.optional(),
    is_archived: z.boolean().optional(),
    bot: botMode.optional(),
    assignee: id.nullable().optional().openapi({ description: "An agent's id, or null for nobody." }),
    subject: subject.nullable().optional(),
    metadata: metadata.optional(),
  })
  .openapi('PatchConversationBody', { example: { title: 'Renewal 2027', status: 'open' } });

export const addParticipantBody = z
  .strictObject({
    user: z.strictObject({
      id,
      name: wellFormed.max(NAME_CHARS_MAX, `has to have at most ${NAME_CHARS_MAX} characters`),
      role: z.enum(['user', 'agent', 'admin'], 'has to be user, agent or admin').optional(),
      avatar: z.string().nullable().optional().openapi({ format: 'uri' }),
    }),
  })
  .openapi('AddParticipantBody', { example: { user: { id: 'dana', name: 'Dana Okafor', role: 'agent' } } });

const clientId = id.optional().openapi({
  description: 'The same again gets the message as it is by then. Also as the `Idempotency-Key` header.',
});

export const editMessageBody = z
  .strictObject({ text: emptyText, client_id: clientId })
  .openapi('EditMessageBody', { example: { text: 'Where does my deal stand now?' } });

export const messageActBody = z.strictObject({ client_id: clientId }).openapi('MessageActBody', {
  example: { client_id: '0198f3a2-9d02-7b1e-8c11-6a7b8c9d0e1f' },
});

const wait = (count: number) => count <= POLL_WAIT_MAX_S;
const WAIT = `has to be 0 to ${POLL_WAIT_MAX_S} seconds`;
const LIMIT = 'has to be 1 or more';

export const eventsBody = z
  .strictObject({
    since: whole.optional(),
    at: z.strictObject({ id: uuid, rev: whole }).optional(),
    epoch: wellFormed.max(200).optional(),
    tick: wellFormed.max(200).optional(),
    wait: whole.max(POLL_WAIT_MAX_S, WAIT).optional(),
    limit: whole.min(1, LIMIT).optional(),
  })
  .openapi('EventsBody', { example: { since: 12, epoch: 'a1b2c3.user', wait: 25 } });

export const eventsQuery = z.strictObject({
  since: wholeText.optional(),
  at: z
    .string()
    .regex(/^[0-9a-fA-F-]{36}:\d{1,15}$/, 'has to be id:rev')
    .transform((value) => ({ id: value.slice(0, 36), rev: Number(value.slice(37)) }))
    .openapi({ type: 'string', description: '`id:rev` of the row with the highest `rev`.' })
    .optional(),
  epoch: wellFormed.max(200).optional(),
  tick: wellFormed.max(200).optional(),
  wait: wholeText.refine(wait, WAIT).openapi({ maximum: POLL_WAIT_MAX_S }).optional(),
  limit: wholeText
    .refine((count) => count >= 1, LIMIT)
    .openapi({ minimum: 1 })
    .optional(),
});

const searchText = wellFormed.max(SEARCH_CHARS_MAX, `has to have at most ${SEARCH_CHARS_MAX} characters`);

export const searchQuery = z.strictObject({
  q: searchText.openapi({ description: 'Words; the last one as a beginning.', example: 'invoice' }),
  before: wholeText.optional().openapi({ description: 'The `seq` of the last hit of the page before.' }),
  limit: wholeText
    .refine((count) => count >= 1, LIMIT)
    .openapi({ minimum: 1 })
    .optional(),
});

export const messagesQuery = z.strictObject({
  before: wholeText.optional().openapi({ description: 'A `seq`; without it the newest page.' }),
  limit: wholeText
    .refine((count) => count >= 1, LIMIT)
    .openapi({ minimum: 1 })
    .optional(),
});

export const conversationsQuery = z.strictObject({
  subject: subject.optional(),
  status: conversationStatus.optional(),
  archived: flagText.optional(),
  assignee: wellFormed
    .max(ID_CHARS_MAX, `has to have at most ${ID_CHARS_MAX} characters`)
    .optional()
    .openapi({ description: 'Id of the agent in charge; empty for none.' }),
  unread: flagText.optional().openapi({
    description:
      '`true`: only what has something unread. A page may have fewer than `limit` then; go on while there is `next`.',
  }),
  q: searchText.optional().openapi({
    description: 'Looked for in titles, subjects and texts. The best come first then, each with `found`.',
  }),
  cursor: wellFormed.max(500).optional().openapi({ description: '`next` of the page before.' }),
  limit: wholeText
    .refine((count) => count >= 1, LIMIT)
    .openapi({ minimum: 1 })
    .optional(),
});

export const readBody = z.strictObject({ seq: whole }).openapi('ReadBody', { example: { seq: 12 } });

export const typingBody = z
  .strictObject({ is_typing: z.boolean(), note: z.boolean().optional() })
  .openapi('TypingBody', { example: { is_typing: true } });

/** As the document describes it; `http/multipart.ts` reads it. */
export const uploadForm = z
  .strictObject({
    file: z.string().openapi({ format: 'binary', description: 'At most `limits.upload_bytes` bytes.' }),
    client_id: id
      .optional()
      .openapi({ description: 'The same again gives the first file. Also as `Idempotency-Key`.' }),
  })
  .openapi('UploadForm');

export const attachmentQuery = z.strictObject({
  ticket: z.string().max(4096).optional().openapi({ description: 'Of a link: then no token is needed.' }),
  download: flagText.optional().openapi({ description: 'Save it, also what a browser could show.' }),
});
