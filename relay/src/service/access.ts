/** The table of `rules.ts` as the service asks it. The store checks entrance once more, inside its transaction. */
import type { Principal } from '../auth/principal.js';
import type { Viewer } from '../delivery/delivery.js';
import { RelayError } from '../errors.js';
import type { Access, Audience, ConversationRecord } from '../store/store.js';
import { roleAllows, RULES, type Action, type Relation } from '../rules.js';

export type { Action, Relation };

export function accessOf(principal: Principal): Access {
  const { role, id } = principal.user;
  return role === 'user' ? { kind: 'person', user_id: id, subjects: principal.subjects } : { kind: 'staff' };
}

export function audienceOf(principal: Principal): Audience {
  return roleMay(principal, 'see-notes') ? 'staff' : 'user';
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

/** Whether this access enters every conversation of a subject. */
export function coversSubject(access: Access, subject: string): boolean {
  return access.kind === 'staff' || namesSubject(access.subjects, subject);
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
  return roleAllows(principal.user.role, action);
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
 * Naming a subject in a new conversation.
 *
 * @throws RelayError `subject_not_allowed` for a `user` whose token does not list it.
 */
export function demandSubject(principal: Principal, subject: string): void {
  const { role } = principal.user;
  const relation = role !== 'user' ? role : namesSubject(principal.subjects, subject) ? 'invited' : 'stranger';
  if (!RULES['name-subject'].includes(relation)) throw new RelayError('subject_not_allowed');
}
