import { endpoint } from '../../http/endpoint.js';
import { json, noContent } from '../../http/reply.js';
import { conversationList } from '../../http/schemas/answers.js';
import { conversationSchema } from '../../http/schemas/entities.js';
import {
  conversationsAdminQuery,
  createConversationAdminBody,
  onlyClientId,
  patchConversationAdminBody,
} from '../schemas.js';
import { apart, READING, WRITING, type AdminGround } from './ground.js';

const ALL = '/api/admin/conversations/';
const ONE = '/api/admin/conversations/{id}/';

const target = (id: string) => ({ kind: 'conversation', id: id.toLowerCase(), conversation_id: null }) as const;

export function conversationAdminRoutes(ground: AdminGround): void {
  reading(ground);
  creating(ground);
  changing(ground);
}

function reading({ endpoints, service }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ALL,
      operationId: 'adminListConversations',
      summary: "All of the tenant's conversations, latest activity first",
      query: conversationsAdminQuery,
      answers: { 200: { description: 'A page.', schema: conversationList } },
      codes: READING,
    },
    async ({ principal, query }) => json(await service.conversations(principal, query)),
  );
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ONE,
      operationId: 'adminGetConversation',
      summary: 'One conversation',
      answers: { 200: { description: 'The conversation.', schema: conversationSchema } },
      codes: READING,
    },
    async ({ principal, id }) => json(await service.conversation(principal, id)),
  );
}

function creating({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'post',
      path: ALL,
      operationId: 'adminCreateConversation',
      summary: 'Open a conversation',
      body: createConversationAdminBody,
      idempotencyKey: true,
      answers: {
        201: { description: 'Opened.', schema: conversationSchema },
        200: { description: 'Opened before.', schema: conversationSchema },
      },
      codes: [...WRITING, 'id_taken', 'subject_taken'],
    },
    async ({ principal, body }) => {
      const { client_id, fields } = apart(body);
      const { id: given, ...rest } = fields;
      const { conversation, created } = await acts.carry(principal, {
        action: 'conversation.create',
        target: (minted) => target(given ?? minted),
        wanted: { ...rest, ...(rest.title !== undefined && { title: rest.title.trim() }) },
        creates: true,
        client_id,
        run: (minted) => service.createConversation(principal, { ...rest, id: given ?? minted }),
        again: async (minted) => ({
          conversation: await service.conversation(principal, given ?? minted),
          created: false,
        }),
      });
      return json(conversation, created ? 201 : 200);
    },
  );
}

function changing({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'patch',
      path: ONE,
      operationId: 'adminPatchConversation',
      summary: 'Change what the body names',
      body: patchConversationAdminBody,
      idempotencyKey: true,
      answers: { 200: { description: 'The conversation after the change.', schema: conversationSchema } },
      codes: [...WRITING, 'subject_taken'],
    },
    async ({ principal, id, body }) => {
      const { client_id, fields } = apart(body);
      const conversation = await acts.carry(principal, {
        action: 'conversation.update',
        target: target(id),
        wanted: { ...fields, ...(fields.title !== undefined && { title: fields.title.trim() }) },
        client_id,
        run: () => service.patchConversation(principal, id, fields),
        again: () => service.conversation(principal, id),
      });
      return json(conversation);
    },
  );
  endpoint(
    endpoints,
    {
      method: 'delete',
      path: ONE,
      operationId: 'adminDeleteConversation',
      summary: 'Remove a conversation with all of its messages',
      description: 'For good: its id stays taken, everybody in it is put out.',
      body: onlyClientId,
      bodyOptional: true,
      idempotencyKey: true,
      answers: { 204: { description: 'Removed.' } },
      codes: WRITING,
    },
    async ({ principal, id, body: { client_id } }) => {
      await acts.carry(principal, {
        action: 'conversation.delete',
        target: target(id),
        wanted: null,
        client_id,
        run: () => service.deleteConversation(principal, id),
        again: async () => undefined,
      });
      return noContent();
    },
  );
}
