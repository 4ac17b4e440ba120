/** What the admin API takes and answers. Strict, as everywhere: a misspelt field is refused by name. */
import { z } from '@hono/zod-openapi';
import { CODES, TITLE_CHARS_MAX, type Code } from '@crm-chat/sdk/protocol';
import {
  addParticipantBody,
  conversationsQuery,
  createConversationBody,
  patchConversationBody,
} from '../http/schemas/bodies.js';
import { UPLOAD_STATES } from '../files/files.js';
import { attachmentSchema, participantSchema, userSchema } from '../http/schemas/entities.js';
import { emptyText, id, orNull, time, uuid, wellFormed, whole, wholeText } from '../http/schemas/fields.js';
import { AUDIT_ACTIONS, OUTCOMES, TARGET_KINDS } from './audit.js';

const clientId = id.optional().openapi({
  description: 'The same again is carried out once. Also as the `Idempotency-Key` header.',
});
const limit = wholeText
  .refine((count) => count >= 1, 'has to be 1 or more')
  .openapi({ minimum: 1 })
  .optional();

/** A place in a list that is kept newest first. */
const pageCursor = z.string().regex(/^[0-9]{13}-[0-9a-f-]{36}$/, 'has to be the `next` of an earlier page');

export const onlyClientId = z
  .strictObject({ client_id: clientId })
  .openapi('AdminActBody', { example: { client_id: '0198f3a2-9d02-7b1e-8c11-6a7b8c9d0e1f' } });

export const conversationsAdminQuery = conversationsQuery.extend({
  participant: id.optional().openapi({ description: 'Only those that this person takes part in.' }),
});
export const createConversationAdminBody = z
  .strictObject({ ...createConversationBody.shape, client_id: clientId })
  .openapi('AdminCreateConversationBody', { example: { title: 'Renewal 2027', subject: 'deal:42' } });
export const patchConversationAdminBody = z
  .strictObject({ ...patchConversationBody.shape, client_id: clientId })
  .openapi('AdminPatchConversationBody', { example: { status: 'closed' } });

export const participantAdminBody = z
  .strictObject({ ...addParticipantBody.shape, client_id: clientId })
  .openapi('AdminParticipantBody', {
    example: { user: { id: 'dana', name: 'Dana Okafor', role: 'agent' } },
  });
export const participantList = z.strictObject({ results: z.array(participantSchema) }).openapi('AdminParticipantList');

export const createMessageBody = z
  .strictObject({
    text: emptyText,
    type: z.enum(['text', 'note'], 'has to be text or note').optional(),
    client_id: clientId,
  })
  .openapi('AdminCreateMessageBody', { example: { text: 'We look into it.', type: 'note' } });
export const editMessageAdminBody = z
  .strictObject({ text: emptyText, client_id: clientId })
  .openapi('AdminEditMessageBody', { example: { text: 'We look into it.' } });
export const deleteMessageBody = z
  .strictObject({
    client_id: clientId,
    erase: z.boolean().optional().openapi({
      description: "For a person's sake: the tombstone loses its sender too. Works on what is deleted already.",
    }),
  })
  .openapi('AdminDeleteMessageBody', { example: { erase: true } });

const promptText = wellFormed.min(1, 'is empty');
const promptFields = {
  title: promptText.max(TITLE_CHARS_MAX, `has to have at most ${TITLE_CHARS_MAX} characters`),
  text: promptText,
  order: whole.max(1_000_000, 'has to be at most 1000000'),
  is_active: z.boolean(),
};
export const promptAdminSchema = z
  .strictObject({ id: z.string(), title: z.string(), text: z.string(), order: z.number(), is_active: z.boolean() })
  .openapi('AdminPrompt', {
    example: { id: 'status', title: 'Status', text: 'Where does my deal stand?', order: 1, is_active: true },
  });
export const promptList = z.strictObject({ results: z.array(promptAdminSchema) }).openapi('AdminPromptList');
export const createPromptBody = z
  .strictObject({
    ...promptFields,
    order: promptFields.order.optional(),
    is_active: promptFields.is_active.optional(),
    client_id: clientId,
  })
  .openapi('AdminCreatePromptBody', { example: { title: 'Status', text: 'Where does my deal stand?' } });
export const patchPromptBody = z
  .strictObject({ ...z.strictObject(promptFields).partial().shape, client_id: clientId })
  .openapi('AdminPatchPromptBody', { example: { is_active: false } });
export const promptOrderBody = z
  .strictObject({ ids: z.array(z.string().max(128)).max(200), client_id: clientId })
  .openapi('AdminPromptOrderBody', { example: { ids: ['status', 'price'] } });

