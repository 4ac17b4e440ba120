/** What a timeline item is about, whether it is a row already or still an entry of the outbox. */
import type { TimelineItem } from '../chat.js';
import type { Message, User, You } from '../protocol/index.js';
import { timeOf } from './format.js';
import { plainName } from './plain-name.js';
import type { Strings } from './words/strings.js';

export type { OutboxEntry } from '../entry.js';

/** Stands for the reader until a token told who they are; only the outbox speaks before that. */
export const SOMEBODY: User = Object.freeze({ id: '', name: '', role: 'user', avatar: null });

export const senderOf = (item: TimelineItem, you: You | null): User => item.message?.sender ?? you?.user ?? SOMEBODY;

export const isOwn = (item: TimelineItem, you: You | null): boolean =>
  item.message === null || (you !== null && item.message.sender.id === you.user.id);

export const atOf = (item: TimelineItem): number => timeOf((item.message ?? item.entry).created_at);

export const textOf = (item: TimelineItem): string => {
  if (item.message) return item.message.text;
  return item.entry.act.kind === 'send' ? (item.entry.act.content.text ?? '') : '';
};

/** Of the files that it brings, in their order. */
export const fileNamesOf = ({ message, entry }: TimelineItem): readonly string[] => {
  const files = message ? message.attachments : entry.act.kind === 'send' ? entry.act.files : [];
  return (files ?? []).map(({ name }) => plainName(name));
};

/** What a message says in a line: its text, the title of its card, or the names of its files. */
export const summaryOf = (
  { text, rich, attachments }: Pick<Message, 'text' | 'rich' | 'attachments'>,
  { files }: Strings,
): string => {
  if (text !== '') return text;
  if (rich?.kind === 'card') return rich.title;
  return attachments.map(({ name, deleted_at }) => (deleted_at ? files.removed : plainName(name))).join(', ');
};

export const isNote = (item: TimelineItem): boolean => {
  if (item.message) return item.message.type === 'note';
  return item.entry.act.kind === 'send' && item.entry.act.content.type === 'note';
};

/** The id by which the chat knows it: of a send that has no answer yet, its `client_id`. */
export const idOf = ({ message, entry }: TimelineItem): string => (message ? message.id : entry.client_id);
