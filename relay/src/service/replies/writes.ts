/** What the store is told of a reply: that it begins, its drafts and its end, all under the lease of the run that writes it. */
import type { User } from '@crm-chat/sdk/protocol';
import type { Clock } from '../../clock.js';
import type { ReplyContext, Store, StreamingReply, WriteOutcome } from '../../store/store.js';

/** What writing takes. */
export interface WriteGround {
  readonly store: Store;
  readonly clock: Clock;
  /** The bot as a sender. */
  readonly author: User;
}

/** Five drafts may fail before another relay takes the reply for dead. */
export const LEASE_MS = 10_000;

/** Whom the reply answers, and under which lease it is written. */
export interface RunSpec {
  readonly context: ReplyContext;
  readonly messageId: string;
  readonly lease: string;
  /** Milliseconds since 1970. */
  readonly leaseUntil: number;
}

/** Asks the store to start the reply, which it does or tells why not. */
export const startReply = (ground: WriteGround, spec: RunSpec): Promise<WriteOutcome> =>
  ground.store.write({
    ...baseOf(ground, spec),
    kind: 'reply-start',
    message_id: spec.messageId,
    answers: spec.context.message.id,
    lease: spec.lease,
    lease_until: iso(spec.leaseUntil),
  });

/** Saves the text so far and renews the lease. Refused where the run does not hold it any more. */
export const writeDraft = (
  ground: WriteGround,
  spec: RunSpec,
  text: string,
  leaseUntil: number,
): Promise<WriteOutcome> =>
  ground.store.write({
    ...baseOf(ground, spec),
    kind: 'reply-draft',
    message_id: spec.messageId,
    lease: spec.lease,
    lease_until: iso(leaseUntil),
    text,
  });

/** Ends the reply with this text. Refused as a draft is. */
export const writeEnd = (
  ground: WriteGround,
  spec: RunSpec,
  text: string,
  status: 'sent' | 'interrupted',
): Promise<WriteOutcome> =>
  ground.store.write({
    ...baseOf(ground, spec),
    kind: 'reply-end',
    message_id: spec.messageId,
    lease: spec.lease,
    text,
    status,
  });

/**
 * Ends a reply whose relay is dead as `interrupted`, with the draft that was saved. The store does so only for a lease that
 * has expired at `now`: one that nobody can hold any more counts as expired.
 */
export const endDeadReply = (store: Store, author: User, reply: StreamingReply, now: number): Promise<WriteOutcome> =>
  store.write({
    ...writeBase(reply.tenant, reply.conversation_id, author, Math.max(now, Date.parse(reply.lease_until) || 0)),
    kind: 'reply-end',
    message_id: reply.message_id,
    lease: null,
    text: null,
    status: 'interrupted',
  });

const baseOf = ({ author, clock }: WriteGround, { context: { conversation } }: RunSpec) =>
  writeBase(conversation.tenant, conversation.id, author, clock.now());

const writeBase = (tenant: string, conversationId: string, actor: User, now: number) => ({
  tenant,
  conversation_id: conversationId,
  access: { kind: 'staff' } as const,
  actor,
  now: iso(now),
});

export const iso = (ms: number): string => new Date(ms).toISOString();
