/**
 * What each route and each frame asks of `rules.ts`, and with that who may do it: role by relation. `npm run roles` prints
 * it; a test tries every cell on a running relay, and finds a route or frame that has no row.
 *
 * A row's key is the route's operationId or the frame's type; `key/…` is the same with something in it that has a rule of
 * its own. A new route or frame gets its rows here, and in `relay/test/roles/` a probe of the same key.
 */
import type { ClientFrameType, Code, InboxFrameType, RelayFrameType, TokenRole } from '@crm-chat/sdk/protocol';
import { roleAllows, RULES, type Action, type Relation } from '../rules.js';

/** What a person is to the conversation that is asked about. A `user` who neither takes part nor holds its subject is an outsider. */
export const TIES = ['member', 'holder', 'outsider', 'other tenant'] as const;
export const ROLES = ['user', 'agent', 'admin'] as const satisfies readonly TokenRole[];

export interface Cell {
  readonly role: TokenRole;
  readonly tie: (typeof TIES)[number];
}

/** `nothing`: the request is taken, and shows or does nothing of what the row names. */
export type Outcome =
  'yes' | 'nothing' | Extract<Code, 'forbidden' | 'not_found' | 'subject_not_allowed' | 'attachment_gone'>;

export interface Row {
  readonly action: Action;
  /** What those inside get who may not; `forbidden` by default. */
  readonly otherwise?: Outcome;
  /** What strangers get; by default `not_found`, as for what does not exist. */
  readonly strangers?: Outcome;
  /** It is about the caller's own tenant, not about this conversation. */
  readonly own?: boolean;
  /** The role alone may refuse it, before any conversation is looked at. */
  readonly byRole?: boolean;
}

const OWN = { own: true } as const;
const BY_ROLE = { byRole: true } as const;
const NOTHING = { otherwise: 'nothing' } as const;
const NOTHING_AT_ALL = { otherwise: 'nothing', strangers: 'nothing' } as const;
const SUBJECT = {
  action: 'name-subject',
  own: true,
  otherwise: 'subject_not_allowed',
  strangers: 'subject_not_allowed',
} as const;

const ADMINISTER = { action: 'administer', ...BY_ROLE } as const;
const ADMINISTER_OWN = { ...ADMINISTER, ...OWN } as const;

