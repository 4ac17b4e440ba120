import { RelayError } from '../../errors.js';
import { endpoint } from '../../http/endpoint.js';
import { json } from '../../http/reply.js';
import { erasureBody, erasureList, erasureSchema } from '../schemas.js';
import type { Erasure } from '../erasures.js';
import { READING, WRITING, type AdminGround } from './ground.js';

const ALL = '/api/admin/erasures/';

export function peopleAdminRoutes(ground: AdminGround): void {
  reading(ground);
  erasing(ground);
}

async function one({ erasures }: AdminGround, tenant: string, userId: string): Promise<Erasure> {
  const found = await erasures.one(tenant, userId);
  if (found === null) throw new RelayError('not_found');
  return found;
}

function reading(ground: AdminGround): void {
  const { endpoints, erasures } = ground;
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ALL,
      operationId: 'adminListErasures',
      summary: 'Erasures of people, running and done',
      answers: { 200: { description: 'At most 200, by the id of the person.', schema: erasureList } },
      codes: READING,
    },
    async ({ principal }) => json({ results: await erasures.list(principal.tenant) }),
  );
  endpoint(
    endpoints,
    {
      method: 'get',
      path: `${ALL}{user}/`,
      operationId: 'adminGetErasure',
      summary: 'How far an erasure has come',
      answers: { 200: { description: 'The erasure.', schema: erasureSchema } },
      codes: [...READING, 'not_found'],
    },
    async ({ principal, param }) => json(await one(ground, principal.tenant, param('user'))),
  );
}

function erasing(ground: AdminGround): void {
  const { endpoints, erasures, acts } = ground;
  endpoint(
    endpoints,
    {
      method: 'post',
      path: ALL,
      operationId: 'adminErasePerson',
      summary: 'Take a person out of all conversations',
      description:
        'Membership, assignment, reactions and what they opened go; each message that they sent or that tells of them ' +
        'becomes a tombstone without a sender. It runs beside everything else and goes on after a restart. Withdraw ' +
        'their access in the CRM first: a token of theirs that still holds lets them write again.',
      body: erasureBody,
      idempotencyKey: true,
      answers: { 202: { description: 'It runs.', schema: erasureSchema } },
      codes: WRITING,
    },
    async ({ principal, body: { client_id, user_id: userId } }) => {
      const erasure = await acts.carry(principal, {
        action: 'person.erase',
        target: { kind: 'person', id: userId, conversation_id: null },
        wanted: {},
        creates: true,
        client_id,
        run: () => erasures.start(principal, userId),
        again: () => one(ground, principal.tenant, userId),
      });
      return json(erasure, 202);
    },
  );
}
