import type { Message } from '@crm-chat/sdk/protocol';
import { RelayError } from '../../errors.js';
import { endpoint } from '../../http/endpoint.js';
import { json } from '../../http/reply.js';
import { messagesPage } from '../../http/schemas/answers.js';
import { messagesQuery } from '../../http/schemas/bodies.js';
import { messageSchema } from '../../http/schemas/entities.js';
import type { SendResult } from '../../service/service.js';
import { createMessageBody, deleteMessageBody, editMessageAdminBody } from '../schemas.js';
import { READING, WRITING, type AdminGround } from './ground.js';

const IN = '/api/admin/conversations/{id}/messages/';
const ONE = '/api/admin/messages/{id}/';
const MESSAGE = { description: 'The message as it is now.', schema: messageSchema };

/** A message that retention removes in that very moment is gone for whoever asks. */
function rowOf(settled: SendResult['settled'][number] | undefined): Message {
  if (!settled?.row) throw new RelayError('not_found');
  return JSON.parse(settled.row.json) as Message;
}

export function messageAdminRoutes(ground: AdminGround): void {
  reading(ground);
  creating(ground);
  editing(ground);
  deleting(ground);
}

function reading({ endpoints, service }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'get',
      path: IN,
      operationId: 'adminListMessages',
      summary: 'A page of the history, ascending, notes and tombstones included',
      query: messagesQuery,
      answers: { 200: { description: 'At most 256 KiB of messages.', schema: messagesPage } },
      codes: READING,
    },
    async ({ principal, id, query }) => json(await service.messages(principal, id, query)),
  );
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ONE,
      operationId: 'adminGetMessage',
      summary: 'One message',
      answers: { 200: MESSAGE },
      codes: READING,
    },
    async ({ principal, id }) => json(await service.message(principal, id)),
  );
}

function creating({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'post',
      path: IN,
      operationId: 'adminCreateMessage',
      summary: 'Write a message or a note, as oneself',
      body: createMessageBody,
      idempotencyKey: true,
      answers: { 201: MESSAGE },
      codes: [...WRITING, 'conversation_closed', 'text_too_long'],
    },
    async ({ principal, id, body: { client_id, text, type = 'text' } }) => {
      const { id: conversationId } = await service.conversation(principal, id);
      const send = async (minted: string) => {
        const items = [{ client_id: minted, text, type }];
        return rowOf((await service.send(principal, { conversation_id: conversationId, items })).settled[0]);
      };
      const message = await acts.carry(principal, {
        action: 'message.create',
        target: (minted) => ({ kind: 'message', id: minted, conversation_id: conversationId }),
        wanted: { text, type },
        creates: true,
        client_id,
        run: send,
        again: send,
        idOf: (sent) => sent.id,
      });
      return json(message, 201);
    },
  );
}

function editing({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'patch',
      path: ONE,
      operationId: 'adminEditMessage',
      summary: 'Give a message another text',
      body: editMessageAdminBody,
      idempotencyKey: true,
      answers: { 200: MESSAGE },
      codes: [...WRITING, 'message_deleted', 'message_streaming', 'text_too_long'],
    },
    async ({ principal, id, body: { client_id, text } }) => {
      const there = await service.message(principal, id);
      const message = await acts.carry(principal, {
        action: 'message.update',
        target: { kind: 'message', id: there.id, conversation_id: there.conversation_id },
        wanted: { text },
        client_id,
        run: async (minted) => rowOf(await service.edit(principal, { id, text, client_id: minted })),
        again: () => service.message(principal, id),
      });
      return json(message);
    },
  );
}

function deleting({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'delete',
      path: ONE,
      operationId: 'adminDeleteMessage',
      summary: 'Delete a message, or erase it',
      description: 'Its place stays: text, rich and attachments are gone.',
      body: deleteMessageBody,
      bodyOptional: true,
      idempotencyKey: true,
      answers: { 200: MESSAGE },
      codes: [...WRITING, 'message_deleted', 'message_streaming'],
    },
    async ({ principal, id, body: { client_id, erase = false } }) => {
      const there = await service.message(principal, id);
      const message = await acts.carry(principal, {
        action: erase ? 'message.erase' : 'message.delete',
        target: { kind: 'message', id: there.id, conversation_id: there.conversation_id },
        wanted: { deleted: true, ...(erase && { erased: true }) },
        client_id,
        run: async (minted) => rowOf(await service.remove(principal, { id, erase, client_id: minted })),
        again: () => service.message(principal, id),
      });
      return json(message);
    },
  );
}
