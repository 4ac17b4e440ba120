import { randomUUID } from 'node:crypto';
import type { HTTP_ROLES } from '../../src/service/roles.js';
import type { Probe } from './http-probes.js';
import { outcomeOfResponse, type Person, type Scene } from './world.js';

type AdminKey = Extract<keyof typeof HTTP_ROLES, `admin${string}`>;
type Request = readonly [method: string, path: string, body?: object];

const request =
  (make: (scene: Scene) => Request | Promise<Request>): Probe =>
  async (scene) => {
    const [method, path, body] = await make(scene);
    return outcomeOfResponse(await scene.who.call(method, `/api/admin/${path}`, body));
  };

/** A prompt of the caller's own tenant, so that it is the role that decides. */
async function promptOf({ who, root, cell }: Scene): Promise<string> {
  const maker: Person = cell.role === 'admin' ? who : root;
  const prompt = { title: 'P', text: randomUUID() };
  return (await maker.do<{ id: string }>('POST', '/api/admin/prompts/', prompt)).id;
}

/** Removed again: a tenant has room for a hundred. */
const withPrompt =
  (method: string, body?: object): Probe =>
  async (scene) => {
    const id = await promptOf(scene);
    const outcome = await outcomeOfResponse(await scene.who.call(method, `/api/admin/prompts/${id}/`, body));
    const maker = scene.cell.role === 'admin' ? scene.who : scene.root;
    await maker.call('DELETE', `/api/admin/prompts/${id}/`);
    return outcome;
  };

const PERSON = { user: { id: 'lena', name: 'Lena' } };

export const ADMIN_PROBES: Readonly<Record<AdminKey, Probe>> = {
  adminListConversations: request(() => ['GET', 'conversations/']),
  adminGetConversation: request(({ id }) => ['GET', `conversations/${id}/`]),
  adminCreateConversation: request(() => ['POST', 'conversations/', {}]),
  adminPatchConversation: request(({ id }) => ['PATCH', `conversations/${id}/`, { title: 'other' }]),
  adminDeleteConversation: request(({ id }) => ['DELETE', `conversations/${id}/`]),
  adminListParticipants: request(({ id }) => ['GET', `conversations/${id}/participants/`]),
  adminAddParticipant: request(({ id }) => ['POST', `conversations/${id}/participants/`, PERSON]),
  adminRemoveParticipant: request(({ id, owner }) => ['DELETE', `conversations/${id}/participants/${owner.id}/`]),
  adminListMessages: request(({ id }) => ['GET', `conversations/${id}/messages/`]),
  adminGetMessage: request(({ hello }) => ['GET', `messages/${hello.id}/`]),
  adminCreateMessage: request(({ id }) => ['POST', `conversations/${id}/messages/`, { text: 'hello' }]),
  adminEditMessage: request(({ hello }) => ['PATCH', `messages/${hello.id}/`, { text: 'other' }]),
  adminDeleteMessage: request(({ hello }) => ['DELETE', `messages/${hello.id}/`]),
  adminListPrompts: request(() => ['GET', 'prompts/']),
  adminGetPrompt: withPrompt('GET'),
  adminCreatePrompt: async (scene) => {
    const response = await scene.who.call('POST', '/api/admin/prompts/', { title: 'P', text: 'p' });
    const { id } = (await response.clone().json()) as { id?: string };
    if (id !== undefined) await scene.who.call('DELETE', `/api/admin/prompts/${id}/`);
    return outcomeOfResponse(response);
  },
  adminPatchPrompt: withPrompt('PATCH', { is_active: false }),
  adminDeletePrompt: withPrompt('DELETE'),
  // The list is everybody's who tries this at once: a wrong one is refused for what it is, not for who asks.
  adminOrderPrompts: async (scene) => {
    const response = await scene.who.call('PUT', '/api/admin/prompt-order/', { ids: ['none'] });
    return response.status === 422 ? 'yes' : outcomeOfResponse(response);
  },
  adminListUploads: request(() => ['GET', 'uploads/']),
  adminGetUpload: request(async ({ owner }) => ['GET', `uploads/${await owner.upload()}/`]),
  adminDeleteUpload: request(async ({ owner }) => ['DELETE', `uploads/${await owner.upload()}/`]),
  adminListErasures: request(() => ['GET', 'erasures/']),
  adminGetErasure: async (scene) => {
    const id = `gone-${randomUUID()}`;
    const maker = scene.cell.role === 'admin' ? scene.who : scene.root;
    await maker.do('POST', '/api/admin/erasures/', { user_id: id });
    return outcomeOfResponse(await scene.who.call('GET', `/api/admin/erasures/${id}/`));
  },
  adminErasePerson: request(() => ['POST', 'erasures/', { user_id: `gone-${randomUUID()}` }]),
  adminListAudit: request(() => ['GET', 'audit/']),
  adminGetSession: request(() => ['GET', 'session/']),
  adminCreateSession: async (scene) => {
    const response = await scene.who.call('POST', '/api/admin/session/');
    return response.status === 401 ? 'nothing' : outcomeOfResponse(response);
  },
};
