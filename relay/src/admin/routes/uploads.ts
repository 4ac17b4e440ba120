import { endpoint } from '../../http/endpoint.js';
import { json, noContent } from '../../http/reply.js';
import { onlyClientId, uploadSchema, uploadsPage, uploadsQuery } from '../schemas.js';
import { READING, WRITING, type AdminGround } from './ground.js';

const ALL = '/api/admin/uploads/';
const ONE = '/api/admin/uploads/{id}/';

export function uploadAdminRoutes(ground: AdminGround): void {
  reading(ground);
  deleting(ground);
}

function reading({ endpoints, uploads }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ALL,
      operationId: 'adminListUploads',
      summary: 'What was uploaded, newest first',
      description: 'A page may be short, or empty, and still have a `next`: a filter looks only so far at a time.',
      query: uploadsQuery,
      answers: { 200: { description: 'A page.', schema: uploadsPage } },
      codes: READING,
    },
    async ({ principal, query }) => json(await uploads.list(principal, query)),
  );
  endpoint(
    endpoints,
    {
      method: 'get',
      path: ONE,
      operationId: 'adminGetUpload',
      summary: 'One upload, with the messages that name it',
      description: 'Its bytes are at `url`, and at a link from there, as for everybody who may see it.',
      answers: { 200: { description: 'The upload.', schema: uploadSchema } },
      codes: READING,
    },
    async ({ principal, id }) => json(await uploads.one(principal, id)),
  );
}

function deleting({ endpoints, uploads, acts }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'delete',
      path: ONE,
      operationId: 'adminDeleteUpload',
      summary: 'Delete a file, wherever it was sent',
      description:
        'The messages that name it stay, each with a tombstone in its place (`deleted_at`) and a new `rev`; links to it ' +
        'end at once, and the bytes leave the disk.',
      body: onlyClientId,
      bodyOptional: true,
      idempotencyKey: true,
      answers: { 204: { description: 'Deleted.' } },
      codes: WRITING,
    },
    async ({ principal, id, body: { client_id } }) => {
      await acts.carry(principal, {
        action: 'upload.delete',
        target: { kind: 'upload', id: id.toLowerCase(), conversation_id: null },
        wanted: null,
        client_id,
        run: () => uploads.remove(principal, id),
        again: async () => undefined,
      });
      return noContent();
    },
  );
}
