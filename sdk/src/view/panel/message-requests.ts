import { nothing } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import { lastEditable } from '../message/allowed.js';
import type { Composer } from '../composer/composer.js';
import { replyParts } from '../chunks.js';
import type { Mended } from '../failure.js';
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

  readonly onMend = ({ detail: { text, files } }: CustomEvent<Mended>): void => {
    this.host.composer()?.putBack(text, files);
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
