import { endpoint } from '../../http/endpoint.js';
import { json } from '../../http/reply.js';
import { auditList, auditQuery } from '../schemas.js';
import { READING, type AdminGround } from './ground.js';

export function auditRoutes({ endpoints, audit }: AdminGround): void {
  endpoint(
    endpoints,
    {
      method: 'get',
      path: '/api/admin/audit/',
      operationId: 'adminListAudit',
      summary: 'What admins did, latest first',
      description: 'A page may be short, or empty, and still have a `next`: a filter looks only so far at a time.',
      query: auditQuery,
      answers: { 200: { description: 'A page.', schema: auditList } },
      codes: READING,
    },
    async ({ principal, query }) => json(await audit.list(principal.tenant, query)),
  );
}
