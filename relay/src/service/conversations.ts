import {
  ID_CHARS_MAX,
  PAGE_BYTES,
  PAGE_MESSAGES,
  SEARCH_CHARS_MAX,
  SUBJECT_CHARS_MAX,
  type Conversation,
  type ConversationList,
  type CreateConversationBody,
  type ListedConversation,
  type Message,
  type MessageSearch,
  type MessagesPage,
  type Participant,
  type PatchConversationBody,
  type User,
} from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import { epochOf } from '../delivery/delivery.js';
import { RelayError } from '../errors.js';
import type { ConversationRecord, ListItem, PatchWrite } from '../store/store.js';
import { accessOf, audienceOf, demand, demandSubject, roleMay, viewerOf, type Action } from './access.js';
import type { Ground } from './ground.js';
import { presentItem, presentMessage, presentParticipant } from './present.js';
import { openSpec } from './sends.js';
import type { ListRequest } from './service.js';
import { checkId, checkMetadata, checkPerson, checkSubject, checkTitle, checkUuid, existingId } from './validate.js';

const LIST_MOST = 100;
const LIST_DEFAULT = 50;
const HISTORY_DEFAULT = 50;

const clamp = (value: number, most: number) => Math.min(Math.max(1, Math.trunc(value)), most);

function present(ground: Ground, principal: Principal, item: ListItem): ListedConversation {
  const { id } = item.conversation;
  return presentItem(item, audienceOf(principal), ground.isOnlineIn(principal.tenant, id));
}

export async function list(ground: Ground, principal: Principal, request: ListRequest): Promise<ConversationList> {
  if (request.q !== undefined) ground.chargeSearch(principal);
  const { participant } = request;
  if (participant !== undefined && audienceOf(principal) !== 'staff') throw new RelayError('forbidden');
  const result = await ground.store.list({
    tenant: principal.tenant,
    // Whoever sees all of them may ask for those that one person sees by taking part.
    access: participant === undefined ? accessOf(principal) : { kind: 'person', user_id: participant, subjects: [] },
    audience: audienceOf(principal),
    viewer_id: principal.user.id,
    // What is longer than a subject or a title can be found in none.
    subject: request.subject?.slice(0, SUBJECT_CHARS_MAX + 1) ?? null,
    status: request.status ?? null,
    archived: request.archived ?? null,
    assignee: request.assignee?.slice(0, ID_CHARS_MAX + 1) ?? null,
    unread: request.unread ?? false,
    q: request.q?.slice(0, SEARCH_CHARS_MAX) ?? null,
    cursor: request.cursor ?? null,
    limit: clamp(request.limit ?? LIST_DEFAULT, LIST_MOST),
  });
  return { results: result.items.map((item) => present(ground, principal, item)), next: result.next };
}

export async function one(ground: Ground, principal: Principal, id: string): Promise<Conversation> {
  const item = await ground.store.item({
    tenant: principal.tenant,
    conversation_id: existingId(id),
    access: accessOf(principal),
    audience: audienceOf(principal),
    viewer_id: principal.user.id,
  });
  if (item === null) throw new RelayError('not_found');
  return present(ground, principal, item);
}

export async function create(ground: Ground, principal: Principal, body: CreateConversationBody) {
  if (body.bot !== undefined && !roleMay(principal, 'choose-bot')) {
    throw new RelayError('forbidden', 'Only staff may choose how the bot answers.');
  }
  ground.chargeSends(principal, 1);
  const open = { ...openSpec(principal, body), bot: body.bot ?? 'auto' };
  const id = body.id === undefined ? ground.newId() : checkUuid(body.id, 'id');
  const outcome = await ground.write({ kind: 'create', ...ground.by(principal), conversation_id: id, open });
  return { conversation: await one(ground, principal, outcome.conversation_id), created: outcome.created };
}

/** Who an assignee's id stands for. A colleague who has not been here yet is known by the id alone. */
function staffUser(principal: Principal, record: ConversationRecord, id: string): User {
  if (id === principal.user.id) return principal.user;
  const known = record.participants.find(({ user }) => user.id === id)?.user;
  if (known?.role === 'user') throw new RelayError('invalid', 'assignee has to be an agent or an admin.');
  return known ?? { id: checkId(id, 'assignee'), name: id, role: 'agent', avatar: null };
}

