/**
 * What fields may hold, for both doors: their schemas check shapes, this checks values. Every refusal is a `RelayError`
 * that names the field and never repeats its value.
 */
import {
  CODES,
  ID_CHARS_MAX,
  METADATA_BYTES_MAX,
  NAME_CHARS_MAX,
  SUBJECT_CHARS_MAX,
  TITLE_CHARS_MAX,
  type Code,
  type Metadata,
  type User,
} from '@crm-chat/sdk/protocol';
import { RelayError } from '../errors.js';
import { UNNAMEABLE_IDS } from '../unnameable-ids.js';
import { asUuid } from './ids.js';

/** Longer than any emoji sequence in Unicode's list (a family with skin tones has 35 units), shorter than a text. */
const EMOJI_CHARS_MAX = 40;
const AVATAR_CHARS_MAX = 2048;

export function fieldError(path: string, message: string, code: Code = 'invalid'): RelayError {
  return new RelayError(code, code === 'invalid' ? `${path} ${message}.` : CODES[code].title, {
    errors: [{ path, message }],
  });
}

/** SQLite and browsers would each replace a lone surrogate in their own way, and the same text would differ. */
export function checkWellFormed(value: string, path: string): void {
  if (!value.isWellFormed()) throw fieldError(path, 'is not well-formed Unicode');
}

/** An id that a client made up (`client_id`, a person's id): any string of 1 to 128 units. */
export function checkId(value: string, path: string): string {
  if (value.length === 0 || value.length > ID_CHARS_MAX) {
    throw fieldError(path, `has to have 1 to ${ID_CHARS_MAX} characters`);
  }
  checkWellFormed(value, path);
  return value;
}

export function checkUuid(value: string, path: string): string {
  const id = asUuid(value);
  if (id === null) throw fieldError(path, 'has to be a UUID');
  return id;
}

/** The id of something that has to exist: what is no id names nothing. */
export function existingId(value: string): string {
  const id = asUuid(value);
  if (id === null) throw new RelayError('not_found');
  return id;
}

export function checkTitle(value: string): string {
  if (value.length > TITLE_CHARS_MAX) throw fieldError('title', `has to have at most ${TITLE_CHARS_MAX} characters`);
  checkWellFormed(value, 'title');
  return value.trim();
}

export function checkSubject(value: string): string {
  if (value.length === 0 || value.length > SUBJECT_CHARS_MAX) {
    throw fieldError('subject', `has to have 1 to ${SUBJECT_CHARS_MAX} characters`);
  }
  checkWellFormed(value, 'subject');
  return value;
}

export function checkMetadata(value: Metadata): Metadata {
  const json = JSON.stringify(value);
  if (Buffer.byteLength(json) > METADATA_BYTES_MAX) {
    throw fieldError('metadata', `has to have at most ${METADATA_BYTES_MAX} bytes as JSON`);
  }
  // A lone surrogate anywhere stands in the JSON as an escape.
  if (/\\ud[89a-f]/.test(json)) throw fieldError('metadata', 'is not well-formed Unicode');
  return value;
}

export function checkText(value: string, textChars: number, path = 'text'): string {
  checkWellFormed(value, path);
  if (value.length > textChars) throw fieldError(path, `has to have at most ${textChars} characters`, 'text_too_long');
  return value;
}

export function checkSeq(value: number, path: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw fieldError(path, 'has to be a whole number from 0');
  return value;
}

/** One emoji as a person sees it: an element's reaction bar has no room for words. */
export function checkEmoji(value: string): string {
  const graphemes = value.length > EMOJI_CHARS_MAX ? 0 : [...new Intl.Segmenter().segment(value)].length;
  if (graphemes !== 1 || !/\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20e3$/u.test(value)) {
    throw fieldError('emoji', 'has to be one emoji');
  }
  return value;
}

/** Someone who is added by name: the relay alone speaks as `bot` and `system`. */
export function checkPerson(user: User): User {
  checkId(user.id, 'user.id');
  if (UNNAMEABLE_IDS.includes(user.id)) throw fieldError('user.id', 'cannot be "." or ".."');
  checkWellFormed(user.name, 'user.name');
  if (user.name.trim() === '' || user.name.length > NAME_CHARS_MAX) {
    throw fieldError('user.name', `has to have 1 to ${NAME_CHARS_MAX} characters`);
  }
  if (user.role === 'bot' || user.role === 'system') throw fieldError('user.role', 'has to be user, agent or admin');
  if (user.avatar !== null && !isWebUrl(user.avatar)) throw fieldError('user.avatar', 'has to be an http(s) URL');
  return { id: user.id, name: user.name, role: user.role, avatar: user.avatar };
}

function isWebUrl(value: string): boolean {
  return value.length <= AVATAR_CHARS_MAX && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
