import type { Views } from '../delivery/delivery.js';
import { RelayError } from '../errors.js';
import type { Store } from '../store/store.js';
import { audienceOf, coversSubject, mayEnter, viewerOf } from './access.js';
import * as conversations from './conversations.js';
import { Ground, type GroundOptions } from './ground.js';
import { createIdSource } from './ids.js';
import { presentConversation } from './present.js';
import { activePrompts } from './prompts.js';
import type { ReplyDesk } from './replies/reply-desk.js';
import * as sends from './sends.js';
import type { ChatService } from './service.js';
import { checkSeq, existingId } from './validate.js';

export interface ChatServiceOptions extends Omit<GroundOptions, 'newId'> {
  readonly replies: ReplyDesk;
  /** By default UUIDv7 from the machine's clock and randomness. */
  readonly newId?: () => string;
}

/** The rules as delivery needs them: give it to `createHub`. */
export const views: Views = Object.freeze({ mayEnter, coversSubject, conversation: presentConversation });

/**
 * What the store commits goes on the bus, whoever wrote it: sends, the bot's replies, retention. Every relay's hub,
 * this one's included, hears it there.
 *
 * @returns the undo.
 */
export function publishCommits(store: Store, bus: GroundOptions['bus']): () => void {
  return store.onCommit((commit) => bus.publish({ kind: 'commit', commit }));
}

/** @returns the service, and how to end what it listens to (may be called twice). */
export function createChatService(options: ChatServiceOptions): ChatService & { close(): void } {
  const ground = new Ground({ ...options, newId: options.newId ?? createIdSource(options.clock) });
  const { store, delivery, limits } = ground;
  const stopPublishing = publishCommits(store, ground.bus);
  const { replies } = options;

  return {
    limits,
    send: (principal, request) => sends.send(ground, principal, request),
    edit: (principal, request) => sends.edit(ground, principal, request),
    remove: (principal, request) => sends.remove(ground, principal, request),
    react: (principal, request) => sends.react(ground, principal, request),

    async read(principal, conversationId, seq) {
      ground.chargeRead(principal);
      const id = existingId(conversationId);
      await ground.write({ kind: 'read', ...ground.by(principal), conversation_id: id, seq: checkSeq(seq, 'seq') });
    },

    async typing(principal, conversationId, isTyping, note = false) {
      const record = await ground.allowed(principal, conversationId, note ? 'note' : 'send');
      delivery.typing(principal.tenant, record.id, principal.user, isTyping, note);
    },

    conversations: (principal, request) => conversations.list(ground, principal, request),
    conversation: (principal, id) => conversations.one(ground, principal, id),
    createConversation: (principal, body) => conversations.create(ground, principal, body),
    patchConversation: (principal, id, body) => conversations.patch(ground, principal, id, body),
    deleteConversation: (principal, id) => conversations.drop(ground, principal, id),
    addParticipant: (principal, id, user) => conversations.addParticipant(ground, principal, id, user),
    removeParticipant: (principal, id, userId) => conversations.removeParticipant(ground, principal, id, userId),
    message: (principal, id) => conversations.message(ground, principal, id),
    messages: (principal, id, query) => conversations.history(ground, principal, id, query),
    search: (principal, id, query) => conversations.search(ground, principal, id, query),

    async events(principal, id, query, signal) {
      // Follows a pointer, so that the poll waits where the messages come.
      const record = await ground.allowed(principal, id, 'enter');
      return delivery.events(viewerOf(principal), record.id, query, signal);
    },

    prompts: (tenant) => activePrompts(store, tenant),

    async botResponse(principal, body, listener) {
      const { conversation_id, text, client_id } = body;
      const asked = { conversation_id, ...(body.message_id !== undefined && { message_id: body.message_id }) };
      if (text === undefined || body.message_id !== undefined) return replies.request(principal, asked, listener);
      const item = { text, ...(client_id !== undefined && { client_id }) };
      const { settled, conversation_id: binding } = await sends.send(ground, principal, {
        conversation_id,
        items: [item],
      });
      const [sent] = settled;
      if (sent === undefined) throw new RelayError('internal');
      return replies.request(principal, { conversation_id: binding, message_id: sent.message_id }, listener);
    },
    stop: (principal, messageId) => replies.stop(principal, messageId),

    async enter(principal, id) {
      const record = await ground.allowed(principal, id, 'enter');
      return presentConversation(record, audienceOf(principal), ground.isOnlineIn(principal.tenant, record.id));
    },

    close: stopPublishing,
  };
}
