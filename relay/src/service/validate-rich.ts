import type { Rich } from '@crm-chat/sdk/protocol';
import { RelayError } from '../errors.js';
import { checkUuid, checkWellFormed, fieldError } from './validate.js';
import { z } from 'zod';

/** A bubble's worth; what is longer belongs on a page. */
const MAX = { label: 200, value: 1000, text: 4000, buttons: 12, fields: 20, choices: 100 };

const label = z.string().min(1).max(MAX.label);
const button = z.strictObject({ id: z.string().min(1).max(128), label, value: z.string().max(MAX.value) });
const distinct = (values: readonly string[]) => new Set(values).size === values.length;
const buttons = z
  .array(button)
  .min(1)
  .max(MAX.buttons)
  .refine((all) => distinct(all.map(({ id }) => id)), 'has two buttons of one id');
const field = z.strictObject({
  name: z.string().min(1).max(128),
  label,
  type: z.enum(['text', 'number', 'date', 'choice']),
  required: z.boolean(),
  choices: z.array(label).min(1).max(MAX.choices).refine(distinct, 'has a choice twice').exactOptional(),
});

const offered = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('buttons'), buttons }),
  z.strictObject({
    kind: z.literal('card'),
    title: label,
    text: z.string().max(MAX.text).exactOptional(),
    attachment_id: z.string().exactOptional(),
    buttons: buttons.exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('form'),
    fields: z
      .array(field)
      .min(1)
      .max(MAX.fields)
      .refine((fields) => distinct(fields.map(({ name }) => name)), 'has two fields of one name')
      .refine(
        (fields) => fields.every((entry) => (entry.type === 'choice') === (entry.choices !== undefined)),
        'has choices exactly where the type is choice',
      ),
  }),
  z.strictObject({
    kind: z.literal('answer'),
    to: z.string(),
    values: z
      .record(z.string().min(1).max(128), z.string().max(MAX.text))
      .refine((values) => Object.keys(values).length <= MAX.fields, `has at most ${MAX.fields} values`),
  }),
]);

/**
 * The rich part of a send. An `answer` is anybody's; what asks (buttons, a card, a form) is staff's and the bot's; an
 * `event` is the relay's own.
 *
 * @param mayOffer whether the sender is staff.
 * @throws RelayError `invalid`, `forbidden`
 */
export function checkRich(rich: unknown, mayOffer: boolean): Rich {
  const parsed = offered.safeParse(rich);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = ['rich', ...(issue?.path ?? [])].map(String).join('.');
    // An issue on an unknown key names it, and names come from the sender: only our own words go out.
    throw fieldError(path, 'is not as docs/protocol.md, section 2, says');
  }
  const value = parsed.data;
  if (value.kind !== 'answer' && !mayOffer) throw new RelayError('forbidden', 'Only staff may send this kind.');
  checkWellFormed(everyString(value), 'rich');
  if (value.kind === 'answer') return { ...value, to: checkUuid(value.to, 'rich.to') };
  if (value.kind !== 'card' || value.attachment_id === undefined) return value;
  return { ...value, attachment_id: checkUuid(value.attachment_id, 'rich.attachment_id') };
}

/** All strings of a value in one, names of fields too, so that one look finds a lone surrogate. */
function everyString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  // A space between, so that two halves of a pair from two strings do not make a whole one.
  return Object.entries(value)
    .map(([key, member]) => `${key} ${everyString(member)}`)
    .join(' ');
}
