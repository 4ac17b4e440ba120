import { endpoint } from '../../http/endpoint.js';
import { json, noContent } from '../../http/reply.js';
import { createPrompt, onePrompt, orderPrompts, patchPrompt, removePrompt } from '../../service/prompt-editing.js';
import { allPrompts } from '../../service/prompts.js';
import {
  createPromptBody,
  onlyClientId,
  patchPromptBody,
  promptAdminSchema,
  promptList,
  promptOrderBody,
} from '../schemas.js';
import { apart, READING, WRITING, type AdminGround } from './ground.js';

const ALL = '/api/admin/prompts/';
const ONE = '/api/admin/prompts/{prompt}/';

const target = (id: string) => ({ kind: 'prompt', id, conversation_id: null }) as const;

export function promptAdminRoutes(ground: AdminGround): void {
  reading(ground);
  creating(ground);
  changing(ground);
  ordering(ground);
}

function reading({ endpoints, store }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ALL,
      operationId: 'adminListPrompts',
      summary: 'All prompts in their order, inactive ones too',
      answers: { 200: { description: 'At most 100.', schema: promptList } },
      codes: READING,
    },
    async ({ principal }) => json({ results: await allPrompts(store, principal.tenant) }),
  );
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ONE,
      operationId: 'adminGetPrompt',
      summary: 'One prompt',
      answers: { 200: { description: 'The prompt.', schema: promptAdminSchema } },
      codes: [...READING, 'not_found'],
    },
    async ({ principal, param }) => json(await onePrompt(store, principal.tenant, param('prompt'))),
  );
}

function creating({ endpoints, store, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'post',
      path: ALL,
      operationId: 'adminCreatePrompt',
      summary: 'Offer another prompt',
      description: 'Without `order` it becomes the last.',
      body: createPromptBody,
      idempotencyKey: true,
      answers: { 201: { description: 'The prompt.', schema: promptAdminSchema } },
      codes: WRITING,
    },
    async ({ principal, body }) => {
      const { client_id, fields } = apart(body);
      const prompt = await acts.carry(principal, {
        action: 'prompt.create',
        target,
        wanted: { ...fields, title: fields.title.trim(), text: fields.text.trim() },
        creates: true,
        client_id,
        run: (minted) => createPrompt(store, principal.tenant, minted, fields),
        again: (minted) => onePrompt(store, principal.tenant, minted),
      });
      return json(prompt, 201);
    },
  );
}

function changing({ endpoints, store, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'patch',
      path: ONE,
      operationId: 'adminPatchPrompt',
      summary: 'Change what the body names',
      body: patchPromptBody,
      idempotencyKey: true,
      answers: { 200: { description: 'The prompt after the change.', schema: promptAdminSchema } },
      codes: [...WRITING, 'not_found', 'overloaded'],
    },
    async ({ principal, param, body }) => {
      const { client_id, fields } = apart(body);
      const id = param('prompt');
      const prompt = await acts.carry(principal, {
        action: 'prompt.update',
        target: target(id),
        wanted: {
          ...fields,
          ...(fields.title !== undefined && { title: fields.title.trim() }),
          ...(fields.text !== undefined && { text: fields.text.trim() }),
        },
        client_id,
        run: () => patchPrompt(store, principal.tenant, id, fields),
        again: () => onePrompt(store, principal.tenant, id),
      });
      return json(prompt);
    },
  );
  endpoint(
    endpoints,
    {
      method: 'delete',
      path: ONE,
      operationId: 'adminDeletePrompt',
      summary: 'Remove a prompt',
      body: onlyClientId,
      bodyOptional: true,
      idempotencyKey: true,
      answers: { 204: { description: 'Removed.' } },
      codes: [...WRITING, 'not_found'],
    },
    async ({ principal, param, body: { client_id } }) => {
      const id = param('prompt');
      await acts.carry(principal, {
        action: 'prompt.delete',
        target: target(id),
        wanted: null,
        client_id,
        run: () => removePrompt(store, principal.tenant, id),
        again: async () => undefined,
      });
      return noContent();
    },
  );
}

function ordering({ endpoints, store, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'put',
      path: '/api/admin/prompt-order/',
      operationId: 'adminOrderPrompts',
      summary: 'Put the prompts in an order',
      description: '`ids` names each prompt once; each gets its place in the list as its `order`.',
      body: promptOrderBody,
      idempotencyKey: true,
      answers: { 200: { description: 'All prompts in their order.', schema: promptList } },
      codes: [...WRITING, 'overloaded'],
    },
    async ({ principal, body: { client_id, ids } }) => {
      const results = await acts.carry(principal, {
        action: 'prompts.order',
        target: { kind: 'prompts', id: '', conversation_id: null },
        wanted: { ids },
        client_id,
        run: () => orderPrompts(store, principal.tenant, ids),
        again: () => allPrompts(store, principal.tenant),
      });
      return json({ results });
    },
  );
}
