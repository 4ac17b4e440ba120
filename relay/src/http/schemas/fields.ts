import { z } from '@hono/zod-openapi';
import { ID_CHARS_MAX, METADATA_BYTES_MAX, SUBJECT_CHARS_MAX, TITLE_CHARS_MAX } from '@crm-chat/sdk/protocol';

/** SQLite and browsers would each mend a lone surrogate in their own way. */
export const wellFormed = z.string().refine((value) => value.isWellFormed(), 'is not well-formed Unicode');

/** Ids of conversations, messages and files. (Without flags: a pattern in the document can have none.) */
export const uuid = z
  .string()
  .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'has to be a UUID')
  .openapi({ format: 'uuid', examples: ['0198f3a2-7c41-7e0b-9a55-3f1c2d4e5f60'] });

/** Ids that a client makes up, and people's. */
export const id = wellFormed.min(1, 'is empty').max(ID_CHARS_MAX, `has to have at most ${ID_CHARS_MAX} characters`);

export const whole = z.int('has to be a whole number').min(0, 'has to be 0 or more');

export const time = z.string().openapi({ format: 'date-time', examples: ['2026-11-19T16:02:11.482Z'] });

export const title = wellFormed.max(TITLE_CHARS_MAX, `has to have at most ${TITLE_CHARS_MAX} characters`);

export const subject = wellFormed
  .min(1, 'is empty')
  .max(SUBJECT_CHARS_MAX, `has to have at most ${SUBJECT_CHARS_MAX} characters`)
  .openapi({ examples: ['deal:42'], description: 'The CRM record that a conversation belongs to.' });

export const metadata = z.record(z.string(), z.unknown()).openapi({
  description: `Opaque to the relay; at most ${METADATA_BYTES_MAX} bytes as JSON.`,
  examples: [{ stage: 'won' }],
});

export const emptyText = wellFormed.openapi({ description: 'At most `limits.text_chars` UTF-16 units.' });

/** Numbers and flags as a query writes them: text. */
export const wholeText = z
  .string()
  .regex(/^\d{1,16}$/, 'has to be a whole number')
  .transform(Number)
  .refine(Number.isSafeInteger, 'is too large')
  .openapi({ type: 'integer', minimum: 0 });

export const flagText = z
  .enum(['true', 'false'], 'has to be true or false')
  .transform((value) => value === 'true')
  .openapi({ type: 'boolean' });

/** For schemas with a name: `.nullable()` on one becomes `allOf` in the document, which no null passes. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);
