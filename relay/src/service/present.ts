/** Records as one viewer sees them. */
import type { ConversationState, ListedConversation, Message, Participant } from '@crm-chat/sdk/protocol';
import type { Audience, ConversationRecord, ListItem, MessageRow, ParticipantRecord } from '../store/store.js';

export type IsOnline = (userId: string) => boolean;

export function presentParticipant(record: ParticipantRecord, audience: Audience, isOnline: IsOnline): Participant {
  return {
    user: record.user,
    role: record.role,
    joined_at: record.joined_at,
    last_read_seq: audience === 'staff' ? record.last_read_seq : record.last_read_visible_seq,
    last_read_at: audience === 'staff' ? record.last_read_at : record.last_read_visible_at,
    online: isOnline(record.user.id),
  };
}

/** What is the same for every viewer of one audience. */
export function presentConversation(
  record: ConversationRecord,
  audience: Audience,
  isOnline: IsOnline,
): ConversationState {
  return {
    id: record.id,
    title: record.title,
    subject: record.subject,
    status: record.status,
    is_archived: record.is_archived,
    created_by: record.created_by,
    assignee: record.assignee,
    bot: record.bot,
    participants: record.participants.map((participant) => presentParticipant(participant, audience, isOnline)),
    head: record.head,
    rev: record.rev,
    metadata: record.metadata,
    created_at: record.created_at,
    updated_at: record.updated_at,
  };
}

export function presentMessage(row: MessageRow): Message {
  return JSON.parse(row.json) as Message;
}

/** With what differs by person: the lists carry it, the chat socket does not. */
export function presentItem(item: ListItem, audience: Audience, isOnline: IsOnline): ListedConversation {
  return {
    ...presentConversation(item.conversation, audience, isOnline),
    last_message: item.last_message === null ? null : presentMessage(item.last_message),
    unread_count: item.unread_count,
    ...(item.found && { found: item.found }),
  };
}
