/**
 * Who may do what: one table, for both doors. What a person is to a conversation (`Relation`) follows from token and
 * record alone; what that allows stands in `RULES`. The store checks entrance once more, inside its transaction.
 */
import type { Principal } from '../auth/principal.js';
import type { Viewer } from '../delivery/delivery.js';
import { RelayError } from '../errors.js';
import type { Access, Audience, ConversationRecord } from '../store/store.js';

export type Relation =
  | 'admin'
  | 'agent'
  /** A `user` who takes part. */
  | 'member'
  /** A `user` whose token names the conversation's subject. */
  | 'invited'
  | 'stranger';

export type Action =
  | 'enter'
  | 'send'
  | 'note'
  /** Buttons, cards and forms; an `answer` to one needs only `send`. */
  | 'rich'
  | 'title'
  /** Status, assignee, bot mode, archive, subject, metadata. */
  | 'manage'
  | 'add-member'
  | 'remove-member'
  /** Take oneself out. */
  | 'leave'
  | 'drop';

const EVERYBODY: readonly Relation[] = ['admin', 'agent', 'member', 'invited'];
const STAFF: readonly Relation[] = ['admin', 'agent'];

const RULES: Readonly<Record<Action, readonly Relation[]>> = Object.freeze({
  enter: EVERYBODY,
  send: EVERYBODY,
  note: STAFF,
  rich: STAFF,
  title: ['admin', 'agent', 'member'],
  manage: STAFF,
  'add-member': STAFF,
  'remove-member': STAFF,
  leave: ['admin', 'agent', 'member'],
  drop: ['admin'],
});

export function accessOf(principal: Principal): Access {
  const { role, id } = principal.user;
  return role === 'user' ? { kind: 'person', user_id: id, subjects: principal.subjects } : { kind: 'staff' };
}

export function audienceOf(principal: Principal): Audience {
  return principal.user.role === 'user' ? 'user' : 'staff';
}

/** A principal in delivery's terms. */
export function viewerOf(principal: Principal): Viewer {
  const { tenant, user, expiresAt } = principal;
  return { tenant, user, expiresAt, access: accessOf(principal), audience: audienceOf(principal) };
}

/** Whether a token's `subjects` name this one: exactly, or as `kind:*`. */
export function namesSubject(subjects: readonly string[], subject: string): boolean {
  return subjects.some(
    (named) => named === subject || (named.endsWith(':*') && subject.startsWith(named.slice(0, -1))),
  );
}

/** What the store checks too: whether this access enters the conversation. */
export function mayEnter(access: Access, conversation: ConversationRecord): boolean {
  if (access.kind === 'staff') return true;
  if (conversation.participants.some((participant) => participant.user.id === access.user_id)) return true;
  return conversation.subject !== null && namesSubject(access.subjects, conversation.subject);
}

export function relationOf(principal: Principal, conversation: ConversationRecord): Relation {
  const { role, id } = principal.user;
  if (role !== 'user') return role;
  if (conversation.participants.some((participant) => participant.user.id === id)) return 'member';
  return mayEnter(accessOf(principal), conversation) ? 'invited' : 'stranger';
}

/** What a token alone decides, before any conversation is known. */
export function roleMay(principal: Principal, action: Action): boolean {
  const { role } = principal.user;
  return RULES[action].some((relation) => (role === 'user' ? !STAFF.includes(relation) : relation === role));
}

/**
 * @throws RelayError `not_found` for a stranger, to whom missing and not theirs look the same; `forbidden` for the rest.
 */
export function demand(
  principal: Principal,
  conversation: ConversationRecord | null,
  action: Action,
): asserts conversation is ConversationRecord {
  if (conversation?.tenant !== principal.tenant) throw new RelayError('not_found');
  const relation = relationOf(principal, conversation);
  if (relation === 'stranger') throw new RelayError('not_found');
  if (!RULES[action].includes(relation)) throw new RelayError('forbidden');
}

/**
 * Naming a subject in a new conversation. Staff may name any.
 *
 * @throws RelayError `subject_not_allowed` for a `user` whose token does not list it.
 */
export function demandSubject(principal: Principal, subject: string): void {
  if (principal.user.role === 'user' && !namesSubject(principal.subjects, subject)) {
    throw new RelayError('subject_not_allowed');
  }
}
