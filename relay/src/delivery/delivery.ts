/**
 * What the service and the doors ask of delivery. Delivery knows no rules: who may enter and how a record looks to a
 * viewer is given to it as `Views`, so that the one table of `service/access.ts` holds here too.
 */
import type { ConversationState, EventsAnswer, EventsQuery, User } from '@crm-chat/sdk/protocol';
import type { Access, Audience, ConversationRecord } from '../store/store.js';

export interface Views {
  mayEnter(access: Access, conversation: ConversationRecord): boolean;
  /** Whether this access lets into every conversation of a subject. */
  coversSubject(access: Access, subject: string): boolean;
  conversation(
    record: ConversationRecord,
    audience: Audience,
    isOnline: (userId: string) => boolean,
  ): ConversationState;
}

/** Who looks. */
export interface Viewer {
  readonly tenant: string;
  readonly user: User;
  readonly access: Access;
  readonly audience: Audience;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The epoch as a viewer is told it: another role sees another history, so it is another epoch. */
export function epochOf(storeEpoch: string, viewer: Viewer): string {
  return `${storeEpoch}.${viewer.user.role}`;
}

export interface Log {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: Log = Object.freeze({ warn: () => undefined, error: () => undefined });

/** What the service needs of the hub. */
export interface Delivery {
  /** Tells the conversation that this person types or stopped; rationed, so that nobody can flood with it. */
  typing(tenant: string, conversationId: string, user: User, isTyping: boolean, note: boolean): void;
  /** Whether this relay knows somebody to be there; false where it holds nobody of that conversation. */
  isOnline(tenant: string, conversationId: string, userId: string): boolean;
  /**
   * docs/protocol.md, section 4: subscribes, reads, waits for any change up to `query.wait` seconds or until `signal`, and
   * reads once more.
   *
   * @throws RelayError `not_found` (also when membership ends meanwhile), `token_expired`, `too_many_connections`
   */
  events(viewer: Viewer, conversationId: string, query: EventsQuery, signal: AbortSignal): Promise<EventsAnswer>;
}
