import type { TokenRole } from '@crm-chat/sdk/protocol';

/**
 * The one table of who may do what. What a person is to a conversation (`Relation`) follows from token and record alone;
 * service and store ask here what that allows. `service/roles.ts` says of each route and frame which action it is.
 */
export type Relation =
  | 'admin'
  | 'agent'
  /** A `user` who takes part. */
  | 'member'
  /** A `user` whose token names the conversation's subject. */
  | 'invited'
  /** A `user` who is neither; and everybody of another tenant. */
  | 'stranger';

const ANYBODY: readonly Relation[] = ['admin', 'agent', 'member', 'invited', 'stranger'];
const INSIDE: readonly Relation[] = ['admin', 'agent', 'member', 'invited'];
const STAFF: readonly Relation[] = ['admin', 'agent'];
const ADMIN: readonly Relation[] = ['admin'];

export type Action =
  /** See the conversation, follow it, and say that one has read it. */
  | 'enter'
  | 'see-notes'
  /** Say something, an `answer` to buttons or a form included; type; be its sender's own later. */
  | 'send'
  | 'note'
  /** Buttons, cards and forms. */
  | 'rich'
  | 'edit-own'
  | 'edit-others'
  | 'delete-own'
  | 'delete-others'
  /** Events are the relay's own account of what happened. */
  | 'change-event'
  | 'react'
  | 'ask-bot'
  /** A reply to one's own message. */
  | 'stop-own'
  | 'stop-others'
  | 'title'
  /** Status, assignee, bot mode, archive, subject, metadata. */
  | 'manage'
  | 'add-member'
  | 'remove-member'
  /** Take oneself out. */
  | 'leave'
  /** Remove the conversation with all that is in it. */
  | 'drop'
  /** A file that somebody else has uploaded and no message names yet. */
  | 'see-unsent'
  /** Name a file that somebody else has uploaded. */
  | 'send-others-file'
  /** Open a conversation, read the prompts, upload: what needs no conversation. */
  | 'open'
  /** Open one for this subject. */
  | 'name-subject'
  /** Say of a new conversation how its bot answers. */
  | 'choose-bot'
  /** Everything under `/api/admin/`. */
  | 'administer'
  /** A link is exchanged for a token by whoever has it; no role lets in. */
  | 'exchange-link';

export const RULES: Readonly<Record<Action, readonly Relation[]>> = Object.freeze({
  enter: INSIDE,
  'see-notes': STAFF,
  send: INSIDE,
  note: STAFF,
  rich: STAFF,
  'edit-own': INSIDE,
  'edit-others': ADMIN,
  'delete-own': INSIDE,
  'delete-others': ADMIN,
  'change-event': [],
  react: INSIDE,
  'ask-bot': INSIDE,
  'stop-own': INSIDE,
  'stop-others': STAFF,
  title: ['admin', 'agent', 'member'],
  manage: STAFF,
  'add-member': STAFF,
  'remove-member': STAFF,
  leave: ['admin', 'agent', 'member'],
  drop: ADMIN,
  'see-unsent': ADMIN,
  'send-others-file': [],
  open: ANYBODY,
  'name-subject': ['admin', 'agent', 'invited'],
  'choose-bot': STAFF,
  administer: ADMIN,
  'exchange-link': [],
});

/** What a role alone decides, before any conversation is known. */
export function roleAllows(role: TokenRole, action: Action): boolean {
  return RULES[action].some((relation) =>
    role === 'user' ? relation !== 'admin' && relation !== 'agent' : relation === role,
  );
}
