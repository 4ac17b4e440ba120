import type { ChatService } from '../../service/service.js';
import { endpoint, type EndpointGround } from '../endpoint.js';
import { json, noContent } from '../reply.js';
import { conversationList } from '../schemas/answers.js';
import {
  addParticipantBody,
  conversationsQuery,
  createConversationBody,
  patchConversationBody,
} from '../schemas/bodies.js';
import { conversationSchema, participantSchema } from '../schemas/entities.js';

export function conversationRoutes(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'get',
      path: '/api/conversations/',
      operationId: 'listConversations',
      summary: 'Conversations, latest activity first',
      query: conversationsQuery,
      answers: { 200: { description: 'A page.', schema: conversationList } },
      codes: [],
    },
    async ({ principal, query: { archived, unread, ...query } }) => {
      const flags = { ...(archived !== undefined && { archived }), ...(unread !== undefined && { unread }) };
      return json(await service.conversations(principal, { ...query, ...flags }));
    },
  );
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/conversations/',
      operationId: 'createConversation',
      summary: 'Open a conversation',
      description: 'The same `id` from its creator again gives that conversation, as it is now.',
      body: createConversationBody,
      answers: {
        201: { description: 'Opened.', schema: conversationSchema },
        200: { description: 'Opened before.', schema: conversationSchema },
      },
      codes: ['forbidden', 'subject_not_allowed', 'id_taken', 'subject_taken'],
    },
    async ({ principal, body }) => {
      const { conversation, created } = await service.createConversation(principal, body);
      return json(conversation, created ? 201 : 200);
    },
  );
  one(ground, service);
  people(ground, service);
}

function one(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'get',
      path: '/api/conversations/{id}/',
      operationId: 'getConversation',
      summary: 'One conversation, as the caller sees it',
      answers: { 200: { description: 'The conversation.', schema: conversationSchema } },
      codes: [],
    },
    async ({ principal, id }) => json(await service.conversation(principal, id)),
  );
  endpoint(
    ground,
    {
      method: 'patch',
      path: '/api/conversations/{id}/',
      operationId: 'patchConversation',
      summary: 'Change what the body names',
      body: patchConversationBody,
      answers: { 200: { description: 'The conversation after the change.', schema: conversationSchema } },
      codes: ['forbidden', 'subject_not_allowed', 'subject_taken'],
    },
    async ({ principal, id, body }) => json(await service.patchConversation(principal, id, body)),
  );
  endpoint(
    ground,
    {
      method: 'delete',
      path: '/api/conversations/{id}/',
      operationId: 'deleteConversation',
      summary: 'Remove a conversation with all of its messages',
      description: 'For good: its id stays taken, everybody in it is put out.',
      answers: { 204: { description: 'Removed.' } },
      codes: ['forbidden'],
    },
    async ({ principal, id }) => {
      await service.deleteConversation(principal, id);
      return noContent();
    },
  );
}

function people(ground: EndpointGround, service: ChatService): void {
  endpoint(
    ground,
    {
      method: 'post',
      path: '/api/conversations/{id}/participants/',
      operationId: 'addParticipant',
      summary: 'Let somebody take part',
      description: 'They see the whole history. Who takes part already stays as they are.',
      body: addParticipantBody,
      answers: { 200: { description: 'The participant.', schema: participantSchema } },
      codes: ['forbidden'],
    },
    async ({ principal, id, body: { user } }) =>
      json(
        await service.addParticipant(principal, id, {
          id: user.id,
          name: user.name,
          role: user.role ?? 'user',
          avatar: user.avatar ?? null,
        }),
      ),
  );
  endpoint(
    ground,
    {
      method: 'delete',
      path: '/api/conversations/{id}/participants/{user}/',
      operationId: 'removeParticipant',
      summary: 'Put somebody out, or leave',
      description: 'Their sockets close with 4404 and their polls end at once. Who takes no part is out already.',
      answers: { 204: { description: 'They take no part.' } },
      codes: ['forbidden', 'invalid'],
    },
    async ({ principal, id, param }) => {
      await service.removeParticipant(principal, id, param('user'));
      return noContent();
    },
  );
}
