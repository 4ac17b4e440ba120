import { RelayError } from '../../errors.js';
import { endpoint } from '../../http/endpoint.js';
import { json, noContent } from '../../http/reply.js';
import { participantSchema } from '../../http/schemas/entities.js';
import { onlyClientId, participantAdminBody, participantList } from '../schemas.js';
import { READING, WRITING, type AdminGround } from './ground.js';

const ALL = '/api/admin/conversations/{id}/participants/';

const target = (conversationId: string, id: string) =>
  ({ kind: 'participant', id, conversation_id: conversationId.toLowerCase() }) as const;

export function participantAdminRoutes(ground: AdminGround): void {
  const { endpoints, service } = ground;
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ALL,
      operationId: 'adminListParticipants',
      summary: 'Who takes part',
      answers: { 200: { description: 'All of them.', schema: participantList } },
      codes: READING,
    },
    async ({ principal, id }) => json({ results: (await service.conversation(principal, id)).participants }),
  );
  adding(ground);
  removing(ground);
}

function adding({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'post',
      path: ALL,
      operationId: 'adminAddParticipant',
      summary: 'Let somebody take part',
      description:
        'They see the whole history. Who takes part already stays as they are: their token says who they are.',
      body: participantAdminBody,
      idempotencyKey: true,
      answers: { 200: { description: 'The participant.', schema: participantSchema } },
      codes: WRITING,
    },
    async ({ principal, id, body: { client_id, user } }) => {
      const person = { id: user.id, name: user.name, role: user.role ?? 'user', avatar: user.avatar ?? null };
      const there = await service.conversation(principal, id);
      const participant = await acts.carry(principal, {
        action: 'participant.add',
        target: target(there.id, person.id),
        wanted: { role: person.role },
        creates: true,
        client_id,
        run: () => service.addParticipant(principal, id, person),
        again: async () => {
          const { participants } = await service.conversation(principal, id);
          const found = participants.find((one) => one.user.id === person.id);
          if (!found) throw new RelayError('not_found');
          return found;
        },
      });
      return json(participant);
    },
  );
}

function removing({ endpoints, service, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'delete',
      path: `${ALL}{user}/`,
      operationId: 'adminRemoveParticipant',
      summary: 'Put somebody out',
      description: 'Their sockets close with 4404 and their polls end at once.',
      body: onlyClientId,
      bodyOptional: true,
      idempotencyKey: true,
      answers: { 204: { description: 'They take no part.' } },
      codes: WRITING,
    },
    async ({ principal, id, param, body: { client_id } }) => {
      const user = param('user');
      await acts.carry(principal, {
        action: 'participant.remove',
        target: target(id, user),
        wanted: null,
        client_id,
        run: () => service.removeParticipant(principal, id, user),
        again: async () => undefined,
      });
      return noContent();
    },
  );
}
