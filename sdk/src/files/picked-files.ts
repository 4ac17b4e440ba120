/** Files that were picked, pasted or dropped, as an outbox keeps them. */
import type { OutboxFile } from '../entry.js';
import { ChatError } from '../errors.js';
import type { Attachment, Limits } from '../protocol/index.js';

export interface PickedFiles {
  files: OutboxFile[];
  /** Their bytes, by `OutboxFile.id`. */
  kept: { id: string; blob: Blob }[];
}

export type FileLimits = Pick<Limits, 'attachments' | 'upload_bytes' | 'upload_types'>;

/**
 * What systems know a kind of file by where the browser names none, or another: Windows calls a CSV a spreadsheet once that
 * program is installed. The relay looks at the bytes in any case.
 */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/plain',
  pdf: 'application/pdf',
  zip: 'application/zip',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

const nameOf = (blob: Blob): string => ('name' in blob && typeof blob.name === 'string' && blob.name) || 'file';

/** The type that a file is declared with, null where the relay takes none of its kind. */
export const declaredType = (blob: Blob, { upload_types }: Pick<FileLimits, 'upload_types'>): string | null => {
  // `text/plain;charset=utf-8`
  const own = blob.type.split(';')[0]?.trim().toLowerCase() ?? '';
  const extension = /\.([^.]+)$/.exec(nameOf(blob))?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(BY_EXTENSION, extension) ? (BY_EXTENSION[extension] ?? '') : '';
  return [own, known].find((type) => upload_types.includes(type)) ?? null;
};

/** Why the relay would not take a file; null: it may. */
export const refusalOf = (blob: Blob, limits: FileLimits): ChatError | null => {
  const name = nameOf(blob);
  if (blob.size > limits.upload_bytes) {
    return new ChatError(
      'too_large',
      `“${name}” has ${blob.size} bytes. Files may have ${limits.upload_bytes} at most.`,
    );
  }
  if (blob.size === 0) return new ChatError('invalid', `“${name}” is empty.`);
  if (declaredType(blob, limits)) return null;
  return new ChatError('file_type_refused', `Files of this kind are not accepted: ${name}.`);
};

/** The relay has it: there is nothing to upload, and no copy on this device, which its id says. */
const sentBefore = (attachment: Attachment): OutboxFile => {
  const { id, name, type, size } = attachment;
  return { id, name, type, size, lost: 0, failures: 0, attachment };
};

/**
 * @param again what the relay has of this person already.
 * @throws ChatError `too_large`, `file_type_refused`, `invalid` (empty, or too many of them)
 */
export const pickedFiles = (
  blobs: readonly Blob[],
  limits: FileLimits,
  newId: () => string,
  again: readonly Attachment[] = [],
): PickedFiles => {
  if (blobs.length + again.length > limits.attachments) {
    throw new ChatError('invalid', `A message takes ${limits.attachments} files at most.`);
  }
  const picked: PickedFiles = { files: again.map(sentBefore), kept: [] };
  for (const blob of blobs) {
    const refusal = refusalOf(blob, limits);
    if (refusal) throw refusal;
    const id = newId();
    const type = declaredType(blob, limits) ?? blob.type;
    picked.files.push({ id, name: nameOf(blob), type, size: blob.size, lost: 0, failures: 0, attachment: null });
    picked.kept.push({ id, blob });
  }
  return picked;
};
