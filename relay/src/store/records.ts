/** What a store keeps and what it tells of a change. */
import type { BotMode, ConversationStatus, Message, MessageType, Metadata, Role, User } from '@crm-chat/sdk/protocol';

/** Whom a read or a write is for. Staff (agents, admins, the bot, the relay itself) enters every conversation of its tenant. */
export type Access =
  | { readonly kind: 'staff' }
  /** Enters conversations it takes part in, and those whose subject matches one of `subjects` (`deal:42`, `deal:*`). */
  | { readonly kind: 'person'; readonly user_id: string; readonly subjects: readonly string[] };

/** What a viewer may see: `user`s get no notes. */
export type Audience = 'staff' | 'user';

/** A message as it is stored and sent: encoded once, by the store. */
export interface MessageRow {
  readonly id: string;
  readonly seq: number;
  readonly rev: number;
  readonly type: MessageType;
  readonly sender_id: string;
  readonly sender_role: Role;
  readonly status: Message['status'];
  /** The `Message` as JSON, exactly as it goes on the wire. */
  readonly json: string;
}

export interface ParticipantRecord {
  readonly user: User;
  readonly role: Role;
  readonly joined_at: string;
  /** Highest `seq` read, never above `head`, never lowered. */
  readonly last_read_seq: number;
  /**
   * The highest `seq` at or below it that a `user` may see: what users are told. Kept beside the mark because it must
   * not sink when retention removes that row.
   */
  readonly last_read_visible_seq: number;
  readonly last_read_at: string | null;
  /** When that one moved: what users are told, or the reading of a note would show in it. */
  readonly last_read_visible_at: string | null;
}

/** A conversation without anything that depends on who looks. */
export interface ConversationRecord {
  readonly tenant: string;
  readonly id: string;
  readonly title: string;
  readonly subject: string | null;
  readonly status: ConversationStatus;
  readonly is_archived: boolean;
  readonly created_by: User;
  readonly assignee: User | null;
  readonly bot: BotMode;
  readonly participants: readonly ParticipantRecord[];
  readonly head: number;
  readonly rev: number;
  /** Rows whose `seq` is at or below it are gone. */
  readonly floor: number;
  readonly metadata: Metadata;
  readonly created_at: string;
  readonly updated_at: string;
}

/** One durable change: exactly one rev of one conversation. The bus carries it, the hub hands it out. */
export interface Change {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly rev: number;
  /** The row in the form of this rev, where the change is one of a message. */
  readonly row: MessageRow | null;
  /** Whether this rev created the row (`message:new`) or changed it (`message:updated`). */
  readonly created: boolean;
  /** The conversation in the form of this rev, where it changed too. */
  readonly conversation: ConversationRecord | null;
  /** A person who lost their membership with this rev: their sockets close before they see it or anything later. */
  readonly removed: string | null;
}

/** A moved read mark: a register, it takes no rev. */
export interface ReadChange {
  readonly tenant: string;
  readonly conversation_id: string;
  readonly user: User;
  readonly seq: number;
  readonly visible_seq: number;
  readonly at: string;
  /** Of the membership that the mark belongs to: who was removed and added again begins anew. */
  readonly joined_at: string;
}

export interface Commit {
  readonly changes: readonly Change[];
  readonly reads: readonly ReadChange[];
}