export const erasureBody = z
  .strictObject({ user_id: id, client_id: clientId })
  .openapi('AdminErasureBody', { example: { user_id: 'tomas' } });
export const erasureSchema = z
  .strictObject({
    user_id: z.string(),
    status: z.enum(['running', 'done']),
    requested_by: z.string(),
    requested_at: time,
    finished_at: time.nullable(),
    conversations: whole.openapi({ description: 'Looked through so far.' }),
    messages: whole.openapi({ description: 'Changed so far.' }),
  })
  .openapi('AdminErasure');
export const erasureList = z.strictObject({ results: z.array(erasureSchema) }).openapi('AdminErasureList');

const sha256 = z.string().regex(/^[0-9a-fA-F]{64}$/, 'has to be a SHA-256 in hex');
export const uploadSchema = z
  .strictObject({
    ...attachmentSchema.omit({ deleted_at: true }).shape,
    sha256: z.string().openapi({ description: 'Of the bytes, hex. Copies of a file have the same.' }),
    owner_id: z.string().openapi({ description: 'Whoever uploaded it.' }),
    created_at: time,
    state: z.enum(UPLOAD_STATES).openapi({
      description:
        '`sent`: a message names it; `unsent`: none does yet; `gone`: its messages were deleted, and the next clean-up ' +
        'takes it.',
    }),
    due_at: time.nullable().openapi({ description: 'From when on a clean-up may take it.' }),
    messages: z
      .array(z.strictObject({ conversation_id: uuid, message_id: uuid, note: z.boolean() }))
      .openapi({ description: 'At most 100.' }),
  })
  .openapi('AdminUpload');
export const uploadsPage = z
  .strictObject({ results: z.array(uploadSchema), next: z.string().nullable() })
  .openapi('AdminUploadList');
export const uploadsQuery = z.strictObject({
  conversation: uuid
    .transform((value) => value.toLowerCase())
    .optional()
    .openapi({ format: 'uuid', description: 'Only what messages of this conversation name.' }),
  person: id.optional().openapi({ description: 'Only what this person has uploaded.' }),
  type: z
    .string()
    .regex(/^[a-z]{1,20}\/(\*|[a-z0-9][a-z0-9.+-]{0,100})$/, 'has to be a media type, or a kind such as image/*')
    .optional()
    .openapi({ description: 'A media type, or a kind of them: `image/*`.' }),
  min_size: wholeText.optional().openapi({ description: 'Bytes.' }),
  max_size: wholeText.optional().openapi({ description: 'Bytes.' }),
  state: z.enum(UPLOAD_STATES, 'has to be sent, unsent or gone').optional(),
  sha256: sha256.optional().openapi({ description: 'Only copies of one file.' }),
  cursor: pageCursor.optional(),
  limit,
});

export const sessionSchema = z
  .strictObject({ token: z.string(), expires_at: time, user: userSchema, tenant: z.string() })
  .openapi('AdminSession');
export const meSchema = z
  .strictObject({ expires_at: time, user: userSchema, tenant: z.string() })
  .openapi('AdminIdentity');

const shown = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const codes = Object.keys(CODES) as [Code, ...Code[]];
export const auditEntrySchema = z
  .strictObject({
    id: uuid,
    at: time,
    actor: z.strictObject({ id: z.string(), name: z.string(), role: z.enum(['user', 'agent', 'admin']) }),
    action: z.enum(AUDIT_ACTIONS),
    target: z.strictObject({ kind: z.enum(TARGET_KINDS), id: z.string(), conversation_id: uuid.nullable() }),
    outcome: z.enum(OUTCOMES),
    code: z.enum(codes).nullable(),
    changed: z.array(z.string()).openapi({ description: 'Names of the fields that the write was to set.' }),
    before: orNull(shown),
    after: orNull(shown),
  })
  .openapi('AuditEntry');
export const auditList = z
  .strictObject({ results: z.array(auditEntrySchema), next: z.string().nullable() })
  .openapi('AuditList');

const instant = z
  .string()
  .max(40)
  .refine((value) => /^\d{4}-\d\d-\d\d(T|$)/.test(value) && Date.parse(value) >= 0, 'has to be a time (ISO 8601)')
  .openapi({ format: 'date-time' });
export const auditQuery = z.strictObject({
  actor: id.optional(),
  action: z.enum(AUDIT_ACTIONS, 'has to be an action of the log').optional(),
  target: id.optional().openapi({ description: 'Id of a target, or of the conversation that it is in.' }),
  outcome: z.enum(OUTCOMES, 'has to be done, refused, failed or unknown').optional(),
  from: instant.optional(),
  to: instant.optional(),
  cursor: pageCursor.optional(),
  limit,
});