export async function patch(
  ground: Ground,
  principal: Principal,
  id: string,
  body: PatchConversationBody,
): Promise<Conversation> {
  const { title, ...managed } = body;
  const manages = Object.keys(managed).length > 0;
  const record = await ground.allowed(principal, id, manages ? 'manage' : 'title');
  if (typeof body.subject === 'string') demandSubject(principal, checkSubject(body.subject));
  const fields: Partial<PatchWrite> = {
    ...(title !== undefined && { title: checkTitle(title) }),
    ...(body.status !== undefined && { status: body.status }),
    ...(body.is_archived !== undefined && { is_archived: body.is_archived }),
    ...(body.bot !== undefined && { bot: body.bot }),
    ...(body.subject !== undefined && { subject: body.subject }),
    ...(body.metadata !== undefined && { metadata: checkMetadata(body.metadata) }),
    ...(body.assignee !== undefined && {
      assignee: body.assignee === null ? null : staffUser(principal, record, body.assignee),
    }),
  };
  ground.chargeSends(principal, 1);
  await ground.write({
    ...fields,
    kind: 'patch',
    ...ground.by(principal),
    conversation_id: record.id,
    event_id: ground.newId(),
  });
  return one(ground, principal, record.id);
}

export async function drop(ground: Ground, principal: Principal, id: string): Promise<void> {
  const record = await ground.allowed(principal, id, 'drop');
  await ground.write({ kind: 'drop', ...ground.by(principal), conversation_id: record.id });
  const gone = { kind: 'dropped', tenant: principal.tenant, conversation_id: record.id } as const;
  ground.bus.publish({ kind: 'ephemeral', event: gone });
}

export async function addParticipant(
  ground: Ground,
  principal: Principal,
  id: string,
  user: User,
): Promise<Participant> {
  const record = await ground.allowed(principal, id, 'add-member');
  const person = checkPerson(user);
  ground.chargeSends(principal, 1);
  const outcome = await ground.write({
    kind: 'add-member',
    ...ground.by(principal),
    conversation_id: record.id,
    event_id: ground.newId(),
    user: person,
  });
  const added = outcome.conversation?.participants.find((participant) => participant.user.id === person.id);
  if (added === undefined) throw new RelayError('internal');
  return presentParticipant(added, audienceOf(principal), ground.isOnlineIn(principal.tenant, record.id));
}

export async function removeParticipant(
  ground: Ground,
  principal: Principal,
  id: string,
  userId: string,
): Promise<void> {
  const action: Action = userId === principal.user.id ? 'leave' : 'remove-member';
  const record = await ground.allowed(principal, id, action);
  ground.chargeSends(principal, 1);
  await ground.write({
    kind: 'remove-member',
    ...ground.by(principal),
    conversation_id: record.id,
    event_id: ground.newId(),
    user_id: checkId(userId, 'user'),
  });
}

export async function message(ground: Ground, principal: Principal, id: string): Promise<Message> {
  const found = await ground.store.message(principal.tenant, existingId(id));
  if (found === null) throw new RelayError('not_found');
  const record = await ground.store.conversation(principal.tenant, found.conversation_id);
  demand(principal, record, 'enter');
  if (found.row.type === 'note' && audienceOf(principal) !== 'staff') throw new RelayError('not_found');
  return presentMessage(found.row);
}

export async function history(
  ground: Ground,
  principal: Principal,
  id: string,
  query: { before?: number; limit?: number },
): Promise<MessagesPage> {
  const page = await ground.store.history({
    tenant: principal.tenant,
    conversation_id: existingId(id),
    access: accessOf(principal),
    audience: audienceOf(principal),
    before: query.before ?? null,
    limit: clamp(query.limit ?? HISTORY_DEFAULT, PAGE_MESSAGES),
    bytes: PAGE_BYTES,
  });
  if (page === null) throw new RelayError('not_found');
  return {
    results: page.rows.map(presentMessage),
    has_more: page.has_more,
    head: page.conversation.head,
    floor: page.conversation.floor,
    epoch: epochOf(ground.store.epoch, viewerOf(principal)),
  };
}

export async function search(
  ground: Ground,
  principal: Principal,
  id: string,
  query: { q: string; before?: number; limit?: number },
): Promise<MessageSearch> {
  ground.chargeSearch(principal);
  const found = await ground.store.find({
    tenant: principal.tenant,
    conversation_id: existingId(id),
    access: accessOf(principal),
    audience: audienceOf(principal),
    q: query.q.slice(0, SEARCH_CHARS_MAX),
    before: query.before ?? null,
    limit: clamp(query.limit ?? LIST_DEFAULT, LIST_MOST),
  });
  if (found === null) throw new RelayError('not_found');
  const results = found.hits.map(({ row, snippet }) => ({ message: presentMessage(row), snippet }));
  return { results, has_more: found.has_more };
}
