import type { TimelineItem } from '../../chat.js';
import { plainName } from '../plain-name.js';

/** A file of a message, of one that waits or of one that the relay has. */
export interface ShownFile {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
  /** The copy on this device; null for what came from the relay. */
  readonly fileId: string | null;
  /** Null until it is uploaded. */
  readonly attachmentId: string | null;
  /** An admin has deleted it: its place is left. */
  readonly isDeleted: boolean;
}

/** What browsers draw by themselves, of what the relay takes. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const isPicture = ({ type }: Pick<ShownFile, 'type'>): boolean => PICTURES.has(type);

export const filesOf = ({ message, entry }: TimelineItem): readonly ShownFile[] => {
  if (message) {
    return message.attachments.map(({ id, name, type, size, deleted_at }) => ({
      key: id,
      name: plainName(name),
      type,
      size,
      fileId: null,
      attachmentId: id,
      isDeleted: deleted_at !== undefined,
    }));
  }
  const files = entry.act.kind === 'send' ? (entry.act.files ?? []) : [];
  return files.map(({ id, name, type, size, attachment }) => ({
    key: id,
    name: plainName(name),
    type,
    size,
    fileId: id,
    attachmentId: attachment?.id ?? null,
    isDeleted: false,
  }));
};
