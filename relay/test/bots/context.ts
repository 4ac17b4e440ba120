import type { Message, User } from '@crm-chat/sdk/protocol';
import type { ConversationRecord, ReplyContext } from '../../src/store/store.js';

export const ada: User = { id: 'ada', name: 'Ada Lovelace', role: 'user', avatar: null };
export const grace: User = { id: 'grace', name: 'Grace Hopper', role: 'agent', avatar: null };
export const bot: User = { id: 'bot', name: 'Assistant', role: 'bot', avatar: null };

const AT = '2026-03-02T09:00:00.000Z';
const CONVERSATION = '01950000-0000-7000-8000-000000000001';

export const conversation = (changes: Partial<ConversationRecord> = {}): ConversationRecord => ({
  tenant: 'default',
  id: CONVERSATION,
  title: '',
  subject: 'deal:42',
  status: 'open',
  is_archived: false,
  created_by: ada,
  assignee: null,
  bot: 'auto',
  participants: [],
  head: 1,
  rev: 1,
  floor: 0,
  metadata: {},
  created_at: AT,
  updated_at: AT,
  ...changes,
});

let count = 0;

export const message = (text: string, sender: User = ada, changes: Partial<Message> = {}): Message => {
  count += 1;
  return {
    id: `01950000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`,
    conversation_id: CONVERSATION,
    client_id: null,
    sender,
    type: 'text',
    text,
    rich: null,
    attachment: null,
    attachments: [],
    reply_to: null,
    reactions: [],
    mentions: [],
    status: 'sent',
    seq: count,
    rev: count,
    created_at: AT,
    edited_at: null,
    deleted_at: null,
    ...changes,
  };
};

/** A bot's context: the last text, and what came before it. */
export const contextOf = (
  text: string | Message,
  history: readonly Message[] = [],
  changes: Partial<ConversationRecord> = {},
): ReplyContext => ({
  conversation: conversation(changes),
  message: typeof text === 'string' ? message(text) : text,
  history,
  reply: null,
});

/** Everything a stream of pieces says. */
export const textOf = async (pieces: AsyncIterable<string>): Promise<string> => {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
};
