import { BATCH_MAX } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import { RelayError } from '../errors.js';
import type { OpenSpec, Settled } from '../store/store.js';
import { demandSubject } from './access.js';
import { contentHash } from './content-hash.js';
import type { Ground } from './ground.js';
import { asUuid, derivedConversationId } from './ids.js';
import type { SendRequest, SendResult } from './service.js';
import {
  checkEmoji,
  checkId,
  checkMetadata,
  checkSubject,
  checkText,
  checkTitle,
  existingId,
  fieldError,
} from './validate.js';
import { newMessages } from './validate-send.js';

/** How the conversation that a request may open is to be. @throws RelayError `subject_not_allowed`, `invalid` */
export function openSpec(
  principal: Principal,
  { title, subject, metadata }: Pick<SendRequest, 'title' | 'subject' | 'metadata'>,
): OpenSpec {
  if (subject !== undefined) demandSubject(principal, checkSubject(subject));
  return {
    title: title === undefined ? '' : checkTitle(title),
    subject: subject ?? null,
    metadata: metadata === undefined ? {} : checkMetadata(metadata),
    bot: 'auto',
  };
}

/** Which conversation a send is for, and how it is to be opened where nobody has it. */
function targetOf(
  ground: Ground,
  principal: Principal,
  request: SendRequest,
): { conversation_id: string; open: OpenSpec | null } {
  const { conversation_id: given, create, items } = request;
  if (given === undefined) {
    const clientId = items[0]?.client_id;
    const id =
      clientId === undefined ? ground.newId() : derivedConversationId(principal.tenant, principal.user.id, clientId);
    return { conversation_id: id, open: openSpec(principal, request) };
  }
  const id = asUuid(given);
  if (create !== true) {
    if (id === null) throw new RelayError('not_found');
    return { conversation_id: id, open: null };
  }
  if (id === null) throw fieldError('conversation_id', 'has to be a UUID');
  return { conversation_id: id, open: openSpec(principal, request) };
}

export async function send(ground: Ground, principal: Principal, request: SendRequest): Promise<SendResult> {
  const { limits } = ground;
  const { items } = request;
  if (items.length === 0) throw fieldError('messages', 'is empty');
  if (items.length > Math.min(BATCH_MAX, limits.send_burst)) {
    throw new RelayError('too_large', `A batch has at most ${Math.min(BATCH_MAX, limits.send_burst)} messages.`);
  }
  ground.chargeSends(principal, items.length);
  const messages = newMessages(principal, items, limits, ground.newId);
  const { conversation_id, open } = targetOf(ground, principal, request);
  const { tenant, access, actor, now } = ground.by(principal);
  return ground.write({ kind: 'send', tenant, conversation_id, access, actor, now, open, items: messages });
}

/** The act on one message that exists: where it stands, the write, what it came to. */
async function act(
  ground: Ground,
  principal: Principal,
  request: { id: string; client_id?: string },
  write:
    | { kind: 'edit'; text: string; hash: string }
    | { kind: 'delete'; erase: boolean; hash: string }
    | { kind: 'react'; emoji: string; on: boolean; hash: string },
): Promise<Settled> {
  const clientId = request.client_id === undefined ? null : checkId(request.client_id, 'client_id');
  ground.chargeSends(principal, 1);
  const id = existingId(request.id);
  const found = await ground.store.message(principal.tenant, id);
  if (found === null) throw new RelayError('not_found');
  const outcome = await ground.write({
    ...write,
    ...ground.by(principal),
    conversation_id: found.conversation_id,
    client_id: clientId,
    message_id: id,
  });
  const [settled] = outcome.settled;
  if (settled === undefined) throw new RelayError('internal');
  return settled;
}

type ActRequest = { id: string; client_id?: string };

export async function edit(ground: Ground, principal: Principal, request: ActRequest & { text: string }) {
  const text = checkText(request.text, ground.limits.text_chars);
  if (text.trim() === '') throw fieldError('text', 'is empty');
  const hash = contentHash(['edit', existingId(request.id), text]);
  return act(ground, principal, request, { kind: 'edit', text, hash });
}

export async function remove(ground: Ground, principal: Principal, request: ActRequest & { erase?: boolean }) {
  const { erase = false } = request;
  const hash = contentHash([erase ? 'erase' : 'delete', existingId(request.id)]);
  return act(ground, principal, request, { kind: 'delete', erase, hash });
}

export async function react(
  ground: Ground,
  principal: Principal,
  request: ActRequest & { emoji: string; on: boolean },
) {
  const emoji = checkEmoji(request.emoji);
  const hash = contentHash(['react', existingId(request.id), emoji, request.on]);
  return act(ground, principal, request, { kind: 'react', emoji, on: request.on, hash });
}