/** By operationId. */
export const HTTP_ROLES = {
  sendMessage: { action: 'send' },
  'sendMessage/a note': { action: 'note', ...BY_ROLE },
  'sendMessage/buttons, a card or a form': { action: 'rich', ...BY_ROLE },
  'sendMessage/an answer': { action: 'send' },
  'sendMessage/opening a conversation': { action: 'open', ...OWN },
  'sendMessage/opening one for this subject': SUBJECT,
  askBot: { action: 'ask-bot' },
  "stopReply/to one's own message": { action: 'stop-own' },
  "stopReply/to another's message": { action: 'stop-others' },
  uploadFile: { action: 'open', ...OWN },
  "getAttachment/one's own, not sent yet": { action: 'open', ...OWN },
  "getAttachment/another's, not sent yet": { action: 'see-unsent', strangers: 'not_found', otherwise: 'not_found' },
  'getAttachment/of a text': { action: 'enter' },
  'getAttachment/of a note': { action: 'see-notes', otherwise: 'not_found' },
  "linkAttachment/one's own, not sent yet": { action: 'open', ...OWN },
  "linkAttachment/another's, not sent yet": { action: 'see-unsent', strangers: 'not_found', otherwise: 'not_found' },
  'linkAttachment/of a text': { action: 'enter' },
  'linkAttachment/of a note': { action: 'see-notes', otherwise: 'not_found' },
  "sendMessage/with one's own file": { action: 'send' },
  "sendMessage/with another's file": { action: 'send-others-file', otherwise: 'attachment_gone' },
  listPrompts: { action: 'open', ...OWN },
  'listConversations/this one in it': { action: 'enter', ...NOTHING_AT_ALL },
  'listConversations/a note as last_message': { action: 'see-notes', ...NOTHING_AT_ALL },
  'listConversations/a note in unread_count': { action: 'see-notes', ...NOTHING_AT_ALL },
  'listConversations/a note moving it up': { action: 'see-notes', ...NOTHING_AT_ALL },
  'listConversations/this one, searched for': { action: 'enter', ...NOTHING_AT_ALL },
  'listConversations/by what a note says': { action: 'see-notes', ...NOTHING_AT_ALL },
  createConversation: { action: 'open', ...OWN },
  'createConversation/for this subject': SUBJECT,
  'createConversation/with a bot mode': { action: 'choose-bot', ...OWN, ...BY_ROLE },
  getConversation: { action: 'enter' },
  'getConversation/a note as last_message': { action: 'see-notes', ...NOTHING },
  'getConversation/a note in unread_count': { action: 'see-notes', ...NOTHING },
  'patchConversation/title': { action: 'title' },
  'patchConversation/status, assignee, bot, archive, subject, metadata': { action: 'manage' },
  deleteConversation: { action: 'drop' },
  addParticipant: { action: 'add-member' },
  'removeParticipant/another': { action: 'remove-member' },
  'removeParticipant/oneself': { action: 'leave' },
  listMessages: { action: 'enter' },
  'listMessages/a note': { action: 'see-notes', ...NOTHING },
  searchMessages: { action: 'enter' },
  'searchMessages/a note': { action: 'see-notes', ...NOTHING },
  getEvents: { action: 'enter' },
  'getEvents/a note': { action: 'see-notes', ...NOTHING },
  pollEvents: { action: 'enter' },
  'pollEvents/a note': { action: 'see-notes', ...NOTHING },
  markRead: { action: 'enter' },
  setTyping: { action: 'send' },
  'setTyping/a note': { action: 'note' },
  "editMessage/one's own": { action: 'edit-own' },
  "editMessage/another's": { action: 'edit-others' },
  'editMessage/an event': { action: 'change-event' },
  "deleteMessage/one's own": { action: 'delete-own' },
  "deleteMessage/another's": { action: 'delete-others' },
  addReaction: { action: 'react' },
  'addReaction/to a note': { action: 'see-notes', otherwise: 'not_found' },
  'addReaction/to an event': { action: 'change-event' },
  removeReaction: { action: 'react' },
  adminListConversations: ADMINISTER_OWN,
  adminGetConversation: ADMINISTER,
  adminCreateConversation: ADMINISTER_OWN,
  adminPatchConversation: ADMINISTER,
  adminDeleteConversation: ADMINISTER,
  adminListParticipants: ADMINISTER,
  adminAddParticipant: ADMINISTER,
  adminRemoveParticipant: ADMINISTER,
  adminListMessages: ADMINISTER,
  adminGetMessage: ADMINISTER,
  adminCreateMessage: ADMINISTER,
  adminEditMessage: ADMINISTER,
  adminDeleteMessage: ADMINISTER,
  adminListPrompts: ADMINISTER_OWN,
  adminGetPrompt: ADMINISTER_OWN,
  adminCreatePrompt: ADMINISTER_OWN,
  adminPatchPrompt: ADMINISTER_OWN,
  adminDeletePrompt: ADMINISTER_OWN,
  adminOrderPrompts: ADMINISTER_OWN,
  adminListUploads: ADMINISTER_OWN,
  adminGetUpload: ADMINISTER,
  adminDeleteUpload: ADMINISTER,
  adminListErasures: ADMINISTER_OWN,
  adminGetErasure: ADMINISTER_OWN,
  adminErasePerson: ADMINISTER_OWN,
  adminListAudit: ADMINISTER_OWN,
  adminGetSession: ADMINISTER_OWN,
  // A link is asked for here, and whatever token comes in its place is none.
  adminCreateSession: { action: 'exchange-link', own: true, otherwise: 'nothing', strangers: 'nothing' },
} as const satisfies Record<string, Row>;

