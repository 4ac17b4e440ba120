/** Answers to buttons, cards and forms: what fits the question, how it reads as text, and that each person gives one. */
import { ID_CHARS_MAX, type Code, type Message, type Rich, type RichField } from '@crm-chat/sdk/protocol';
import type { Audience, NewMessage, SendWrite } from '../store.js';
import { audienceOf, sees } from './access.js';
import { messageOf } from './messages.js';
import type { Entry, Rows, StoredMessage } from './rows.js';

export interface Fault {
  readonly code: Code;
  /** In our own words and those of whoever asked; never in the sender's. */
  readonly detail?: string;
}

type Answer = Extract<Rich, { kind: 'answer' }>;
type Values = Answer['values'];

/** Digits as a person types them; 30 of them are more than any sum of money has. */
const NUMBER = /^-?\d{1,30}(\.\d{1,30})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const answerOf = ({ rich }: NewMessage): Answer | null => (rich?.kind === 'answer' ? rich : null);

const invalid = (detail: string): Fault => ({ code: 'invalid', detail });

/**
 * What is remembered of an answer, beside its `client_id`: who answers from two tabs at once gave the first. One unit
 * longer than any `client_id`, so that nobody can mint it.
 */
const keyOf = (to: string): string => `answer to ${to}`.padEnd(ID_CHARS_MAX + 1);

function hasAnswered(rows: Rows, { key }: Entry, userId: string, to: string): boolean {
  const before = rows.once(key, userId, keyOf(to));
  const given = before && rows.message(key, before.message_id);
  // Whoever deletes their answer may give another.
  return given !== undefined && !given.deleted;
}

/** Called when the row is written. */
export function rememberAnswer(rows: Rows, key: number, userId: string, item: NewMessage, seq: number): void {
  const answer = answerOf(item);
  if (answer === null) return;
  rows.remember(key, userId, keyOf(answer.to), { kind: 'answer', hash: item.hash, message_id: item.id, seq });
}

/** The message that an answer is to, where this audience may see it and an answer of this type may name it. */
export function askedBy(
  rows: Rows,
  entry: Entry | undefined,
  audience: Audience,
  id: string,
  type: NewMessage['type'],
): StoredMessage | undefined {
  const stored = entry && rows.message(entry.key, id);
  if (!stored || !sees(audience, stored.row.type)) return undefined;
  // Users would be told that there is something they cannot see.
  return type === 'text' && stored.row.type === 'note' ? undefined : stored;
}

/** @param at which of the write's items: an earlier one may be an answer to the same. */
export function answerFault(rows: Rows, entry: Entry | undefined, write: SendWrite, at: number): Fault | undefined {
  const item = write.items[at];
  const answer = item && answerOf(item);
  if (!item || !answer) return undefined;
  const stored = askedBy(rows, entry, audienceOf(write.access), answer.to, item.type);
  if (!entry || !stored) return invalid('rich.to has to name a message of this conversation.');
  if (stored.deleted) return { code: 'message_deleted' };
  const asked = messageOf(stored.row);
  const misfit = misfitOf(asked.rich, answer.values);
  if (misfit !== undefined) return invalid(misfit);
  if (asked.sender.role !== 'bot' && asked.sender.id === write.actor.id) {
    return { code: 'forbidden', detail: 'Whoever asks does not answer.' };
  }
  const twice = write.items.slice(0, at).some((other) => answerOf(other)?.to === answer.to);
  return twice || hasAnswered(rows, entry, write.actor.id, answer.to) ? { code: 'already_answered' } : undefined;
}

function misfitOf(asked: Rich | null, values: Values): string | undefined {
  if (asked?.kind === 'form') return formMisfit(asked.fields, values);
  const buttons = buttonsOf(asked);
  if (buttons.length === 0) return 'rich.to has to name a message with buttons or a form.';
  const given = Object.entries(values);
  const pressed = buttons.find(({ id }) => Object.hasOwn(values, id));
  if (given.length !== 1 || !pressed) return 'rich.values has to name one button of the message by its id.';
  return values[pressed.id] === pressed.value ? undefined : 'rich.values has to give the value of the button.';
}

function buttonsOf(asked: Rich | null) {
  return asked?.kind === 'buttons' || asked?.kind === 'card' ? (asked.buttons ?? []) : [];
}

function formMisfit(fields: readonly RichField[], values: Values): string | undefined {
  const names = new Set(fields.map(({ name }) => name));
  if (Object.keys(values).some((name) => !names.has(name)))
    return 'rich.values names a field that the form does not have.';
  for (const field of fields) {
    const value = valueOf(values, field);
    if (value.trim() === '') {
      if (field.required) return `${field.label}: a value is required.`;
    } else if (!fits(field, value)) return `${field.label}: ${TYPES[field.type]}.`;
  }
  return undefined;
}

const valueOf = (values: Values, { name }: RichField): string =>
  Object.hasOwn(values, name) ? (values[name] ?? '') : '';

const TYPES: Readonly<Record<RichField['type'], string>> = {
  text: 'a text is expected',
  number: 'a number is expected, such as 1200.50',
  date: 'a date is expected, such as 2026-11-19',
  choice: 'one of the choices is expected',
};

function fits({ type, choices = [] }: RichField, value: string): boolean {
  switch (type) {
    case 'text':
      return true;
    case 'number':
      return NUMBER.test(value);
    case 'date':
      return isDate(value);
    case 'choice':
      return choices.includes(value);
  }
}

/** A day that there is: `Date` would make March 2 of February 30. */
function isDate(value: string): boolean {
  const time = DATE.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/**
 * The answer for whoever reads text alone (the bot, older clients, search), in the words of the question: what a client
 * sent along might say something else than the values do.
 */
export function answerText({ rich: asked }: Pick<Message, 'rich'>, { values }: Answer): string {
  if (asked?.kind !== 'form') return buttonsOf(asked).find(({ id }) => Object.hasOwn(values, id))?.label ?? '';
  const lines = asked.fields
    .map((field) => ({ label: field.label, value: valueOf(values, field).trim() }))
    .filter(({ value }) => value !== '')
    .map(({ label, value }) => `${label}: ${value}`);
  return lines.length > 0 ? lines.join('\n') : '–';
}
