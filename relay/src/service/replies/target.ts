import type { Message } from '@crm-chat/sdk/protocol';
import type { Principal } from '../../auth/principal.js';
import { RelayError } from '../../errors.js';
import type { MessageRow, Store } from '../../store/store.js';
import { accessOf, audienceOf, demand } from '../access.js';

/** How far back a caller's latest message is looked for: five pages. */
const PAGES = 5;
const PAGE = { limit: 200, bytes: 256 * 1024 } as const;

const isDeleted = (row: MessageRow): boolean => (JSON.parse(row.json) as Message).deleted_at !== null;

/**
 * Which message the bot is asked to answer: the one that is named, else the caller's latest text.
 *
 * @throws RelayError `not_found`, `invalid` where the message is none that a bot answers, `message_deleted`
 */
export const messageToAnswer = async (
  store: Store,
  principal: Principal,
  conversationId: string,
  named: string | undefined,
): Promise<string> => {
  if (named === undefined) return latestOf(store, principal, conversationId);
  const found = await store.message(principal.tenant, named);
  const hidden = found?.row.type === 'note' && audienceOf(principal) === 'user';
  if (found?.conversation_id !== conversationId || hidden) throw new RelayError('not_found');
  const { type, sender_role: role } = found.row;
  if (type !== 'text' || role === 'bot' || role === 'system') {
    throw new RelayError('invalid', 'The bot answers texts of people alone.', {
      errors: [{ path: 'message_id', message: 'names no text of a person' }],
    });
  }
  if (isDeleted(found.row)) throw new RelayError('message_deleted');
  return found.row.id;
};

const latestOf = async (store: Store, principal: Principal, conversationId: string): Promise<string> => {
  const { tenant, user } = principal;
  const of = { tenant, conversation_id: conversationId, access: accessOf(principal), audience: audienceOf(principal) };
  let before: number | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const result = await store.history({ ...of, ...PAGE, before });
    const own = result?.rows.findLast((row) => row.sender_id === user.id && row.type === 'text' && !isDeleted(row));
    if (own) return own.id;
    const first: MessageRow | undefined = result?.rows[0];
    if (!result?.has_more || !first) break;
    before = first.seq;
  }
  throw new RelayError('not_found', 'There is no message of yours to answer.');
};

/**
 * The conversation of a streaming reply that this person may stop: staff, and the sender of the message it answers. Null
 * where it has ended already.
 *
 * @throws RelayError `not_found`, `forbidden`
 */
export const replyToStop = async (store: Store, principal: Principal, messageId: string): Promise<string | null> => {
  const { tenant, user } = principal;
  const found = await store.message(tenant, messageId);
  const conversation = found && (await store.conversation(tenant, found.conversation_id));
  if (!found || !conversation) throw new RelayError('not_found');
  demand(principal, conversation, 'enter');
  if (found.row.sender_role !== 'bot') throw new RelayError('not_found');
  if (found.row.status !== 'streaming') return null;
  const { reply_to: answered } = JSON.parse(found.row.json) as Message;
  const asked = answered === null ? null : await store.message(tenant, answered);
  demand(principal, conversation, asked?.row.sender_id === user.id ? 'stop-own' : 'stop-others');
  return conversation.id;
};