/** By the type of the frame, on `/ws/chat/{conversation_id}/`. Without a socket there is no saying anything: 4404. */
export const CHAT_ROLES = {
  hello: { action: 'enter' },
  auth: { action: 'enter' },
  'message:new': { action: 'send' },
  'message:new/a note': { action: 'note' },
  'message:new/buttons, a card or a form': { action: 'rich' },
  'message:new/an answer': { action: 'send' },
  'message:batch': { action: 'send' },
  'message:batch/with a note': { action: 'note' },
  "message:edit/one's own": { action: 'edit-own' },
  "message:edit/another's": { action: 'edit-others' },
  'message:edit/an event': { action: 'change-event' },
  "message:delete/one's own": { action: 'delete-own' },
  "message:delete/another's": { action: 'delete-others' },
  'message:react': { action: 'react' },
  'message:react/to a note': { action: 'see-notes', otherwise: 'not_found' },
  'message:react/to an event': { action: 'change-event' },
  typing: { action: 'send' },
  'typing/a note': { action: 'note', ...NOTHING },
  read: { action: 'enter' },
  sync: { action: 'enter' },
  'sync/a note': { action: 'see-notes', ...NOTHING },
  "stop/a reply to one's own message": { action: 'stop-own' },
  "stop/a reply to another's message": { action: 'stop-others' },
  ping: { action: 'enter' },
  pong: { action: 'enter' },
} as const satisfies Partial<Record<ClientFrameType | `${ClientFrameType}/${string}`, Row>>;

/**
 * What the relay says on that socket, by the type of the frame. Frames of the connection alone (`ack`, `nack`, `reset`,
 * `ping`, `pong`, `goaway`) go to whoever has it.
 */
export const TOLD_ROLES = {
  welcome: { action: 'enter' },
  sync: { action: 'enter' },
  'message:new': { action: 'enter' },
  'message:new/of a note': { action: 'see-notes', ...NOTHING },
  'message:updated': { action: 'enter' },
  'message:updated/of a note': { action: 'see-notes', ...NOTHING },
  'message:delta': { action: 'enter' },
  'conversation:updated': { action: 'enter' },
  'head/that something changed': { action: 'enter' },
  typing: { action: 'enter' },
  'typing/a note': { action: 'see-notes', ...NOTHING },
  read: { action: 'enter' },
  'read/of a note': { action: 'see-notes', ...NOTHING },
  user_joined: { action: 'enter' },
  user_left: { action: 'enter' },
} as const satisfies Partial<Record<RelayFrameType | `${RelayFrameType}/${string}`, Row>>;

/** By the type of the frame, on `/ws/inbox/`: what a person says there, and what is said to them. */
export const INBOX_ROLES = {
  hello: { action: 'open', ...OWN },
  auth: { action: 'open', ...OWN },
  ping: { action: 'open', ...OWN },
  pong: { action: 'open', ...OWN },
  'conversation:updated': { action: 'enter', ...NOTHING_AT_ALL },
  'conversation:updated/for a note': { action: 'see-notes', ...NOTHING_AT_ALL },
  'conversation:updated/a note as last_message': { action: 'see-notes', ...NOTHING_AT_ALL },
  'conversation:updated/a note in unread_count': { action: 'see-notes', ...NOTHING_AT_ALL },
  'conversation:removed/with the conversation': { action: 'enter', ...NOTHING_AT_ALL },
} as const satisfies Partial<Record<InboxFrameType | `${InboxFrameType}/${string}`, Row>>;

/** The route or frame that a row is about. */
export const subjectOf = (key: string): string => key.split('/', 1)[0] ?? '';

function relationIn({ role, tie }: Cell, own: boolean): Relation {
  // Whoever is of another tenant is so with the same id and the same subjects as somebody here: nothing of it counts.
  if (tie === 'other tenant' && !own) return 'stranger';
  if (role !== 'user') return role;
  return tie === 'member' ? 'member' : tie === 'outsider' ? 'stranger' : 'invited';
}

/** What a request comes to: the table, worked out. */
export function outcomeOf(row: Row, cell: Cell): Outcome {
  const relation = relationIn(cell, row.own ?? false);
  if (row.byRole === true && !roleAllows(cell.role, row.action)) return 'forbidden';
  if (RULES[row.action].includes(relation)) return 'yes';
  return relation === 'stranger' ? (row.strangers ?? 'not_found') : (row.otherwise ?? 'forbidden');
}

/** Every role in every relation. */
export const CELLS: readonly Cell[] = ROLES.flatMap((role) => TIES.map((tie) => ({ role, tie })));
