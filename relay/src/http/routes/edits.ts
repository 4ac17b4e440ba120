import type { Code } from '@crm-chat/sdk/protocol';
import type { ChatService, SendResult } from '../../service/service.js';
import { endpoint, type EndpointGround } from '../endpoint.js';
import { jsonText } from '../reply.js';
import { messageAnswer } from '../schemas/answers.js';
import { editMessageBody, messageActBody } from '../schemas/bodies.js';

const PATH = '/api/messages/{id}/';
const REACTION = '/api/messages/{id}/reactions/{emoji}/';
const ANSWERS = { 200: { description: 'The message as it is now.', schema: messageAnswer } } as const;
const CODES = ['forbidden', 'message_deleted', 'message_streaming', 'idempotency_mismatch'] as const satisfies Code[];

/** The row is JSON already. */
const answer = ({ row }: SendResult['settled'][number]): Response => jsonText(row?.json ?? 'null');

const withClientId = ({ client_id }: { client_id?: string }) => (client_id === undefined ? {} : { client_id });

/** Changes of a message that exists. */
export function editRoutes(ground: EndpointGround, service: ChatService): void {
  messages(ground, service);
  reactions(ground, service);
}

function messages(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'patch',
      path: PATH,
      operationId: 'editMessage',
      summary: 'Give a message another text',
      description: "One's own; an admin may edit other people's.",
      body: editMessageBody,
      idempotencyKey: true,
      answers: ANSWERS,
      codes: [...CODES, 'text_too_long'],
    },
    async ({ principal, id, body }) => answer(await service.edit(principal, { id, ...body })),
  );
  endpoint(
    ground,
    {
      method: 'delete',
      path: PATH,
      operationId: 'deleteMessage',
      summary: 'Delete a message',
      description:
        "One's own; an admin may delete other people's. Its place stays: text, rich and attachments are gone.",
      body: messageActBody,
      bodyOptional: true,
      idempotencyKey: true,
      answers: ANSWERS,
      codes: CODES,
    },
    async ({ principal, id, body }) => answer(await service.remove(principal, { id, ...withClientId(body) })),
  );
}

function reactions(ground: EndpointGround, service: ChatService): void {
  const acts = [
    { method: 'put', operationId: 'addReaction', summary: 'React to a message', on: true },
    { method: 'delete', operationId: 'removeReaction', summary: "Take one's reaction back", on: false },
  ] as const;
  for (const { on, ...act } of acts) {
    endpoint(
      ground,
      {
        ...act,
        path: REACTION,
        body: messageActBody,
        bodyOptional: true,
        idempotencyKey: true,
        answers: ANSWERS,
        codes: CODES,
      },
      async ({ principal, id, param, body }) =>
        answer(await service.react(principal, { id, emoji: param('emoji'), on, ...withClientId(body) })),
    );
  }
}
