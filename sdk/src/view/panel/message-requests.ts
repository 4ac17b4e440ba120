import { nothing } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { lastEditable } from '../message/allowed.js';
import type { Composer } from '../composer/composer.js';
import { failureParts, replyParts } from '../chunks.js';
import { textOf, type OutboxEntry } from '../item.js';
import type { View } from '../view.js';

export interface MessageRequestsHost {
  composer: () => Composer | null;
  chat: () => Chat | null;
  changed: () => void;
}

/** What the messages ask of the field, and the thread that is shown in place of them all. */
export class MessageRequests {
  /** Id of the message whose answers are shown. */
  thread: string | null = null;

  constructor(private readonly host: MessageRequestsHost) {}

  /** Another conversation has other threads. @returns the undo. */
  follow(chat: Chat): () => void {
    return chat.on('conversation-change', () => (this.thread = null));
  }

  /** Above the messages. */
  bar(chat: Chat, view: View): unknown {
    const { thread, leaveThread } = this;
    return thread === null ? nothing : replyParts.now?.threadBar(chat, thread, view, leaveThread);
  }

  readonly onReply = ({ detail }: CustomEvent<TimelineItem>): void => {
    this.host.composer()?.reply(detail);
  };

  readonly onEdit = ({ detail }: CustomEvent<TimelineItem>): void => {
    this.host.composer()?.edit(detail);
  };

  readonly onEditLast = (): void => {
    const chat = this.host.chat();
    const item = chat && lastEditable(chat);
    if (item) this.host.composer()?.edit(item);
  };

  /** A parked message comes back into the field, its files with it, before it is given up. */
  readonly onMend = async ({ detail: entry }: CustomEvent<OutboxEntry>): Promise<void> => {
    const chat = this.host.chat();
    const parts = await failureParts.load();
    if (!chat || !parts) return;
    const files = await parts.filesOf(entry, chat);
    this.host.composer()?.putBack(textOf({ key: entry.client_id, message: null, entry }), files);
    await chat.discard(entry.client_id);
  };

  readonly onThread = ({ detail }: CustomEvent<string>): void => {
    this.thread = detail;
    this.host.changed();
    this.host.composer()?.focus();
  };

  readonly leaveThread = (): void => {
    this.thread = null;
    this.host.changed();
  };
}
